// Loads the page's module and its texts, which lie beside this script, and starts it. Where that can't be
// done, says why instead of leaving a page that looks as if it still loads.

function say(sentence) {
  const status = document.getElementById("status");
  if (status) {
    status.textContent = sentence;
    status.className = "problem";
  }
}

async function loadPage() {
  const page = await import("./meanwhile.js");
  await page.default();
  return page;
}

async function loadWords() {
  const response = await fetch(new URL("messages/en.json", import.meta.url));
  if (!response.ok) throw new Error(`${response.url}: ${response.status}`);
  return response.json();
}

async function start() {
  if (typeof WebAssembly !== "object") {
    const sentence = "Meanwhile measures with WebAssembly, and this browser has none or forbids it here.";
    say(sentence);
    throw new Error(sentence);
  }
  try {
    const [page, words] = await Promise.all([loadPage(), loadWords()]);
    return page.start(Object.entries(words).flat());
  } catch (error) {
    say(`Meanwhile could not be started (${error.message}). Reloading the page may help.`);
    throw error;
  }
}

// Those who called `window.meanwhile` (early.js) wait for this.
document.dispatchEvent(new CustomEvent("meanwhile-started", { detail: start() }));
