// "Feel it on this page": runs a lesson's job once on this page's own thread, beside a pendulum that only this thread
// swings, and says what was felt of it. Its module and its texts lie beside this script.
import init, { carryOut, expect, open, tell } from './feel.js';

// The pendulum is seen to swing for so long before the run and after it, in milliseconds; its period, and how far it
// swings.
const LEAD = 1_500;
const TAIL = 500;
const PERIOD = 1_600;
const DEGREES = 28;
// A run that has not ended by then never will: its module broke.
const GIVEN_UP = 10_000;
const DRAWING = `<svg viewBox="0 0 48 44" width="48" height="44" role="img">
  <path d="M14 4H34" /><g><path d="M24 4V32" /><circle cx="24" cy="34" r="6" /></g></svg><span class="beats"></span>`;

let labels;
let isBusy = false;

async function load() {
  if (labels) return;
  const words = fetch(new URL(`${document.documentElement.lang}.json`, import.meta.url)).then((response) => {
    if (!response.ok) throw new Error(`${response.url}: ${response.status}`);
    return response.json();
  });
  const [texts] = await Promise.all([words, init()]);
  labels = open(Object.entries(texts).flat());
}

const element = (name, properties = {}) => Object.assign(document.createElement(name), properties);
const frame = () => new Promise(requestAnimationFrame);
const after = (length) => new Promise((go) => setTimeout(go, length));

// What moves, and something of the reader's own to try; and a line for each program.
function furnish(place) {
  if (place.firstChild) return;
  const pendulum = element('div', { className: 'pendulum', innerHTML: DRAWING, title: labels[0] });
  pendulum.firstChild.setAttribute('aria-label', labels[0]);
  const field = element('label', { textContent: labels[2] });
  field.append(element('input', { type: 'text', autocomplete: 'off' }));
  const beside = element('div', { className: 'beside' });
  beside.append(pendulum, field);
  const rows = element('div', { className: 'rows' });
  rows.setAttribute('role', 'status');
  place.append(beside, rows);
}

// Swings the pendulum and notes the time of each frame until it is told to stop. A page out of sight draws none: what
// was noted before is then worth nothing.
function swing(place) {
  const frames = [];
  const arm = place.querySelector('g');
  const counter = place.querySelector('.beats');
  const start = performance.now();
  let goesOn = true;
  let count = 0;
  const step = () => {
    if (!goesOn) return;
    frames.push(performance.now());
    const angle = DEGREES * Math.sin((2 * Math.PI * (frames.at(-1) - start)) / PERIOD);
    arm.setAttribute('transform', `rotate(${angle.toFixed(1)} 24 4)`);
    count += 1;
    counter.textContent = labels[1].replace('{n}', count);
    requestAnimationFrame(step);
  };
  const forget = () => { frames.length = 0; };
  const stop = () => {
    goesOn = false;
    document.removeEventListener('visibilitychange', forget);
  };
  document.addEventListener('visibilitychange', forget);
  step();
  return { frames, stop };
}

// The reader's own moves, clicks and keys: how long the slowest waited for this page.
function watchReader() {
  let waited = -1;
  const types = ['pointermove', 'pointerdown', 'keydown'];
  const note = ({ timeStamp, isTrusted }) => {
    if (isTrusted) waited = Math.max(waited, performance.now() - timeStamp);
  };
  types.forEach((type) => addEventListener(type, note, true));
  const stop = () => types.forEach((type) => removeEventListener(type, note, true));
  return { waited: () => waited, stop };
}

// What the module says in words is thrown as a text.
async function run(said, place, [lesson, program, name, values]) {
  const site = new URL('.', document.baseURI).href;
  const soon = await expect(lesson, program, name, values, site);
  furnish(place);
  said.textContent = soon;
  const pendulum = swing(place);
  let reader;
  try {
    await after(LEAD);
    reader = watchReader();
    const begun = performance.now();
    const took = await Promise.race([carryOut(), after(GIVEN_UP).then(() => { throw new Error('no end'); })]);
    const ended = performance.now();
    // A page that nobody sees gets no frames; that is found out then.
    for (let more = 0; more < 3; more += 1) await Promise.race([frame(), after(500)]);
    show(said, place, tell(took, begun, ended, pendulum.frames, reader.waited()));
    await after(TAIL);
  } finally {
    pendulum.stop();
    reader?.stop();
  }
}

function show(said, place, told) {
  const rows = [0, 2].filter((at) => told[at]).map((at) => {
    const row = element('p', { textContent: ` ${told[at + 1]}` });
    row.prepend(element('b', { textContent: told[at] }));
    return row;
  });
  place.querySelector('.rows').replaceChildren(...rows);
  said.textContent = told[4];
}

// Only while nothing else is measured, and nothing else is measured meanwhile. Nobody waits for the turn here: a page
// must not stand still later than when it was asked to.
async function inTurn(act, refuse) {
  let isAsked = false;
  try {
    return await navigator.locks.request('meanwhile', { ifAvailable: true }, (lock) => {
      isAsked = true;
      return lock ? act() : refuse();
    });
  } catch (error) {
    if (isAsked) throw error;
  }
  // Without locks this page alone has to be kept in order: who wants to measure waits (`src/page/tools.js`).
  const waiting = [];
  const keep = (event) => {
    event.preventDefault();
    event.detail.wait();
    waiting.push(event.detail);
  };
  document.addEventListener('meanwhile-turn', keep);
  try {
    return await act();
  } finally {
    document.removeEventListener('meanwhile-turn', keep);
    waiting.forEach(({ hold }) => hold());
  }
}

export async function feel(said, place, isMeasuring, given) {
  if (isBusy) return;
  isBusy = true;
  try {
    await load();
    const refuse = (label) => { said.textContent = labels[label]; };
    // The page around this one, whoever put it there, would stand still as well.
    if (self !== top) refuse(4);
    else if (isMeasuring) refuse(3);
    else await inTurn(() => run(said, place, given), () => refuse(3));
  } catch (error) {
    if (typeof error !== 'string') throw error;
    said.textContent = error;
  } finally {
    isBusy = false;
  }
}
