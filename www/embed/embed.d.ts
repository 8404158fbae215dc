// What `<meanwhile-lab>` (embed.js) and the page inside its frame offer, as types.

/** A result, `meanwhile/result@1`; the README describes it. */
export type Result = { format: 'meanwhile/result@1'; example: string; [name: string]: unknown };

/** The element. Attributes are the names of an address (`example`, `strategies`, `threads`,
    `view`, …), `loading`, `theme` and `caption`; `question`, `options` and `explanations` of the author's own, the latter
    two with `|` between; `hidden-controls`, which names the parameters that can't be changed, or none for all.
    A `<script type="application/json">` inside may hold a recorded result: it is drawn until a run replaces it.
    A `<script type="text/rune">` inside is a program that the reader may change and run, a second one is compared with
    it. One with `data-setup` holds functions that are there and aren't seen; each with `data-check="A sentence."` an
    expression of the same language that has to be true of the run, `run`: so a lab is an exercise. */
export interface MeanwhileLab extends HTMLElement {
  /** Runs the lesson, loading it first where it is not there yet. Rejects with a sentence. */
  run(): Promise<Result>;
  /** Ends the run that goes on; what is measured so far is told. */
  stop(): void;
  /** The latest result, or null. */
  result(): Result | null;
  addEventListener(type: 'ready', listener: (event: CustomEvent<object>) => void): void;
  addEventListener(type: 'progress', listener: (event: CustomEvent<{ text: string }>) => void): void;
  addEventListener(type: 'result', listener: (event: CustomEvent<Result>) => void): void;
  addEventListener(type: 'error', listener: (event: CustomEvent<{ message: string }>) => void): void;
}

/** What is in `data-status` of the element. */
export type Status = 'loading' | 'ready' | 'running' | 'done' | 'failed';

/** What the reader is to write, and what has to be true of it. `run` has `gave` (what `main` gave), `answer` (the same as text), `printed`, `threads`, `ms`,
    `free` (the share of the time in which the caller could have answered, 0 to 1), `waits`, `waits_alone` (waits that
    overlapped no other), `most_waits` (at once), `most_threads` (at once), and `named` (the names of its spans). */
export type Program = { source: string; other?: string; setup?: string; checks?: { says: string; holds: string }[] };

/** To the page inside; it answers the window that embeds it, at the origin of its first message, and nobody else. */
export type ToFrame = { meanwhile: 1 } & (
  | { type: 'set'; theme?: 'light' | 'dark' | 'auto'; query?: string; turns?: boolean; program?: Program }
  | { type: 'run'; id?: string }
  | { type: 'stop' }
  | { type: 'result?'; id?: string }
  /** Whether it may measure now; only where `set` said that the page around keeps the turns. */
  | { type: 'turn'; granted: boolean; id: number }
);

/** From the page inside. */
export type FromFrame = { meanwhile: 1 } & (
  | { type: 'ready'; environment: object }
  | { type: 'progress'; text: string; running: boolean }
  /** Of the run that just ended, or else (`isNew` is false) the latest, which was asked for. */
  | { type: 'result'; id: string | null; result: Result | null; isNew: boolean }
  | { type: 'error'; id: string | null; message: string }
  /** From the first time on that the reader did something inside, or a run began. */
  | { type: 'resize'; height: number }
  /** It wants to measure, or wants it no longer; where it shares no locks with others. */
  | { type: 'turn'; wanted: boolean; id?: number }
);
