import { icon } from './icon.js';

// slots draws the ordered list on the left hand of <rank-list>: filled places from the template, empty ones after them.
export function slots(root) {
  const list = root.querySelector('[data-slots]');
  return {
    filled: [...list.querySelectorAll('[data-id]')],
    draw(ids, max, ordinal) {
      const old = new Map(this.filled.map(li => [li.dataset.id, li]));
      const rows = ids.map((id, i) => {
        const li = old.get(id) ?? filled(root, id);
        li.querySelector('.place').textContent = ordinal(i);
        li.querySelector('[data-op=up]').disabled = i === 0;
        li.querySelector('[data-op=down]').disabled = i === ids.length - 1;
        return li;
      });
      for (let i = ids.length; i < max; i++) rows.push(empty(root, ordinal(i)));
      list.replaceChildren(...rows);
    },
  };
}

const clone = (root, name) => root.querySelector(`template[data-${name}]`).content.firstElementChild.cloneNode(true);

// filled makes the place for a mentor from that mentor's card.
function filled(root, id) {
  const card = pool(root).card(id), { name, field } = card.dataset, li = clone(root, 'slot');
  li.dataset.id = id;
  li.dataset.name = name;
  li.querySelector('.avatar').replaceWith(card.querySelector('.avatar').cloneNode(true));
  li.querySelector('.who strong').textContent = name;
  li.querySelector('.who small').textContent = field;
  li.querySelector('input').value = id;
  for (const b of li.querySelectorAll('[data-op]')) {
    b.value = `${b.dataset.op}:${id}`;
    b.setAttribute('aria-label', b.dataset.op === 'remove' ? `Remove ${name}` : `Move ${name} ${b.dataset.op}`);
  }
  return li;
}

function empty(root, place) {
  const li = clone(root, 'empty');
  li.querySelector('.place').textContent = place;
  return li;
}

// pool draws the cards to choose from: those chosen or filtered out are hidden.
export function pool(root) {
  const list = root.querySelector('[data-pool]'), cards = [...list.children];
  return {
    card: id => cards.find(c => c.dataset.id === id),
    after(id) {
      const seen = cards.filter(c => !c.hidden), i = seen.findIndex(c => c.dataset.id === id);
      return seen[i + 1] ?? seen[i - 1];
    },
    draw(ids, max) {
      const full = ids.length >= max;
      for (const c of cards) {
        c.toggleAttribute('data-chosen', ids.includes(c.dataset.id));
        const b = c.querySelector('[data-op=add]');
        if (!b) continue;
        b.querySelector('[data-verb]').textContent = full ? 'Swap' : 'Add';
        icon(b, full ? 'arrow-left-right' : 'plus');
      }
      this.filter();
    },
    filter() {
      const q = root.querySelector('[data-chips] input:checked')?.value ?? '';
      for (const c of cards) c.hidden = c.hasAttribute('data-chosen') || (q !== '' && !c.dataset.tags.split('|').includes(q));
      const n = root.querySelector('[data-pool-count]');
      if (n) n.textContent = cards.filter(c => !c.hidden).length;
    },
  };
}

// fly notes where rows are; the function it returns moves them from there to where they are by then, in 180 ms.
export function fly(rows) {
  if (matchMedia('(prefers-reduced-motion:reduce)').matches) return () => {};
  const top = new Map(rows.map(li => [li, li.getBoundingClientRect().top]));
  return () => {
    for (const [li, y] of top) {
      const d = li.isConnected ? y - li.getBoundingClientRect().top : 0;
      if (d) li.animate([{ transform: `translateY(${d}px)` }, { transform: 'none' }], { duration: 180, easing: 'ease-out' });
    }
  };
}
