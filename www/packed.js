// What a link carries behind its sign: programs, or a result, as JSON, compressed, in letters that addresses bear. Of whoever
// opens it nobody but their browser sees it.
const VERSION = '1/';
const MOST_BYTES = 1_000_000;

async function through(stream, bytes) {
  const writer = stream.writable.getWriter();
  writer.write(bytes).catch(() => {});
  writer.close().catch(() => {});
  const reader = stream.readable.getReader();
  const parts = [];
  for (let size = 0; ; ) {
    const { done, value } = await reader.read();
    if (done) return new Uint8Array(await new Blob(parts).arrayBuffer());
    size += value.length;
    if (size > MOST_BYTES) throw new Error('too much');
    parts.push(value);
  }
}

// A part of a fragment, of that name.
export async function packed(name, value) {
  const bytes = await through(new CompressionStream('deflate-raw'), new TextEncoder().encode(JSON.stringify(value)));
  let letters = '';
  for (let at = 0; at < bytes.length; at += 8192) letters += String.fromCharCode(...bytes.subarray(at, at + 8192));
  return `${name}=${VERSION}${btoa(letters).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '')}`;
}

// What a fragment has of that name; nothing where it is about something else. An error's message says what it is: of a
// later version, or broken.
export async function unpacked(name, fragment) {
  const value = new URLSearchParams(fragment.replace(/^#/, '').replaceAll('+', '%2B')).get(name);
  if (value === null) return undefined;
  if (!value.startsWith(VERSION)) throw new Error(/^\d+\//.test(value) ? 'later' : 'broken');
  try {
    const letters = atob(value.slice(VERSION.length).replaceAll('-', '+').replaceAll('_', '/'));
    const bytes = Uint8Array.from(letters, (letter) => letter.charCodeAt(0));
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(await through(new DecompressionStream('deflate-raw'), bytes)));
  } catch {
    throw new Error('broken');
  }
}
