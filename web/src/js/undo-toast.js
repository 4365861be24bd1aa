const shown = 10000;

// <undo-toast class="toast">: goes after ten seconds, but never while the pointer or the focus is on it. The same Undo
// also stands in the page, so nobody depends on speed.
export class UndoToast extends HTMLElement {
  connectedCallback() {
    const text = this.querySelector('span');
    if (text) setTimeout(() => { text.textContent = text.textContent; }, 100); // a change makes the live region speak
    const start = () => { clearTimeout(this.timer); this.timer = setTimeout(() => this.remove(), shown); };
    const hold = () => clearTimeout(this.timer);
    for (const e of ['pointerenter', 'focusin']) this.addEventListener(e, hold);
    for (const e of ['pointerleave', 'focusout']) this.addEventListener(e, start);
    start();
  }
  disconnectedCallback() { clearTimeout(this.timer); }
}

// toast shows text, with an Undo button when undo is given.
export function toast(text, undo) {
  const t = document.createElement('undo-toast'), words = document.createElement('span');
  t.className = 'toast';
  words.textContent = text;
  t.append(words);
  if (undo) {
    const b = document.createElement('button');
    b.type = 'button';
    b.textContent = 'Undo';
    b.addEventListener('click', () => { t.remove(); undo(); });
    t.append(b);
  }
  document.getElementById('toasts').replaceChildren(t);
}
