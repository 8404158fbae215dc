// The page inside somebody else's: what the two say to each other (`embed.d.ts` has the messages). Only the window
// that embeds this page is listened to, and only from the origin that its first message came from; to nobody else is
// anything said. What is no message of this protocol is passed over.
const PROTOCOL = 1;
const LONGEST_QUERY = 4000;
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
  const resize = () => say('resize', { height: Math.ceil(app.getBoundingClientRect().height) });
  const known = api.ready.then(
    (environment) => ['ready', { environment }],
    (error) => ['error', { id: null, message: error.message }],
  );
  const commands = {
    set({ theme, query }) {
      if (THEMES.includes(theme)) document.documentElement.dataset.theme = theme;
      if (typeof query === 'string' && query.startsWith('?') && query.length < LONGEST_QUERY && query !== location.search) {
        history.replaceState(null, '', query);
        dispatchEvent(new PopStateEvent('popstate'));
      }
    },
    run({ id = null }) {
      const isOff = (button) => document.getElementById(button).hasAttribute('aria-disabled');
      // Neither can it be run nor does it run: the page itself says why.
      if (isOff('run') && isOff('stop')) {
        say('error', { id, message: document.getElementById('status').textContent.trim() });
        return;
      }
      asked = id;
      document.getElementById('run').click();
    },
    stop: () => api.stop(),
    'result?': ({ id = null }) => say('result', { id, result: latest }),
  };
  const hear = ({ source, origin: from, data }) => {
    if (source !== parent || data?.meanwhile !== PROTOCOL || typeof data.type !== 'string' || !Object.hasOwn(commands, data.type)) return;
    if (origin === undefined) {
      origin = from;
      known.then((said) => say(...said));
      resize();
    }
    if (from === origin) commands[data.type](data);
  };
  addEventListener('message', hear);
  window.saidEarly().forEach(hear);
  document.addEventListener('meanwhile-finished', ({ detail: { result, error } }) => {
    const id = asked;
    [latest, asked] = [result ?? latest, null];
    if (result) say('result', { id, result });
    else say('error', { id, message: error });
  });
  new ResizeObserver(resize).observe(app);
  // Browsers draw no frames of what is scrolled out of sight: then nobody is to count the time between them.
  new IntersectionObserver(([{ isIntersecting }]) => {
    document.documentElement.toggleAttribute('data-unseen', !isIntersecting);
    document.dispatchEvent(new Event('meanwhile-sight'));
  }).observe(app);
  known.then(() => {
    const [status, stop] = ['status', 'stop'].map((id) => document.getElementById(id));
    const progress = () => say('progress', { text: status.textContent.trim(), running: !stop.hasAttribute('aria-disabled') });
    if (status && stop) new MutationObserver(progress).observe(status, { subtree: true, childList: true, characterData: true });
  });
}

// An author may want the lesson run without being asked for.
export function begin(api) {
  const when = new URLSearchParams(location.search).get('run');
  const run = () => api.ready.then(() => document.getElementById('run').click(), () => {});
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
