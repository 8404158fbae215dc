// The page inside somebody else's: what the two say to each other (`embed.d.ts` has the messages). Only the window
// that embeds this page is listened to, and only from the origin that its first message came from; to nobody else is
// anything said. What is no message of this protocol is passed over.
const PROTOCOL = 1;
const LONGEST_QUERY = 16_000;
// Browsers refuse to write the address more often than a hundred times in half a minute.
const CHANGE_PAUSE_MS = 350;
const THEMES = ['light', 'dark', 'auto'];

export function talk(api) {
  if (parent === window) return;
  let origin;
  // How the latest comparison ended, and who asked for it.
  let [latest, asked] = [null, null];
  const say = (type, more) => {
    // An origin that is none has no name to be addressed by; the window is the right one all the same.
    if (origin !== undefined) parent.postMessage({ meanwhile: PROTOCOL, type, ...more }, origin === 'null' ? '*' : origin);
  };
  const app = document.getElementById('app');
  // Until something is done here the frame keeps the room that was reserved for it, and nothing around it moves.
  let isTouched = false;
  const resize = () => isTouched && say('resize', { height: Math.ceil(app.getBoundingClientRect().height) });
  const touch = () => {
    if (isTouched) return;
    isTouched = true;
    resize();
  };
  for (const kind of ['pointerdown', 'keydown']) addEventListener(kind, touch, { capture: true, once: true });
  // What is going on, and whether it is a run. The page's parts may not be there yet.
  const progress = () => ({
    text: document.getElementById('status')?.textContent.trim() ?? '',
    running: document.querySelector('[data-running]') !== null,
  });
  const known = api.ready.then(
    (environment) => ['ready', { environment }],
    (error) => ['error', { id: null, message: error.message }],
  );
  // The address that is wanted, and when it may be written: whoever floods us changes nothing faster.
  let [wanted, due, free] = [undefined, undefined, 0];
  const change = () => {
    clearTimeout(due);
    due = undefined;
    if (wanted === undefined) return;
    const query = wanted;
    wanted = undefined;
    if (query === location.search) return;
    free = performance.now() + CHANGE_PAUSE_MS;
    history.replaceState(null, '', query);
    dispatchEvent(new PopStateEvent('popstate'));
  };
  // Labs that share no locks take turns by the page around them, if it keeps order.
  let [keepsOrder, turn, number] = [false, undefined, 0];
  const commands = {
    set({ theme, query, turns, program }) {
      if (THEMES.includes(theme)) document.documentElement.dataset.theme = theme;
      keepsOrder ||= turns === true;
      if (program && typeof program === 'object') {
        const wrong = api.exercise(program);
        if (wrong) say('error', { id: null, message: wrong });
      }
      if (typeof query !== 'string' || !query.startsWith('?')) return;
      if (query.length > LONGEST_QUERY) {
        say('error', { id: null, message: `the attributes of this lab are longer than ${LONGEST_QUERY} letters` });
        return;
      }
      wanted = query;
      due ??= setTimeout(change, Math.max(free - performance.now(), 0));
    },
    turn({ granted, id }) {
      // An answer to what was asked for before is nobody's.
      if (id === number) granted === true ? turn?.hold() : turn?.wait();
    },
    run({ id = null }) {
      change();
      // The page follows its address in a moment.
      setTimeout(() => {
        const run = document.getElementById('run');
        const isRunning = progress().running;
        // The page itself says why it can't be run.
        if (!isRunning && run.hasAttribute('aria-disabled')) {
          const wrong = document.querySelector('#problem span')?.textContent;
          say('error', { id, message: wrong ?? progress().text });
          return;
        }
        // Whoever asks during a run is told of that one.
        asked = id;
        if (!isRunning) run.click();
      });
    },
    stop: () => api.stop(),
    'result?': ({ id = null }) => say('result', { id, result: latest, isNew: false }),
  };
  const hear = ({ source, origin: from, data }) => {
    if (source !== parent || data?.meanwhile !== PROTOCOL || typeof data.type !== 'string' || !Object.hasOwn(commands, data.type)) return;
    if (origin === undefined) {
      origin = from;
      // A sign of life, for the engine may take its time.
      say('progress', progress());
      known.then((said) => say(...said));
    }
    if (from === origin) commands[data.type](data);
  };
  addEventListener('message', hear);
  window.saidEarly().forEach(hear);
  document.addEventListener('meanwhile-finished', ({ detail: { result, error } }) => {
    const id = asked;
    [latest, asked] = [result ?? latest, null];
    if (result) say('result', { id, result, isNew: true });
    else say('error', { id, message: error });
  });
  document.addEventListener('meanwhile-turn', (event) => {
    if (!keepsOrder) return;
    event.preventDefault();
    turn = event.detail;
    number += 1;
    say('turn', { wanted: true, id: number });
    turn.signal.addEventListener('abort', () => say('turn', { wanted: false }));
  });
  new ResizeObserver(resize).observe(app);
  // Browsers draw no frames of what is scrolled out of sight: then nobody is to count the time between them.
  new IntersectionObserver(([{ isIntersecting }]) => {
    document.documentElement.toggleAttribute('data-unseen', !isIntersecting);
    document.dispatchEvent(new Event('meanwhile-sight'));
  }).observe(app);
  known.then(() => {
    const watch = new MutationObserver(() => say('progress', progress()));
    watch.observe(document.getElementById('status'), { subtree: true, childList: true, characterData: true });
  });
}

// An author may want the lesson run without being asked for.
export function begin(api) {
  const when = new URLSearchParams(location.search).get('run');
  // Where it can't be run, the page says why; a press would take the focus there.
  const press = () => document.querySelector('#run:not([aria-disabled])')?.click();
  const run = () => api.ready.then(press, () => {});
  if (when === 'load') run();
  if (when !== 'visible') return;
  const watch = new IntersectionObserver(([{ isIntersecting }]) => {
    if (!isIntersecting) return;
    watch.disconnect();
    run();
  });
  // The element that all of the page is put into.
  watch.observe(document.getElementById('app'));
}
