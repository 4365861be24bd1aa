import { say } from './say.js';

// copyButtons shows the buttons with data-copy="id" where the browser can copy, and prints with data-print.
export function copyButtons() {
  for (const b of document.querySelectorAll('[data-copy]')) {
    if (!navigator.clipboard) continue;
    b.hidden = false;
    b.addEventListener('click', async () => {
      await navigator.clipboard.writeText(document.getElementById(b.dataset.copy).textContent.trim());
      const words = b.querySelector('span'), old = words.textContent;
      words.textContent = 'Copied';
      say('Copied');
      setTimeout(() => { words.textContent = old; }, 3000);
    });
  }
  for (const b of document.querySelectorAll('[data-print]')) {
    b.hidden = false;
    b.addEventListener('click', () => print());
  }
}
