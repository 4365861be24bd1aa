// icon points the icon inside el at another drawing of the same sprite.
export function icon(el, name) {
  const use = el.querySelector('use');
  use.setAttribute('href', use.getAttribute('href').replace(/#.*/, '#' + name));
}
