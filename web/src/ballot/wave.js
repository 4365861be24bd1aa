// The public keys of a wave, and the check that everybody has the same ones.
import { importKey } from "./blindrsa.js";
import { fromBase64, grouped, join, sha256, utf8 } from "./bytes.js";

/** Something the person can be told; code says which of the page's sentences fits. */
export class BallotError extends Error {
  constructor(code, cause) {
    super(code, { cause });
    this.code = code;
  }
}

/** Fetches, telling a lost connection from everything else. */
export async function ask(address, options) {
  try {
    return await fetch(address, { mode: "same-origin", cache: "no-store", redirect: "error", ...options });
  } catch (e) {
    throw new BallotError("offline", e);
  }
}

async function keysText(address, credentials) {
  const reply = await ask(address, { credentials, referrerPolicy: "no-referrer" });
  if (!reply.ok) throw new BallotError(reply.status === 410 || reply.status === 404 ? "closed" : "server");
  return reply.text();
}

async function read(text) {
  const { signing, sealing } = JSON.parse(text);
  const [spki, point] = [fromBase64(signing), fromBase64(sealing)];
  const print = await sha256(join(spki, point));
  const info = join(utf8("evenly ballot 1"), print);
  return { signing: await importKey(spki), sealing: point, print, fingerprint: grouped(print), info };
}

function needCrypto() {
  if (!globalThis.crypto?.subtle) throw new BallotError("browser"); // plain http, or a very old browser
}

/**
 * Fetches the keys of a wave twice, as the person and as nobody. A server that gave this person keys of their own, to know
 * the ballot by them, would have to give them to nobody too. printed is the fingerprint in the invitation, if at hand.
 */
export async function openWave(address, printed) {
  needCrypto();
  const [mine, everybodys] = await Promise.all([keysText(address, "same-origin"), keysText(address, "omit")]);
  if (mine !== everybodys) throw new BallotError("keys");
  const wave = await read(mine);
  if (printed && printed !== wave.fingerprint) throw new BallotError("keys");
  return wave;
}

/**
 * Fetches the keys as nobody only. For the moment of answering with a token that is already here: a request with the session
 * just before a ballot would tell when its person answered. A token's slot is named by the keys it was checked with, so keys
 * that are not those find no token.
 */
export async function reopenWave(address) {
  needCrypto();
  return read(await keysText(address, "omit"));
}
