import { fetchPage, put } from './swap.js';
import { icon } from './icon.js';
import { say } from './say.js';

const pause = 250, patience = 3000, retry = 5000, minute = 60000;

// freshKey is a random UUID (version 4): each save is a new act, while a retry of one save is not.
// crypto.randomUUID would need https, which a demonstration on a ward's network does not have.
function freshKey() {
  const b = crypto.getRandomValues(new Uint8Array(16));
  b[6] = b[6] & 15 | 64;
  b[8] = b[8] & 63 | 128;
  const hex = [...b].map(x => x.toString(16).padStart(2, '0')).join('');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}

// A Saver posts a form in the background, 250 ms after the last change, one request at a time, newest state last.
// What the server says about it is the part [data-saved] of its answer ("Saved 9:41"); screen readers hear it at most
// once a minute. A failed save is tried again until it works.
export class Saver {
  constructor(form, op) {
    this.form = form;
    this.op = op;
    form.addEventListener('submit', e => this.giveWay(e));
    addEventListener('pagehide', () => { if (this.timer) { clearTimeout(this.timer); this.send(true); } });
    addEventListener('online', () => { if (this.failed) this.now(); });
  }

  soon(wait = pause) {
    clearTimeout(this.timer);
    this.key ??= freshKey();
    this.timer = setTimeout(() => this.now(), wait);
  }

  // change is to be called when the form's content changed: the next save is a new act.
  change() {
    this.key = freshKey();
    this.soon();
  }

  // giveWay lets a button of the form go first. A save under way is not broken off, since the server may have done it
  // already: the button waits for its answer, which brings the version that the button must send, three seconds at most.
  giveWay(e) {
    clearTimeout(this.timer);
    this.timer = 0;
    if (!this.busy) return;
    e.preventDefault();
    this.again = false;
    this.next = { button: e.submitter };
    setTimeout(() => this.abort?.abort(), patience);
  }

  async now() {
    this.timer = 0;
    if (this.busy) { this.again = true; return; }
    this.busy = true;
    try {
      do { this.again = false; await this.save(); } while (this.again);
    } finally { this.busy = false; }
    if (!this.next) return;
    const { button } = this.next;
    this.next = undefined;
    clearTimeout(this.timer);
    this.form.requestSubmit(button);
  }

  send(keepalive) {
    const body = new URLSearchParams(new FormData(this.form));
    if (this.op) body.set('op', this.op);
    body.set('key', this.key);
    this.abort = new AbortController();
    return fetchPage(this.form.action, { method: 'POST', body, keepalive, signal: keepalive ? undefined : this.abort.signal });
  }

  async save() {
    let page;
    try {
      page = await this.send(false);
    } catch (e) {
      if (e.name !== 'AbortError') this.fail('Not saved yet. We’ll keep trying.', true);
      return;
    }
    if (page && put(page.doc, '[data-saved]')) this.done();
    else this.fail('Not saved. Open this page again to sign in; keep this one until then.', false);
  }

  done() {
    this.failed = false;
    if (Date.now() - (this.said ?? 0) < minute) return;
    this.said = Date.now();
    say(this.status?.textContent.trim() ?? '');
  }

  fail(text, again) {
    this.failed = true;
    const s = this.status;
    if (s) {
      s.hidden = false;
      s.classList.add('not');
      s.querySelector('span').textContent = text;
      icon(s, 'circle-alert');
    }
    say(text);
    if (again) this.soon(retry);
  }

  get status() { return document.querySelector('[data-saved]'); }
}
