// A worker of the pool in tier `workers`: an instance of the engine with a memory of its own. The
// first message brings the compiled module, and is answered with the bytes of memory that the instance
// takes; each further one is a hand of chunks to carry out.
import init, { joinPool, lastChunk, lastPanic, takeHand } from './engine.js';
import { sayWhatBroke } from './last-words.js';

sayWhatBroke(lastChunk, lastPanic);
let up = false;
addEventListener('message', async ({ data }) => {
  if (up) {
    const returned = takeHand(data);
    postMessage(returned, [returned.buffer]);
    return;
  }
  await init({ module_or_path: data.module });
  const memory = joinPool(data.originMs);
  up = true;
  postMessage(memory);
});
