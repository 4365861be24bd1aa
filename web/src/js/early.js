import { addresses } from './own.js';

const HOUR = 60 * 60 * 1000;

// early fetches tokens for anonymous surveys ahead of time, on a device its person marked as their own: whoever fetches the
// token days before answering cannot be told by the clock. It runs on pages of somebody who is signed in, at most once an
// hour, and never on the page of a survey, where nobody is.
export async function early() {
  if (!document.querySelector('.side')) return;
  for (const address of addresses()) {
    const last = `evenly.early.${address}`;
    if (Date.now() - Number(sessionStorage.getItem(last)) < HOUR) continue;
    sessionStorage.setItem(last, Date.now());
    try {
      const reply = await fetch(address, { credentials: 'same-origin', redirect: 'error', headers: { Accept: 'application/json' } });
      if (!reply.ok) continue;
      const surveys = await reply.json();
      if (surveys.open.length || surveys.closed.length) await (await import(surveys.script)).early(surveys);
    } catch {
      // Another page will try again; on the page of the survey people hear what is wrong.
    }
  }
}
