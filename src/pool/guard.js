// Watches over a worker of the pool: when its WebAssembly traps, none of its own code runs any more,
// so this script says it in the shared words (see bell.rs): who broke, with what, and rings the bell.
const BROKEN = 2;
const BELL = 3;

export function watchOver(words, trap, thread) {
  const broke = (reason) => {
    const text = new TextEncoder().encode(String(reason));
    trap.set(text.subarray(0, trap.length - 1));
    Atomics.store(words, BROKEN, thread + 1);
    Atomics.add(words, BELL, 1);
    Atomics.notify(words, BELL);
  };
  addEventListener('error', (event) => {
    event.preventDefault();
    broke(event.message);
  });
  addEventListener('unhandledrejection', (event) => {
    event.preventDefault();
    broke(event.reason);
  });
}
