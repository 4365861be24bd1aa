import { say } from './say.js';

// tallies counts down in the hint of every field with data-max. The limit is a warning, never a wall: the server judges.
export function tallies() {
  for (const field of document.querySelectorAll('[data-max]')) {
    const hint = document.getElementById(field.id + '-tally'), max = Number(field.dataset.max);
    let timer;
    const draw = () => {
      const left = max - [...field.value].length, n = Math.abs(left);
      hint.classList.toggle('over', left < 0);
      hint.textContent = `${n} character${n === 1 ? '' : 's'} ${left < 0 ? 'too many' : 'left'}`;
    };
    field.addEventListener('input', () => {
      draw();
      clearTimeout(timer);
      timer = setTimeout(() => say(hint.textContent), 1000);
    });
    if (field.value) draw();
  }
}
