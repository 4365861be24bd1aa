// submitOnce swallows the second press of an impatient finger. The button is not disabled: its value has to be sent, and
// a screen reader should still find it. The hidden key makes a second request harmless anyway.
export function submitOnce() {
  document.addEventListener('submit', e => {
    const form = e.target, button = e.submitter;
    if (e.defaultPrevented || form.method !== 'post') return;
    if (form.dataset.sent) return e.preventDefault();
    form.dataset.sent = '1';
    button?.setAttribute('aria-busy', 'true');
    setTimeout(() => release(form), 5000); // an answer that is a download leaves the page standing
  });
  addEventListener('pageshow', e => { if (e.persisted) document.querySelectorAll('form[data-sent]').forEach(release); });
}

function release(form) {
  delete form.dataset.sent;
  form.querySelector('[aria-busy]')?.removeAttribute('aria-busy');
}
