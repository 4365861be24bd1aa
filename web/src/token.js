// Fetching a token while signed in: on the page of the survey, or ahead of time on a device that its person marked as their
// own (js/early.js loads this then). What is fetched here says "invited" and nothing else.
import { BallotError, Slot, carry, fromBase64, obtain, openWave } from './ballot/index.js';
import { qrImage } from './ballot/qr.js';
import { mark, marked } from './js/own.js';

/** Fetches the tokens of open surveys into this device, and forgets those of closed ones. */
export async function early({ open, closed, names }) {
  for (const print of closed) localStorage.removeItem(`evenly.ballot.${print}`);
  for (const w of open) {
    if (new Slot(localStorage, { fingerprint: w.fingerprint }).read().token) continue;
    const wave = await openWave(w.keys, w.fingerprint);
    await obtain(wave, w.issue, new Slot(localStorage, wave));
    localStorage.setItem('evenly.names', JSON.stringify(names));
  }
}

class Fetcher {
  constructor(root) {
    this.root = root;
    this.own = root.querySelector('[data-own]');
    this.own.checked = this.safely(() => marked(root.dataset.mine)) ?? false;
    this.own.addEventListener('change', () => this.safely(() => {
      mark(root.dataset.mine, this.own.checked);
      if (this.own.checked) this.run(() => {});
    }));
    root.querySelector('[data-do="answer"]').addEventListener('click', () => this.run(() => location.assign(root.dataset.ballot)));
    root.querySelector('[data-do="carry"]').addEventListener('click', () => this.run(token => this.draw(token)));
    for (const e of root.querySelectorAll('[data-scripted]')) e.hidden = false;
  }

  safely(work) {
    try {
      return work();
    } catch {
      this.say('storage');
    }
  }

  say(code) {
    for (const p of this.root.querySelectorAll('[data-says]')) p.hidden = p.dataset.says !== code;
  }

  /** Has a token in the right place, then goes on with it. */
  async run(then) {
    this.say('fetching');
    try {
      const d = this.root.dataset;
      const store = this.own.checked ? localStorage : sessionStorage;
      const kept = [localStorage, sessionStorage].map(s => new Slot(s, { fingerprint: d.fingerprint }).read().token).find(Boolean);
      let token = kept && fromBase64(kept);
      if (!token) {
        const wave = await openWave(d.keys, d.fingerprint);
        token = await obtain(wave, d.issue, new Slot(store, wave));
        store.setItem('evenly.names', d.names);
      }
      this.say('fetched');
      then(token);
    } catch (e) {
      this.say(e instanceof BallotError ? e.code : e?.name === 'SecurityError' ? 'storage' : 'server');
    }
  }

  draw(token) {
    const link = new URL(this.root.dataset.ballot, location.href);
    link.hash = `t=${carry(token)}`;
    const box = this.root.querySelector('[data-qr]');
    box.replaceChildren(qrImage(link.href, 'QR code that opens the survey on another device'));
    box.hidden = false;
    this.root.querySelector('[data-qr-text]').hidden = false;
  }
}

const root = document.querySelector('[data-token]');
if (root) new Fetcher(root);
