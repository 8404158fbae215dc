// The worker of the analysis: loads its module and hands it every message of the page, also those that
// came before it was there. A file is read in here, so that the page never holds it.
import init, { learnWords, receive } from './analysis.js';

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

let queue = Promise.all([loadWords(), init()]).then(([words]) => learnWords(words));
addEventListener('message', ({ data: [bytes, file] }) => {
  queue = queue.then(() => receive(bytes, file));
});
