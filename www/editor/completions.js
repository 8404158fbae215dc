// What can be completed: after `net::` the functions of that module, elsewhere the modules, the keywords and the names
// that stand near by. The functions come from a file, fetched when they are first wanted.
import { ifNotIn } from '@codemirror/autocomplete';
import { syntaxTree } from '@codemirror/language';
import { KEYWORDS } from './rune.js';

// Characters on either side, in which names are looked for: as far as anyone scrolls, and soon read.
const NEAR = 20_000;
const NAMES = ['variableName', 'variableName.function', 'typeName', 'propertyName', 'propertyName.function'];
const NOWHERE = ['comment', 'string', 'escape', 'number', 'labelName'];

function names({ state, pos }, from) {
  const found = new Set();
  syntaxTree(state).iterate({
    from: Math.max(0, from - NEAR),
    to: Math.min(state.doc.length, pos + NEAR),
    enter({ name, from: start, to: end }) {
      if (NAMES.includes(name) && !(start <= from && end >= pos)) found.add(state.sliceDoc(start, end));
    },
  });
  return found;
}

// A name that is there in full is left out, so that Enter after it begins a line.
const offered = (from, typed, options) => ({
  from,
  options: options.filter(({ label }) => label !== typed),
  validFor: (text) => /^\w*$/.test(text) && !options.some(({ label }) => label === text),
});

export function completions() {
  let address;
  let fetched;

  async function functions() {
    if (!address) return [];
    try {
      fetched ??= fetch(address).then((response) => response.json());
      return await fetched;
    } catch {
      // Without them the rest is still offered, and they are asked for again.
      fetched = undefined;
      return [];
    }
  }

  async function source(context) {
    const path = context.matchBefore(/[A-Za-z_][\w:]*::\w*/);
    // After a dot stand fields and methods, of which nothing is known.
    const word = context.matchBefore(/(?<!\w|(?<!\.)\.)[A-Za-z_]\w*/);
    if (!path && !word && !context.explicit) return null;
    const all = await functions();
    const of = (module) => all.filter((one) => (one.module ?? '') === module)
      .map(({ name, signature, about }) => ({ label: name, displayLabel: signature, info: about, type: 'function' }));
    if (path) {
      const [, module, typed] = path.text.match(/^(.*)::(\w*)$/);
      return offered(context.pos - typed.length, typed, of(module));
    }
    const from = word?.from ?? context.pos;
    const modules = new Set(all.map(({ module }) => module).filter(Boolean));
    const near = names(context, from);
    for (const known of [...modules, ...KEYWORDS]) near.delete(known);
    return offered(from, word?.text, [
      ...[...modules].map((label) => ({ label, apply: `${label}::`, type: 'namespace', boost: 1 })),
      ...[...near].map((label) => ({ label, type: 'variable', boost: 1 })),
      ...of(''),
      ...KEYWORDS.map((label) => ({ label, type: 'keyword' })),
    ]);
  }

  return {
    source: ifNotIn(NOWHERE, source),
    readFrom(url) {
      address = url;
      fetched = undefined;
    },
  };
}
