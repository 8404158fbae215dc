// Runs a kernel on a pool of two workers, in as many chunks as our own, and says what each time took.
const pool = workerpool.pool('kernels.js', { minWorkers: 2, maxWorkers: 2, workerType: 'web' });

async function once(kernel, height, chunks) {
  const cut = (index) => Math.floor((height * index) / chunks);
  const started = performance.now();
  const parts = Array.from({ length: chunks }, (_, index) => pool.exec(kernel, [height, cut(index), cut(index + 1)]));
  const value = (await Promise.all(parts)).reduce((sum, part) => sum + part.value, 0);
  return { ms: performance.now() - started, value };
}

// Browsers compile better while it runs: the first times do not count.
window.measured = async (kernel, height, chunks, warmUps, repeats) => {
  for (let warmUp = 0; warmUp < warmUps; warmUp += 1) await once(kernel, height, chunks);
  const all = [];
  for (let repeat = 0; repeat < repeats; repeat += 1) all.push(await once(kernel, height, chunks));
  return { answer: String(all[0].value), samplesMs: all.map(({ ms }) => ms) };
};
