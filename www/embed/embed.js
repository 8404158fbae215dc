// <meanwhile-lab>: a lesson of Meanwhile inside any page. What stands inside the element shows until the lesson is
// there; attributes, events and methods are in embed.d.ts. Nothing is fetched before the lab is near the window.
const PROTOCOL = 1;
const NAME = 'meanwhile-lab';
const HERE = new URL('.', import.meta.url);
// The site: this script lies in it, or in its folder `v1/`, whose meaning never changes.
const SITE = new URL(HERE.pathname.endsWith('/v1/') ? '..' : '.', HERE);
const LOOPBACK = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\]|10\.\d+\.\d+\.\d+|192\.168\.\d+\.\d+|172\.(1[6-9]|2\d|3[01])\.\d+\.\d+)$/;
const ALLOW = ['cross-origin-isolated', ...(LOOPBACK.test(SITE.hostname) ? ['loopback-network', 'local-network'] : [])];
// What the element itself understands; every other attribute that HTML does not know is a parameter of the lesson.
const OWN = new Set(['loading', 'theme', 'caption', 'data-status', 'class', 'id', 'style', 'title', 'lang', 'dir', 'slot', 'hidden', 'part', 'role', 'tabindex']);
const DARK = new Set(['dark', 'coal', 'navy', 'ayu']);
const LIGHT = new Set(['light', 'rust']);
const NEAR = '300px';
// A frame that has said nothing by then is not there.
const LIMIT_MS = 20_000;
// As high as a lesson is before it runs, so that nothing jumps when it comes.
const STYLE = new CSSStyleSheet();
STYLE.replaceSync(`
  :host { display: block; margin: 1em 0; }
  :host([hidden]) { display: none; }
  figure { margin: 0; }
  iframe { display: block; width: 100%; border: 1px solid rgb(128 128 128 / 0.4); border-radius: 6px; }
  figcaption { margin-top: 0.4em; font-size: 0.875em; }
  .room { position: relative; min-height: var(--room); }
  .room > :not(iframe) { position: absolute; inset: 0; overflow: auto; }
  iframe.is-waiting { opacity: 0; }
  button { font: inherit; padding: 0.5em 1.25em; cursor: pointer; }
  @media print { .room { min-height: 0; } iframe.is-waiting { display: none; } .room > :not(iframe) { position: static; } }
`);

// What the page around says of light and dark: by attribute, by mdBook's class, or by the style sheet.
function hostTheme() {
  const root = document.documentElement;
  const names = [root, document.body].flatMap((one) => [one?.dataset.theme, one?.dataset.bsTheme, ...(one?.classList ?? [])]);
  if (names.some((name) => DARK.has(name))) return 'dark';
  if (names.some((name) => LIGHT.has(name))) return 'light';
  const scheme = getComputedStyle(root).colorScheme;
  return scheme === 'dark' || scheme === 'light' ? scheme : 'auto';
}

class Lab extends HTMLElement {
  #frame;
  #room;
  #near;
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
    this.#near?.disconnect();
    this.#frame = undefined;
    this.#isUp = false;
    this.#sent = {};
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
      this.#load();
      // What was changed just now counts.
      this.follow();
      if (this.#isUp) this.#say('run');
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
    if (Object.keys(news).length) this.#say('set', news);
  }

  // What the lesson is to be: its name, its address without the theme, and the theme.
  #wanted() {
    return { example: this.getAttribute('example'), query: this.#query(), theme: this.getAttribute('theme') ?? hostTheme() };
  }

  #address() {
    return new URL(`${this.#sent.query}&theme=${encodeURIComponent(this.#sent.theme)}`, SITE);
  }

  #build() {
    this.shadowRoot.adoptedStyleSheets = [STYLE];
    const figure = document.createElement('figure');
    this.#room = document.createElement('div');
    this.#room.className = 'room';
    this.#room.style.setProperty('--room', innerWidth < 600 ? '560px' : '480px');
    this.#room.append(document.createElement('slot'));
    figure.append(this.#room);
    if (this.hasAttribute('caption')) {
      const caption = document.createElement('figcaption');
      caption.textContent = this.getAttribute('caption');
      figure.append(caption);
    }
    this.shadowRoot.replaceChildren(figure);
    this.dataset.status = 'loading';
  }

  #offer() {
    const button = document.createElement('button');
    button.type = 'button';
    button.textContent = 'Load the lesson';
    button.style.inset = 'auto auto 0 0';
    button.addEventListener('click', () => this.#load(), { once: true });
    this.#room.append(button);
  }

  // The address of the lesson: attributes are its parameters, lists by commas or spaces.
  #query() {
    const query = new URLSearchParams();
    for (const { name, value } of this.attributes) {
      if (!OWN.has(name) && !/^(data|aria|on)/.test(name)) query.set(name, value.trim().replace(/[\s,]+/g, ','));
    }
    query.set('embed', '1');
    return `?${query}`;
  }

  #load() {
    if (this.#frame || !this.isConnected) return;
    this.#near?.disconnect();
    const frame = document.createElement('iframe');
    frame.allow = ALLOW.join('; ');
    frame.title = this.getAttribute('title') ?? `Meanwhile: ${this.getAttribute('example') ?? 'a lesson'}`;
    // What stands inside the element is read until the lesson is there.
    if (this.textContent.trim() || this.childElementCount) frame.className = 'is-waiting';
    frame.style.height = 'var(--room)';
    this.#sent = this.#wanted();
    frame.src = this.#address();
    // The first message is ours: the page inside answers whoever sent it.
    frame.addEventListener('load', () => this.#say('set', { theme: this.#sent.theme }));
    setTimeout(() => {
      if (this.#frame === frame && !this.#isUp) this.#fail(`the lesson at ${SITE.origin} does not answer`);
    }, LIMIT_MS);
    this.#frame = frame;
    this.#room.append(frame);
    this.#room.querySelector('button')?.remove();
  }

  #say(type, more) {
    this.#frame?.contentWindow?.postMessage({ meanwhile: PROTOCOL, type, ...more }, SITE.origin);
  }

  /** A message of the page inside. */
  hear({ source, origin, data }) {
    if (!this.#frame || source !== this.#frame.contentWindow || origin !== SITE.origin || data?.meanwhile !== PROTOCOL) return;
    const { type, result, height, message, text } = data;
    if (type === 'resize' && height > 0) this.#frame.style.height = `${Math.min(height, 20000) + 2}px`;
    else if (type === 'ready') this.#begin(data.environment);
    else if (type === 'progress') {
      if (data.running === true) this.dataset.status = 'running';
      this.#tell('progress', { text });
    } else if (type === 'result') this.#end(result);
    else if (type === 'error') this.#fail(message);
  }

  #begin(environment) {
    this.#isUp = true;
    this.#frame.className = '';
    this.#room.querySelector('slot')?.remove();
    this.dataset.status = 'ready';
    this.#tell('ready', environment);
    if (this.#call) this.#say('run');
  }

  #end(result) {
    this.#result = result;
    this.dataset.status = 'done';
    this.#tell('result', result);
    this.#settle('resolve', result);
  }

  #fail(message) {
    this.dataset.status = 'failed';
    this.#tell('error', { message });
    this.#settle('reject', new Error(message));
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

// Two of these scripts on one page are one: the first that comes defines the element.
if (!customElements.get(NAME)) {
  customElements.define(NAME, Lab);
  addEventListener('message', (event) => labs.forEach((lab) => lab.hear(event)));
  const follow = () => labs.forEach((lab) => lab.follow());
  const watch = new MutationObserver(follow);
  const looks = { attributes: true, attributeFilter: ['class', 'data-theme', 'data-bs-theme', 'style'] };
  watch.observe(document.documentElement, looks);
  if (document.body) watch.observe(document.body, looks);
}
