// <key-help> around a <dialog>: shortcuts for the elements that carry data-keys ("g e", "n", "/"), j and k through rows,
// x to select one, ? for the list. Never inside a field, and all of them can be switched off (WCAG 2.1.4).
const inField = el => el.closest('input:not([type=checkbox],[type=radio],[type=submit]),textarea,select,[contenteditable]');

const off = () => { try { return localStorage.getItem('keys') === 'off'; } catch { return false; } };

export class KeyHelp extends HTMLElement {
  connectedCallback() {
    this.dialog = this.querySelector('dialog');
    const box = this.querySelector('input[type=checkbox]'), open = document.querySelector('[data-key-help]');
    box.checked = !off();
    box.addEventListener('change', () => {
      try { box.checked ? localStorage.removeItem('keys') : localStorage.setItem('keys', 'off'); } catch { /* for this page only */ }
    });
    if (open) {
      open.hidden = false;
      open.addEventListener('click', () => this.show());
    }
    document.addEventListener('keydown', e => this.key(e));
  }

  key(e) {
    if (e.ctrlKey || e.metaKey || e.altKey || e.defaultPrevented || this.dialog.open || inField(e.target) || off()) return;
    const now = Date.now(), keys = this.first && now - this.at < 1500 ? this.first + ' ' + e.key : e.key;
    this.first = e.key === 'g' ? 'g' : '';
    this.at = now;
    if (this.act(keys)) e.preventDefault();
  }

  act(keys) {
    if (keys === '?') return this.show();
    if (keys === 'j' || keys === 'k') return this.move(keys === 'j' ? 1 : -1);
    if (keys === 'x') return this.pick();
    const el = document.querySelector(`[data-keys="${CSS.escape(keys)}"]`);
    if (!el) return false;
    if (el.matches('input,textarea,select')) el.focus(); else el.click();
    return true;
  }

  get rows() { return [...document.querySelectorAll('main .row-main[href], main .data tbody th a')]; }

  move(step) {
    const rows = this.rows, at = rows.indexOf(document.activeElement);
    rows[at < 0 ? 0 : Math.max(0, Math.min(rows.length - 1, at + step))]?.focus();
    return rows.length > 0;
  }

  pick() {
    const box = document.activeElement.closest('tr,li')?.querySelector('.pick');
    box?.click();
    return Boolean(box);
  }

  show() {
    const list = this.querySelector('dl'), rows = [];
    const add = (keys, text) => {
      const dt = document.createElement('dt'), dd = document.createElement('dd');
      dt.append(...keys.split(' ').flatMap(k => { const kbd = document.createElement('kbd'); kbd.textContent = k; return [kbd, ' ']; }));
      dd.textContent = text;
      rows.push(dt, dd);
    };
    for (const el of document.querySelectorAll('[data-keys]')) add(el.dataset.keys, el.dataset.keysText || el.getAttribute('aria-label') || el.textContent.trim());
    if (this.rows.length) add('j k', 'Next row, previous row');
    if (document.querySelector('.pick')) add('x', 'Select the row');
    add('?', 'This list');
    list.replaceChildren(...rows);
    this.dialog.showModal();
    return true;
  }
}
