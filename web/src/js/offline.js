import { policy, worker } from './policy.js';
import { toast } from './undo-toast.js';

// What waits for a connection: [{me, action, body, at}]. It holds what one log form holds, is kept for a week at most, and
// is sent only while the same person is signed in: a ward's computer has many.
const box = 'outbox', week = 7 * 24 * 3600e3;

const read = () => {
  try { return JSON.parse(localStorage.getItem(box) ?? '[]').filter(e => Date.now() - e.at < week); } catch { return []; }
};
const write = entries => {
  try { entries.length ? localStorage.setItem(box, JSON.stringify(entries)) : localStorage.removeItem(box); return true; } catch { return false; }
};

// offline says when there is no connection, keeps forms that may wait, and sends them when there is one again.
export function offline() {
  const me = document.body.dataset.me, banner = document.getElementById('offline');
  const draw = () => { if (banner) banner.hidden = navigator.onLine; };
  addEventListener('offline', draw);
  addEventListener('online', () => { draw(); flush(me); });
  document.addEventListener('submit', e => hold(e, me), { capture: true });
  draw();
  if (!me) return;
  flush(me);
  addEventListener('load', () => navigator.serviceWorker?.register(policy.createScriptURL(worker), { scope: '/', updateViaCache: 'none' }).catch(() => {}));
}

// hold keeps a form from being sent into the void.
function hold(e, me) {
  const form = e.target;
  if (navigator.onLine || form.method === 'dialog') return;
  e.preventDefault();
  e.stopPropagation();
  const kept = me && 'queue' in form.dataset && write([...read(), { me, action: form.action, body: body(form, e.submitter), at: Date.now() }]);
  toast(kept ? 'Will be logged when you’re back online' : 'You’re offline. Nothing was sent, and nothing is lost: try again when you’re back.');
}

// body is the form as it would be sent, but with data-later in the place of options that mean something else tomorrow.
function body(form, button) {
  const fields = new URLSearchParams(new FormData(form, button));
  for (const box of form.querySelectorAll(':checked[data-later]'))
    for (const [name, value] of JSON.parse(box.dataset.later)) fields.set(name, value);
  return fields.toString();
}

// flush sends what this person left. The form's key makes it harmless to send one twice.
async function flush(me) {
  for (const entry of read().filter(e => e.me === me)) {
    const said = await send(entry);
    if (!said) return;
    write(read().filter(e => e.at !== entry.at || e.me !== me));
    toast(said);
  }
}

// send returns what to tell the person, or nothing while the entry has to wait: no connection, signed out, server down.
async function send({ action, body }) {
  let answer;
  try {
    answer = await fetch(action, { method: 'POST', headers: { 'Content-Type': 'application/x-www-form-urlencoded' }, body });
  } catch { return ''; }
  if (answer.status >= 500 || answer.status === 429 || new URL(answer.url).pathname.startsWith('/signin')) return '';
  return answer.ok ? 'What you logged offline is saved' : 'What you logged offline was not accepted. Log it again.';
}
