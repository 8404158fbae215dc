// <meanwhile-lab>: a lesson of Meanwhile inside any page. What stands inside the element shows until the lesson is
// there; attributes, events and methods are in embed.d.ts. Nothing is fetched before the lab is near the window.
const PROTOCOL = 1;
const FORMAT = 'meanwhile/result@1';
// The lesson that is made of somebody's own programs.
const SCRIPTED = 'your-own';
const NAME = 'meanwhile-lab';
const HERE = new URL('.', import.meta.url);
// The site: this script lies in it, or in its folder `v1/`, whose meaning never changes.
const SITE = new URL(HERE.pathname.endsWith('/v1/') ? '..' : '.', HERE);
const LOOPBACK = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\]|10\.\d+\.\d+\.\d+|192\.168\.\d+\.\d+|172\.(1[6-9]|2\d|3[01])\.\d+\.\d+)$/;
const ALLOW = ['cross-origin-isolated', ...(LOOPBACK.test(SITE.hostname) ? ['loopback-network', 'local-network'] : [])];
// What the element itself understands; every other attribute that HTML does not know is a parameter of the lesson.
const OWN = new Set(['loading', 'theme', 'caption', 'data-status', 'class', 'id', 'style', 'title', 'lang', 'dir', 'slot', 'hidden', 'part', 'role', 'tabindex']);
// Sentences, whose commas and spaces are no list's.
const SENTENCES = new Set(['question', 'options', 'explanations']);
const DARK = new Set(['dark', 'coal', 'navy', 'ayu', 'slate']);
const LIGHT = new Set(['light', 'rust']);
const NEAR = '300px';
// A frame that has said nothing so long after its page came, or after it was asked for, is not there.
const SILENT_MS = 10_000;
const LIMIT_MS = 20_000;
const COLOURS = { blocking: '#5f7087', async: '#2a82d8', parallel: '#c96a0c', 'async-parallel': '#2a9654' };
// As high as a lesson is before it runs, so that nothing jumps when it comes.
const STYLE = new CSSStyleSheet();
STYLE.replaceSync(`
  :host { display: block; margin: 1em 0; }
  :host([hidden]) { display: none; }
  figure { margin: 0; }
  iframe { display: block; width: 100%; height: var(--room); box-sizing: border-box; border: 1px solid rgb(128 128 128 / 0.4); border-radius: 6px; }
  figcaption, .note, .recorded { margin: 0.4em 0 0; font-size: 0.875em; }
  .room { position: relative; min-height: var(--room); }
  .room > :not(iframe) { display: block; position: absolute; inset: 0; overflow: auto; }
  .room > button { inset: auto auto 0 0; }
  iframe.is-waiting { opacity: 0; }
  button { font: inherit; padding: 0.5em 1.25em; cursor: pointer; }
  .note button { margin-left: 0.75em; padding: 0.25em 0.75em; }
  ul { display: grid; grid-template-columns: auto 1fr auto; gap: 0.25em 0.75em; margin: 0.25em 0; padding: 0; list-style: none; }
  li { display: contents; }
  .bar { align-self: center; height: 0.75em; border-radius: 2px; background: #7c8087; }
  @media print { .room { min-height: 0; } iframe.is-waiting, button { display: none; } .room > :not(iframe) { position: static; } }
`);

function made(name, className, text = '') {
  const element = Object.assign(document.createElement(name), { className, textContent: text });
  if (name === 'button') element.type = 'button';
  return element;
}

// The grey that is read as well on white as on black, as a browser writes it: by red, green and blue, or by lightness first.
const MIDDLE = { rgb: 119, rgba: 119, lab: 50, lch: 50, oklab: 0.57, oklch: 0.57 };
function isLight(colour) {
  const [kind] = colour.split('(');
  const [first, green, blue] = colour.match(/(?<=[\s(,])[\d.]+/g) ?? [0, 0, 0];
  const light = /lab|lch/.test(kind) ? first : 0.299 * first + 0.587 * green + 0.114 * blue;
  return light > (MIDDLE[kind] ?? 119 / 255);
}

// What the page around says of light and dark: by attribute, by mdBook's class, by the style sheet. A page may be light
// by having no class at all, or follow the reader's system or not; then the text around the lab tells.
function hostTheme(lab) {
  const root = document.documentElement;
  const names = [root, document.body].flatMap((one) => {
    const { theme, bsTheme, mdColorScheme } = one?.dataset ?? {};
    return [theme, bsTheme, mdColorScheme, ...(one?.classList ?? [])];
  });
  if (names.some((name) => DARK.has(name))) return 'dark';
  if (names.some((name) => LIGHT.has(name))) return 'light';
  const scheme = getComputedStyle(root).colorScheme;
  if (scheme === 'dark' || scheme === 'light') return scheme;
  return isLight(getComputedStyle(lab).color) ? 'dark' : 'light';
}

const lengthText = (ms) => (ms < 1000 ? `${ms < 10 ? ms.toFixed(1) : Math.round(ms)} ms` : `${(ms / 1000).toFixed(2)} s`);

// A program as its author meant it, not as deep as the page around it has it.
function outdented(text) {
  const lines = text.replace(/^[ \t]*\n/, '').trimEnd().split('\n');
  const depth = Math.min(...lines.filter((line) => line.trim()).map((line) => line.search(/\S/)));
  return `${lines.map((line) => line.slice(depth)).join('\n')}\n`;
}

// A result that was recorded elsewhere, as bars; a sentence where it is none.
function drawn(json) {
  const box = made('div', 'recorded');
  try {
    const { format, strategies, environment } = JSON.parse(json);
    if (format !== FORMAT) throw new Error(`its format is not ${FORMAT}`);
    const known = strategies.filter((one) => Number.isFinite(one.medianMs));
    if (!known.length) throw new Error('it has no times');
    const longest = Math.max(...known.map((one) => one.medianMs));
    const list = made('ul', '');
    for (const { strategy, medianMs } of known) {
      const [row, bar] = [made('li', ''), made('span', 'bar')];
      bar.style.width = `${(100 * medianMs) / longest}%`;
      bar.style.background = COLOURS[strategy] ?? '';
      row.append(made('span', '', strategy.replaceAll('-', ' ')), bar, made('span', '', lengthText(medianMs)));
      list.append(row);
    }
    const where = environment?.browser ? `recorded on ${environment.browser}, ${environment.reportedCores} cores` : 'recorded elsewhere';
    box.append(list, made('div', '', `Not measured here: ${where}. Run it to see this computer’s.`));
  } catch (error) {
    box.textContent = `The recorded result in this lab can’t be shown: ${error.message}.`;
  }
  return box;
}

class Lab extends HTMLElement {
  #frame;
  #room;
  #near;
  #timer;
  #result = null;
  // Who waits for a result: the promise, and how it is settled.
  #call = null;
  #isUp = false;
  #sent = {};
  #own = new MutationObserver(() => this.follow());

  constructor() {
    super();
    this.attachShadow({ mode: 'open' });
  }

  connectedCallback() {
    this.#build();
    const loading = this.getAttribute('loading') ?? 'visible';
    if (loading === 'eager') this.#load();
    else if (loading === 'click') this.#offer();
    else {
      this.#near = new IntersectionObserver((seen) => seen.some((one) => one.isIntersecting) && this.#load(), { rootMargin: NEAR });
      this.#near.observe(this);
    }
    this.#own.observe(this, { attributes: true });
    labs.add(this);
  }

  // Its frame goes with it, and all that runs there; what it found stays.
  disconnectedCallback() {
    labs.delete(this);
    this.#own.disconnect();
    this.#unload();
    this.#settle('reject', new Error('the lab was taken out of the page'));
    this.shadowRoot.replaceChildren();
  }

  /** Runs the lesson, loading it first where it is not there yet; the promise is of its result. During a run it is of
      that one's. */
  run() {
    if (!this.#call) {
      const call = {};
      call.promise = new Promise((resolve, reject) => Object.assign(call, { resolve, reject }));
      this.#call = call;
      if (!this.#isUp && this.dataset.status === 'failed') this.#unload();
      this.#load();
      // What was changed just now counts.
      this.follow();
      if (this.#isUp) this.#start();
      if (!this.#frame) this.#settle('reject', new Error('the lab is in no page'));
      return call.promise;
    }
    return this.#call.promise;
  }

  /** Ends the run that goes on. */
  stop() {
    this.#say('stop');
  }

  /** The latest result, `meanwhile/result@1`, or null. */
  result() {
    return this.#result;
  }

  /** To be called when an attribute of the element, or the theme around it, may have changed. */
  follow() {
    if (!this.#isUp) return;
    // What the reader has changed inside stays, unless the author's attributes change.
    const [before, now] = [this.#sent, this.#wanted()];
    this.#sent = now;
    if (now.example !== before.example) {
      // Another lesson begins anew; the host's history is not touched.
      this.#isUp = false;
      this.dataset.status = 'loading';
      this.#frame.contentWindow.location.replace(this.#address());
      return;
    }
    const news = Object.fromEntries(['query', 'theme'].filter((name) => now[name] !== before[name]).map((name) => [name, now[name]]));
    // As text, for objects are never the same.
    if (now.program && JSON.stringify(now.program) !== JSON.stringify(before.program)) news.program = now.program;
    if (Object.keys(news).length) this.#say('set', news);
  }

  // The programs inside, one or two, if there are any: what is seen, what is there besides, and what has to be true of a run.
  #program() {
    const scripts = [...this.querySelectorAll('script[type="text/rune"]')];
    const texts = (is) => scripts.filter(is).map((one) => outdented(one.textContent));
    const sources = texts(({ dataset }) => !('setup' in dataset || 'check' in dataset));
    if (!sources.length) return undefined;
    const checks = scripts.filter(({ dataset }) => 'check' in dataset);
    return {
      source: sources[0],
      other: sources[1],
      setup: texts(({ dataset }) => 'setup' in dataset).join(''),
      checks: checks.map(({ dataset, textContent }) => ({ says: dataset.check, holds: textContent })),
    };
  }

  // What the lesson is to be: its name, its address without the theme, and the theme.
  #wanted() {
    const program = this.#program();
    const example = program ? SCRIPTED : this.getAttribute('example');
    return { example, query: this.#query(example, program), theme: this.getAttribute('theme') ?? hostTheme(this), program };
  }

  #address() {
    const { query, theme, program } = this.#sent;
    return new URL(`${query}&theme=${encodeURIComponent(theme)}${program ? '#from=around' : ''}`, SITE);
  }

  #build() {
    this.shadowRoot.adoptedStyleSheets = [STYLE];
    const figure = made('figure', '');
    this.#room = made('div', 'room');
    figure.style.setProperty('--room', innerWidth < 600 ? '600px' : '520px');
    this.#room.append(document.createElement('slot'));
    figure.append(this.#room);
    const recorded = this.querySelector('script[type="application/json"]');
    if (recorded && !this.#result) figure.append(drawn(recorded.textContent));
    if (this.hasAttribute('caption')) figure.append(made('figcaption', '', this.getAttribute('caption')));
    this.shadowRoot.replaceChildren(figure);
    this.dataset.status = 'loading';
  }

  #offer() {
    const button = made('button', '', 'Load the lesson');
    button.addEventListener('click', () => this.#load(), { once: true });
    this.#room.append(button);
  }

  // The address of the lesson: attributes are its parameters, lists by commas or spaces.
  #query(example, program) {
    const query = new URLSearchParams();
    for (const { name, value } of this.attributes) {
      if (OWN.has(name) || /^(data|aria|on)/.test(name)) continue;
      query.set(name, SENTENCES.has(name) ? value : value.trim().replace(/[\s,]+/g, ','));
    }
    if (program) {
      query.set('example', example);
      if (!query.has('strategies')) query.set('strategies', program.other ? 'program,other-program' : 'program');
    }
    query.set('embed', '1');
    return `?${query}`;
  }

  #load() {
    if (this.#frame || !this.isConnected) return;
    this.#near?.disconnect();
    this.shadowRoot.querySelector('.note')?.remove();
    this.dataset.status = 'loading';
    const frame = made('iframe', '');
    frame.allow = ALLOW.join('; ');
    frame.title = this.getAttribute('title') ?? `Meanwhile: ${this.getAttribute('example') ?? 'a lesson'}`;
    // What stands inside the element is read until the lesson is there.
    const isShown = (node) => (node.localName ?? node.data?.trim() ?? '') !== '' && node.localName !== 'script';
    if ([...this.childNodes].some(isShown)) frame.className = 'is-waiting';
    this.#sent = this.#wanted();
    frame.src = this.#address();
    // The first message is ours: the page inside answers whoever sent it. Whether locks are shared it finds out.
    frame.addEventListener('load', () => {
      // The page that was there before, and its turn, are gone.
      leave(this);
      const { theme, program } = this.#sent;
      this.#say('set', { theme, program, turns: true });
      this.#await(SILENT_MS);
    });
    this.#frame = frame;
    this.#await(LIMIT_MS);
    this.#room.append(frame);
    this.#room.querySelector('button')?.remove();
  }

  #unload() {
    leave(this);
    clearTimeout(this.#timer);
    this.#near?.disconnect();
    this.#frame?.remove();
    this.#frame = undefined;
    this.#isUp = false;
    this.#sent = {};
  }

  /** The page around lets no frame of ours in. */
  forbid() {
    if (!this.#frame || this.#isUp) return;
    this.#unload();
    this.#fail(`This page’s Content-Security-Policy lets no lesson in: its author can add “frame-src ${SITE.origin}”`);
  }

  // The page inside has to say something by then.
  #await(ms) {
    clearTimeout(this.#timer);
    if (!this.#isUp) this.#timer = setTimeout(() => this.#fail(`The lesson at ${SITE.origin} does not answer`), ms);
  }

  #say(type, more) {
    this.#frame?.contentWindow?.postMessage({ meanwhile: PROTOCOL, type, ...more }, SITE.origin);
  }

  /** A message of the page inside. */
  hear({ source, origin, data }) {
    if (!this.#frame || source !== this.#frame.contentWindow || origin !== SITE.origin || data?.meanwhile !== PROTOCOL) return;
    clearTimeout(this.#timer);
    const { type, result, height, message, text } = data;
    if (type === 'resize' && height > 0) this.#frame.style.height = `${Math.min(height, 20000) + 2}px`;
    else if (type === 'ready') this.#begin(data.environment);
    else if (type === 'progress') {
      if (data.running === true) this.dataset.status = 'running';
      this.#tell('progress', { text });
    } else if (type === 'result' && data.isNew === true) this.#end(result);
    else if (type === 'error') this.#fail(message);
    else if (type === 'turn') data.wanted === true ? queue(this, data.id) : leave(this);
  }

  /** Whether it may measure now, of labs that share no locks. */
  grant(granted, id) {
    this.#say('turn', { granted, id });
  }

  #begin(environment) {
    this.#isUp = true;
    this.#frame.className = '';
    this.shadowRoot.querySelector('.note')?.remove();
    this.#room.querySelector('slot')?.remove();
    this.dataset.status = 'ready';
    this.#tell('ready', environment);
    // What was changed meanwhile counts.
    this.follow();
    if (this.#call) this.#start();
  }

  #start() {
    this.dataset.status = 'running';
    this.#say('run');
  }

  #end(result) {
    this.#result = result;
    this.shadowRoot.querySelector('.recorded')?.remove();
    this.dataset.status = 'done';
    this.#tell('result', result);
    this.#settle('resolve', result);
  }

  #fail(message) {
    // The page inside says itself what is wrong; without it, the reader would see nothing.
    if (!this.#isUp && !this.shadowRoot.querySelector('.note')) this.#excuse(message);
    this.dataset.status = 'failed';
    this.#tell('error', { message });
    this.#settle('reject', new Error(message));
  }

  #excuse(message) {
    const note = made('p', 'note', `${message}.`);
    note.setAttribute('role', 'status');
    if (this.#frame) {
      const again = made('button', '', 'Try again');
      again.addEventListener('click', () => {
        this.#unload();
        this.#load();
      });
      note.append(again);
    }
    this.#room.after(note);
  }

  #settle(how, what) {
    const call = this.#call;
    this.#call = null;
    call?.[how](what);
  }

  #tell(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }
}

const labs = new Set();
// Labs that want to measure, and share no locks; the first of them does.
const waiting = [];

function queue(lab, id) {
  leave(lab);
  waiting.push({ lab, id });
  lab.grant(waiting.length === 1, id);
}

function leave(lab) {
  const place = waiting.findIndex((one) => one.lab === lab);
  if (place < 0) return;
  waiting.splice(place, 1);
  if (place === 0) waiting[0]?.lab.grant(true, waiting[0].id);
}

// Two of these scripts on one page are one: the first that comes defines the element.
if (!customElements.get(NAME)) {
  customElements.define(NAME, Lab);
  addEventListener('message', (event) => labs.forEach((lab) => lab.hear(event)));
  addEventListener('securitypolicyviolation', ({ effectiveDirective, blockedURI }) => {
    if (effectiveDirective === 'frame-src' && blockedURI.startsWith(SITE.origin)) labs.forEach((lab) => lab.forbid());
  });
  const follow = () => labs.forEach((lab) => lab.follow());
  const watch = new MutationObserver(follow);
  const looks = { attributes: true, attributeFilter: ['class', 'data-theme', 'data-bs-theme', 'data-md-color-scheme', 'style'] };
  watch.observe(document.documentElement, looks);
  if (document.body) watch.observe(document.body, looks);
  // A page without such names may follow the system, and may take its time.
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', follow);
  addEventListener('transitionend', ({ target }) => labs.forEach((lab) => target.contains?.(lab) && lab.follow()));
}
