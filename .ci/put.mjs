// How files get into dist/: whole or not at all. Each is written under another name and renamed when all of it is there, so
// neither a full disk nor a kill leaves half a file under a name that somebody reads.
import { mkdirSync, readdirSync, readFileSync, renameSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { brotliCompressSync, brotliDecompressSync, constants, gunzipSync, gzipSync } from 'node:zlib';

const PACKED = /\.(html|css|js|mjs|json|svg|txt|xml|webmanifest|wasm|pgm|rn)$/;
// Below this the headers outweigh the gain.
const LEAST_BYTES = 256;

const { BROTLI_PARAM_QUALITY, BROTLI_PARAM_LGWIN, BROTLI_PARAM_SIZE_HINT } = constants;
const brotli = (bytes) => brotliCompressSync(bytes, {
  params: { [BROTLI_PARAM_QUALITY]: 11, [BROTLI_PARAM_LGWIN]: 24, [BROTLI_PARAM_SIZE_HINT]: bytes.length },
});
// The compressed twins of a file.
const FORMS = [
  { ending: '.br', pack: brotli, unpack: brotliDecompressSync },
  { ending: '.gz', pack: (bytes) => gzipSync(bytes, { level: 9 }), unpack: gunzipSync },
];

// Whether a file of that name and size has twins.
export const isPacked = (path, size) => PACKED.test(path) && size >= LEAST_BYTES;

function readIfThere(path) {
  try {
    return readFileSync(path);
  } catch {
    return undefined;
  }
}

function write(path, bytes) {
  const part = `${path}.part`;
  mkdirSync(dirname(path), { recursive: true });
  try {
    writeFileSync(part, bytes);
    renameSync(part, path);
  } catch (why) {
    rmSync(part, { force: true });
    throw why;
  }
}

// Has a file hold these bytes.
export function put(path, bytes) {
  if (!readIfThere(path)?.equals(bytes)) write(path, bytes);
}

// Whether that unpacks to these bytes: it takes a hundredth of the time that packing takes, and no list can be wrong.
function holds(packed, unpack, bytes) {
  try {
    return unpack(packed).equals(bytes);
  } catch {
    return false;
  }
}

// Has the twins of a file hold its bytes. What lies beside one of the places `before` is taken if it fits. Gives the twins' places.
export function putPacked(path, bytes, before) {
  if (!isPacked(path, bytes.length)) return [];
  return FORMS.map(({ ending, pack, unpack }) => {
    const twin = path + ending;
    const fits = (packed) => packed && holds(packed, unpack, bytes);
    if (!fits(readIfThere(twin))) write(twin, before.map((place) => readIfThere(place + ending)).find(fits) ?? pack(bytes));
    return twin;
  });
}

// Takes away what is not wanted, and folders that are empty then.
export function sweep(folder, wanted) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) sweep(path, wanted);
    else if (!wanted.has(path)) rmSync(path);
  }
  if (readdirSync(folder).length === 0) rmdirSync(folder);
}
