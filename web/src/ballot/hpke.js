// Sealing to a public key: HPKE (RFC 9180), base mode, one message, with DHKEM(P-256, HKDF-SHA256), HKDF-SHA256 and
// AES-256-GCM. Every browser's WebCrypto has these parts.
import { join, uint, utf8 } from "./bytes.js";

const EMPTY = new Uint8Array(0);
const KEM = join(utf8("KEM"), uint(0x0010, 2));
const SUITE = join(utf8("HPKE"), uint(0x0010, 2), uint(0x0001, 2), uint(0x0002, 2));
const P256 = { name: "ECDH", namedCurve: "P-256" };

async function hmac(secret, data) {
  // An empty HMAC key is the same as one of zeros, and some browsers refuse to import it.
  const raw = secret.length ? secret : new Uint8Array(32);
  const key = await crypto.subtle.importKey("raw", raw, { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
  return new Uint8Array(await crypto.subtle.sign("HMAC", key, data));
}

const VERSION = utf8("HPKE-v1");

const extract = (suite, salt, label, secret) => hmac(salt, join(VERSION, suite, utf8(label), secret));

/** At most 32 bytes, so that one block of HKDF is enough. */
async function expand(suite, secret, label, info, length) {
  const block = await hmac(secret, join(uint(length, 2), VERSION, suite, utf8(label), info, Uint8Array.of(1)));
  return block.subarray(0, length);
}

/** A shared secret with the holder of a public key, and the point it is derived from at the other end. */
async function encapsulate(recipient) {
  const own = await crypto.subtle.generateKey(P256, false, ["deriveBits"]);
  const their = await crypto.subtle.importKey("raw", recipient, P256, false, []);
  const dh = new Uint8Array(await crypto.subtle.deriveBits({ name: "ECDH", public: their }, own.privateKey, 256));
  const point = new Uint8Array(await crypto.subtle.exportKey("raw", own.publicKey));
  const secret = await extract(KEM, EMPTY, "eae_prk", dh);
  return { point, shared: await expand(KEM, secret, "shared_secret", join(point, recipient), 32) };
}

/** Seals bytes to a public key (an uncompressed point): the encapsulated point, then the ciphertext. */
export async function seal(recipient, info, bound, bytes) {
  const { point, shared } = await encapsulate(recipient);
  const context = join(
    Uint8Array.of(0),
    await extract(SUITE, EMPTY, "psk_id_hash", EMPTY),
    await extract(SUITE, EMPTY, "info_hash", info),
  );
  const secret = await extract(SUITE, shared, "secret", EMPTY);
  const raw = await expand(SUITE, secret, "key", context, 32);
  const iv = await expand(SUITE, secret, "base_nonce", context, 12);
  const key = await crypto.subtle.importKey("raw", raw, "AES-GCM", false, ["encrypt"]);
  const sealed = await crypto.subtle.encrypt({ name: "AES-GCM", iv, additionalData: bound }, key, bytes);
  return join(point, new Uint8Array(sealed));
}
