import { Saver } from './save.js';
import { fly, pool, slots } from './rank-view.js';
import { say } from './say.js';
import { toast } from './undo-toast.js';

const ordinal = i => `${i + 1}${[, 'st', 'nd', 'rd'][(i + 1) % 100 > 10 && (i + 1) % 100 < 14 ? 0 : (i + 1) % 10] || 'th'}`;

// <rank-list max="3">: choose and order by buttons, each of which is a submit button of the form and works without this.
// The order lives in this.ids; the view is drawn from it. Every change is saved (op=save) and can be undone.
export class RankList extends HTMLElement {
  connectedCallback() {
    this.max = Number(this.getAttribute('max'));
    this.ids = slots(this).filled.map(li => li.dataset.id);
    this.saver = new Saver(this.querySelector('form'), 'save');
    this.addEventListener('click', e => {
      const button = e.target.closest('button[data-op]');
      if (!button) return;
      e.preventDefault();
      this.act(button.dataset.op, button.closest('[data-id]').dataset.id);
    });
    this.querySelector('[data-chips]')?.addEventListener('change', () => pool(this).filter());
    this.draw();
  }

  name(id) { return this.querySelector(`[data-id="${CSS.escape(id)}"]`)?.dataset.name ?? ''; }
  slot(id) { return slots(this).filled.find(li => li.dataset.id === id); }

  act(op, id) {
    const before = [...this.ids], name = this.name(id), next = op === 'add' && pool(this).after(id);
    const out = this.change(op, id);
    this.draw();
    this.saver.change();
    const at = this.ids.indexOf(id), so = `${this.ids.length} of ${this.max} chosen.`;
    say(at < 0 ? `${name} removed. ${so}` : `${name} is now your ${ordinal(at)} choice. ${so}`);
    const gone = op === 'remove' ? id : out;
    if (gone) toast(out ? `Swapped for ${this.name(out)}` : `${name} removed`, () => this.undo(before, gone));
    this.focusAfter(op, id, next);
  }

  // change applies op to the order. When the list is full, Add swaps for the last choice, whose id it returns.
  change(op, id) {
    const i = this.ids.indexOf(id);
    if (op === 'up' && i > 0) this.ids.splice(i - 1, 0, this.ids.splice(i, 1)[0]);
    if (op === 'down' && i >= 0 && i < this.ids.length - 1) this.ids.splice(i + 1, 0, this.ids.splice(i, 1)[0]);
    if (op === 'remove' && i >= 0) this.ids.splice(i, 1);
    if (op !== 'add' || i >= 0) return '';
    if (this.ids.length < this.max) { this.ids.push(id); return ''; }
    return this.ids.splice(this.max - 1, 1, id)[0];
  }

  undo(before, gone) {
    this.ids = before;
    this.draw();
    this.saver.change();
    say(`${this.name(gone)} is back as your ${ordinal(before.indexOf(gone))} choice.`);
    this.slot(gone)?.querySelector('[data-op=remove]').focus({ preventScroll: true });
  }

  // Focus never falls back to <body>: it stays on the same button, or on its opposite at the end of the list; after Add
  // it goes to the next card, or to Done when the list is full; after Remove to the card that came back.
  focusAfter(op, id, next) {
    const done = this.querySelector('button[value=done]'), quiet = { preventScroll: true };
    if (op === 'add') return (this.ids.length < this.max && next?.querySelector('button') || done).focus(quiet);
    if (op === 'remove') {
      const card = pool(this).card(id);
      return (card && !card.hidden && card.querySelector('button') || slots(this).filled[0]?.querySelector('button:not(:disabled)') || done).focus(quiet);
    }
    const li = this.slot(id);
    (li?.querySelector(`[data-op=${op}]:not(:disabled)`) ?? li?.querySelector('button:not(:disabled)') ?? done).focus();
  }

  draw() {
    const land = fly(slots(this).filled);
    slots(this).draw(this.ids, this.max, ordinal);
    pool(this).draw(this.ids, this.max);
    this.dock();
    land();
  }

  dock() {
    this.querySelector('[data-count]').textContent = this.ids.length;
    this.querySelector('[data-hint]')?.toggleAttribute('hidden', this.ids.length >= this.max);
    [...this.querySelector('[data-dock]').children].forEach((disc, i) => {
      const avatar = this.ids[i] && this.slot(this.ids[i]).querySelector('.avatar');
      disc.className = avatar ? avatar.className : 'avatar av-none';
      disc.textContent = avatar ? avatar.textContent : i + 1;
    });
  }
}
