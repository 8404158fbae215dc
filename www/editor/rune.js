// Rune for the editor: what is coloured how, and how far a new line is indented. Rune reads like Rust, with template
// literals of JavaScript's kind.
import { StreamLanguage } from '@codemirror/language';

export const KEYWORDS = (
  'fn pub let if else match loop while for in break continue return async await select move mod use struct enum impl const ' +
  'self Self true false is not as yield'
).split(' ');
const KNOWN = new Set(KEYWORDS);

const BRACKETS = { '(': ')', '[': ']', '{': '}' };
const NUMBER = /^(?:0[xob][\da-fA-F_]+|\d[\d_]*(?:\.\d[\d_]*)?(?:[eE][+-]?\d[\d_]*)?)(?:[iu]\d+|f\d+)?/;
const ESCAPE = /^\\(?:x[\da-fA-F]{2}|u\{[\da-fA-F]*\}|.|$)/;
const CHARACTER = /^b?'(?:[^'\\]|\\(?:x[\da-fA-F]{2}|u\{[\da-fA-F]*\}|.))'/u;
const WORD = /^[\p{ID_Start}_]\p{ID_Continue}*/u;
// Text that nobody writes by hand must not cost its length squared.
const DEEPEST = 200;

// What is open, innermost last: a comment, a text, a template, or a bracket with the indentation of its line. They
// are never changed once there, for states are copied by sharing them.
const COMMENT = { name: 'comment' };
const TEXT = { name: 'text', end: '"', plain: /^[^"\\]+/ };
const TEMPLATE = { name: 'template', end: '`', plain: /^(?:[^`\\$]|\$(?!\{))+/ };

function open(state, what) {
  if (state.open.length < DEEPEST) state.open.push(what);
}

function comment(stream, state) {
  while (!stream.eol()) {
    if (stream.match('*/')) {
      state.open.pop();
      if (state.open.at(-1) !== COMMENT) break;
    } else if (stream.match('/*')) open(state, COMMENT);
    else stream.next();
  }
  return 'comment';
}

function text(stream, state, within) {
  if (stream.match(within.plain)) return 'string';
  if (stream.match(ESCAPE)) return 'escape';
  if (stream.match('${')) {
    open(state, { name: 'bracket', end: '}', indent: stream.indentation(), isInTemplate: true });
    return 'escape';
  }
  stream.next();
  state.open.pop();
  return 'string';
}

// A bracket too many closes nothing; one too few is forgotten when one around it is closed.
function close(state, bracket) {
  const at = state.open.findLastIndex(({ end, isInTemplate }) => end === bracket || isInTemplate);
  if (state.open[at]?.end !== bracket) return null;
  const { isInTemplate } = state.open[at];
  state.open.length = at;
  return isInTemplate ? 'escape' : null;
}

function word(stream, name, isField) {
  if (KNOWN.has(name)) return name === 'true' || name === 'false' ? 'bool' : 'keyword';
  if (stream.match(/^!(?!=)/)) return 'macroName';
  const isCall = stream.match(/^\s*\(/, false);
  if (isField) return isCall ? 'propertyName.function' : 'propertyName';
  if (/^\p{Lu}/u.test(name)) return 'typeName';
  if (stream.match(/^::/, false)) return 'namespace';
  return isCall ? 'variableName.function' : 'variableName';
}

function token(stream, state) {
  const within = state.open.at(-1);
  if (within === COMMENT) return comment(stream, state);
  if (within === TEXT || within === TEMPLATE) return text(stream, state, within);
  if (stream.eatSpace()) return null;
  const isField = state.isField;
  state.isField = false;
  if (stream.match('//')) {
    stream.skipToEnd();
    return 'comment';
  }
  if (stream.match('/*')) {
    open(state, COMMENT);
    return comment(stream, state);
  }
  if (stream.match(/^b?"/)) {
    open(state, TEXT);
    return 'string';
  }
  if (stream.match('`')) {
    open(state, TEMPLATE);
    return 'string';
  }
  if (stream.match(CHARACTER)) return 'string';
  if (stream.match(/^'\w+/)) return 'labelName';
  if (stream.match(NUMBER)) return 'number';
  if (stream.match(/^#!?\[[^\]]*\]?/)) return 'meta';
  const name = stream.match(WORD);
  if (name) return word(stream, name[0], isField);
  if (stream.match(/^\.{2,3}=?/)) return null;
  const sign = stream.next();
  state.isField = sign === '.';
  if (sign in BRACKETS) open(state, { name: 'bracket', end: BRACKETS[sign], indent: stream.indentation() });
  return sign === ')' || sign === ']' || sign === '}' ? close(state, sign) : null;
}

// One step in from the line that opened the innermost bracket, and one more for a call that goes on from the line before.
function indent(state, after, { unit }) {
  const within = state.open.at(-1);
  if (!within) return after.startsWith('.') ? unit : 0;
  if (within.name !== 'bracket') return null;
  if (after.startsWith(within.end)) return within.indent;
  return within.indent + (/^\.(?!\.)/.test(after) ? 2 : 1) * unit;
}

export const rune = StreamLanguage.define({
  name: 'rune',
  startState: () => ({ open: [], isField: false }),
  token,
  indent,
  languageData: {
    commentTokens: { line: '//', block: { open: '/*', close: '*/' } },
    closeBrackets: { brackets: ['(', '[', '{', '"', '`'] },
    indentOnInput: /^\s*(?:[)\]}]|\.\w)$/,
  },
});
