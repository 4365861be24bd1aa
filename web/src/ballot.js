// The page that asks, where nobody is signed in. Answers stay in this page until they are sent; a half-filled survey
// leaves no trace. The server is told nothing before the ballot itself.
import { ThemeToggle } from './js/theme-toggle.js';
import { BallotError, Slot, fromBase64, namesIn, pack, putIn, receive, reopenWave, size } from './ballot/index.js';

const DAY = 24 * 60 * 60 * 1000;

class Survey {
  constructor(root) {
    this.root = root;
    const form = JSON.parse(root.dataset.form);
    this.form = { ...form, head: fromBase64(form.head) };
    this.screens = [...root.querySelectorAll('[data-screen]')];
    this.at = 0;
    this.warned = new Set();
    this.wide = matchMedia('(min-width: 60rem)');
    this.on('start', () => this.start());
    this.on('back', () => this.go(this.at - 1));
    this.on('next', () => this.go(this.at + 1));
    this.on('again', () => this.start());
    this.part('questions').addEventListener('submit', e => { e.preventDefault(); this.send(); });
    this.wide.addEventListener('change', () => this.draw());
    for (const t of root.querySelectorAll('textarea')) t.addEventListener('input', () => this.count(t));
  }

  on(name, act) { for (const b of this.root.querySelectorAll(`[data-do="${name}"]`)) b.addEventListener('click', act); }
  part(name) { return this.root.querySelector(`[data-part="${name}"]`); }

  show(name) {
    for (const p of this.root.querySelectorAll('[data-part]')) p.hidden = p.dataset.part !== name;
    this.say();
    this.part(name).querySelector('[tabindex="-1"]')?.focus();
  }

  /** Shows the sentence for a failure, or none. */
  say(code) {
    for (const p of this.root.querySelectorAll('[data-says]')) p.hidden = p.dataset.says !== code;
  }

  async ready() {
    if (this.root.dataset.preview !== undefined) return this.part('start').querySelector('[data-do]').hidden = false;
    this.root.querySelector('[data-clock]').hidden = Math.abs(Date.now() - Date.parse(this.root.dataset.now)) < DAY;
    try {
      this.wave = await reopenWave(this.root.dataset.keys);
      this.slot = await this.find();
      this.root.querySelector('[data-print]')?.replaceChildren(this.wave.fingerprint);
    } catch (e) {
      return this.say(code(e));
    }
    if (!this.slot) return this.say('token');
    for (const b of this.root.querySelectorAll('[data-do="start"]')) b.hidden = false;
  }

  /** The place that holds this survey's token: carried here in the address, kept on this device, or kept for this tab. */
  async find() {
    const carried = /^#t=([\w-]+)$/.exec(location.hash)?.[1];
    if (carried) {
      history.replaceState(null, '', location.pathname);
      const slot = new Slot(sessionStorage, this.wave);
      await receive(this.wave, carried, slot);
      return slot;
    }
    return [localStorage, sessionStorage].map(store => new Slot(store, this.wave)).find(slot => slot.read().token);
  }

  start() {
    this.at = 0;
    this.show('questions');
    this.go(0);
  }

  go(to) {
    if (to < 0) return this.show('start');
    this.at = Math.min(to, this.screens.length - 1);
    this.draw();
    this.screens[this.at].querySelector('[tabindex="-1"]')?.focus();
  }

  /** One question at a time on a phone, all of them where there is room. */
  draw() {
    const last = this.at === this.screens.length - 1, all = this.wide.matches;
    this.screens.forEach((s, i) => { s.hidden = !all && i !== this.at; });
    const step = this.root.querySelector('[data-step]');
    step.hidden = all;
    step.textContent = `${this.at + 1} of ${this.screens.length}`;
    this.root.querySelector('[data-do="next"]').hidden = all || last;
    this.root.querySelector('[data-send]').hidden = !all && !last;
  }

  count(t) {
    const left = Number(t.dataset.bytes) - size(t.value);
    const note = document.getElementById(`${t.id}-left`);
    note.textContent = left < 0 ? 'That is too long. Shorten it a little.' : left < 200 ? `Room for about ${left} more letters` : '';
  }

  answers() {
    const out = {};
    for (const q of this.root.querySelectorAll('[data-item]')) {
      const chosen = q.querySelector('input:checked')?.value;
      const text = q.querySelector('textarea');
      if (text) out[q.dataset.item] = text.value;
      else if (chosen) out[q.dataset.item] = Number(chosen);
    }
    return out;
  }

  /** The people this writer works with, as the page that fetched the token left them in this browser. */
  names() {
    try {
      return JSON.parse(this.slot.store.getItem('evenly.names')) ?? [];
    } catch {
      return [];
    }
  }

  /** Warns once about each name before a comment leaves. */
  named() {
    const found = [...this.root.querySelectorAll('textarea')].flatMap(t => namesIn(t.value, this.names())).filter(n => !this.warned.has(n));
    for (const n of found) this.warned.add(n);
    if (found.length) this.root.querySelector('[data-names]').textContent = [...new Set(found)].join(', ');
    return found.length > 0;
  }

  async send() {
    if (this.root.dataset.preview !== undefined) return this.say('preview');
    const button = this.root.querySelector('[data-send]');
    if (button.disabled) return;
    if (this.named()) return this.say('names');
    button.disabled = true;
    this.say('sending');
    try {
      await putIn(this.wave, this.root.dataset.put, this.slot, pack(this.form, this.answers()));
      this.part('questions').reset();
      this.show('done');
    } catch (e) {
      this.say(e instanceof RangeError ? 'long' : code(e));
    } finally {
      button.disabled = false;
    }
  }
}

/** Which sentence of the page fits a failure. Access to a blocked store throws a SecurityError of its own. */
function code(e) {
  if (e instanceof BallotError) return e.code;
  return e?.name === 'SecurityError' ? 'storage' : 'server';
}

customElements.define('theme-toggle', ThemeToggle); // app.js is not here: where nobody is known, little runs
const root = document.querySelector('[data-ballot]');
if (root) new Survey(root).ready();
