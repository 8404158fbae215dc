// What `./x` does with what it has built: `assemble` puts page, engine, analysis and the lessons' texts into
// dist/, all but index.html in one folder named after its content, with a .br and a .gz beside each file that gains by it;
// `sizes` prints what a reader downloads and fails over budget.
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, sep } from 'node:path';
import { isPacked, put, putPacked, sweep } from './put.mjs';
import { calls, check, inThree, methods, program, works } from './shown.mjs';

const DIST = 'dist';
const PARTS = 'target/site';
const LESSONS = 'src/lesson';
// The headings of the list, in its order; `page/parts/rail.rs` has the same.
const CHAPTERS = ['Choosing', 'Waiting', 'Working', 'Own'];
const STRATEGIES = 'src/run/strategies';
// What programs call of ours.
const STAGE = ['caller', 'on_pool', 'others', 'turns', 'javascript'].map((name) => `src/run/${name}.rs`);
// The folder of a build, whose files never change; the server knows it by this name, too.
const BUILD = /^build-[0-9a-f]{16}$/;
// In kilobytes of 1,000 bytes, compressed with brotli.
// 'first paint' is all that is fetched until Run can be pressed, texts and scripts with it; the engine,
// `tools.js`, `progress.js` and `later.css` follow by themselves, the timeline and the analysis when a comparison is run or earlier
// ones are asked for, the reader when a file is opened, `feel` when its button is pressed.
// The engine has fourteen lessons' programs, and what unpacks the flights; it follows the first paint by itself.
// 'a lesson' is the largest of the lessons' own files, one of which is fetched with the page; 'data of' a lesson is what
// its programs work on, fetched by the engine when they run, or are fitted to the machine; or programs to start from, one of
// which is fetched with its lesson. `script`, the engine with the readers' language, is fetched when a
// program is written or run, and `editor` when its field is first touched; `share` when its button is first pressed;
// `tiers`, which says why there is no better one, where there is none.
const BUDGETS = {
  'first paint': 167, engine: 148, timeline: 50, 'without pressing Run': 325, analysis: 157, reader: 59, feel: 50,
  script: 720, editor: 150, share: 9, tiers: 2, 'data of your-own': 30,
  'a lesson': 15, 'embed.js': 6, 'data of database': 80, 'data of pipeline': 850, 'data of many-cores': 160,
};

function files(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? files(path) : [path];
  });
}

const json = (path) => JSON.parse(readFileSync(path, 'utf8'));

// What is shown of the sources in a folder, by program: `one_by_one.rs` is the program `one-by-one`, `async_.rs` is
// `async`. Beside each what it calls of ours, and the code of that.
function sources(folder, work) {
  const names = readdirSync(folder).filter((name) => name.endsWith('.rs') && name !== 'mod.rs');
  const own = existsSync(work) ? works(readFileSync(work, 'utf8')) : {};
  const ours = Object.assign(own, ...STAGE.map((path) => methods(readFileSync(path, 'utf8'))));
  const texts = names.map((name) => {
    const key = name.slice(0, -3).replace(/_$/, '').replaceAll('_', '-');
    const code = program(readFileSync(join(folder, name), 'utf8'));
    check(join(folder, name), code);
    const called = calls(code).filter((call) => ours[call]);
    const [before, decides, after] = inThree(code);
    const opened = called.map((call) => [`code.call.${call}`, ours[call]]);
    const own = { [`code.${key}`]: before, [`code.${key}.decides`]: decides, [`code.${key}.after`]: after };
    return { ...own, [`code.calls.${key}`]: called.join(' '), ...Object.fromEntries(opened) };
  });
  return Object.assign({}, ...texts);
}

const readIfThere = (folder) => (existsSync(folder) ? readdirSync(folder) : []);

// Each lesson's own texts, and the sources of its programs: those in its folder, or the strategies'.
function lessons() {
  const folders = readdirSync(LESSONS, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  const written = folders.flatMap(({ name }) => readIfThere(join(LESSONS, name, 'data')));
  const editable = new Set(written.map((file) => file.match(/^lesson-(.*)\.rn$/)?.[1].replaceAll('-', '_')));
  return folders.map(({ name }) => {
    const folder = join(LESSONS, name);
    const [texts, own] = ['en.json', 'programs'].map((part) => join(folder, part));
    const programs = sources(existsSync(own) ? own : STRATEGIES, join(folder, 'work.rs'));
    // The same as a program that readers may change.
    const asProgram = editable.has(name) ? { 'code.may-be-edited': 'yes' } : {};
    return { slug: name.replaceAll('_', '-'), texts: { ...(existsSync(texts) ? json(texts) : {}), ...programs, ...asProgram } };
  });
}

// Files that are put together here, by their place in the build's folder. The page's texts have every
// lesson's title, for the lists.
function gathered() {
  const all = lessons();
  const titles = all.filter(({ texts }) => texts['lesson.title']).map(({ slug, texts }) => [`title.${slug}`, texts['lesson.title']]);
  const page = { ...json('www/messages/en.json'), ...Object.fromEntries(titles) };
  // "Feel it" has none of the page's texts but how numbers are written.
  const numbers = Object.fromEntries(Object.entries(page).filter(([key]) => key.startsWith('number.')));
  return new Map([
    ['messages/en.json', JSON.stringify(page)],
    ['feel/en.json', JSON.stringify({ ...json('www/feel/en.json'), ...numbers })],
    ['tiers/en.json', JSON.stringify(json('www/tiers/en.json'))],
    ['opening/en.json', JSON.stringify(json('www/opening/en.json'))],
    ['opening/language.js', withoutComments('www/opening/language.js')],
    ['share/en.json', JSON.stringify(json('www/share/en.json'))],
    ...['share.js', 'snippets.js', 'result.js', 'share.css'].map((name) => [`share/${name}`, withoutComments(join('www/share', name))]),
    ...all.map(({ slug, texts }) => [`lessons/${slug}/en.json`, JSON.stringify(texts)]),
  ]);
}

// Where each file of the build comes from, by its place in the folder. Trunk's is beside index.html.
function parts() {
  const from = { page: '', engine: 'engine/', analysis: 'analysis/', reader: 'reader/', timeline: 'timeline/', feel: 'feel/', script: 'script/', editor: 'editor/' };
  return Object.entries(from).flatMap(([part, place]) => {
    const root = join(PARTS, part);
    return files(root).map((path) => [place + path.slice(root.length + 1), path]);
  }).filter(([place]) => place !== 'index.html').concat(data());
}

// What a lesson's programs work on: files of its folder `data`, which are fetched when it is run.
function data() {
  return lessons().flatMap(({ slug }) => {
    const own = join(LESSONS, slug.replaceAll('-', '_'), 'data');
    return existsSync(own) ? files(own).map((path) => [`lessons/${slug}/${path.slice(own.length + 1)}`, path]) : [];
  });
}

const escaped = (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');

// A text of the opening.
function said(key) {
  const text = json('www/opening/en.json')[key];
  if (!text) throw new Error(`index.html asks for a text that is not there: ${key}`);
  return escaped(text);
}

// The chapters with their lessons as links, in the order of their list in the sources; the page's module draws the same.
function chapters() {
  const list = readFileSync(join(LESSONS, 'mod.rs'), 'utf8').match(/^lessons!\(([^)]*)\)/m)?.[1] ?? '';
  const words = json('www/messages/en.json');
  const titles = new Map(lessons().map(({ slug, texts }) => [slug, texts['lesson.title']]));
  const link = (slug) => `<li><a href="?example=${slug}">${escaped(titles.get(slug))}</a></li>`;
  return CHAPTERS.map((chapter) => {
    const own = list.match(/\w+/g).filter((name) => {
      const source = readFileSync(join(LESSONS, name, 'mod.rs'), 'utf8');
      return source.includes(`chapter: Chapter::${chapter},`);
    });
    if (!own.length) throw new Error(`no lesson of the chapter ${chapter} was found in ${LESSONS}`);
    const links = own.map((name) => link(name.replaceAll('_', '-')));
    return `<div><h2>${escaped(words[`chapter.${chapter.toLowerCase()}`])}</h2><ul>${links.join('')}</ul></div>`;
  }).join('');
}

// A text as it is sent: without the comments, which are for those who read it here. Of a script only whole lines
// are left out; what stands behind code might be part of a string.
function withoutComments(path) {
  const content = readFileSync(path);
  const comments = { css: /\s*\/\*[^]*?\*\//g, html: /\s*<!--[^]*?-->/g, js: /^\s*\/\/.*\n/gm }[path.split('.').at(-1)];
  return comments ? content.toString().replace(comments, '') : content;
}

function assemble() {
  const texts = gathered();
  const built = parts().filter(([place]) => !texts.has(place)).map(([place, path]) => [place, withoutComments(path)]);
  const all = [...built, ...texts].sort(([a], [b]) => (a < b ? -1 : 1));
  const hash = createHash('sha256');
  for (const [place, content] of all) hash.update(`${place}\0`).update(createHash('sha256').update(content).digest());
  const build = `build-${hash.digest('hex').slice(0, 16)}`;
  const html = withoutComments(join(PARTS, 'page/index.html')).replaceAll('./build/', `./${build}/`)
    .replace(/\{((?:opening|progress)\.[a-z-]+)\}/g, (_, key) => said(key))
    .replace(/<div data-chapters(?:="")?><\/div>/g, chapters);
  const lasting = Object.entries(LASTING).map(([place, path]) => [place, withoutComments(path)]);
  const worker = serviceWorker(build, all.map(([place]) => place));
  // In this order: until the last of them the page is the one that it was, its folder beside a part of the new one. So a
  // full disk or a kill leaves a whole site, and the next build goes on from there.
  const site = [...all.map(([place, content]) => [`${build}/${place}`, content]), ...lasting, ['sw.js', worker], ['index.html', html]];
  const earlier = existsSync(DIST) ? readdirSync(DIST).filter((name) => BUILD.test(name)) : [];
  const written = site.flatMap(([place, content]) => {
    const path = join(DIST, place);
    const before = place.startsWith(`${build}/`) ? earlier.map((folder) => join(DIST, place.replace(build, folder))) : [];
    const bytes = Buffer.from(content);
    put(path, bytes);
    return [path, ...putPacked(path, bytes, before)];
  });
  sweep(DIST, new Set(written));
}

// The service worker, with the name of the build and what it keeps of it.
function serviceWorker(build, places) {
  const isKept = (place) => !/^(script|editor|lessons\/[^/]+\/(?!en\.json))/.test(place);
  const kept = ['', ...places.filter(isKept).map((place) => `${build}/${place}`)];
  return withoutComments('www/sw.js').replace('{build}', build).replace('[/*files*/]', JSON.stringify(kept));
}

// What other people's pages load, under addresses that stay; and the tutorials, which are such pages.
const LASTING = {
  'embed.js': 'www/embed/embed.js', 'v1/embed.js': 'www/embed/embed.js', 'v1/embed.d.ts': 'www/embed/embed.d.ts', 'io/wait.txt': 'www/io/wait.txt',
  '_headers': 'www/hosts/_headers', '.htaccess': 'www/hosts/htaccess', 'vercel.json': 'www/hosts/vercel.json',
  'manifest.webmanifest': 'www/icons/manifest.webmanifest', 'icons/icon.svg': 'www/icon.svg',
  ...Object.fromEntries([192, 512].map((size) => [`icons/icon-${size}.png`, `www/icons/icon-${size}.png`])),
  ...Object.fromEntries(readdirSync('www/tutorials').map((name) => [`tutorials/${name}`, `www/tutorials/${name}`])),
};

// What the network carries for a file.
const carried = (path) => statSync(isPacked(path, statSync(path).size) ? `${path}.br` : path).size;

// The parts of a site, each all that it is made of.
function sizes() {
  const all = files(DIST).filter((path) => !/\.(br|gz)$/.test(path));
  const build = join(DIST, readdirSync(DIST).find((name) => BUILD.test(name)) ?? 'build');
  const within = (part) => all.filter((path) => path.startsWith(join(build, part)));
  const [engine, analysis, reader, timeline, feel, script, editor, share, tiers, texts] =
    ['engine/', 'analysis/', 'reader/', 'timeline/', 'feel/', 'script/', 'editor/', 'share/', 'tiers/', 'lessons/'].map(within);
  // Fetched by `boot.js` when the page has started.
  const later = ['tools.js', 'progress.js', 'offline.js', 'later.css'].map((name) => join(build, name));
  // What only pages in other people's pages fetch, what only lessons with a board or programs and what shares do, and those
  // pages themselves.
  const framed = ['frame.js', 'board.js', 'other-machines.js', 'dispatch.js', 'program-editor.js', 'program-desk.js', 'packed.js'].map((name) => join(build, name));
  const lasting = [...Object.keys(LASTING), 'sw.js'].map((place) => join(DIST, place));
  const beside = [...engine, ...analysis, ...reader, ...timeline, ...feel, ...script, ...editor, ...share, ...tiers, ...texts, ...later, ...framed, ...lasting];
  const page = all.filter((path) => !beside.includes(path));
  const isText = (path) => path.endsWith(`${sep}en.json`);
  const data = texts.filter((path) => !isText(path));
  const lessonOf = (path) => path.split(sep).at(-2);
  const largest = texts.filter(isText).sort((a, b) => carried(b) - carried(a)).slice(0, 1);
  const wasm = (paths) => paths.filter((path) => path.endsWith('.wasm'));
  const modules = [page, engine, analysis, reader, timeline, feel, script];
  if (modules.some((paths) => wasm(paths).length !== 1)) {
    const found = modules.flatMap(wasm);
    console.error(`one module each of the page, the engine, the analysis, the reader, the timeline, feel and script is wanted; found: ${found}`);
    return 1;
  }
  const sets = {
    'first paint': page,
    engine,
    timeline,
    'without pressing Run': [...page, ...later, ...largest, ...engine, ...tiers],
    analysis,
    reader,
    feel,
    // The module alone; its scripts are the engine's.
    script: wasm(script),
    editor,
    share,
    tiers,
    'a lesson': largest,
    'embed.js': lasting.slice(0, 1),
    ...Object.fromEntries([...new Set(data.map(lessonOf))].map((slug) => [`data of ${slug}`, data.filter((path) => lessonOf(path) === slug)])),
  };
  const sum = (paths) => paths.reduce((bytes, path) => bytes + carried(path), 0) / 1000;
  const kilobytes = (number) => `${number.toFixed(1)} KB`.padStart(10);
  for (const path of [...page, ...beside]) console.log(`${path.padEnd(64)} ${kilobytes(carried(path) / 1000)}`);
  let over = 0;
  for (const [name, paths] of Object.entries(sets)) {
    const size = sum(paths);
    const verdict = size <= (BUDGETS[name] ?? 0) ? 'fits' : 'TOO BIG';
    over += verdict === 'fits' ? 0 : 1;
    console.log(`${name.padEnd(64)} ${kilobytes(size)} of ${kilobytes(BUDGETS[name] ?? 0)}  ${verdict}`);
  }
  return over ? 1 : 0;
}

const commands = { assemble, sizes };
const command = commands[process.argv[2]];
if (!command) {
  console.error(`usage: node .ci/dist.mjs ${Object.keys(commands).join('|')}`);
  process.exit(2);
}
try {
  process.exitCode = command() ?? 0;
} catch (why) {
  // What the system refuses is told in its own words; anything else is a fault of ours, and where it is helps.
  if (!why.syscall) throw why;
  console.error(`dist: ${why.message}`);
  process.exitCode = 1;
}
