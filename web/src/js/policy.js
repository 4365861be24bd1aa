// The one Trusted Types policy, "app". HTML comes in only through swap.js, which parses it without running anything; the
// only script we start by address is the service worker.
export const worker = '/static/sw.js';

const rules = {
  createHTML: html => html,
  createScriptURL(url) {
    if (url !== worker) throw new TypeError('not our worker: ' + url);
    return url;
  },
};

export const policy = globalThis.trustedTypes?.createPolicy('app', rules) ?? rules;
