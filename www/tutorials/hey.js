// The two sentences of the tutorial: whichever is said, both labs are run that way, one after the other, since labs
// take turns. It uses nothing but what every page may use of a lab.
const labs = document.querySelectorAll('meanwhile-lab');
const said = document.getElementById('said');
const buttons = document.querySelectorAll('[data-strategies]');

// A run that goes on is of what was said before.
async function ended(lab) {
  if (lab.dataset.status !== 'running') return;
  const end = new Promise((go) => ['result', 'error'].forEach((type) => lab.addEventListener(type, go, { once: true })));
  lab.stop();
  await end;
}

let latest;

async function say(button) {
  latest = button;
  for (const one of buttons) one.setAttribute('aria-pressed', one === button);
  said.textContent = 'Said. The job that waits is run first, then the one that works hard.';
  const runs = [...labs].map(async (lab) => {
    await ended(lab);
    lab.setAttribute('strategies', button.dataset.strategies);
    return lab.run();
  });
  const outcome = await Promise.all(runs).then(
    () => 'Both jobs are done: what you see below is your computer’s.',
    (error) => `That could not be run: ${error.message}`,
  );
  if (latest === button) said.textContent = outcome;
}

for (const button of buttons) button.addEventListener('click', () => say(button));
