// What the reader has done, kept in this browser alone, and shown on the opening and in the list of lessons. Under one
// name lies {"meanwhile": 1, "lessons": {"many-fetches": {"done": true, "right": true}}}: done where a comparison came
// to its end, right where the question was scored, and the first score stays. What is no such thing counts as nothing;
// what is written beside it, by a later version perhaps, stays there.
const NAME = 'meanwhile';
const VERSION = 1;
// All of it, where the browser lets nothing be kept.
let memory;

const record = (value) => (typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined);

function read() {
  if (memory) return memory;
  let text;
  try {
    text = localStorage.getItem(NAME);
  } catch {
    memory = {};
    return memory;
  }
  try {
    return record(JSON.parse(text)) ?? {};
  } catch {
    // It is damaged.
    return {};
  }
}

// A later version's list in a form of its own is not overwritten.
function write(all, isOurs) {
  try {
    if (!isOurs) throw new Error('a later version');
    localStorage.setItem(NAME, JSON.stringify(all));
  } catch {
    memory = all;
  }
}

// Read anew each time: another tab may have written meanwhile. The mark is `done`, `right` or `wrong`.
export function keep(slug, mark) {
  const all = read();
  const own = record(all.lessons);
  const old = record(own?.[slug]);
  const isScored = mark !== 'done' && typeof old?.right !== 'boolean';
  const lesson = { ...old, done: true, ...(isScored && { right: mark === 'right' }) };
  const isOurs = own !== undefined || !(all.meanwhile > VERSION);
  write({ ...all, meanwhile: all.meanwhile ?? VERSION, lessons: { ...own, [slug]: lesson } }, isOurs);
  paint();
}

export function paint() {
  const opening = document.getElementById('opening');
  if (!opening) return;
  const lessons = new Map(Object.entries(record(read().lessons) ?? {}));
  const said = opening.dataset;
  const score = { done: 0, right: 0, scored: 0 };
  for (const link of document.querySelectorAll('.map a, .rail a')) {
    const one = lessons.get(new URLSearchParams(link.search).get('example'));
    const isInMap = link.closest('.map') !== null;
    if (one?.done !== true) {
      link.removeAttribute('data-done');
      if (!isInMap) link.removeAttribute('title');
      continue;
    }
    link.dataset.done = one.right === true ? said.right : said.done;
    if (!isInMap) {
      // There is room for a sign only.
      link.title = link.dataset.done;
      continue;
    }
    score.done += 1;
    score.right += one.right === true ? 1 : 0;
    score.scored += typeof one.right === 'boolean' ? 1 : 0;
  }
  const template = { 0: '', 1: said.scoreOne }[score.scored] ?? said.score;
  const sentence = template.replace('{right}', score.right).replace('{scored}', score.scored);
  const status = opening.querySelector('[role="status"]');
  status.textContent = [sentence, memory ? said.blocked : ''].join(' ').trim();
  opening.querySelector('details').hidden = score.done === 0;
}

function forget() {
  memory &&= {};
  try {
    localStorage.removeItem(NAME);
  } catch {
    // Nothing was kept.
  }
  const opening = document.getElementById('opening');
  opening.querySelector('details').open = false;
  paint();
  // The button is gone.
  opening.querySelector('.map').focus();
}

document.getElementById('forget')?.addEventListener('click', forget);
addEventListener('storage', paint);
