// What the page does with files and links: saves texts and drawings, copies, brings the result of a link, and marks spans
// for the browser's own profiler.

// The latest comparison of this page, with the address and the reader's programs that it was run with: what a link may carry.
export let latest;
document.addEventListener('meanwhile-finished', ({ detail: { result } }) => {
  if (result) latest = { result, query: location.search, programs: document.querySelector('program-desk')?.texts() };
});

// A link may bring a result. In somebody else's page there is no room for one.
const bring = () => {
  const brings = location.hash.includes('result=') && !('embed' in document.documentElement.dataset);
  if (brings) import('./share/result.js').then((own) => own.bring(), () => {});
};
addEventListener('hashchange', bring);
bring();

export function saveText(name, text, type) {
  saveBlob(name, new Blob([text], { type }));
}

function saveBlob(name, blob) {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

// The drawing with the page's colours and fonts written into it, so that it looks the same elsewhere.
function standalone(svg, name) {
  const copy = svg.cloneNode(true);
  const properties = ['fill', 'stroke', 'stroke-width', 'stroke-dasharray', 'opacity', 'font', 'text-anchor'];
  const originals = svg.querySelectorAll('*');
  copy.querySelectorAll('*').forEach((element, index) => {
    const style = getComputedStyle(originals[index]);
    const text = properties.map((name) => `${name}:${style.getPropertyValue(name)}`).join(';');
    element.setAttribute('style', text);
    for (const name of ['class', 'data-say', 'tabindex', 'role']) element.removeAttribute(name);
  });
  const paper = document.createElementNS('http://www.w3.org/2000/svg', 'rect');
  paper.setAttribute('width', '100%');
  paper.setAttribute('height', '100%');
  paper.setAttribute('fill', getComputedStyle(document.body).backgroundColor);
  copy.prepend(paper);
  copy.setAttribute('xmlns', 'http://www.w3.org/2000/svg');
  copy.removeAttribute('tabindex');
  // Names and marks reach over the drawing's edges; above it stands what it is.
  const { x, y, width: inner, height: tall } = svg.getBBox();
  const [margin, room] = [12, 28];
  const [left, top] = [Math.min(0, x) - margin, Math.min(0, y) - margin - room];
  const [width, height] = [Math.max(inner + x, 0) - left + margin, tall + y - top + margin];
  copy.setAttribute('viewBox', `${left} ${top} ${width} ${height}`);
  copy.setAttribute('width', width);
  copy.setAttribute('height', height);
  for (const [name, value] of Object.entries({ x: left, y: top, width, height })) paper.setAttribute(name, value);
  const title = document.createElementNS('http://www.w3.org/2000/svg', 'text');
  title.textContent = name;
  title.setAttribute('x', left + margin);
  title.setAttribute('y', top + margin + 10);
  const { fontFamily, color } = getComputedStyle(svg);
  title.setAttribute('style', `font: 600 14px ${fontFamily.replaceAll('"', "'")}; fill: ${color}`);
  copy.append(title);
  return { text: new XMLSerializer().serializeToString(copy), width, height };
}

export function saveDrawing(chart, name, kind) {
  const svg = chart.querySelector('svg[role="group"]');
  if (!svg) return;
  const heading = chart.closest('section')?.querySelector('h2')?.textContent ?? '';
  const { text, width, height } = standalone(svg, heading);
  const blob = new Blob([text], { type: 'image/svg+xml' });
  if (kind === 'SVG') {
    saveBlob(`${name}.svg`, blob);
    return;
  }
  const image = new Image();
  image.onload = () => {
    const canvas = document.createElement('canvas');
    // Twice as fine as the page, so that it prints well.
    canvas.width = Math.round(width * 2);
    canvas.height = Math.round(height * 2);
    canvas.getContext('2d').drawImage(image, 0, 0, canvas.width, canvas.height);
    canvas.toBlob((png) => png && saveBlob(`${name}.png`, png), 'image/png');
  };
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`;
}

// What the reader wants to feel on this page's own thread: a script beside its module runs it, and says what came of it.
export async function feel(script, lesson, program, name, values, isMeasuring, broken) {
  const [said, place] = ['feel-said', 'feel-place'].map((id) => document.getElementById(id));
  const given = [lesson, program, name, values];
  try {
    await (await import(script)).feel(said, place, isMeasuring, given);
  } catch (error) {
    said.textContent = broken.replace('{words}', error.message);
  }
}

// Where the clipboard is refused (no secure context, no permission), the answer is false.
export async function copyText(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}

// Spans as entries of the browser's own profiler. In Chrome's Performance panel they make tracks of
// their own ("Performance extensibility API": detail.devtools). More than this are not made: 20,000
// entries take about 100 ms, and nobody scrolls through more.
const MOST_MEASURES = 20_000;
// So many at once, which takes a few milliseconds.
const BATCH = 500;
// All names begin so, and only these are ever cleared: the page may be somebody else's, too.
const PREFIX = 'meanwhile ';
const COLORS = {
  turn: 'primary-light', work: 'primary', blocked: 'error', queued: 'tertiary-light',
  'in flight': 'tertiary', meanwhile: 'secondary-light', serving: 'tertiary-dark',
};
const measured = new Set();
let edition = 0;

export function clearMeasures() {
  edition += 1;
  measured.forEach((name) => performance.clearMeasures(name));
  measured.clear();
}

// The events of our own trace file one by one, so that a long file is never parsed at once. No text in
// it but our own names stands between events, so that this is where the next one begins.
function* events(trace) {
  const begins = ',{"name":';
  let at = trace.indexOf('"traceEvents":[') + 15;
  const end = trace.lastIndexOf(']');
  while (at < end) {
    const next = trace.indexOf(begins, at + 1);
    const until = next < 0 ? end : next;
    yield JSON.parse(trace.slice(at, until));
    at = until + 1;
  }
}

// Every span with its process and thread, in the order of the file.
function* spans(trace) {
  const threads = new Map();
  let begun;
  for (const event of events(trace)) {
    const thread = `${event.pid}.${event.tid}`;
    if (event.name === 'thread_name') threads.set(thread, event.args.name);
    else if (event.ph === 'X') yield { ...event, track: threads.get(thread) };
    else if (event.ph === 'b') begun = event;
    else if (event.ph === 'e') {
      // What was done with a chunk by a machine: "work on NAME".
      const [, name = begun.name, track = 'waits'] = (begun.id.endsWith('.machine') && begun.name.match(/^(.*?) on (.*)$/s)) || [];
      yield { ...begun, name, dur: event.ts - begun.ts, track };
    }
  }
}

export function measure(trace) {
  clearMeasures();
  const head = trace?.slice(0, trace.indexOf('"traceEvents":['));
  if (!head || !performance.timeOrigin) return;
  const runs = new Map(JSON.parse(`${head}"x":0}`).otherData.runs.map((run) => [run.pid, run]));
  const mine = edition;
  const all = spans(trace);
  const soon = globalThis.requestIdleCallback ?? setTimeout;
  let count = 0;
  const some = () => {
    for (let i = 0; i < BATCH && mine === edition && count < MOST_MEASURES; i += 1) {
      const { value: span, done } = all.next();
      if (done) return;
      mark(span, runs.get(span.pid));
      count += 1;
    }
    if (mine === edition && count < MOST_MEASURES) soon(some);
  };
  soon(some);
}

function mark(span, run) {
  const name = PREFIX + span.name;
  const start = run.beganAtMs - performance.timeOrigin + span.ts / 1000;
  const chunk = span.args?.chunk;
  const devtools = {
    dataType: 'track-entry', trackGroup: 'Meanwhile', track: `${run.strategy}: ${span.track}`,
    color: COLORS[span.name], tooltipText: chunk === undefined ? span.name : `${span.name}, chunk ${chunk}`,
  };
  try {
    performance.measure(name, { start, duration: span.dur / 1000, detail: { devtools } });
    measured.add(name);
  } catch {
    // An old browser without details, or a clock that was set back: there is nothing to mark then.
  }
}
