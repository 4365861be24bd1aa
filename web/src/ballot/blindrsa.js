// The client's half of RFC 9474, RSABSSA-SHA384-PSS-Randomized: WebCrypto for hashing, randomness and the final check,
// BigInt for the arithmetic. Nothing here is secret for longer than the blinding lasts, and the blinding factor is used once.
import { fromBase64, join, random, uint } from "./bytes.js";

const HASH = 48; // bytes of SHA-384; the salt is as long

const toInt = (bytes) => BigInt("0x" + [...bytes].map((b) => b.toString(16).padStart(2, "0")).join(""));

function toBytes(n, length) {
  const hex = n.toString(16).padStart(2 * length, "0");
  if (hex.length > 2 * length) throw new Error("integer too large");
  return Uint8Array.from({ length }, (_, i) => parseInt(hex.slice(2 * i, 2 * i + 2), 16));
}

function power(base, exponent, modulus) {
  let result = 1n;
  for (base %= modulus; exponent > 0n; exponent >>= 1n) {
    if (exponent & 1n) result = (result * base) % modulus;
    base = (base * base) % modulus;
  }
  return result;
}

/** The greatest common divisor of a and n, and the inverse of a modulo n if that is 1. */
function invert(a, n) {
  let [r, next, t, following] = [n, a % n, 0n, 1n];
  while (next > 0n) {
    const q = r / next;
    [r, next] = [next, r - q * next];
    [t, following] = [following, t - q * following];
  }
  return [r, (t + n) % n];
}

const sha384 = async (bytes) => new Uint8Array(await crypto.subtle.digest("SHA-384", bytes));

async function mask(seed, length) {
  const blocks = [];
  for (let i = 0; i * HASH < length; i++) blocks.push(await sha384(join(seed, uint(i, 4))));
  return join(...blocks).subarray(0, length);
}

/** EMSA-PSS (RFC 8017, 9.1.1) with a random salt. */
async function encode(message, bits) {
  const length = Math.ceil(bits / 8);
  const salt = random(HASH);
  const hash = await sha384(join(new Uint8Array(8), await sha384(message), salt));
  const block = join(new Uint8Array(length - 2 * HASH - 2), Uint8Array.of(1), salt);
  const masking = await mask(hash, block.length);
  for (let i = 0; i < block.length; i++) block[i] ^= masking[i];
  block[0] &= 255 >> (8 * length - bits);
  return join(block, hash, Uint8Array.of(0xbc));
}

/** Reads a public key from its SubjectPublicKeyInfo. */
export async function importKey(spki) {
  const key = await crypto.subtle.importKey("spki", spki, { name: "RSA-PSS", hash: "SHA-384" }, true, ["verify"]);
  const jwk = await crypto.subtle.exportKey("jwk", key);
  const bits = key.algorithm.modulusLength;
  return { key, n: toInt(fromBase64(jwk.n)), e: toInt(fromBase64(jwk.e)), bits, size: Math.ceil(bits / 8) };
}

/** Blinds a message: what to have signed, and the inverse to unblind the signature with. */
export async function blind(pub, message) {
  const { n, e, bits, size } = pub;
  const m = toInt(await encode(message, bits - 1));
  if (invert(m, n)[0] !== 1n) throw new Error("this key is not sound"); // it shares a factor with the message
  let r;
  do r = toInt(random(size));
  while (r < 1n || r >= n);
  const [divisor, inverse] = invert(r, n);
  if (divisor !== 1n) throw new Error("this key is not sound");
  return { blinded: toBytes((m * power(r, e, n)) % n, size), inverse: toBytes(inverse, size) };
}

/** Unblinds a signature and checks it. */
export async function finalize(pub, message, blindSignature, inverse) {
  const { key, n, size } = pub;
  if (blindSignature.length !== size || inverse.length !== size) throw new Error("unexpected size");
  const signature = toBytes((toInt(blindSignature) * toInt(inverse)) % n, size);
  const good = await crypto.subtle.verify({ name: "RSA-PSS", saltLength: HASH }, key, signature, message);
  if (!good) throw new Error("this signature is not good");
  return signature;
}
