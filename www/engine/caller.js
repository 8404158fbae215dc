// The caller's worker: loads the engine and hands it every message of the page, also those that came
// before it was there. It is named after the page's language.
import init, { lastChunk, lastPanic, receive, wakeUp } from './engine.js';
import { reportCrash } from './crash-info.js';

reportCrash(lastChunk, lastPanic);
// Only programs that want other machines need what speaks with them.
globalThis.dispatchOrder = async (...order) => (await import('../dispatch.js')).dispatch(...order);
// Why there is no better tier: fetched where it is to be said. Without texts the browser's words are better than
// nothing, and where it said none, the sentence's key.
globalThis.tierReason = async (key, words) => {
  const signal = AbortSignal.timeout(3_000);
  const own = await fetch(new URL(`../tiers/${name}.json`, import.meta.url), { signal }).then((answer) => answer.json()).catch(() => ({}));
  return [own[key], words && own.says, words].filter(Boolean).join(' ') || key;
};
const early = [];
let deliver = (bytes) => early.push(bytes);
addEventListener('message', ({ data }) => deliver(data));
await init();
wakeUp();
deliver = receive;
early.forEach(receive);
