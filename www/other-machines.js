// Who else computes: the machines at the server's queue, with a way to unplug one of the server's own, and the line by which
// another joins. Only lessons that use other machines load this. The first time it asks, the server starts its own.

const AGAIN = 4000; // milliseconds from one question to the next, while nothing is measured

class OtherMachines extends HTMLElement {
  async connectedCallback() {
    // The page has them already, so the browser does.
    const texts = new URL(`lessons/${this.getAttribute('lesson')}/${document.documentElement.lang || 'en'}.json`, import.meta.url);
    this.texts ??= await fetch(texts).then((answer) => answer.json()).catch(() => ({}));
    if (this.isConnected) this.draw();
  }

  draw() {
    clearTimeout(this.timer);
    // Answers to what was asked before are nobody's any more.
    this.asking = {};
    this.setAttribute('role', 'group');
    this.setAttribute('aria-label', this.said('title'));
    this.list = document.createElement('ul');
    this.note = this.paragraph('hint');
    this.join = this.paragraph('hint');
    this.told = this.paragraph('hint');
    this.told.setAttribute('aria-live', 'polite');
    this.button = document.createElement('button');
    this.button.type = 'button';
    this.button.className = 'quiet';
    this.button.textContent = this.said('unplug');
    this.button.hidden = true;
    this.button.onclick = () => this.unplug();
    this.replaceChildren(this.list, this.note, this.button, this.told, this.join);
    this.note.textContent = this.said(this.hasAttribute('served') ? 'asking' : 'static');
    if (this.hasAttribute('served')) this.ask();
  }

  disconnectedCallback() {
    clearTimeout(this.timer);
  }

  static observedAttributes = ['served'];

  attributeChangedCallback(name, before, now) {
    if (this.list && before !== now) this.draw();
  }

  paragraph(name) {
    const paragraph = document.createElement('p');
    paragraph.className = name;
    return paragraph;
  }

  said(key, parts = {}) {
    const text = this.texts[`machines.${key}`] ?? '';
    return Object.entries(parts).reduce((said, [name, part]) => said.replace(`{${name}}`, part), text);
  }

  address(path) {
    return new URL(path, document.baseURI);
  }

  async ask() {
    clearTimeout(this.timer);
    const { asking } = this;
    // Questions would take part in what is measured.
    if (!document.querySelector('[data-running]') && !document.hidden) await this.show(asking);
    if (this.isConnected && asking === this.asking) this.timer = setTimeout(() => this.ask(), AGAIN);
  }

  async show(asking) {
    try {
      const answer = await fetch(this.address('machines'), { cache: 'no-store' });
      const text = await answer.text();
      if (asking !== this.asking) return;
      if (!answer.ok) throw new Error(text.trim());
      const { machines, join } = JSON.parse(text);
      const able = machines.filter((machine) => machine.build_ok);
      this.list.replaceChildren(...able.map((machine) => this.row(machine)));
      this.button.hidden = !able.some((machine) => machine.here);
      const n = machines.length - able.length;
      const others = n === 1 ? this.said('other') : n > 1 ? this.said('others', { n }) : '';
      this.note.textContent = [able.length === 0 ? this.said('none') : '', others].filter(Boolean).join(' ');
      this.join.replaceChildren(...this.invitation(join));
    } catch (why) {
      if (asking !== this.asking) return;
      this.list.replaceChildren();
      this.button.hidden = true;
      this.note.textContent = why.message;
    }
  }

  row({ name, threads, round_trip_ms: way, error_ms: error, here }) {
    const row = document.createElement('li');
    const ms = (time) => (time === null ? '?' : time.toFixed(2));
    row.textContent = this.said(here ? 'own' : 'far', { name, threads, way: ms(way), error: ms(error) });
    return row;
  }

  invitation(line) {
    if (!line) return [];
    const code = document.createElement('code');
    code.textContent = line;
    return [`${this.said('join')} `, code];
  }

  async unplug() {
    this.button.disabled = true;
    try {
      const answer = await fetch(this.address('machines/unplug'), { method: 'POST' });
      const text = await answer.text();
      this.told.textContent = answer.ok ? this.said('unplugged', { name: JSON.parse(text).unplugged }) : text.trim();
    } catch (why) {
      this.told.textContent = why.message;
    }
    this.button.disabled = false;
  }
}

customElements.get('other-machines') ?? customElements.define('other-machines', OtherMachines);
