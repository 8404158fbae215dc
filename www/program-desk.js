// What is around the fields of readers' programs: it brings programs (from the gallery, from a link, from what was written
// before), keeps drafts in this browser, and shares. All of that is typed into the fields, as if by hand; nothing is
// ever run here.

import { packed, unpacked } from './packed.js';
import { copyText } from './tools.js';

const PARAMETER = 'code';
const MOST_EARLIER = 10;
const PAUSE = 200; // milliseconds

const DRAFT = (program) => `meanwhile-program-${program}`;
const EARLIER = 'meanwhile-programs-earlier';

// Where the browser keeps nothing, drafts last as long as the page.
const kept = (name) => {
  try {
    return localStorage.getItem(name);
  } catch {
    return null;
  }
};
const keep = (name, text) => {
  try {
    localStorage.setItem(name, text);
  } catch {
    // Full, or forbidden.
  }
};

const earlier = () => {
  try {
    const list = JSON.parse(kept(EARLIER) ?? '[]');
    return Array.isArray(list) ? list.filter((text) => typeof text === 'string') : [];
  } catch {
    return [];
  }
};

// The programs of a fragment; nothing where it is about something else. An error's message is the key of what to say.
async function programsOf(fragment) {
  const texts = await unpacked(PARAMETER, fragment);
  if (texts === undefined) return undefined;
  if (!Array.isArray(texts) || texts.length > 2 || texts.some((text) => typeof text !== 'string')) throw new Error('broken');
  return texts;
}

// Where the address says that a program is to come from, and the page around this one as such a place.
const from = () => new URLSearchParams(location.hash.slice(1)).get('from');
const AROUND = 'around';

// What of an address is about a frame.
const OF_FRAMES = ['embed', 'view', 'run', 'question', 'options', 'explanations', 'hidden-controls'];

// A number that tells texts apart (FNV-1a).
const numberOf = (text) => [...text].reduce((hash, letter) => Math.imul(hash ^ letter.codePointAt(0), 0x01000193), 0x811c9dc5) >>> 0;

class ProgramDesk extends HTMLElement {
  static observedAttributes = ['exercise'];

  connectedCallback() {
    if (this.watch) return;
    this.addEventListener('click', ({ target }) => this.press(target.closest('[data-do]')));
    this.addEventListener('change', ({ target }) => target.matches('select') && this.pick(target));
    this.addEventListener('input', ({ target }) => target.matches('textarea') && this.note(target.closest('.program')));
    this.onLink = ({ target }) => target.closest?.('.embed-foot a') && this.carry(target.closest('a'));
    for (const kind of ['pointerover', 'focusin']) document.addEventListener(kind, this.onLink);
    this.onHash = () => this.follow();
    this.onHide = () => this.programs().forEach((program) => this.save(program));
    addEventListener('hashchange', this.onHash);
    addEventListener('pagehide', this.onHide);
    this.watch = new MutationObserver(() => this.settle());
    this.watch.observe(this, { childList: true });
    queueMicrotask(() => this.settle());
  }

  disconnectedCallback() {
    this.onHide();
    this.watch.disconnect();
    this.watch = undefined;
    for (const kind of ['pointerover', 'focusin']) document.removeEventListener(kind, this.onLink);
    removeEventListener('hashchange', this.onHash);
    removeEventListener('pagehide', this.onHide);
  }

  // A moment later: the page sets attributes before fields are there.
  attributeChangedCallback() {
    queueMicrotask(() => this.programs().forEach((program) => this.fill(program)));
  }

  // The programs of an exercise that was set, if one was.
  exercise() {
    return JSON.parse(this.getAttribute('exercise') ?? '[]');
  }

  // What a program is kept as: an exercise has drafts of its own.
  nameOf(program) {
    const { program: name } = program.dataset;
    const given = this.exercise()[this.programs().indexOf(program)];
    return given === undefined ? name : `${name}-${numberOf(given)}`;
  }

  // The link to a page of one's own carries the program.
  async carry(link) {
    link.hash = await packed(PARAMETER, this.texts());
  }

  // The programs as they are, with all that they need.
  texts() {
    const setup = this.getAttribute('setup');
    const own = this.programs().map((program) => program.querySelector('textarea').value);
    if (setup) own[0] += `\n${setup}`;
    return own;
  }

  programs() {
    return [...this.querySelectorAll('.program')];
  }

  said(key) {
    return this.lines('said').get(key) ?? key;
  }

  lines(attribute) {
    const lines = (this.getAttribute(attribute) ?? '').split('\n').filter(Boolean);
    return new Map(lines.map((line) => [line.slice(0, line.indexOf('|')), line.slice(line.indexOf('|') + 1)]));
  }

  tell(program, text) {
    program.querySelector('[role=status]').textContent = text;
  }

  // A field that has come up has its programs to choose from, and something in it.
  settle() {
    for (const program of this.programs().filter((program) => !program.dataset.isSettled)) {
      program.dataset.isSettled = '';
      this.list(program);
      const has = program.querySelector('textarea').value || program.querySelector('program-editor').getAttribute('source');
      if (!has) this.fill(program);
    }
  }

  list(program) {
    const option = (value, text) => Object.assign(document.createElement('option'), { value, textContent: text });
    const group = (label, options) => {
      const own = Object.assign(document.createElement('optgroup'), { label });
      own.append(...options);
      return own;
    };
    const gallery = [...this.lines('gallery')];
    const of = (isLesson) => gallery.filter(([name]) => name.startsWith('lesson-') === isLesson).map(([name, title]) => option(name, title));
    const drafts = earlier().map((text, place) => option(`earlier ${place}`, text.trim().split('\n', 1)[0].slice(0, 60)));
    const groups = [group(this.said('gallery'), of(false)), group(this.said('lessons'), of(true))];
    if (drafts.length) groups.push(group(this.said('earlier'), drafts));
    program.querySelector('select').replaceChildren(option('', this.said('from')), ...groups);
  }

  async fill(program) {
    const place = this.programs().indexOf(program);
    const given = this.exercise()[place];
    if (given !== undefined) {
      program.dataset.brought = given;
      return this.type(program, kept(DRAFT(this.nameOf(program))) ?? given);
    }
    // The page around this one will set an exercise.
    if (from() === AROUND) return undefined;
    const shared = await programsOf(location.hash).catch((error) => this.tell(program, this.said(error.message)));
    if (shared?.[place] !== undefined) {
      this.tell(program, this.said('opened'));
      return this.type(program, shared[place]);
    }
    const wanted = place === 0 && this.wanted();
    const draft = kept(DRAFT(this.nameOf(program)));
    if (wanted) {
      if (draft) this.putAside(draft);
      await this.bring(program, wanted);
    } else if (draft) this.type(program, draft);
    else await this.bring(program, [...this.lines('gallery').keys()][0]);
  }

  // The program that the address asks for: once, for what becomes of it is another.
  wanted() {
    const name = from();
    if (!this.lines('gallery').has(name)) return undefined;
    history.replaceState(history.state, '', location.pathname + location.search);
    return name;
  }

  // A link that is pasted into the address of a page that is open.
  async follow() {
    const [program] = this.programs();
    const wanted = this.wanted();
    if (wanted) return this.bring(program, wanted);
    const shared = await programsOf(location.hash).catch((error) => this.tell(program, this.said(error.message)));
    shared?.forEach((text, place) => {
      const own = this.programs()[place];
      if (!own) return;
      this.replace(own, text);
      this.tell(own, this.said('opened'));
    });
  }

  // As if it had been typed.
  type(program, text) {
    const field = program.querySelector('textarea');
    field.value = text;
    field.dispatchEvent(new InputEvent('input', { bubbles: true }));
  }

  replace(program, text) {
    const now = program.querySelector('textarea').value;
    if (now && now !== text && now !== program.dataset.brought) this.putAside(now);
    this.type(program, text);
  }

  putAside(text) {
    keep(EARLIER, JSON.stringify([text, ...earlier().filter((known) => known !== text)].slice(0, MOST_EARLIER)));
    this.programs().forEach((program) => this.list(program));
  }

  async bring(program, name) {
    const response = await fetch(`${this.getAttribute('folder')}${name}.rn`).catch(() => undefined);
    if (!response?.ok) return this.tell(program, this.said('missing'));
    const text = await response.text();
    this.replace(program, text);
    program.dataset.brought = text;
    this.tell(program, '');
  }

  pick(select) {
    const program = select.closest('.program');
    const [kind, place] = select.value.split(' ');
    select.value = '';
    if (kind === 'earlier') this.replace(program, earlier()[place] ?? '');
    else if (kind) this.bring(program, kind);
  }

  note(program) {
    clearTimeout(program.pause);
    program.pause = setTimeout(() => this.save(program), PAUSE);
  }

  save(program) {
    const text = program.querySelector('textarea').value;
    if (text) keep(DRAFT(this.nameOf(program)), text);
  }

  press(button) {
    const program = button?.closest('.program');
    if (!program) return;
    const does = {
      undo: () => program.querySelector('program-editor').undo(),
      reset: () => this.replace(program, program.dataset.brought ?? ''),
      copy: async () => this.tell(program, await this.copy(program.querySelector('textarea').value, 'copied')),
      share: () => this.share(program),
    };
    does[button.dataset.do]?.();
  }

  async copy(text, done) {
    return this.said((await copyText(text)) ? done : 'no-clipboard');
  }

  async share(program) {
    const address = new URL(location.href);
    address.hash = await packed(PARAMETER, this.texts());
    // In somebody else's page the link leads to the page of one's own.
    if (address.searchParams.has('embed')) OF_FRAMES.forEach((name) => address.searchParams.delete(name));
    else history.replaceState(history.state, '', address);
    this.tell(program, await this.copy(address.href, 'shared'));
  }
}

customElements.define('program-desk', ProgramDesk);
