// Drives the shipped client under Node for urn's tests: one request as JSON on standard input, one answer on standard output.
// Node's fetch keeps no cookies and has no origin of its own, so a stand-in for the browser's adds the cookie where
// credentials are allowed and notes how each request was made.
import * as ballot from "../../../../web/src/ballot/index.js";
import { blind, finalize, importKey } from "../../../../web/src/ballot/blindrsa.js";
import { qr } from "../../../../web/src/ballot/qr.js";

const toHex = (bytes) => Buffer.from(bytes).toString("hex");
const fromHex = (text) => Uint8Array.from(Buffer.from(text, "hex"));

const requests = [];
const realFetch = globalThis.fetch;
globalThis.fetch = (address, { mode, ...options }) => {
  const headers = { ...options.headers };
  if (options.credentials !== "omit") headers.Cookie = `__Host-session=${person}`;
  requests.push({ path: new URL(address).pathname, mode, credentials: options.credentials, referrer: options.referrerPolicy ?? "" });
  return realFetch(address, { ...options, headers });
};
let person = "";

/** Makes the next random bytes known: salt, then blinding factor. */
function foretell(...values) {
  const real = crypto.getRandomValues.bind(crypto);
  Object.defineProperty(crypto, "getRandomValues", {
    configurable: true,
    value: (array) => (values.length ? (array.set(values.shift()), array) : real(array)),
  });
}

async function vector({ spki, message, salt, factor, blindSignature }) {
  const pub = await importKey(ballot.fromBase64(spki));
  foretell(fromHex(salt), fromHex(factor));
  const { blinded, inverse } = await blind(pub, fromHex(message));
  const signature = await finalize(pub, fromHex(message), fromHex(blindSignature), inverse);
  return { blinded: toHex(blinded), inverse: toHex(inverse), signature: toHex(signature) };
}

const stores = new Map();
const storeOf = (name) => stores.get(name) ?? stores.set(name, ballot.memory()).get(name);

const steps = {
  async obtain({ base, wave, store }) {
    const open = await ballot.openWave(`${base}/keys/${wave}`);
    const token = await ballot.obtain(open, `${base}/issue/${wave}`, new ballot.Slot(storeOf(store), open));
    return { token: toHex(token), fingerprint: open.fingerprint };
  },
  async open({ base, wave, printed }) {
    return { fingerprint: (await ballot.openWave(`${base}/keys/${wave}`, printed)).fingerprint };
  },
  async putIn({ base, wave, store, form, answers }) {
    const open = await ballot.reopenWave(`${base}/keys/${wave}`);
    const packed = ballot.pack({ ...form, head: ballot.fromBase64(form.head) }, answers);
    return { revision: await ballot.putIn(open, `${base}/ballot/${wave}`, new ballot.Slot(storeOf(store), open), packed) };
  },
  async carry({ base, wave, from, to }) {
    const open = await ballot.openWave(`${base}/keys/${wave}`);
    const token = await ballot.obtain(open, `${base}/issue/${wave}`, new ballot.Slot(storeOf(from), open));
    await ballot.receive(open, ballot.carry(token), new ballot.Slot(storeOf(to), open));
    return {};
  },
  async receive({ base, wave, text, to }) {
    const open = await ballot.openWave(`${base}/keys/${wave}`);
    await ballot.receive(open, text, new ballot.Slot(storeOf(to), open));
    return {};
  },
  pack: async ({ form, answers }) => ({ ballot: toHex(ballot.pack({ ...form, head: ballot.fromBase64(form.head) }, answers)) }),
  names: async ({ comment, names }) => ({ names: ballot.namesIn(comment, names) }),
  qr: async ({ text }) => ({ rows: qr(text).map((row) => row.join("")) }),
  vector,
};

async function run(step) {
  person = step.person ?? "";
  if (step.blocked) stores.set(step.store, { getItem() { throw new DOMException("denied", "SecurityError"); } });
  try {
    return await steps[step.do](step);
  } catch (e) {
    return { error: e.code ?? String(e.stack) };
  }
}

let input = "";
for await (const chunk of process.stdin) input += chunk;
const answers = [];
for (const step of JSON.parse(input)) answers.push(await run(step));
process.stdout.write(JSON.stringify({ answers, requests }));
