// Problems of the text: underlined, marked beside their lines, and said where the pointer is or the cursor goes.
import { forEachDiagnostic, lintGutter, nextDiagnostic, previousDiagnostic, setDiagnostics } from '@codemirror/lint';
import { EditorView, activateHover, closeHoverTooltips, hasHoverTooltips, keymap } from '@codemirror/view';

function place(doc, line, column) {
  if (line > doc.lines) return doc.length;
  const { from, to } = doc.line(Math.max(1, line));
  return Math.min(from + Math.max(0, column - 1), to);
}

// A problem between two characters is shown on one of them, for there is nothing else to point at.
function widened(doc, from, to) {
  if (to > from) return { from, to };
  const line = doc.lineAt(from);
  return from < line.to ? { from, to: from + 1 } : { from: Math.max(line.from, from - 1), to: from };
}

export function show(view, problems) {
  const { doc } = view.state;
  view.dispatch(setDiagnostics(view.state, problems.map(({ line, column, endLine, endColumn, message, severity }) => {
    const from = place(doc, line, column);
    const to = place(doc, endLine ?? line, endColumn ?? column);
    return { ...widened(doc, from, to), message, severity };
  })));
}

const hide = (view) => {
  if (!hasHoverTooltips(view.state)) return false;
  view.dispatch({ effects: closeHoverTooltips });
  return true;
};

// The problem that the cursor was moved to is shown above it and said to screen readers, as long as it stays there.
const follow = EditorView.updateListener.of(({ view, state, docChanged, transactions }) => {
  const { main } = state.selection;
  if (docChanged || !main.empty || !transactions.some((transaction) => transaction.isUserEvent('select'))) return;
  const messages = [];
  forEachDiagnostic(state, ({ message }, from, to) => main.head >= from && main.head <= to && messages.push(message));
  if (!messages.length) return;
  view.dispatch({ effects: EditorView.announce.of(messages.join(' ')) });
  const until = (transaction) => transaction.docChanged || Boolean(transaction.selection);
  for (const side of [1, -1]) if (!hasHoverTooltips(view.state)) activateHover(view, main.head, side, { until });
});

export const problems = [
  lintGutter(),
  follow,
  EditorView.domEventHandlers({ blur: (_, view) => void hide(view) }),
  keymap.of([
    { key: 'Escape', run: hide },
    { key: 'F8', run: nextDiagnostic, shift: previousDiagnostic },
  ]),
];
