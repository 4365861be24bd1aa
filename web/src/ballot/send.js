// Putting a ballot in, as nobody.
import { fromBase64, join, toBase64, uint } from "./bytes.js";
import { seal } from "./hpke.js";
import { ballotID } from "./token.js";
import { BallotError, ask } from "./wave.js";

const TRIES = 50; // revisions; another device may have used some up

async function sealed(wave, token, revision, ballot) {
  const bound = join(await ballotID(wave, token), uint(revision, 4));
  return toBase64(await seal(wave.sealing, wave.info, bound, ballot));
}

/**
 * Seals a packed ballot and puts it in at the address, without cookie, referrer or anything else that names the person.
 * A ballot whose reply was lost is sent again byte for byte; a corrected one takes the next revision. The highest counts.
 */
export const putIn = (wave, address, slot, ballot) => slot.alone(() => putInAlone(wave, address, slot, ballot));

async function putInAlone(wave, address, slot, ballot) {
  const state = slot.read();
  if (!state.token) throw new BallotError("token");
  const token = fromBase64(state.token);
  for (let revision = state.revision ?? 0; revision < TRIES; revision++) {
    const body = JSON.stringify({ token: state.token, revision, sealed: await sealed(wave, token, revision, ballot) });
    if (await accepted(address, body)) {
      slot.write({ token: state.token, revision: revision + 1 });
      return revision;
    }
  }
  throw new BallotError("server");
}

/** Posts one revision: true when it is in, false when this revision is taken by other content. */
async function accepted(address, body) {
  for (let tries = 0; ; tries++) {
    let reply;
    try {
      reply = await ask(address, {
        method: "POST",
        credentials: "omit",
        referrerPolicy: "no-referrer",
        headers: { "Content-Type": "application/json" },
        body,
      });
    } catch (e) {
      if (tries < 2) continue; // the same bytes again: if they had arrived, nothing changes
      throw e;
    }
    if (reply.ok) return true;
    if (reply.status === 409) return false;
    throw new BallotError({ 410: "closed", 422: "token", 429: "busy" }[reply.status] ?? "server");
  }
}
