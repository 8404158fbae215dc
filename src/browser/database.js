// A database for a lesson (IndexedDB), in the worker that measures. Each function is one transaction from its first
// request to its last: a browser ends one in which nothing is asked for while somebody awaits something else.
const NAME = 'meanwhile-lesson';
// Another page may hold the database open for a while, but not for longer than this, in milliseconds.
const PATIENCE = 3000;
// No transaction takes longer than this, in milliseconds: a browser may drop one without a word.
const LIMIT = 20_000;
const SOME = 500;

let database;
let rows = [];
let isFilled = false;
// The transactions under way, each with what ends the wait for it.
const active = new Map();
let ended = 0;

function answer(request) {
  return new Promise((resolve, reject) => {
    let isLate = false;
    const late = () => {
      isLate = true;
      reject(new Error('another page still holds it open'));
    };
    const patience = setTimeout(late, PATIENCE);
    request.onsuccess = () => {
      clearTimeout(patience);
      // Nobody waits any more for what comes too late, and it would be in the way of the next.
      if (isLate) request.result?.close();
      else resolve(request.result);
    };
    request.onerror = () => {
      clearTimeout(patience);
      reject(request.error);
    };
  });
}

// `act` is given the table, and a function for whatever is to be found; the transaction's end decides. Told are when it
// was begun, when it had its turn and when it ended, and what was found. Those that write to one table take turns, as
// the standard has it, so one has its turn when the one before it has ended.
function transaction(table, mode, act) {
  let own;
  let limit;
  const begun = performance.now();
  const done = new Promise((resolve, reject) => {
    if (!database) throw new Error('the database was deleted');
    own = database.transaction(table, mode);
    active.set(own, reject);
    limit = setTimeout(() => reject(new Error('it does not answer')), LIMIT);
    let found;
    own.oncomplete = () => {
      const turn = Math.max(begun, ended);
      ended = performance.now();
      resolve([begun, turn, ended, found]);
    };
    own.onabort = () => reject(own.error ?? new Error('the transaction was aborted'));
    act(own.objectStore(table), (value) => (found = value));
  });
  return done.finally(() => {
    clearTimeout(limit);
    active.delete(own);
  });
}

// Opens it, empty, if it is not open; what an earlier page left behind goes first.
export async function open() {
  if (!self.indexedDB) throw new Error('this browser offers none here');
  if (database) return;
  await remove();
  const request = indexedDB.open(NAME, 1);
  request.onupgradeneeded = () => {
    request.result.createObjectStore('written', { autoIncrement: true });
    request.result.createObjectStore('flights', { autoIncrement: true }).createIndex('origin', 'origin');
  };
  const opened = await answer(request);
  // Somebody may have the browser forget it in mid-run.
  opened.onclose = () => {
    database = undefined;
    isFilled = false;
    for (const drop of active.values()) drop(new Error('the database was deleted'));
  };
  database = opened;
}

// Closes it and has it deleted, whatever goes on in it. It goes when the last transaction has ended. Asynchronous, so
// that what a browser throws that refuses is told like everything else.
export async function remove() {
  for (const own of active.keys()) {
    try {
      own.abort();
    } catch {
      // It has ended just now.
    }
  }
  database?.close();
  database = undefined;
  isFilled = false;
  if (self.indexedDB) await answer(indexedDB.deleteDatabase(NAME));
}

// What a page left behind that was closed in mid-run. Where another page is at it the browser waits for its end.
export async function sweep() {
  const all = (await self.indexedDB?.databases?.()) ?? [];
  if (all.some(({ name }) => name === NAME)) indexedDB.deleteDatabase(NAME);
}

// What the rows are, as a file has them: a list a column, airports by number, each flight so many minutes after the one
// before it.
export function know(text) {
  const { airports, date, delay, origin, destination } = JSON.parse(text);
  let minute = 0;
  rows = date.map((step, at) => (
    { minute: (minute += step), delay: delay[at], origin: airports[origin[at]], destination: airports[destination[at]] }));
}

export const known = () => rows.length;

// Whether a transaction is under way, behind which another has to wait.
export const isBusy = () => active.size > 0;

// All rows, once; some at a time, so that this thread can be told to stop meanwhile.
export async function fill() {
  if (isFilled) return;
  await transaction('flights', 'readwrite', (table) => {
    const add = (from) => {
      const some = rows.slice(from, from + SOME).map((row) => table.add(row));
      if (some.length) some.at(-1).onsuccess = () => add(from + SOME);
    };
    add(0);
  });
  isFilled = true;
}

export const clear = () => transaction('written', 'readwrite', (table) => table.clear());

// Adds some of the rows, over again where there are not so many.
export const insert = (from, to) => transaction('written', 'readwrite', (table) => {
  for (let row = from; row < to; row += 1) table.add(rows[row % rows.length]);
});

const summed = (found, read) => [found.length, found.reduce((sum, row) => sum + row.delay, 0), read];

// How many flights begin at an airport, and their delays in all: by a look at every row, or by the index.
export const scan = (airport) => transaction('flights', 'readonly', (table, give) => {
  const all = table.getAll();
  all.onsuccess = () => give(summed(all.result.filter((row) => row.origin === airport), all.result.length));
});

export const lookUp = (airport) => transaction('flights', 'readonly', (table, give) => {
  const found = table.index('origin').getAll(airport);
  found.onsuccess = () => give(summed(found.result, found.result.length));
});
