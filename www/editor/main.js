// The editor that `program-editor.js` puts in the place of a text field when somebody begins to write. The field stays the
// owner of the text: what is written here is typed into it, and what is set there is shown here.
import { autocompletion, closeBrackets, closeBracketsKeymap } from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap, isolateHistory, redo, undo } from '@codemirror/commands';
import { bracketMatching, indentOnInput, indentUnit } from '@codemirror/language';
import { Annotation, Compartment, EditorSelection, EditorState } from '@codemirror/state';
import {
  EditorView, drawSelection, dropCursor, highlightActiveLine, highlightActiveLineGutter, highlightSpecialChars, keymap, lineNumbers,
} from '@codemirror/view';
import { bars, setBars } from './bars.js';
import { completions } from './completions.js';
import { problems, show } from './problems.js';
import { rune } from './rune.js';
import { theme } from './theme.js';

const VALUE = Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, 'value');
// Browsers take long to put much text into a field, even one that is not shown: it waits for a pause of so many milliseconds.
const PAUSE = 300;
// Keys that are the page's.
const OTHERS = ['Mod-Enter', 'Escape'];
const byPage = Annotation.define();

// The one change that makes the first text the second, so that the cursor, the bars and the problems elsewhere stay.
function difference(before, after) {
  const most = Math.min(before.length, after.length);
  let from = 0;
  while (from < most && before[from] === after[from]) from++;
  let same = 0;
  while (same < most - from && before.at(-1 - same) === after.at(-1 - same)) same++;
  return { from, to: before.length - same, insert: after.slice(from, after.length - same) };
}

function selectionOf({ selectionStart, selectionEnd, selectionDirection }) {
  return selectionDirection === 'backward'
    ? EditorSelection.single(selectionEnd, selectionStart)
    : EditorSelection.single(selectionStart, selectionEnd);
}

// Shows an editor in `host` instead of its `field`.
export function open(host, field) {
  const known = completions();
  const [barsSlot, lockSlot] = [new Compartment(), new Compartment()];
  const isCalm = matchMedia('(prefers-reduced-motion: reduce)').matches;

  const text = () => view.state.doc.toString();
  let pause;
  const fill = () => VALUE.set.call(field, text());
  const type = ({ docChanged, transactions }) => {
    if (!docChanged) return;
    clearTimeout(pause);
    pause = setTimeout(fill, PAUSE);
    if (transactions.every((transaction) => transaction.annotation(byPage))) return;
    field.dispatchEvent(new InputEvent('input', { bubbles: true }));
  };

  const { scrollTop } = field;
  const view = new EditorView({
    doc: field.value,
    selection: selectionOf(field),
    parent: host,
    extensions: [
      problems, lineNumbers(), barsSlot.of([]), highlightActiveLineGutter(), highlightActiveLine(), highlightSpecialChars(),
      history(), drawSelection({ cursorBlinkRate: isCalm ? 0 : 1200 }), dropCursor(), EditorView.lineWrapping,
      EditorState.tabSize.of(4), indentUnit.of('    '), rune, indentOnInput(), bracketMatching(), closeBrackets(),
      autocompletion({ override: [known.source], icons: false, activateOnCompletion: ({ type }) => type === 'namespace' }),
      keymap.of([...closeBracketsKeymap, ...defaultKeymap.filter(({ key }) => !OTHERS.includes(key)), ...historyKeymap]),
      lockSlot.of([]), theme,
      EditorView.contentAttributes.of({ 'aria-label': field.getAttribute('aria-label') ?? field.labels[0]?.textContent.trim() ?? '' }),
      EditorView.updateListener.of(type),
    ],
  });

  const replace = (wanted) => {
    const changes = difference(text(), wanted.replace(/\r\n?/g, '\n'));
    if (changes.from === changes.to && !changes.insert) return;
    view.dispatch({ changes, annotations: [byPage.of(true), isolateHistory.of('full')] });
  };

  const heeds = {
    source: (wanted) => wanted === null || replace(wanted),
    problems: (json) => show(view, JSON.parse(json ?? '[]')),
    bars(json) {
      view.dispatch({ effects: barsSlot.reconfigure(json === null ? [] : bars) });
      if (json !== null) view.dispatch({ effects: setBars.of(JSON.parse(json)) });
    },
    functions: known.readFrom,
    // It can still be read, selected and copied; only no keyboard comes up for it.
    readonly(value) {
      const extension = value === null ? [] : [EditorState.readOnly.of(true), EditorView.contentAttributes.of({ inputmode: 'none' })];
      view.dispatch({ effects: lockSlot.reconfigure(extension) });
    },
  };
  // All but `source`, which the field has shown by now, and somebody may have changed there.
  for (const name of ['problems', 'bars', 'functions', 'readonly']) heeds[name](host.getAttribute(name));

  // What is typed here is no input of the page's fields but by way of the field.
  view.dom.addEventListener('input', (event) => event.stopPropagation());
  Object.defineProperty(field, 'value', { configurable: true, get: text, set: (wanted) => replace(`${wanted ?? ''}`) });
  // A click elsewhere takes the selection away, of which the view hears only afterwards; unless it is told, it takes its own
  // to be still there.
  const focus = () => {
    document.dispatchEvent(new Event('selectionchange'));
    view.focus();
  };
  // A click on the label is one on its field.
  field.addEventListener('click', focus);
  // A question of place makes it measure, without which it would guess where it is scrolled to.
  view.coordsAtPos(0);
  view.scrollDOM.scrollTop = scrollTop;
  if (document.activeElement === field) focus();
  field.hidden = true;

  return {
    heed: (name, value) => heeds[name](value),
    undo: () => undo(view),
    redo: () => redo(view),
    focus,
    close() {
      clearTimeout(pause);
      delete field.value;
      fill();
      field.removeEventListener('click', focus);
      field.hidden = false;
      view.destroy();
    },
  };
}
