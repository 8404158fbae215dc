// What is to be pasted names this host, and can be copied by a button.
const site = new URL('..', location.href).href;
const named = (text) => text.replaceAll('https://HOST/', site).replaceAll('https://HOST', new URL(site).origin);

for (const code of document.querySelectorAll('code')) {
  code.textContent = named(code.textContent);
}
const host = document.getElementById('host');
host.textContent = `HOST is where Meanwhile is; what you copy here says ${site}, where this page is from.`;

// The clipboard is there for pages over TLS and on the reader’s own machine.
if (navigator.clipboard) {
  for (const section of document.querySelectorAll('.code')) {
    const button = Object.assign(document.createElement('button'), { type: 'button', textContent: 'Copy' });
    button.setAttribute('aria-label', `Copy: ${section.getAttribute('aria-label')}`);
    const said = document.createElement('span');
    said.setAttribute('role', 'status');
    button.addEventListener('click', async () => {
      said.textContent = '';
      const copied = navigator.clipboard.writeText(section.textContent);
      said.textContent = await copied.then(() => ' Copied.', () => ' This browser did not let the page copy: select it and copy it.');
    });
    section.after(button, said);
  }
}
