// The opening is HTML with English words in it. In another language each of them gives its place to that language's.

export async function speak(lang, words) {
  const load = async (folder, name) => (await fetch(new URL(`../${folder}/${name}.json`, import.meta.url))).json();
  const english = { ...(await load('messages', 'en')), ...(await load('opening', 'en')) };
  const own = { ...words, ...(await load('opening', lang)) };
  const known = new Map(Object.entries(english).map(([key, text]) => [text, own[key] ?? text]));
  const opening = document.getElementById('opening');
  const pieces = document.createTreeWalker(opening, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT);
  for (let node = pieces.currentNode; node; node = pieces.nextNode()) {
    if (node.nodeType === Node.TEXT_NODE) {
      const text = node.data.trim();
      if (known.has(text)) node.data = node.data.replace(text, () => known.get(text));
      continue;
    }
    for (const attribute of node.attributes) {
      if (known.has(attribute.value)) attribute.value = known.get(attribute.value);
    }
  }
}
