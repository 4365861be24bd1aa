// Tokens: made here, signed blindly, kept on the device until the wave closes.
//
// A store is anything with getItem, setItem and removeItem: localStorage on a person's own device, sessionStorage on a shared
// one. What is kept: before the reply, what is needed to ask again; afterwards the token and the next revision's number.
import { blind, finalize } from "./blindrsa.js";
import { fromBase64, join, random, sha256, toBase64 } from "./bytes.js";
import { BallotError, ask } from "./wave.js";

const PREFIX = 32;

/** The slot of one wave in a store. Its name holds the wave's fingerprint, so that keys of another wave find nothing. */
export class Slot {
  constructor(store, wave) {
    this.store = store;
    this.name = `evenly.ballot.${wave.fingerprint}`;
  }

  read() {
    try {
      return JSON.parse(this.store.getItem(this.name)) ?? {};
    } catch (e) {
      throw new BallotError("storage", e);
    }
  }

  write(state) {
    try {
      this.store.setItem(this.name, JSON.stringify(state));
    } catch (e) {
      throw new BallotError("storage", e);
    }
  }

  forget() {
    this.store.removeItem(this.name);
  }

  /** Runs work while no other tab does: two tabs that each blinded a token of their own would lose one, and the answer. */
  alone(work) {
    const locks = globalThis.navigator?.locks;
    return locks ? locks.request(this.name, work) : work();
  }
}

/** A store for browsers that block theirs: it lasts as long as the page. */
export function memory() {
  const kept = new Map();
  return {
    getItem: (name) => kept.get(name) ?? null,
    setItem: (name, text) => void kept.set(name, text),
    removeItem: (name) => void kept.delete(name),
  };
}

const message = (wave, prefix) => join(prefix, wave.print);

/** What a ballot is kept under: the hash of what was signed. */
export const ballotID = (wave, token) => sha256(message(wave, token.subarray(0, PREFIX)));

/**
 * Gives the token of this wave, having it signed at the address if there is none yet. The blinded token is stored before it
 * is sent: after a lost reply the same one is sent again and costs nothing.
 */
export const obtain = (wave, address, slot) => slot.alone(() => obtainAlone(wave, address, slot));

async function obtainAlone(wave, address, slot) {
  let state = slot.read();
  if (state.token) return fromBase64(state.token);
  if (!state.blinded) {
    const prefix = random(PREFIX);
    const { blinded, inverse } = await blind(wave.signing, message(wave, prefix));
    state = { prefix: toBase64(prefix), blinded: toBase64(blinded), inverse: toBase64(inverse) };
    slot.write(state);
  }
  const prefix = fromBase64(state.prefix);
  const signed = await sign(address, state.blinded);
  let signature;
  try {
    signature = await finalize(wave.signing, message(wave, prefix), signed, fromBase64(state.inverse));
  } catch (e) {
    throw new BallotError("keys", e);
  }
  const token = join(prefix, signature);
  slot.write({ token: toBase64(token), revision: 0 });
  return token;
}

async function sign(address, blinded) {
  const reply = await ask(address, {
    method: "POST",
    credentials: "same-origin",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ blinded }),
  });
  if (!reply.ok) throw new BallotError({ 401: "signin", 409: "issued", 410: "closed" }[reply.status] ?? "server");
  return fromBase64((await reply.json()).signature);
}

/** The token as text for a QR code or the fragment of a link to another device. */
export const carry = (token) => toBase64(token).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

/** Takes a carried token over, after checking that it belongs to this wave. */
export async function receive(wave, text, slot) {
  let token;
  try {
    token = fromBase64(text);
  } catch (e) {
    throw new BallotError("token", e);
  }
  const signature = token.subarray(PREFIX);
  const rsa = { name: "RSA-PSS", saltLength: 48 };
  const signed = message(wave, token.subarray(0, PREFIX));
  if (!(await crypto.subtle.verify(rsa, wave.signing.key, signature, signed))) throw new BallotError("token");
  slot.write({ token: toBase64(token), revision: 0 });
  return token;
}
