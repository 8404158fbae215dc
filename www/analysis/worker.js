// The worker of the analysis: loads its module, says that it is up, and hands it every message of the page. A file is
// read in here, too, so that the page never holds it.
import init, { learnWords, mayRead, receive } from './analysis.js';

const broke = (reason) => postMessage({ broke: String(reason?.message ?? reason) });
addEventListener('error', (event) => {
  event.preventDefault();
  broke(event.message);
});
addEventListener('unhandledrejection', (event) => {
  event.preventDefault();
  broke(event.reason);
});

// The texts that only the analysis says lie beside this script, in the language that this worker is named after; the
// others come with a message.
async function loadWords() {
  const response = await fetch(new URL(`${self.name}.json`, import.meta.url));
  if (!response.ok) throw new Error(`${response.url}: ${response.status}`);
  return Object.entries(await response.json()).flat();
}

// A file is read by a module of its own, which says what is in it; nothing where it can't be had, or broke.
async function contentOf(file) {
  const reader = await import('../reader/open.js');
  return reader.contentOf(file);
}

async function handle([bytes, beside]) {
  if (!(beside instanceof Blob)) return receive(bytes, beside);
  if (mayRead(bytes, beside.size)) receive(bytes, await contentOf(beside).catch(() => undefined));
}

let queue = Promise.all([loadWords(), init()]).then(([words]) => {
  learnWords(words);
  postMessage(true);
});
addEventListener('message', ({ data }) => {
  queue = queue.then(() => handle(data));
});
