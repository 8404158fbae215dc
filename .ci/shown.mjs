// What the reader is shown of a source: the very lines that ran, cut by rule. What is needed to compile them and tells
// nothing (imports, doc comments, types in signatures) is left out; the file's first words stand above it.

// A line that ends so is the one that decides. The page marks it; the sign itself is left out.
const DECIDES = / <-$/;
// What no reader should have to know.
const PLUMBING = [/<'/, /\bimpl</, /\bimpl\b/, /\bResult</, /\bwhere\b/, /&'/];

// `pub async fn add(i: &Stage<'_>, counter: &Cell<u64>) -> Result<Answer, Fault> {` is `async fn add(i, counter) {`.
const SIGNATURE = /^( *)(?:pub(?:\([^)]*\))? )?((?:async )?fn \w+)(?:<[^>]*>)?\(((?:[^()]|\([^()]*\))*)\)(?: -> [^{]+)? \{$/gm;

function plainSignature(_, indent, name, parameters) {
  const names = parameters.match(/(?:^|[,(\s])&?(?:mut )?(\w+)(?=:(?!:))|&(?:mut )?self/g) ?? [];
  const plain = names.map((each) => each.replace(/^[,(\s]+/, '').replace(/^&?(mut )?/, '')).filter((each) => each !== 'self');
  return `${indent}${name}(${plain.join(', ')}) {`;
}

// What is left when doc comments and attributes are gone, its signatures plain.
function body(source) {
  return source.replace(/^ *\/\/\/.*\n/gm, '').replace(/^ *#\[.*\]\n/gm, '').replace(SIGNATURE, plainSignature);
}

// A file of a program: its first words, then its code.
export function program(source) {
  const said = source.split('\n').filter((line) => line.startsWith('//!')).map((line) => line.slice(3).trim());
  const code = body(source.replace(/^\/\/!.*\n/gm, '').replace(/^use [^;]*;\n/gm, ''));
  // In one line, which wraps where there is no room.
  return `// ${said.join(' ')}\n\n${code.replace(/\n{3,}/g, '\n\n').trim()}`;
}

// The functions of a source by their names, each with what is said of it: methods, which stand further in, or the others.
function functions(source, indent) {
  const [doc, end] = [`^${indent}///`, `^${indent}\\}$`];
  const head = `${indent}(?:pub(?:\\([^)]*\\))? )?(?:async )?fn (\\w+)`;
  const all = source.matchAll(new RegExp(`((?:${doc}.*\\n)*)^(${head}[^]*?${end})`, 'gm'));
  return Object.fromEntries([...all].map(([, docs, code, name]) => {
    const paragraph = docs.split(new RegExp(`${doc}$`, 'm'))[0].trim();
    const said = paragraph.replace(/\n? *\/\/\/ */g, ' ').trim();
    const plain = body(code).split('\n').map((line) => line.replace(indent, ''));
    return [name, `${said && `// ${said}\n`}${plain.join('\n')}`.trim()];
  }));
}

export const methods = (source) => functions(source, '    ');

// The work of a lesson, by the names that programs ask for it: `WORKS` is a table of them and their functions.
export function works(source) {
  const all = functions(source, '');
  const table = source.match(/const WORKS:[^=]*= &\[([^\]]*)\]/)?.[1] ?? '';
  return Object.fromEntries([...table.matchAll(/\((\w+), (\w+)\)/g)].map(([, name, work]) => [name, all[work]]));
}

// What a code asks for of ours, each once, in its order: `i.compute(chunk)`, or work by its name, `ATOMIC`.
export function calls(code) {
  const asked = code.replace(/\/\/.*$/gm, '').matchAll(/\bi\.(\w+)\(|\b([A-Z][A-Z_]+)\b/g);
  return [...new Set([...asked].map(([, method, work]) => method ?? work))];
}

// A program's code in three: what is before the line that decides, that line, and what is after it.
export function inThree(code) {
  const lines = code.split('\n');
  const place = lines.findIndex((line) => DECIDES.test(line));
  const decides = lines[place].replace(DECIDES, '').replace(/ \/\/$/, '');
  return [lines.slice(0, place).join('\n'), decides, lines.slice(place + 1).join('\n')];
}

// Fails where a program has not exactly one line that decides, or more plumbing than can be left out.
export function check(key, code) {
  const lines = code.split('\n').filter((line) => !line.startsWith('//'));
  const deciding = lines.filter((line) => DECIDES.test(line)).length;
  if (deciding !== 1) throw new Error(`${key}: ${deciding} lines end in “<-”, and one has to: the line that decides`);
  const plumbing = lines.find((line) => PLUMBING.some((sign) => sign.test(line)));
  if (plumbing) throw new Error(`${key}: a reader would have to know what this means: ${plumbing.trim()}`);
}
