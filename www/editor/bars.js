// Bars beside the lines: when each line worked and when it waited, as parts of the whole run. They belong to the text
// that ran, so they keep to their lines but fade once it is changed.
import { RangeSet, StateEffect, StateField } from '@codemirror/state';
import { EditorView, GutterMarker, gutter } from '@codemirror/view';

export const setBars = StateEffect.define();

class Track extends GutterMarker {
  constructor(bars) {
    super();
    this.bars = bars;
  }

  eq(other) {
    return this.bars === other.bars;
  }

  toDOM() {
    const track = document.createElement('div');
    track.className = 'cm-track';
    track.append(...this.bars.map(({ from, to, kind }) => {
      const bar = document.createElement('span');
      bar.className = kind === 'wait' ? 'cm-bar-wait' : 'cm-bar-work';
      bar.style.left = `${from * 100}%`;
      bar.style.width = `${(to - from) * 100}%`;
      return bar;
    }));
    return track;
  }
}

function tracks(doc, bars) {
  const lines = [...new Set(bars.map(({ line }) => line))].filter((line) => line >= 1 && line <= doc.lines);
  const own = (line) => bars.filter((bar) => bar.line === line);
  return RangeSet.of(lines.map((line) => new Track(own(line)).range(doc.line(line).from)), true);
}

const drawn = StateField.define({
  create: () => ({ tracks: RangeSet.empty, isStale: false }),
  update(value, transaction) {
    const set = transaction.effects.findLast((effect) => effect.is(setBars));
    if (set) return { tracks: tracks(transaction.newDoc, set.value), isStale: false };
    return transaction.docChanged ? { tracks: value.tracks.map(transaction.changes), isStale: true } : value;
  },
  provide: (field) => EditorView.editorAttributes.from(field, ({ isStale }) => (isStale ? { class: 'cm-is-changed' } : {})),
});

export const bars = [drawn, gutter({ class: 'cm-bars', markers: (view) => view.state.field(drawn).tracks })];
