// Starts the page's module, whose name stands in this script's own tag. Where that can't be done, says
// why instead of leaving a page that looks as if it still loads.
const tag = document.querySelector("script[data-js]");

function say(sentence) {
  const status = document.getElementById("status");
  if (status) {
    status.textContent = sentence;
    status.className = "problem";
  }
}

async function start() {
  if (typeof WebAssembly !== "object") {
    say("Meanwhile measures with WebAssembly, and this browser has none or forbids it here.");
    return;
  }
  try {
    const { default: init } = await import(new URL(tag.dataset.js, document.baseURI));
    await init({ module_or_path: new URL(tag.dataset.wasm, document.baseURI) });
  } catch (error) {
    say(`Meanwhile could not be started (${error.message}). Reloading the page may help.`);
    throw error;
  }
}

start();
