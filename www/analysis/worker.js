// The worker of the analysis: loads its module and hands it every message of the page, also those that
// came before it was there. A file is read in here, so that the page never holds it.
import init, { learnWords, mostBytes, receive } from './analysis.js';

const broke = (reason) => postMessage(String(reason?.message ?? reason));
addEventListener('error', (event) => {
  event.preventDefault();
  broke(event.message);
});
addEventListener('unhandledrejection', (event) => {
  event.preventDefault();
  broke(event.reason);
});

// The texts that only the analysis says lie beside this script; the others come with a message.
async function loadWords() {
  const response = await fetch(new URL('en.json', import.meta.url));
  if (!response.ok) throw new Error(`${response.url}: ${response.status}`);
  return Object.entries(await response.json()).flat();
}

// A file that gzip packed is unpacked, up to the first bytes that are too many: what packed well may be
// longer than any memory. What can't be unpacked to its end is as long as it could be, and is said to be cut; if
// that is nothing, it stays as it is, and the module says so.
async function unpacked(beside) {
  if (!(beside instanceof Blob)) return [beside, false];
  const [first, second] = new Uint8Array(await beside.slice(0, 2).arrayBuffer());
  if (first !== 0x1f || second !== 0x8b) return [beside, false];
  const pieces = [];
  let [size, isCut] = [0, false];
  try {
    const reader = beside.stream().pipeThrough(new DecompressionStream('gzip')).getReader();
    while (size <= mostBytes()) {
      const { done, value } = await reader.read();
      if (done) break;
      pieces.push(value);
      size += value.length;
    }
    reader.cancel().catch(() => {});
  } catch {
    // It ends too soon, or is broken, and be it only its checksum.
    isCut = true;
  }
  return size > 0 ? [new Blob(pieces), isCut] : [beside, false];
}

let queue = Promise.all([loadWords(), init()]).then(([words]) => learnWords(words));
addEventListener('message', ({ data: [bytes, beside] }) => {
  queue = queue.then(async () => receive(bytes, ...(await unpacked(beside))));
});
