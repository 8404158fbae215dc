// Bundles the program editor, which is made of npm packages, into one module, their licences at its end. Usage:
// node .ci/editor.mjs OUT, for OUT/editor.js. The packages are in the folder that EDITOR_MODULES names, or in
// www/editor/node_modules.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { brotliCompressSync } from 'node:zlib';

const modules = resolve(process.env.EDITOR_MODULES ?? 'www/editor/node_modules');

function fail(sentence) {
  console.error(`editor: ${sentence}`);
  process.exit(1);
}

function bundler() {
  try {
    return createRequire(join(modules, 'from-here.js'))('esbuild');
  } catch {
    return fail(`esbuild is not in ${modules}. Run npm ci beside a copy of www/editor/package.json, and name its node_modules in EDITOR_MODULES.`);
  }
}

// What the packages that went into the bundle want said wherever they are.
function licences(inputs) {
  const packages = Object.keys(inputs).map((path) => path.match(/.*node_modules\/(?:@[^/]+\/)?[^/]+/)?.[0]).filter(Boolean);
  const texts = [...new Set(packages)].map((folder) => {
    const { name, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    if (license !== 'MIT') fail(`${name} has the licence ${license}; only MIT is wanted`);
    return readFileSync(join(folder, 'LICENSE'), 'utf8').trim();
  });
  return `/*! CodeMirror and what it is made of:\n\n${[...new Set(texts)].join('\n\n')}\n*/\n`;
}

async function bundle() {
  const { build } = bundler();
  try {
    return await build({
      entryPoints: ['www/editor/main.js'], nodePaths: [modules], bundle: true, format: 'esm', minify: true, target: 'es2022',
      charset: 'utf8', legalComments: 'none', logLevel: 'silent', metafile: true, write: false, outdir: '.',
    });
  } catch ({ errors = [], message }) {
    const said = errors.map(({ text, location }) => `${text} (${location?.file}, line ${location?.line})`);
    return fail(`www/editor can't be bundled: ${said.join('; ') || message.split('\n')[0]}`);
  }
}

async function write(out) {
  const built = await bundle();
  const bytes = Buffer.from(built.outputFiles[0].text + licences(built.metafile.inputs));
  const size = brotliCompressSync(bytes).length;
  const file = join(out, 'editor.js');
  mkdirSync(out, { recursive: true });
  writeFileSync(file, bytes);
  console.log(`${file}: ${(bytes.length / 1000).toFixed(1)} KB, ${(size / 1000).toFixed(1)} KB with brotli`);
}

const [out] = process.argv.slice(2);
if (!out) fail('usage: node .ci/editor.mjs OUT');
await write(out);
