import { icon } from './icon.js';

// <theme-toggle><button hidden>: switches between light and dark and remembers it in this browser.
// Choosing what the system prefers anyway forgets the choice, so that the page follows the system again.
export class ThemeToggle extends HTMLElement {
  connectedCallback() {
    const button = this.querySelector('button'), root = document.documentElement, dark = matchMedia('(prefers-color-scheme:dark)');
    const now = () => root.dataset.theme || (dark.matches ? 'dark' : 'light');
    const draw = () => {
      const other = now() === 'dark' ? 'light' : 'dark';
      button.setAttribute('aria-label', `Switch to ${other} theme`);
      icon(button, other === 'light' ? 'sun' : 'moon');
    };
    button.addEventListener('click', () => {
      const next = now() === 'dark' ? 'light' : 'dark', system = dark.matches ? 'dark' : 'light';
      if (next === system) delete root.dataset.theme; else root.dataset.theme = next;
      try {
        if (next === system) localStorage.removeItem('theme'); else localStorage.setItem('theme', next);
      } catch { /* storage is blocked: the choice holds for this page */ }
      draw();
    });
    dark.addEventListener('change', draw);
    button.hidden = false;
    draw();
  }
}
