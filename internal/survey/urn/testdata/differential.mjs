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
};

const libraryKey = (spki) =>
  crypto.subtle.importKey("spki", Buffer.from(spki, "base64"), { name: "RSA-PSS", hash: "SHA-384" }, true, ["verify"]);

let input = "";
for await (const chunk of process.stdin) input += chunk;
const answers = [];
for (const step of JSON.parse(input)) answers.push(await steps[step.do](step));
process.stdout.write(JSON.stringify({ answers, requests: [] }));
