// Loads the page's module, whose name stands in this script's own tag, and its texts, and starts it.
// Where that can't be done, says why instead of leaving a page that looks as if it still loads.
const tag = document.querySelector("script[data-js]");

function say(sentence) {
  const status = document.getElementById("status");
  if (status) {
    status.textContent = sentence;
    status.className = "problem";
  }
}

async function loadPage() {
  const page = await import(new URL(tag.dataset.js, document.baseURI));
  await page.default({ module_or_path: new URL(tag.dataset.wasm, document.baseURI) });
  return page;
}

async function loadWords() {
  const response = await fetch(new URL("messages/en.json", document.baseURI));
  if (!response.ok) throw new Error(`${response.url}: ${response.status}`);
  return response.text();
}

async function start() {
  if (typeof WebAssembly !== "object") {
    const sentence = "Meanwhile measures with WebAssembly, and this browser has none or forbids it here.";
    say(sentence);
    throw new Error(sentence);
  }
  try {
    const [page, words] = await Promise.all([loadPage(), loadWords()]);
    return page.start(words);
  } catch (error) {
    say(`Meanwhile could not be started (${error.message}). Reloading the page may help.`);
    throw error;
  }
}

// Those who called `window.meanwhile` (theme.js) wait for this.
document.dispatchEvent(new CustomEvent("meanwhile-started", { detail: start() }));
