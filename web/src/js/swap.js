import { policy } from './policy.js';

// The one door for HTML from the server: same origin, text/html only, and only the named parts of it are taken.

// fetchPage gets a page and parses it without running anything. Null when the answer is not one of our pages.
export async function fetchPage(url, init) {
  const answer = await fetch(url, { ...init, headers: { ...init?.headers, 'X-Fragment': '1' } });
  if (new URL(answer.url).origin !== location.origin || !answer.headers.get('content-type')?.startsWith('text/html')) return null;
  const html = await answer.text();
  const doc = new DOMParser().parseFromString(policy.createHTML(html), 'text/html');
  return { doc, ok: answer.ok, url: answer.url };
}

// put replaces the part of this page that selector names by the same part of doc; false when either lacks it.
// A live region keeps its element, or screen readers would not notice the change. Focus stays where it was.
export function put(doc, selector) {
  const next = doc.querySelector(selector), old = document.querySelector(selector);
  if (!next || !old) return false;
  const id = old.contains(document.activeElement) ? document.activeElement.id : '';
  if (old.getAttribute('role') === 'status') old.replaceChildren(...document.adoptNode(next).childNodes);
  else old.replaceWith(document.adoptNode(next));
  if (id) document.getElementById(id)?.focus({ preventScroll: true });
  return true;
}

// swap fetches url and replaces the parts that the selectors (comma between them) name. If the server answers with
// something else (signed out, moved), the browser goes there.
export async function swap(url, selectors, init) {
  const page = await fetchPage(url, init);
  if (!page) return location.assign(url);
  const done = selectors.split(',').map(s => put(page.doc, s.trim()));
  if (!done[0]) location.assign(page.url);
}
