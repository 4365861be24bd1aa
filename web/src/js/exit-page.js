import { say } from './say.js';

// <exit-page> around a link: leaves at once for a harmless page and puts it in the place of this one in the history.
// Escape three times within five seconds does the same.
export class ExitPage extends HTMLElement {
  connectedCallback() {
    const link = this.querySelector('a');
    link.addEventListener('click', e => { e.preventDefault(); this.leave(link.href); });
    this.keys = e => {
      if (e.key !== 'Escape') return;
      const now = Date.now();
      this.times = [...(this.times ?? []).filter(t => now - t < 5000), now];
      const left = 3 - this.times.length;
      if (left <= 0) this.leave(link.href);
      else say(left === 2 ? 'Press Escape two more times to leave.' : 'Press Escape once more to leave.');
    };
    document.addEventListener('keydown', this.keys);
  }
  disconnectedCallback() { document.removeEventListener('keydown', this.keys); }
  leave(href) {
    document.body.replaceChildren();
    document.title = 'Loading';
    location.replace(href);
  }
}
