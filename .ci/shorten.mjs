// Gives what a module imports from its own script short names, and leaves indentation and comments out of the
// script: wasm-bindgen ends each name in a hash that is in both files and can't be compressed, together
// three kilobytes of the page. Usage: node .ci/shorten.mjs FOLDER NAME, for NAME.js and NAME_bg.wasm.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const IMPORTS = 2;
// How many LEB128 numbers follow each kind of import but memories and tables, whose limits say it themselves:
// a function's type; a global's type and whether it changes; an exception's attribute and type.
const NUMBERS = { 0: 1, 3: 2, 4: 2 };

function leb(number) {
  const bytes = [];
  for (; number >= 128; number = Math.floor(number / 128)) bytes.push((number % 128) | 128);
  return [...bytes, number];
}

function reader(bytes) {
  let at = 0;
  const read = {
    at: () => at,
    byte: () => bytes[at++],
    take: (length) => bytes.subarray(at, (at += length)),
    number() {
      for (let value = 0, scale = 1; ; scale *= 128) {
        const byte = bytes[at++];
        value += (byte & 127) * scale;
        if (byte < 128) return value;
      }
    },
    text: () => read.take(read.number()).toString(),
  };
  return read;
}

function skipType(read, kind) {
  if (kind === 1) read.byte();
  const hasMost = kind === 1 || kind === 2 ? read.byte() & 1 : 0;
  for (let left = NUMBERS[kind] ?? 1 + hasMost; left > 0; left -= 1) read.number();
}

// The import section with each name as `rename` has it.
function renamed(section, rename) {
  const read = reader(section);
  const count = read.number();
  const parts = [Buffer.from(leb(count))];
  const text = (words) => Buffer.concat([Buffer.from(leb(Buffer.byteLength(words))), Buffer.from(words)]);
  for (let i = 0; i < count; i += 1) {
    const [from, name] = [read.text(), read.text()];
    const start = read.at();
    const kind = read.byte();
    skipType(read, kind);
    parts.push(text(from), text(rename(from, name, kind)), section.subarray(start, read.at()));
  }
  return Buffer.concat(parts);
}

function shorten(folder, name) {
  const [script, module] = [join(folder, `${name}.js`), join(folder, `${name}_bg.wasm`)];
  const names = new Map();
  const rename = (from, old, kind) => {
    if (kind !== 0 || from !== `./${name}_bg.js` || !old.startsWith('__wb')) return old;
    names.set(old, `_${names.size.toString(36)}`);
    return names.get(old);
  };
  const bytes = readFileSync(module);
  const read = reader(bytes);
  const parts = [read.take(8)];
  while (read.at() < bytes.length) {
    const kind = read.byte();
    const section = read.take(read.number());
    const content = kind === IMPORTS ? renamed(section, rename) : section;
    parts.push(Buffer.from([kind, ...leb(content.length)]), content);
  }
  const found = new Set();
  const text = readFileSync(script, 'utf8')
    .replace(/^\s*\/\*\*[\s\S]*?\*\/\n/gm, '')
    .replace(/^[ \t]+/gm, '')
    .replace(/^(__wb\w+)(?=: function|: \w+,|: \()/gm, (old) => (found.add(old), names.get(old) ?? old));
  const lost = [...names.keys()].filter((old) => !found.has(old));
  if (lost.length) throw new Error(`${script} does not have ${lost}`);
  writeFileSync(module, Buffer.concat(parts));
  writeFileSync(script, text);
}

const [folder, name] = process.argv.slice(2);
if (!name) {
  console.error('usage: node .ci/shorten.mjs FOLDER NAME');
  process.exit(2);
}
shorten(folder, name);
