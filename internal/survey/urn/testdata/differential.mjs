// Plays our client against the npm library's server and the library's client against ours, for urn's differential test.
import { RSABSSA } from "@cloudflare/blindrsa-ts";
import { blind, finalize, importKey } from "../../../../web/src/ballot/blindrsa.js";

const suite = RSABSSA.SHA384.PSS.Randomized();
const toHex = (bytes) => Buffer.from(bytes).toString("hex");
const fromHex = (text) => Uint8Array.from(Buffer.from(text, "hex"));

const steps = {
  /** Our client, the library's server and the library's check. */
  async ours({ rounds }) {
    const { publicKey, privateKey } = await suite.generateKey({ publicExponent: Uint8Array.of(1, 0, 1), modulusLength: 2048 });
    const pub = await importKey(await crypto.subtle.exportKey("spki", publicKey));
    let good = 0;
    for (let i = 0; i < rounds; i++) {
      const message = suite.prepare(crypto.getRandomValues(new Uint8Array(32)));
      const { blinded, inverse } = await blind(pub, message);
      const signature = await finalize(pub, message, await suite.blindSign(privateKey, blinded), inverse);
      if (await suite.verify(publicKey, signature, message)) good++;
    }
    return { good };
  },
  /** The library's client, first half: what to have signed. */
  async blind({ spki, message, rounds }) {
    const key = await libraryKey(spki);
    const all = [];
    for (let i = 0; i < rounds; i++) {
      const prepared = suite.prepare(fromHex(message));
      const { blindedMsg, inv } = await suite.blind(key, prepared);
      all.push({ prepared: toHex(prepared), blinded: toHex(blindedMsg), inverse: toHex(inv) });
    }
    return { all };
  },
  /** Second half: the tokens. */
  async finalize({ spki, all }) {
    const key = await libraryKey(spki);
    const tokens = [];
    for (const { prepared, signed, inverse } of all) {
      const signature = await suite.finalize(key, fromHex(prepared), fromHex(signed), fromHex(inverse));
      tokens.push(prepared.slice(0, 64) + toHex(signature));
    }
    return { tokens };
  },
  /** All of the library's numbers for some tokens, its random ones included. */
  async record({ rounds }) {
    const { publicKey, privateKey } = await suite.generateKey({ publicExponent: Uint8Array.of(1, 0, 1), modulusLength: 2048 });
    const all = [];
    while (all.length < rounds) {
      const message = suite.prepare(crypto.getRandomValues(new Uint8Array(32)));
      const { random, result } = await overheard(() => suite.blind(publicKey, message));
      if (random.length !== 2) continue; // it drew a factor beyond the modulus first
      const blindSignature = await suite.blindSign(privateKey, result.blindedMsg);
      const signature = await suite.finalize(publicKey, message, blindSignature, result.inv);
      all.push({ message, salt: random[0], factor: random[1], blinded: result.blindedMsg, blindSignature, signature });
    }
    const hex = all.map((one) => Object.fromEntries(Object.entries(one).map(([name, bytes]) => [name, toHex(bytes)])));
    const key = Buffer.from(await crypto.subtle.exportKey("pkcs8", privateKey)).toString("base64");
    return { key, all: hex };
  },
};

/** Does something and gives what it drew from the source of chance. */
async function overheard(what) {
  const real = crypto.getRandomValues.bind(crypto);
  const random = [];
  Object.defineProperty(crypto, "getRandomValues", {
    configurable: true,
    value: (array) => (random.push(new Uint8Array(real(array).buffer.slice(0))), array),
  });
  const result = await what();
  Object.defineProperty(crypto, "getRandomValues", { configurable: true, value: real });
  return { random, result };
}

const libraryKey = (spki) =>
  crypto.subtle.importKey("spki", Buffer.from(spki, "base64"), { name: "RSA-PSS", hash: "SHA-384" }, true, ["verify"]);

let input = "";
for await (const chunk of process.stdin) input += chunk;
const answers = [];
for (const step of JSON.parse(input)) answers.push(await steps[step.do](step));
process.stdout.write(JSON.stringify({ answers, requests: [] }));
