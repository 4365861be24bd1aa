// say speaks through the page's one polite live region. The same words twice are spoken twice.
export function say(text) {
  const region = document.getElementById('say');
  if (!region) return;
  region.textContent = '';
  setTimeout(() => { region.textContent = text; }, 50);
}
