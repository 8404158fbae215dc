// Before the first paint: the theme that the address asks for, so that nothing flashes; the list of
// examples open where there is room for it; and `window.meanwhile`.
const asked = new URLSearchParams(location.search);
const theme = asked.get("theme");
if (theme === "light" || theme === "dark") {
  document.documentElement.dataset.theme = theme;
}
// Loaded anew to be isolated (`offline.js`): that is for this page to know, and not for whoever copies its address.
if (asked.has("again")) {
  window.wasLoadedAgain = true;
  asked.delete("again");
  const query = String(asked);
  history.replaceState(history.state, "", location.pathname + (query && `?${query}`) + location.hash);
}
// Without a lesson in its address the page is the opening.
const isFramed = asked.get("embed") === "1";
if (isFramed || asked.has("example")) delete document.documentElement.dataset.opening;
// In somebody else's page there is no room for what is around a lesson.
if (isFramed) {
  document.documentElement.dataset.embed = "";
  // The page around this one may speak before `frame.js` is there, which asks for what was said.
  const early = [];
  const keep = (event) => early.length < 100 && early.push(event);
  addEventListener("message", keep);
  window.saidEarly = () => {
    removeEventListener("message", keep);
    return early;
  };
  // A frame without an origin may load no module and start no worker.
  if (origin === "null") {
    document.addEventListener("DOMContentLoaded", () => {
      const status = document.getElementById("status");
      status.className = "problem";
      status.textContent = "Nothing can run in this frame: it is in a sandbox. Its author can write sandbox=\"allow-scripts allow-same-origin\".";
    });
  }
}
document.addEventListener("DOMContentLoaded", () => {
  // The plain page tells of the first lesson. Where the address names another, nothing of that one is shown but what
  // is true of both, and the other's title, which the list has.
  const slug = asked.get("example");
  const lessons = [...document.querySelectorAll(".rail a")];
  const wanted = lessons.find((link) => link.getAttribute("href") === `?example=${slug}`);
  if (wanted && wanted !== lessons[0]) {
    document.getElementById("title").textContent = wanted.textContent;
    document.title = `${wanted.textContent} – Meanwhile`;
    document.getElementById("lesson").classList.add("is-other");
  }
  // The page's module draws another, and this one goes on following the window's width.
  const isWide = matchMedia("(min-width: 60rem)");
  const follow = () => {
    const menu = document.querySelector(".rail details");
    if (menu) menu.open = isWide.matches;
  };
  follow();
  isWide.addEventListener("change", follow);
});

// Scripts of a page can't know when its module is there, so what they ask before waits for it. Afterwards
// the module's own functions stand in their place.
{
  const page = new Promise((resolve, reject) => {
    document.addEventListener("meanwhile-started", ({ detail }) => resolve(detail), { once: true });
    const refuse = ({ target }) => {
      if (target instanceof HTMLScriptElement) reject(new Error(`${target.src} was not loaded`));
    };
    // A script that could not be loaded says so to itself, and to those that listen on its way down.
    addEventListener("error", refuse, true);
  });
  const api = { ready: page.then(({ ready }) => ready) };
  // Nobody need listen: that nothing can run is said on the page, too.
  api.ready.catch(() => {});
  const names = ["examples", "environment", "run", "sweep", "measureRecording", "runProgram", "trace", "stop"];
  for (const name of names) api[name] = (...given) => page.then((own) => own[name](...given));
  page.then(({ ready, ...own }) => Object.assign(api, own)).catch(() => {});
  window.meanwhile = api;
}
