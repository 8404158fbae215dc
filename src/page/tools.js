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
