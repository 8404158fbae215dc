// Files, drawings, the clipboard and the profiler's marks lie in a script of their own, `www/tools.js`, beside the
// page's: nobody needs them before something was measured, so `boot.js` fetches it when the page has started.
const tools = () => import('../../../../tools.js');

export const saveText = async (...given) => (await tools()).saveText(...given);
export const saveDrawing = async (...given) => (await tools()).saveDrawing(...given);
export const copyText = async (text) => (await tools()).copyText(text);
export const measure = async (trace) => (await tools()).measure(trace);
export const feel = async (...given) => (await tools()).feel(...given);
export const clearMeasures = async () => (await tools()).clearMeasures();

// Where the script can't be had nothing is kept.
export const keepProgress = (slug, mark) => import('../../../../progress.js').then(({ keep }) => keep(slug, mark), () => {});

export async function fetchTexts(address) {
  const response = await fetch(address);
  if (!response.ok) throw new Error(`${response.url}: ${response.status}`);
  return Object.entries(await response.json()).flat();
}

export async function openTimeline(script, place) {
  return (await import(script)).openIn(place);
}

// A worker that one function hears: what it says, and `{ broke }` with the browser's words where it can't be loaded.
export function startWorker(script, hear, name) {
  const worker = new Worker(script, { type: 'module', name });
  worker.onmessage = ({ data }) => hear(data);
  // A script that could not be loaded makes an event without a message.
  worker.onerror = ({ message }) => hear({ broke: message ?? `${script} was not loaded` });
  return worker;
}

export function endWorker(worker) {
  worker.onmessage = worker.onerror = null;
  worker.terminate();
}

// Firefox now and then aborts the load of a module in a worker, or never ends it; the next one comes up. So one that
// does not come up, or not within these milliseconds, is started again; the last has all the time it wants.
const START_LIMITS = [8_000, 15_000];

export function steadyWorker(script, hear, name) {
  let worker;
  let waiting = [];
  let failed = 0;
  let limit;
  const end = () => {
    clearTimeout(limit);
    endWorker(worker);
  };
  const broke = (words) => {
    end();
    if (!waiting || failed === START_LIMITS.length) return hear(words);
    failed += 1;
    load();
  };
  // It says `true` when it is up.
  const heard = (data) => {
    if (data !== true) return 'broke' in data ? broke(data.broke) : hear(data);
    clearTimeout(limit);
    waiting.forEach((sent) => worker.postMessage(...sent));
    waiting = undefined;
  };
  const load = () => {
    worker = startWorker(script, heard, name);
    if (failed < START_LIMITS.length) limit = setTimeout(broke, START_LIMITS[failed]);
  };
  load();
  // Bytes and files can always be posted.
  const send = (...sent) => waiting?.push(sent) ?? worker.postMessage(...sent);
  return { send, end };
}

export function tellFinished(result, error) {
  document.dispatchEvent(new CustomEvent('meanwhile-finished', { detail: { result, error } }));
}

// Whatever measures has the turn while it does: this lock, which pages of one browser and frames of one page share.
const TURN = 'meanwhile';
let latest;

export function askTurn(hear) {
  const mine = new AbortController();
  latest = mine;
  const { signal } = mine;
  // Held until it is given back.
  const hold = () => {
    if (signal.aborted) return undefined;
    hear(true);
    return new Promise((go) => signal.addEventListener('abort', go));
  };
  const wait = () => signal.aborted || hear(false);
  takeTurn(signal, hold, wait).catch(() => {
    // Without locks (no secure context, storage that is forbidden) the page around this one may keep order.
    if (signal.aborted) return;
    const asked = new CustomEvent('meanwhile-turn', { detail: { signal, hold, wait }, cancelable: true });
    if (document.dispatchEvent(asked)) hold();
  });
}

async function takeTurn(signal, hold, wait) {
  const ifFree = { ifAvailable: true };
  const took = await navigator.locks.request(TURN, ifFree, async (lock) => lock && [await hold()]);
  if (took || signal.aborted) return;
  wait();
  await navigator.locks.request(TURN, { signal }, hold);
}

export const giveTurn = () => latest.abort();
