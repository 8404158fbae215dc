// The site's service worker, for hosts that can't send headers: it adds those that isolate a page, so that it gets
// shared threads, and keeps what the site needs without a network. Pages ask for it (`offline.js`), but not where our own
// server answers: its waits are measured, and a worker between them and the page would take time.
//
// The files of a build lie under its name and never change, so an old page and a new module never meet.

const BUILD = '{build}';
// What every lesson needs. Data and the readers' language are kept when they were first used.
const FILES = [/*files*/];
const PREFIX = 'meanwhile-build-';
// An open page may still be of the build before.
const KEPT_BUILDS = 2;
const HEADERS = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
  'Cross-Origin-Resource-Policy': 'cross-origin',
  'Document-Isolation-Policy': 'isolate-and-credentialless',
};
const HERE = new URL('./', self.location);

// The part of an address that is below this site, if it is.
function pathOf({ origin, pathname }) {
  return origin === HERE.origin && pathname.startsWith(HERE.pathname) ? pathname.slice(HERE.pathname.length) : undefined;
}

const buildOf = (path) => path.match(/^build-[0-9a-f]+(?=\/)/)?.[0];
const cacheOf = (path) => `meanwhile-${buildOf(path) ?? BUILD}`;

addEventListener('install', (event) => {
  // Where a browser can be told so, the waits of lessons pass this worker by.
  event.addRoutes?.({ condition: { urlPattern: new URLPattern({ pathname: `${HERE.pathname}io/*` }) }, source: 'network' }).catch(() => {});
  skipWaiting();
});

addEventListener('activate', (event) => event.waitUntil(tidy()));

async function tidy() {
  // In the order in which they were made.
  const builds = (await caches.keys()).filter((name) => name.startsWith(PREFIX));
  await Promise.all(builds.slice(0, -KEPT_BUILDS).map((name) => caches.delete(name)));
}

// An answer with the headers that isolate a page. One that is none of ours to change stays as it is.
function isolated(response) {
  const { status, statusText, type, body } = response;
  if (status === 0 || type.startsWith('opaque')) return response;
  const headers = new Headers(response.headers);
  for (const [name, value] of Object.entries(HEADERS)) headers.set(name, value);
  return new Response([204, 205, 304].includes(status) ? null : body, { status, statusText, headers });
}

// Whole answers only, and no errors. Where there is no room for it, the site works with a network alone.
async function keep(path, key, response) {
  if (response.status !== 200 || response.redirected) return response;
  const copy = response.clone();
  await caches.open(cacheOf(path)).then((cache) => cache.put(key, copy)).catch(() => {});
  return response;
}

const known = (key) => caches.match(key).catch(() => undefined);

// A file of a build: what is kept is right.
async function firstKept(request, path, key) {
  return (await known(key)) ?? keep(path, key, await fetch(request));
}

// All others: the network's word counts, for it knows which build is the latest.
async function firstAsked(request, path, key) {
  try {
    return await keep(path, key, await fetch(request));
  } catch (error) {
    const kept = await known(key);
    if (kept) return kept;
    throw error;
  }
}

addEventListener('fetch', (event) => {
  const { request } = event;
  const url = new URL(request.url);
  const path = pathOf(url);
  if (request.method !== 'GET' || path === undefined || /^(io\/|oembed)/.test(path) || request.headers.has('range')) return;
  // What is asked of a page stands behind its address; it is one page all the same.
  const key = `${url.origin}${url.pathname}`;
  // What a lesson asks for with a number of its own, it measures.
  const isMeasured = url.searchParams.has('nonce');
  const answer = buildOf(path) && !isMeasured ? firstKept : firstAsked;
  event.respondWith(answer(request, path, key).then(isolated));
});

// A page has time: all that the site needs without a network is to be kept.
addEventListener('message', (event) => {
  if (event.data?.keep === true) event.waitUntil(keepAll());
});

async function keepAll() {
  for (const path of FILES) {
    const key = new URL(path, HERE).href;
    if (await known(key)) continue;
    const response = await fetch(key).catch(() => undefined);
    if (response) await keep(path, key, response);
  }
}
