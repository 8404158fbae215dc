// Loads the page's module and its texts, which lie beside this script, and starts it. Where that can't be
// done, says why instead of leaving a page that looks as if it still loads.

// The lesson of a frame whose address names none: the one whose words stand in index.html.
const FIRST_LESSON = "wrong-tool";

function say(sentence) {
  for (const status of document.querySelectorAll("#status, .so-far p")) {
    status.textContent = sentence;
    status.className = "problem";
  }
}

async function loadPage() {
  const page = await import("./meanwhile.js");
  await page.default();
  return page;
}

// The language that the address asks for, where there is one of that name, else English. Everything that is loaded
// later goes by the document's.
async function loadWords() {
  const wanted = new URLSearchParams(location.search).get("lang") ?? "";
  if (/^[a-z]{2,3}(-[a-z0-9]{2,8})*$/i.test(wanted) && wanted !== "en") {
    const response = await fetch(new URL(`messages/${wanted}.json`, import.meta.url));
    if (response.ok) {
      const words = await response.json();
      const { speak } = await import("./opening/language.js");
      await speak(wanted, words);
      document.documentElement.lang = wanted;
      return words;
    }
  }
  const response = await fetch(new URL("messages/en.json", import.meta.url));
  if (!response.ok) throw new Error(`${response.url}: ${response.status}`);
  return response.json();
}

// The texts of the lesson that the address names; nothing where it names none that there is: the page then
// opens another, and fetches what that lacks. The opening needs none.
async function loadLesson(language) {
  const slug = new URLSearchParams(location.search).get("example") ?? ("opening" in document.documentElement.dataset ? "" : FIRST_LESSON);
  if (!/^[a-z0-9-]+$/.test(slug)) return [];
  const response = await fetch(new URL(`lessons/${slug}/${language}.json`, import.meta.url)).catch(() => undefined);
  return response?.ok ? [slug, response.json()] : [];
}

// The styles of what a measurement brings; asked for until they are here, for a chart without them misleads.
function fetchStyles() {
  const styles = document.createElement("link");
  styles.rel = "stylesheet";
  styles.href = new URL("later.css", import.meta.url);
  styles.onerror = () => {
    styles.remove();
    setTimeout(fetchStyles, 5_000);
  };
  document.head.append(styles);
}

async function start() {
  if (typeof WebAssembly !== "object") {
    const sentence = "Meanwhile measures with WebAssembly, and this browser has none or forbids it here.";
    say(sentence);
    throw new Error(sentence);
  }
  try {
    const isFramed = document.documentElement.hasAttribute("data-embed");
    const frame = isFramed ? import("./frame.js") : undefined;
    const spoken = loadWords();
    // Nobody need wait for the language where none is asked for.
    const isEnglish = !new URLSearchParams(location.search).has("lang");
    const own = isEnglish ? loadLesson("en") : spoken.then(() => loadLesson(document.documentElement.lang));
    const [page, words, [slug, lesson], framed] = await Promise.all([loadPage(), spoken, own, frame]);
    const api = page.start(Object.entries(words).flat(), slug, Object.entries((await lesson) ?? {}).flat());
    // What is needed only when something was measured. Should `tools.js` not come now, it is asked for again then.
    fetchStyles();
    import("./tools.js").catch(() => {});
    if (!isFramed) import("./progress.js").then(({ paint }) => paint(), () => {});
    import("./offline.js").then(({ begin }) => begin(api, isFramed)).catch(() => {});
    framed?.talk(api);
    framed?.begin(api);
    return api;
  } catch (error) {
    say(`Meanwhile could not be started (${error.message}). Reloading the page may help.`);
    throw error;
  }
}

// A note on a term goes when Esc is pressed, and may come again when something else is pointed at.
addEventListener("keydown", ({ key }) => document.documentElement.toggleAttribute("data-no-notes", key === "Escape"));
addEventListener("pointerover", () => document.documentElement.removeAttribute("data-no-notes"));

// What shares and embeds a lesson is fetched when it is first asked for.
addEventListener("click", async ({ target }) => {
  const button = target.closest?.("#share");
  if (!button) return;
  try {
    await (await import("./share/share.js")).open(button);
  } catch (error) {
    alert(`What shares a lesson could not be loaded (${error.message}). Reloading the page may help.`);
  }
});

// Those who called `window.meanwhile` (early.js) wait for this.
document.dispatchEvent(new CustomEvent("meanwhile-started", { detail: start() }));
