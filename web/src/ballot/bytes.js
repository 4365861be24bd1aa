// Bytes and the few forms they are written in.

/** Joins byte arrays. */
export function join(...parts) {
  const all = new Uint8Array(parts.reduce((n, p) => n + p.length, 0));
  let at = 0;
  for (const p of parts) {
    all.set(p, at);
    at += p.length;
  }
  return all;
}

export const utf8 = (text) => new TextEncoder().encode(text);

export const random = (n) => crypto.getRandomValues(new Uint8Array(n));

export const sha256 = async (bytes) => new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));

/** Big-endian bytes of a number below 2^32. */
export const uint = (n, length) => Uint8Array.from({ length }, (_, i) => (n / 2 ** (8 * (length - 1 - i))) & 255);

export const toBase64 = (bytes) => btoa(String.fromCharCode(...bytes));

/** Reads base64 in either alphabet, with or without padding. */
export const fromBase64 = (text) =>
  Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));

/** The first 100 bits as people read them: XXXX-XXXX-XXXX-XXXX-XXXX, without letters that are misread. */
export function grouped(bytes) {
  const bits = [...bytes.subarray(0, 13)].map((b) => b.toString(2).padStart(8, "0")).join("");
  let code = "";
  for (let i = 0; i < 20; i++) {
    code += (i && i % 4 === 0 ? "-" : "") + "0123456789ABCDEFGHJKMNPQRSTVWXYZ"[parseInt(bits.slice(5 * i, 5 * i + 5), 2)];
  }
  return code;
}
