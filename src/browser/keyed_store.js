// What readers' programs keep (IndexedDB): bytes by a key, in a database of their own. Each function is one transaction.
const NAME = 'meanwhile-programs';
const STORE = 'values';
// Another page may hold the database, but not for longer than this, in milliseconds.
const PATIENCE = 5000;

let opened;

function answer(request) {
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => reject(new Error('the database does not answer')), PATIENCE);
    request.onsuccess = () => {
      clearTimeout(late);
      resolve(request.result);
    };
    request.onerror = () => {
      clearTimeout(late);
      reject(request.error);
    };
  });
}

// Once for all; where it failed it is tried again.
function open() {
  opened ??= (async () => {
    const request = indexedDB.open(NAME, 1);
    request.onupgradeneeded = () => request.result.createObjectStore(STORE);
    const database = await answer(request);
    const forget = () => {
      database.close();
      opened = undefined;
    };
    database.onversionchange = forget;
    database.onclose = forget;
    return database;
  })();
  opened.catch(() => (opened = undefined));
  return opened;
}

// Ends when the transaction has, so that what was put is there.
async function within(mode, act) {
  const transaction = (await open()).transaction(STORE, mode);
  const done = new Promise((resolve, reject) => {
    transaction.oncomplete = resolve;
    transaction.onabort = () => reject(transaction.error ?? new Error('the browser gave it up'));
  });
  const [given] = await Promise.all([answer(act(transaction.objectStore(STORE))), done]);
  return given;
}

export const put = (key, bytes) => within('readwrite', (store) => store.put(bytes, key));
export const get = (key) => within('readonly', (store) => store.get(key));
export const clear = () => within('readwrite', (store) => store.clear());

// Keys from one to before another, and their values, in order.
export async function query(from, to, most) {
  if (from >= to) return [];
  const range = IDBKeyRange.bound(from, to, false, true);
  const transaction = (await open()).transaction(STORE, 'readonly');
  const store = transaction.objectStore(STORE);
  const [keys, values] = await Promise.all([answer(store.getAllKeys(range, most)), answer(store.getAll(range, most))]);
  return keys.flatMap((key, place) => [key, values[place]]);
}
