// What a worker says when it breaks. A trapped instance runs no more code of its own, so this script
// asks it which chunk it was at and whether it was a panic, and tells whoever started the worker.
export function reportCrash(lastChunk, lastPanic) {
  const say = (reason) => {
    let chunk = -1;
    let panic = '';
    try {
      chunk = lastChunk();
      panic = lastPanic();
    } catch {
      // Not even started, or too broken to be asked.
    }
    postMessage({ broke: panic || String(reason), chunk });
  };
  addEventListener('error', (event) => {
    event.preventDefault();
    say(event.message);
  });
  addEventListener('unhandledrejection', (event) => {
    event.preventDefault();
    say(event.reason);
  });
}
