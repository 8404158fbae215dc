// The worker of the analysis: loads its module and hands it every message of the page, also those that
// came before it was there. A file is read in here, so that the page never holds it.
import init, { receive } from './analysis.js';

const broke = (reason) => postMessage(String(reason?.message ?? reason));
addEventListener('error', (event) => {
  event.preventDefault();
  broke(event.message);
});
addEventListener('unhandledrejection', (event) => {
  event.preventDefault();
  broke(event.reason);
});

let queue = init();
addEventListener('message', ({ data: [bytes, file] }) => {
  queue = queue.then(() => receive(bytes, file));
});
