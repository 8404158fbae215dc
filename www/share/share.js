// What the button Share opens: links to the lesson, and what to copy into a page of one's own, with the lesson as it will
// look there. Fetched when it is first opened, with its styles and its texts, which lie beside this script.
import { packed } from '../packed.js';
import { copyText, latest } from '../tools.js';
import { KINDS, attributes, pageAddress, snippet } from './snippets.js';

const SITE = new URL('../../', import.meta.url).href;
const SCRIPTED = 'your-own';
// What of an address is the reader's own or about a frame, and not about the lesson.
const NOT_OF_LESSON = ['example', 'strategies', 'theme', 'lang', 'embed', 'view', 'run', 'question', 'options', 'explanations', 'hidden-controls'];
const HEIGHT = { usual: 520, least: 200, most: 2000 };
const WIDTH = { least: 200, most: 4000 };
// After a change the preview waits so long for the next.
const PAUSE_MS = 400;

let words;
const say = (key) => words[key] ?? key;

async function texts(place) {
  const load = (language) => fetch(new URL(`../${place}${language}.json`, import.meta.url));
  let response = await load(document.documentElement.lang);
  if (!response.ok) response = await load('en');
  if (!response.ok) throw new Error(`${response.url}: ${response.status}`);
  return response.json();
}

function styled() {
  const href = new URL('share.css', import.meta.url).href;
  if ([...document.styleSheets].some((sheet) => sheet.href === href)) return undefined;
  return new Promise((resolve, reject) => {
    const link = make('link', { rel: 'stylesheet', href, onload: resolve });
    link.onerror = () => {
      link.remove();
      reject(new Error(href));
    };
    document.head.append(link);
  });
}

function make(name, properties = {}, ...inside) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(properties)) {
    if (key in element) element[key] = value;
    else element.setAttribute(key, value);
  }
  element.append(...inside);
  return element;
}

let count = 0;
const fresh = () => `share-${(count += 1)}`;

// A text to be copied, which can be selected by hand, too, and a button that says how it went.
function copyable(field) {
  const said = make('span', { role: 'status', className: 'hint' });
  const button = make('button', { type: 'button', className: 'quiet', textContent: say('share.copy') });
  button.setAttribute('aria-describedby', field.getAttribute('aria-labelledby') ?? '');
  field.readOnly = true;
  field.spellcheck = false;
  field.addEventListener('focus', () => field.select());
  button.addEventListener('click', async () => {
    said.textContent = '';
    const isCopied = await copyText(field.value);
    said.textContent = say(isCopied ? 'share.copied' : 'share.by-hand');
    if (isCopied) return;
    field.focus();
    // A field that has the focus already gets no event for it.
    field.select();
  });
  return [button, said];
}

// A link with what it is and what it brings.
function linkRow(key, value) {
  const [id, hint] = [fresh(), fresh()];
  const field = make('input', { type: 'text', value, 'aria-labelledby': id, 'aria-describedby': hint });
  const line = make('div', { className: 'line' }, field);
  const [button, said] = copyable(field);
  line.append(button);
  return make('section', { className: 'link' }, make('div', { className: 'line' }, make('h3', { id, textContent: say(key) }), said),
    make('p', { id: hint, className: 'hint', textContent: say(`${key}-hint`) }), line);
}

const labelled = (text, field, className = 'field') => make('label', { className }, make('span', { textContent: text }), field);

function select(key, names, value = names[0]) {
  const field = make('select', {}, ...names.map((name) => make('option', { value: name, textContent: say(`${key}.${name}`) })));
  field.value = value;
  return [labelled(say(key), field), field];
}

function checkboxes(title, names, chosen) {
  const boxes = names.map(([value, text]) => {
    const box = make('input', { type: 'checkbox', value, checked: chosen.includes(value) });
    return make('label', { className: 'check' }, box, text);
  });
  const group = make('fieldset', {}, make('legend', { textContent: title }), ...boxes);
  return [group, () => [...group.querySelectorAll(':checked')].map((box) => box.value)];
}

function number(key, { least, most, usual }) {
  const field = make('input', { type: 'number', min: least, max: most, step: 10, value: usual ?? '' });
  return [labelled(say(key), field), () => (field.value !== '' && field.checkValidity() ? Number(field.value) : usual)];
}

// What an address says of a lesson.
function asked(text) {
  const query = new URLSearchParams(text);
  const given = [...query].filter(([name]) => !NOT_OF_LESSON.includes(name));
  return { site: SITE, example: query.get('example'), given, strategies: query.get('strategies')?.split(/[\s,]+/) };
}

// A link to the lesson as it was run last, which carries what was measured; nothing where there is nothing to show.
async function withResult(example) {
  if (latest?.result.example !== example || !latest.result.strategies.some(({ medianMs }) => medianMs !== null)) return undefined;
  const code = [latest.programs && (await packed('code', latest.programs)), await packed('result', latest.result)];
  return pageAddress({ ...asked(latest.query), code: code.filter(Boolean).join('&') });
}

// The lesson as the page's address has it: the address follows whatever is set.
async function lessonNow() {
  const { example, given, strategies } = asked(location.search);
  const [own, page, examples] = await Promise.all([texts(`lessons/${example}/`), texts('messages/'), window.meanwhile.examples()]);
  const listed = examples.find(({ slug }) => slug === example);
  const desk = example === SCRIPTED ? document.querySelector('program-desk') : null;
  const programs = desk?.texts();
  const nameOf = (key) => own[`strategy.${key}`] ?? page[`strategy.${key}`] ?? key;
  const usual = listed?.strategies ?? [];
  // Every program of the lesson has its source among the texts.
  const others = Object.keys(own).map((key) => key.match(/^code\.calls\.(.+)$/)?.[1]).filter((key) => key && !usual.includes(key));
  const keys = Object.entries(listed?.parameters ?? {}).filter(([, range]) => range !== null).map(([key]) => key);
  const named = Object.keys(own).map((key) => key.match(/^parameter\.([a-z-]+?)$/)?.[1]).filter((key) => own[`parameter.${key}-unit`] && !keys.includes(key));
  const nameOfSetting = (key) => own[`lesson.${key}`] ?? own[`parameter.${key}`] ?? page[`parameter.${key}`];
  return {
    site: SITE,
    example,
    given,
    strategies,
    title: own['lesson.title'] ?? page[`title.${example}`] ?? example,
    usual,
    compared: listed ? [...usual, ...others].map((key) => [key, nameOf(key)]) : [],
    settings: [...keys, ...named].map((key) => [key, nameOfSetting(key)]).filter(([, name]) => name),
    programs,
    code: programs && (await packed('code', programs)),
    withResult: await withResult(example),
  };
}

function links(lesson) {
  const plain = { site: lesson.site, example: lesson.example, given: [] };
  const [now, without] = lesson.programs ? ['share.with-programs', 'share.without-programs'] : ['share.as-set', 'share.plain'];
  const result = lesson.withResult ? [linkRow('share.with-result', lesson.withResult)] : [];
  return make('div', {}, linkRow(now, pageAddress(lesson)), ...result, linkRow(without, pageAddress(plain)));
}

const sameSet = (some, others) => some.length === others.length && some.every((one) => others.includes(one));

// Lines as the attribute has them; the sign that stands between two of them there can't stand within one.
const lines = (text) => text.replaceAll('|', '¦').split('\n').map((line) => line.trim()).filter(Boolean).join('|');

// What an author may choose. `wanted` tells it; whoever listens hears of each change.
function settings(lesson) {
  const asSet = make('input', { type: 'checkbox', checked: true });
  const chosen = lesson.strategies ?? lesson.usual;
  const [compared, comparedNow] = checkboxes(say('embed.strategies'), lesson.compared, chosen);
  const none = make('p', { className: 'hint', role: 'status' });
  compared.append(none);
  const [viewRow, view] = select('embed.view', ['all', 'timeline', 'charts', 'code']);
  const [themeRow, theme] = select('embed.theme', ['around', 'light', 'dark']);
  const [loadingRow, loading] = select('embed.loading', ['visible', 'click', 'eager']);
  const [runRow, run] = select('embed.run', ['click', 'visible', 'load']);
  const [controlsRow, controls] = select('embed.controls', lesson.settings.length ? ['all', 'none', 'some'] : ['all', 'none']);
  const [locked, lockedNow] = checkboxes(say('embed.locked'), lesson.settings, []);
  const [widthRow, width] = number('embed.width', WIDTH);
  const [heightRow, height] = number('embed.height', HEIGHT);
  const field = (name, tag) => {
    const own = make(tag, tag === 'input' ? { type: 'text' } : { rows: 3 });
    return [labelled(say(`embed.${name}`), own), own];
  };
  const [captionRow, caption] = field('caption', 'input');
  const [questionRow, question] = field('question', 'input');
  const [optionsRow, options] = field('options', 'textarea');
  const [explanationsRow, explanations] = field('explanations', 'textarea');
  const fold = (key, ...inside) => make('details', {}, make('summary', { textContent: say(key) }), ...inside);
  const form = make('form', { className: 'settings' }, make('h3', { textContent: say('embed.settings') }));
  form.addEventListener('submit', (event) => event.preventDefault());
  const has = lesson.given.length > 0;
  if (has) form.append(make('label', { className: 'check' }, asSet, say('embed.as-set')));
  if (lesson.compared.length) form.append(compared);
  form.append(viewRow, themeRow, loadingRow, runRow, controlsRow, locked,
    fold('embed.size', widthRow, heightRow, make('p', { className: 'hint', textContent: say('embed.sized') })),
    fold('embed.words', captionRow, questionRow, optionsRow, explanationsRow));
  const wanted = () => {
    const strategies = comparedNow();
    none.textContent = lesson.compared.length && !strategies.length ? say('embed.one-at-least') : '';
    locked.hidden = controls.value !== 'some';
    const isUsual = !strategies.length || sameSet(strategies, lesson.usual);
    const picked = lesson.compared.length ? strategies : lesson.strategies;
    return {
      ...lesson,
      given: asSet.checked ? lesson.given : [],
      strategies: isUsual && lesson.compared.length ? undefined : picked,
      view: view.value,
      theme: theme.value === 'around' ? '' : theme.value,
      loading: loading.value,
      run: run.value,
      locked: { all: undefined, none: [], some: lockedNow().length ? lockedNow() : undefined }[controls.value],
      width: width(),
      height: height(),
      caption: caption.value.trim(),
      question: question.value.trim(),
      options: lines(options.value),
      explanations: lines(explanations.value),
    };
  };
  return { form, wanted };
}

// A lab in this page, by the script that others load: it follows its attributes by itself, but for those that are looked at
// when it comes.
function previewed(wanted) {
  const lab = make('meanwhile-lab');
  for (const [name, value] of attributes(wanted)) lab.setAttribute(name, value);
  for (const text of wanted.programs ?? []) lab.append(make('script', { type: 'text/rune', textContent: text }));
  if (wanted.loading !== 'click') lab.setAttribute('loading', 'eager');
  return lab;
}

function embedding(lesson) {
  const { form, wanted } = settings(lesson);
  const kind = make('select', {}, ...KINDS.map((one) => make('option', { value: one, textContent: say(`embed.for.${one}`) })));
  const [title, hint] = [make('h3', { id: fresh(), textContent: say('embed.snippet') }), make('p', { className: 'hint' })];
  const field = make('textarea', { rows: 5, 'aria-labelledby': title.id, wrap: 'off' });
  const [button, said] = copyable(field);
  const place = make('div', { className: 'preview' });
  const panel = make('div', { className: 'embedding' }, form,
    make('section', { className: 'snippet' }, title,
      make('div', { className: 'line' }, labelled(say('embed.for'), kind, 'line'), button, said), field, hint),
    make('section', { className: 'shown' }, make('h3', { textContent: say('embed.preview') }), place));
  let [shown, due] = ['', undefined];
  const preview = () => {
    const now = wanted();
    const form = JSON.stringify([...attributes(now)]);
    if (form === shown) return;
    shown = form;
    place.replaceChildren(previewed(now));
  };
  const write = () => {
    said.textContent = '';
    hint.textContent = say(`embed.hint.${kind.value}`);
    field.value = snippet(kind.value, wanted());
  };
  const change = () => {
    write();
    clearTimeout(due);
    due = setTimeout(preview, PAUSE_MS);
  };
  form.addEventListener('input', change);
  kind.addEventListener('change', write);
  write();
  return {
    panel,
    begin: async () => {
      await import(`${SITE}v1/embed.js`);
      preview();
    },
    end: () => {
      clearTimeout(due);
      // Its engine goes with it.
      place.replaceChildren();
    },
  };
}

// Two panels, one of which is seen: arrow keys go from tab to tab.
function tabs(panels) {
  const list = make('div', { role: 'tablist', 'aria-label': say('share.tabs') });
  const all = panels.map(({ key, panel, begin }) => {
    const tab = make('button', { type: 'button', role: 'tab', id: fresh(), textContent: say(key) });
    Object.assign(panel, { id: fresh(), hidden: true });
    panel.setAttribute('role', 'tabpanel');
    panel.setAttribute('aria-labelledby', tab.id);
    tab.setAttribute('aria-controls', panel.id);
    tab.addEventListener('click', () => pick(tab));
    list.append(tab);
    return { tab, panel, begin };
  });
  const pick = (picked) => {
    for (const { tab, panel, begin } of all) {
      const isPicked = tab === picked;
      tab.setAttribute('aria-selected', isPicked);
      tab.tabIndex = isPicked ? 0 : -1;
      if (isPicked && panel.hidden) begin?.();
      panel.hidden = !isPicked;
    }
  };
  list.addEventListener('keydown', ({ key }) => {
    const at = all.findIndex(({ tab }) => tab === document.activeElement);
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: all.length - 1 }[key];
    if (to === undefined) return;
    const { tab } = all[(to + all.length) % all.length];
    pick(tab);
    tab.focus();
  });
  pick(all[0].tab);
  return [list, ...all.map(({ panel }) => panel)];
}

let isOpening = false;

export async function open(button) {
  if (isOpening) return;
  isOpening = true;
  try {
    [words] = await Promise.all([texts('share/'), styled()]);
    const lesson = await lessonNow();
    const embed = embedding(lesson);
    const title = make('h2', { id: fresh(), textContent: say('share.title') });
    const close = make('button', { type: 'button', className: 'quiet', textContent: say('share.close') });
    const dialog = make('dialog', { className: 'share', 'aria-labelledby': title.id }, make('div', { className: 'head' }, title, close),
      ...tabs([{ key: 'share.link', panel: links(lesson) }, { key: 'share.embed', ...embed }]));
    close.addEventListener('click', () => dialog.close());
    // Keys that mean something to the page mean nothing to it from in here: Esc closes, and does not stop a run.
    dialog.addEventListener('keydown', (event) => event.stopPropagation());
    dialog.addEventListener('close', () => {
      embed.end();
      dialog.remove();
      button.focus();
    });
    document.body.append(dialog);
    dialog.showModal();
    dialog.querySelector('[role=tab]').focus();
  } finally {
    isOpening = false;
  }
}
