// Reads a file of the reader's for the analysis, which imports this when the first file is opened: unpacks it, where
// it is packed, and has the module tell what is in it.
import init, { mostBytes, read } from './reader.js';

const ready = init();

// A file that gzip packed is unpacked, up to the first bytes that are too many: what packed well may be
// longer than any memory. What can't be unpacked to its end is as long as it could be, and is said to be cut; if
// that is nothing, it stays as it is, and the module says so.
async function unpacked(file) {
  const [first, second] = new Uint8Array(await file.slice(0, 2).arrayBuffer());
  if (first !== 0x1f || second !== 0x8b) return [file, false];
  const pieces = [];
  let [size, isCut] = [0, false];
  try {
    const reader = file.stream().pipeThrough(new DecompressionStream('gzip')).getReader();
    while (size <= mostBytes()) {
      const { done, value } = await reader.read();
      if (done) break;
      pieces.push(value);
      size += value.length;
    }
    reader.cancel().catch(() => {});
  } catch {
    // It ends too soon, or is broken, and be it only its checksum.
    isCut = true;
  }
  return size > 0 ? [new Blob(pieces), isCut] : [file, false];
}

export async function contentOf(file) {
  await ready;
  return read(...(await unpacked(file)));
}
