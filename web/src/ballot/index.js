// Answering a survey as nobody. What a page needs:
//
//   early, on any signed-in page of a person's own device:
//     const wave = await openWave(keysAddress, printedFingerprint)   keys, the same for everybody
//     await obtain(wave, issueAddress, new Slot(localStorage, wave))
//   on the page of the survey, which knows nobody:
//     const wave = await reopenWave(keysAddress)
//     const slot = new Slot(localStorage, wave)                      sessionStorage on a shared computer
//     if (!slot.read().token) { openWave and obtain as above }
//     await putIn(wave, ballotAddress, slot, pack(form, answers))
//
// Failures are BallotErrors: browser (no WebCrypto), keys (not everybody has these keys), signin, issued (fetched on another
// device, or a slip was handed out), closed, token (does not belong to this survey), storage (blocked), busy, offline, server.
export { fromBase64 } from "./bytes.js";
export { namesIn } from "./names.js";
export { pack, size } from "./pack.js";
export { putIn } from "./send.js";
export { Slot, carry, memory, obtain, receive } from "./token.js";
export { BallotError, openWave, reopenWave } from "./wave.js";
