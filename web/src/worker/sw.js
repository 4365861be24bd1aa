// The service worker keeps our look and one page that says there is no connection. It never keeps a page of the site:
// computers on a ward are shared. FILES and OFFLINE are written in by the build, so a new version is a new worker.
const name = 'evenly-' + FILES.join();

self.addEventListener('install', e => {
  e.waitUntil(caches.open(name).then(c => c.addAll([...FILES, OFFLINE])).then(() => self.skipWaiting()));
});

self.addEventListener('activate', e => {
  e.waitUntil((async () => {
    for (const old of await caches.keys()) if (old !== name) await caches.delete(old);
    await self.registration.navigationPreload?.enable();
    await self.clients.claim();
  })());
});

// Surveys and concerns pass by untouched: nothing of ours stands between them and the network.
const apart = path => /^\/([^/]+\/)?[cs](\/|$)/.test(path);

self.addEventListener('fetch', e => {
  const { request } = e, { pathname, origin } = new URL(request.url);
  if (request.method !== 'GET' || origin !== location.origin || apart(pathname)) return;
  if (request.mode === 'navigate') e.respondWith(page(e));
  else if (FILES.includes(pathname)) e.respondWith(caches.match(pathname).then(kept => kept ?? fetch(request)));
});

async function page(e) {
  try {
    return await e.preloadResponse ?? await fetch(e.request);
  } catch {
    return await caches.match(OFFLINE) ?? Response.error();
  }
}
