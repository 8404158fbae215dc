// Watches over a worker of the pool: when its WebAssembly traps, none of its own code runs any more,
// so this script says it in the shared words (see shared_flags.rs): who broke, with what, and wakes whoever sleeps.
const BROKEN = 2;
const WAKE_SIGNAL = 3;

export function reportCrashes(words, trap, thread) {
  const broke = (reason) => {
    const text = new TextEncoder().encode(String(reason));
    trap.set(text.subarray(0, trap.length - 1));
    Atomics.store(words, BROKEN, thread + 1);
    Atomics.add(words, WAKE_SIGNAL, 1);
    Atomics.notify(words, WAKE_SIGNAL);
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
