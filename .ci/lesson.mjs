// `./x lesson NAME`: a new lesson from the template beside this script, and the line that makes it known.
import { existsSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { put } from './put.mjs';

const [slug] = process.argv.slice(2);
const LIST = 'src/lesson/mod.rs';
const TEMPLATE = '.ci/lesson';
// Unlisted lessons come last.
const FIRST_UNLISTED = '    primes,\n';

function fail(sentence) {
  console.error(sentence);
  process.exit(1);
}

function copy(from, to) {
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)];
    if (entry.isDirectory()) copy(source, target);
    else put(target, Buffer.from(readFileSync(source, 'utf8').replaceAll('SLUG', slug)));
  }
}

// All of it or nothing: half a lesson would be in the way of the next try.
function make(folder, list) {
  const part = `${folder}.part`;
  try {
    copy(TEMPLATE, part);
    renameSync(part, folder);
    put(LIST, Buffer.from(list));
  } catch (why) {
    for (const place of [part, folder]) rmSync(place, { recursive: true, force: true });
    fail(`${folder} could not be made: ${why.message}`);
  }
}

if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(slug ?? '') || slug.length > 23) {
  fail('usage: ./x lesson NAME, where the name has at most 23 small letters, digits and dashes: no-free-cores');
}
const folder = join('src/lesson', slug.replaceAll('-', '_'));
if (existsSync(folder)) fail(`${folder} is there already`);
const list = readFileSync(LIST, 'utf8');
if (!list.includes(FIRST_UNLISTED)) fail(`${LIST} has no line${FIRST_UNLISTED.trimEnd()}`);
make(folder, list.replace(FIRST_UNLISTED, `    ${slug.replaceAll('-', '_')},\n${FIRST_UNLISTED}`));
console.log(`${folder}/
${LIST}: one line`);
