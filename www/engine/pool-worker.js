// A worker of the pool in tier `workers`: an instance of the engine with a memory of its own. The
// first message brings the compiled module, and is answered with the bytes of memory that the instance
// takes; each further one is an assignment of chunks to carry out.
import init, { joinPool, lastChunk, lastPanic, carryOutAssignment } from './engine.js';
import { reportCrash } from './crash-info.js';

reportCrash(lastChunk, lastPanic);
let up = false;
addEventListener('message', async ({ data }) => {
  if (up) {
    const returned = carryOutAssignment(data);
    postMessage(returned, [returned.buffer]);
    return;
  }
  await init({ module_or_path: data.module });
  const memory = joinPool(data.originMs);
  up = true;
  postMessage(memory);
});
