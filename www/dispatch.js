// Sends an order to the server's machines and tells, chunk by chunk, what became of it, by this thread's clock. Loaded by
// the engine when a program first wants machines: others never need it.

// So long a server may take to say that it begins: the first order starts a queue and machines; and so long, two minutes and
// what begins take, an order may.
const BEGINS_WITHIN = 30000;
const ENDS_WITHIN = 160000;

// What machines are called, as it was said first, so that each is one track however often it is asked for.
const labels = new Map();

// The lines of an answer, as they come.
async function* lines(body) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  for (;;) {
    const { value, done } = await reader.read();
    if (done) break;
    const parts = (rest + value).split('\n');
    rest = parts.pop();
    yield* parts.filter((line) => line.trim() !== '');
  }
  if (rest.trim() !== '') yield rest;
}

// A loop: machines may be computing on the same cores, and `from` with a function takes ten times as long.
function bytesOf(text = '') {
  const letters = atob(text);
  const bytes = new Uint8Array(letters.length);
  for (let at = 0; at < letters.length; at += 1) bytes[at] = letters.charCodeAt(at);
  return bytes;
}

// Times in the order in which they must have been: clocks agree only so far, and the last is the server's own.
function inOrder(times) {
  let latest = -Infinity;
  const last = times.at(-1);
  return times.map((time) => (latest = Math.max(latest, Math.min(time, last))));
}

// The halves of a number of 64 bits, which stands as text in the line.
function halves(text) {
  const value = BigInt(text);
  return [Number(value >> 32n), Number(value & 0xffffffffn)];
}

// Ends with nothing, or with a sentence, before which a space stands if there are no machines at all.
export async function dispatch(site, lesson, work, numbers, stop, told) {
  const [args, others] = [numbers.slice(0, 4), numbers.slice(4)];
  const named = ['to', 'chunks', 'cut', 'first', 'distance', 'machines'].map((name, place) => `"${name}":${others[place]}`);
  // Written by hand: numbers of 64 bits are none of JavaScript's.
  const order = `{"lesson":"${lesson}","work":"${work}","args":[${args.join()}],${named.join()}}`;
  const tell = (chunk, machine, numbers, bytes) => told(chunk, machine, Float64Array.from(numbers), bytes);
  const asked = performance.now();
  let answer;
  try {
    answer = await within(BEGINS_WITHIN, stop, fetch(`${site}machines/run`, {
      method: 'POST', body: order, headers: { 'content-type': 'application/json' }, signal: stop.signal, cache: 'no-store',
    }));
  } catch (error) {
    return `the server could not be asked: ${error.message ?? error}`;
  }
  if (!answer.ok) {
    const words = (await answer.text()).trim() || `the server answered with status ${answer.status}`;
    // Where the server itself is at its limit, it says when to come again.
    return answer.status === 503 && !answer.headers.has('retry-after') ? ` ${words}` : words;
  }
  try {
    return await within(ENDS_WITHIN, stop, followed(answer.body, asked, stop, tell));
  } catch (error) {
    return `the server went away: ${error.message ?? error}`;
  }
}

// Ends with it, or with an error when that takes too long.
async function within(limit, stop, what) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => {
      reject(new Error(`nothing came within ${limit / 1000} seconds`));
      stop.abort();
    }, limit);
  });
  return Promise.race([what, late]).finally(() => clearTimeout(timer));
}

// How far this thread's clock is before the server's, at least and at most, for all orders: each question and each line that
// is quick narrows it. Clocks go apart by less than a tenth of a thousandth.
const DRIFT = 1e-4;
const ahead = { least: -Infinity, most: Infinity, known: 0 };

// The server got a question of ours at `came` by its clock, and answered at `began`.
function meet(asked, came, began) {
  const now = performance.now();
  const slack = (now - ahead.known) * DRIFT;
  const [least, most] = [asked - came, Math.max(asked - came, now - began)];
  ahead.least = Math.max(ahead.least - slack, least);
  ahead.most = Math.min(ahead.most + slack, most);
  // It is another server, or its computer slept.
  if (ahead.least > ahead.most) Object.assign(ahead, { least, most });
  ahead.known = now;
}

// The server knew of `time` when it said so.
function heard(time) {
  ahead.most = Math.max(ahead.least, Math.min(ahead.most, performance.now() - time));
}

// A time of the server's by this thread's clock: the middle, so never before the order or after it was told of.
const here = (time) => time + (ahead.least + ahead.most) / 2;

// How far that may be off, either way; what a machine's own clock said is off by its error besides.
const unsure = () => (ahead.most - ahead.least) / 2;

// Reads lines to the last, and tells what becomes of each chunk while somebody wants to know.
async function followed(body, asked, stop, tell) {
  let began;
  let distance = 0;
  const ways = new Map();
  const chunks = new Map();
  for await (const text of lines(body)) {
    if (stop.signal.aborted) return undefined;
    const line = JSON.parse(text);
    const chunk = chunks.get(line.chunk) ?? {};
    // A machine's clock is known but for an error.
    if (line.ms) heard(began + line.ms - (line.error_ms ?? 0));
    const became = (machine, times, halves, bytes) => {
      tell(line.chunk, labels.get(machine) ?? machine, [...inOrder(times).map((time) => here(began + time)), ...halves], bytes);
    };
    switch (line.at) {
      case 'begins':
        began = line.clock_ms;
        meet(asked, began - line.after_ms, began);
        distance = line.distance_ms;
        break;
      case 'machine':
        if (!labels.has(line.machine)) labels.set(line.machine, `${line.machine} ±${(line.error_ms + unsure()).toFixed(2)} ms`);
        ways.set(line.machine, line.round_trip_ms / 2 + distance);
        break;
      case 'queued':
        chunks.set(line.chunk, { queued: chunk.queued ?? line.ms });
        break;
      case 'taken':
        chunks.set(line.chunk, { ...chunk, machine: line.machine, taken: line.ms });
        break;
      case 'begun':
      case 'ended':
        if (line.machine === chunk.machine) chunk[line.at] = line.ms;
        break;
      case 'result': {
        const taken = chunk.machine === line.machine ? chunk.taken : undefined;
        const { queued = 0, begun = taken ?? line.ms, ended = begun } = chunk;
        const there = taken ?? begun;
        const left = Math.max(queued, there - (ways.get(line.machine) ?? distance));
        became(line.machine, [queued, left, there, begun, ended, line.ms], halves(line.value), bytesOf(line.zlib));
        break;
      }
      case 'returned': {
        const since = chunk.taken ?? chunk.queued ?? 0;
        if (line.machine) became(line.machine, [...Array(5).fill(since), Math.max(since, line.ms)], [], new Uint8Array());
        chunks.set(line.chunk, { queued: line.ms });
        break;
      }
      case 'failed':
        return line.why;
      case 'done':
        return undefined;
    }
  }
  return 'the server went away';
}
