// Loads the timeline's module and its texts, which lie beside this script, and puts the timeline into an element of
// the page. What it gives is what the page tells it by.
import init, { open, tell } from './timeline.js';

async function loadWords() {
  const response = await fetch(new URL(`${document.documentElement.lang}.json`, import.meta.url));
  if (!response.ok) throw new Error(`${response.url}: ${response.status}`);
  return Object.entries(await response.json()).flat();
}

export async function openIn(place) {
  const [words] = await Promise.all([loadWords(), init()]);
  open(place, words);
  return tell;
}
