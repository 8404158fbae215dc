// What is copied into other pages: a lesson as attributes of `<meanwhile-lab>`, as the address of a frame, and both as text
// for each kind of page. Nothing here touches the page.

export const KINDS = ['html', 'markdown', 'mdx', 'frame'];
// What the element understands and the page inside does not.
const OF_ELEMENT = new Set(['loading', 'caption', 'style']);
const USUAL = { view: 'all', loading: 'visible', run: 'click', theme: '' };

const escaped = (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;').replace(/\s+/g, ' ');
const written = (attributes) => [...attributes].map(([name, value]) => (value === '' ? ` ${name}` : ` ${name}="${escaped(value)}"`)).join('');

// What would end the script around a program, or keep it from ending, is written as its strings may have it: outside a
// string neither is likely.
const inScript = (text) => text.replace(/<\/(?=script)/gi, '<\\x2f').replaceAll('<!--', '<\\x21--');

// The element's attributes: what differs from what they are without being said.
export function attributes(wanted) {
  const all = new Map();
  const set = (name, value) => value && all.set(name, value);
  // A lab with a program is of the lesson that is made of programs.
  if (!wanted.programs) set('example', wanted.example);
  set('strategies', wanted.strategies?.join(' '));
  for (const [name, value] of wanted.given) set(name, value);
  for (const name of ['view', 'theme', 'loading', 'run']) if (wanted[name] !== USUAL[name]) set(name, wanted[name]);
  for (const name of ['question', 'options', 'explanations', 'caption']) set(name, wanted[name]);
  // None at all is said by an attribute without a value.
  if (wanted.locked) all.set('hidden-controls', wanted.locked.join(' '));
  if (wanted.width) set('style', `max-width: ${wanted.width}px`);
  return all;
}

function address(site, example, pairs, code) {
  const query = pairs.map(([name, value]) => `${name}=${encodeURIComponent(value).replaceAll('%2C', ',')}`);
  return `${site}?${[`example=${example}`, ...query].join('&')}${code ? `#${code}` : ''}`;
}

// A page of its own, with these settings.
export function pageAddress({ site, example, strategies, given, code }) {
  return address(site, example, [...(strategies ? [['strategies', strategies.join(',')]] : []), ...given], code);
}

export function frameAddress(wanted) {
  const own = [...attributes(wanted)].filter(([name]) => name !== 'example' && !OF_ELEMENT.has(name));
  const listed = own.map(([name, value]) => [name, /^(strategies|hidden-controls)$/.test(name) ? value.replaceAll(' ', ',') : value]);
  const programs = wanted.programs?.length === 2 && !wanted.strategies ? [['strategies', 'program,other-program']] : [];
  return address(wanted.site, wanted.example, [...listed, ...programs, ['embed', '1']], wanted.code);
}

function html(wanted, gap) {
  const programs = (wanted.programs ?? []).map((text) => `<script type="text/rune">\n${inScript(text).trimEnd()}\n</script>`);
  const link = `<a href="${escaped(pageAddress(wanted))}">${escaped(wanted.title)}</a>`;
  return [
    `<script type="module" src="${escaped(wanted.site)}v1/embed.js"></script>`,
    `<meanwhile-lab${written(attributes(wanted))}>`,
    `  ${link}${gap}`,
    ...programs.map((text) => text + gap),
    '</meanwhile-lab>\n',
  ].join('\n');
}

// React escapes what stands in a script, so a program goes in as it is; braces would begin an expression.
function mdx(wanted) {
  const plain = (text) => escaped(text).replaceAll('{', '&#123;').replaceAll('}', '&#125;');
  const own = attributes(wanted);
  own.delete('style');
  const style = wanted.width ? ` style={{ maxWidth: '${wanted.width}px' }}` : '';
  // Without a value it would be `true`.
  const given = [...own].map(([name, value]) => ` ${name}="${escaped(value)}"`).join('');
  const programs = (wanted.programs ?? []).map(
    (text) => `  <script type="text/rune" dangerouslySetInnerHTML={{ __html: ${JSON.stringify(`\n${inScript(text).trimEnd()}\n`)} }} />`,
  );
  return [
    "import Head from '@docusaurus/Head';",
    '',
    '<Head>',
    `  <script type="module" src="${escaped(wanted.site)}v1/embed.js" />`,
    '</Head>',
    '',
    `<meanwhile-lab${given}${style}>`,
    `  <a href="${escaped(pageAddress(wanted))}">${plain(wanted.title)}</a>`,
    ...programs,
    '</meanwhile-lab>\n',
  ].join('\n');
}

function frame(wanted) {
  const lazy = wanted.loading === 'eager' ? '' : ' loading="lazy"';
  const style = wanted.width ? `border: 0; max-width: ${wanted.width}px` : 'border: 0';
  const tag = `<iframe src="${escaped(frameAddress(wanted))}" title="${escaped(`Meanwhile: ${wanted.title}`)}"
  width="100%" height="${wanted.height}" style="${style}" allow="cross-origin-isolated"${lazy}></iframe>`;
  return `${wanted.caption ? `<figure>\n${tag}\n<figcaption>${escaped(wanted.caption)}</figcaption>\n</figure>` : tag}\n`;
}

export function snippet(kind, wanted) {
  switch (kind) {
    case 'mdx': return mdx(wanted);
    case 'frame': return frame(wanted);
    // In Markdown, HTML that does not begin with a script ends at the first empty line, and a program may have some.
    case 'markdown': return html(wanted, wanted.programs ? '\n' : '');
    default: return html(wanted, '');
  }
}
