// Asks for the site's service worker (`sw.js`), where the site's host is not our own server: it isolates the page, and
// keeps it for when there is no network. An operator who wants none deletes `sw.js`: then this takes away what was there.

const SITE = new URL('../', import.meta.url);
// What stands in the address of a page that was loaded anew to be isolated (`early.js` takes it out): never twice, whatever
// the browser keeps.
const AGAIN = 'again';

// Whether anything was done on the page since it is there.
let isTouched = false;
for (const kind of ['pointerdown', 'keydown', 'wheel', 'touchstart']) {
  addEventListener(kind, () => (isTouched = true), { capture: true, once: true, passive: true });
}

async function takeAway(registration) {
  await registration?.unregister();
  for (const name of await caches.keys()) if (name.startsWith('meanwhile-')) await caches.delete(name);
}

const until = (worker, state) => new Promise((resolve, reject) => {
  const look = () => {
    if (worker.state === state) resolve();
    else if (worker.state === 'redundant') reject(new Error('it was replaced'));
  };
  worker.addEventListener('statechange', look);
  look();
});

// A reader in the middle of something is never interrupted.
function mayReload(isFramed) {
  return !isFramed && !crossOriginIsolated && isSecureContext && !isTouched && !window.wasLoadedAgain
    && !document.querySelector('[data-running]') && !document.getElementById('programs');
}

async function tellOfNewer() {
  const words = await (await fetch(new URL(`messages/${document.documentElement.lang}.json`, import.meta.url))).json();
  const note = Object.assign(document.createElement('p'), { id: 'newer', className: 'hint', textContent: words['page.newer'] });
  note.setAttribute('role', 'status');
  document.querySelector('footer')?.prepend(note);
}

export async function begin(api, isFramed) {
  const workers = navigator.serviceWorker;
  if (!workers) return;
  const environment = await api.ready.catch(() => undefined);
  const before = await workers.getRegistration(SITE);
  const isOurs = before?.scope === SITE.href;
  if (environment?.waits === 'server') {
    if (isOurs) await takeAway(before);
    return;
  }
  const address = new URL('sw.js', SITE);
  const registration = await workers.register(address, { scope: SITE }).catch(async () => {
    const response = await fetch(address, { cache: 'no-store' }).catch(() => undefined);
    if (isOurs && response && [404, 410].includes(response.status)) await takeAway(before);
  });
  if (!registration) return;
  const isFirst = !registration.active;
  const next = registration.installing ?? registration.waiting;
  if (isFirst && next) await until(next, 'activated');
  else registration.addEventListener('updatefound', () => until(registration.installing, 'activated').then(tellOfNewer, () => {}));
  if (isFirst && mayReload(isFramed)) {
    const again = new URL(location);
    again.searchParams.set(AGAIN, '1');
    location.replace(again);
    return;
  }
  // A page of one's own; in somebody else's nothing is loaded that isn't used.
  if (!isFramed) registration.active?.postMessage({ keep: true });
}
