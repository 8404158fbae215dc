// Files, drawings, the clipboard and the profiler's marks lie in a script of their own, `www/tools.js`, beside the
// page's: nobody needs them before something was measured, so `boot.js` fetches it when the page has started.
const tools = () => import('../../../../tools.js');

export const saveText = async (...given) => (await tools()).saveText(...given);
export const saveDrawing = async (...given) => (await tools()).saveDrawing(...given);
export const copyText = async (text) => (await tools()).copyText(text);
export const measure = async (trace) => (await tools()).measure(trace);
export const clearMeasures = async () => (await tools()).clearMeasures();

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
