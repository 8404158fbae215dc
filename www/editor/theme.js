// How the editor looks: in the page's colours, with the plain field's font and spaces, so that nothing moves when one
// takes the other's place.
import { HighlightStyle, syntaxHighlighting } from '@codemirror/language';
import { EditorView } from '@codemirror/view';
import { tags } from '@lezer/highlight';

const FONT = 'ui-monospace, "SF Mono", "Cascadia Mono", "DejaVu Sans Mono", monospace';
const LINE = '1.25rem';
const tinted = (percent) => `color-mix(in srgb, var(--c-accent) ${percent}%, transparent)`;

const colours = HighlightStyle.define([
  { tag: tags.keyword, color: 'light-dark(#8034a5, #cda4f4)' },
  { tag: [tags.function(tags.variableName), tags.function(tags.propertyName), tags.macroName], color: 'var(--c-accent)' },
  { tag: [tags.typeName, tags.namespace], color: 'light-dark(#0b6267, #5cc4c8)' },
  { tag: tags.string, color: 'light-dark(#106434, #4fc27b)' },
  { tag: [tags.number, tags.bool, tags.escape, tags.labelName], color: 'light-dark(#8f4400, #f0963c)' },
  { tag: [tags.comment, tags.meta], color: 'var(--c-muted)' },
]);

const look = EditorView.theme({
  '&': { color: 'var(--c-ink)' },
  '&.cm-focused': { outline: 'none' },
  '.cm-scroller': {
    minHeight: `calc(12 * ${LINE} + 1rem)`, maxHeight: `calc(30 * ${LINE} + 1rem)`, overflow: 'hidden auto',
    fontFamily: FONT, fontSize: '0.8125rem', lineHeight: LINE,
  },
  '.cm-content': { minHeight: `calc(12 * ${LINE} + 1rem)`, padding: '0.5rem 0', caretColor: 'var(--c-ink)' },
  '.cm-line': { padding: '0 0.5rem' },

  '.cm-gutters': { color: 'var(--c-muted)', backgroundColor: 'transparent', '&.cm-gutters-before': { border: 'none' } },
  '.cm-gutter-lint': { width: '0.875rem', '& .cm-gutterElement': { display: 'grid', placeContent: 'start center', padding: '0.375rem 0 0' } },
  '.cm-lineNumbers .cm-gutterElement': { minWidth: '2.25rem', padding: '0' },
  '.cm-activeLine, .cm-activeLineGutter': { backgroundColor: 'transparent' },
  '&.cm-focused .cm-activeLine': { backgroundColor: tinted(5) },
  '&.cm-focused .cm-activeLineGutter': { color: 'var(--c-ink)' },

  '.cm-cursor, .cm-dropCursor': { borderLeft: '2px solid var(--c-ink)', marginLeft: '-1px' },
  '.cm-selectionBackground, &.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground': { background: tinted(13) },
  '&.cm-focused .cm-matchingBracket': { backgroundColor: 'transparent', outline: '1px solid var(--c-muted)' },
  '&.cm-focused .cm-nonmatchingBracket': { color: 'var(--c-problem)', backgroundColor: 'transparent' },
  '.cm-specialChar': { color: 'var(--c-problem)' },

  '.cm-lintRange': { paddingBottom: '0', textDecoration: 'underline wavy 1px', textUnderlineOffset: '3px', textDecorationSkipInk: 'none' },
  '.cm-lintRange-error': { backgroundImage: 'none', textDecorationColor: 'var(--c-problem)' },
  '.cm-lintRange-warning': { backgroundImage: 'none', textDecorationColor: 'var(--c-orange)' },
  '.cm-lintPoint:after': { borderBottomColor: 'var(--c-problem)' },
  '.cm-lintPoint-warning:after': { borderBottomColor: 'var(--c-orange)' },
  '.cm-lint-marker': { width: '0.5rem', height: '0.5rem', forcedColorAdjust: 'none' },
  '.cm-lint-marker-error': { content: 'normal', borderRadius: '50%', backgroundColor: 'var(--c-problem)' },
  '.cm-lint-marker-warning': { content: 'normal', backgroundColor: 'var(--c-orange)', clipPath: 'polygon(50% 0, 100% 100%, 0 100%)' },
  '.cm-diagnostic': { margin: '0', padding: '0.25rem 0.5rem', fontSize: '0.8125rem' },
  '.cm-diagnostic-error': { borderLeft: '3px solid var(--c-problem)' },
  '.cm-diagnostic-warning': { borderLeft: '3px solid var(--c-orange)' },

  '.cm-tooltip': {
    maxWidth: 'min(32rem, 95vw)', color: 'var(--c-ink)', backgroundColor: 'var(--c-raised)',
    border: '1px solid var(--c-muted)', borderRadius: '4px', overflowWrap: 'anywhere',
  },
  '.cm-tooltip-section:not(:first-child)': { borderTop: '1px solid var(--c-line)' },
  '.cm-tooltip.cm-tooltip-autocomplete > ul': { maxWidth: 'min(32rem, 90vw)', minWidth: '12rem', maxHeight: '14rem', fontFamily: FONT, fontSize: '0.8125rem' },
  '.cm-tooltip.cm-tooltip-autocomplete > ul > li': { padding: '0.125rem 0.5rem', lineHeight: LINE },
  '.cm-tooltip-autocomplete ul li[aria-selected]': { color: 'var(--c-on-accent)', background: 'var(--c-accent)' },
  '.cm-tooltip-autocomplete-disabled ul li[aria-selected]': { color: 'var(--c-on-accent)', background: 'var(--c-accent)' },
  '.cm-completionDetail': { marginLeft: '1rem', fontStyle: 'normal' },
  '.cm-tooltip.cm-completionInfo': { padding: '0.25rem 0.5rem', fontSize: '0.8125rem' },

  '.cm-bars': { width: 'var(--editor-bars, 5rem)', padding: '0 0 0 0.5rem' },
  '.cm-bars .cm-gutterElement': { display: 'grid', alignItems: 'start' },
  '.cm-track': { position: 'relative', height: LINE, background: 'linear-gradient(var(--c-line) 0 0) center / 100% 1px no-repeat' },
  '.cm-track span': { position: 'absolute', top: '0.375rem', boxSizing: 'border-box', height: '0.5rem', minWidth: '2px', forcedColorAdjust: 'none' },
  '.cm-bar-work': { backgroundColor: 'var(--c-blue)' },
  '.cm-bar-wait': { backgroundColor: 'var(--c-paper)', border: '1px solid var(--c-blue)' },
  '&.cm-is-changed .cm-track': { opacity: '0.35' },
  '@media (prefers-reduced-motion: no-preference)': { '.cm-track': { transition: 'opacity 0.3s' } },
  '@media (forced-colors: active)': {
    '.cm-tooltip-autocomplete ul li[aria-selected]': { forcedColorAdjust: 'none', color: 'HighlightText', background: 'Highlight' },
  },
});

export const theme = [look, syntaxHighlighting(colours)];
