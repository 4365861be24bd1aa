// <bulk-bar> around a form with checkboxes .pick: the bar says how many are selected and its buttons say the number
// they act on; shift-click selects a run. Without script the bar is always there and the server counts.
export class BulkBar extends HTMLElement {
  connectedCallback() {
    this.bar = this.querySelector('.bulk');
    this.addEventListener('click', e => {
      const box = e.target;
      if (!box.matches?.('.pick')) return;
      if (e.shiftKey && this.last && this.last !== box) this.run(this.last, box);
      this.last = box;
    });
    this.addEventListener('change', e => {
      if (e.target.matches('.pick-all')) for (const p of this.picks) p.checked = e.target.checked;
      this.draw();
    });
    addEventListener('pageshow', () => this.draw()); // boxes the browser restored on Back
    this.draw();
  }
  get picks() { return [...this.querySelectorAll('.pick')]; }
  run(from, to) {
    const all = this.picks, [a, b] = [all.indexOf(from), all.indexOf(to)].sort((x, y) => x - y);
    for (const p of all.slice(a, b + 1)) p.checked = to.checked;
  }
  draw() {
    const all = this.picks, n = all.filter(p => p.checked).length, head = this.querySelector('.pick-all');
    if (head) { head.checked = n > 0 && n === all.length; head.indeterminate = n > 0 && n < all.length; }
    if (!this.bar) return;
    this.bar.hidden = n === 0;
    this.bar.querySelector('.bulk-n').textContent = `${n} selected`;
    for (const s of this.bar.querySelectorAll('[data-n]')) s.textContent = ' ' + n;
  }
}
