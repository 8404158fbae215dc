// The caller's worker: loads the engine and hands it every message of the page, also those that came
// before it was there.
import init, { lastChunk, lastPanic, receive, wakeUp } from './engine.js';
import { reportCrash } from './crash-info.js';

reportCrash(lastChunk, lastPanic);
const early = [];
let deliver = (bytes) => early.push(bytes);
addEventListener('message', ({ data }) => deliver(data));
await init();
wakeUp();
deliver = receive;
early.forEach(receive);
