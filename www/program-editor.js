// A text field for programs, with an editor in its place once somebody begins to write. The page owns the <textarea>
// in this element and knows nothing but it; the editor, which is large, is fetched at the first touch and types into the
// field. Until then, and where it can't be had, the field is all there is.

const LEAST_LINES = 12;
const MOST_LINES = 30;

class ProgramEditor extends HTMLElement {
  static observedAttributes = ['source', 'problems', 'bars', 'functions', 'readonly'];

  constructor() {
    super();
    this.tries = 0;
    this.addEventListener('compositionstart', () => (this.isComposing = true));
    this.addEventListener('compositionend', () => (this.isComposing = false));
    this.addEventListener('input', () => this.fit());
    this.addEventListener('focusin', () => this.begin());
    this.addEventListener('pointerdown', () => {
      this.isHeld = true;
      for (const end of ['pointerup', 'pointercancel']) addEventListener(end, () => (this.isHeld = false), { once: true });
      this.begin();
    });
  }

  get field() {
    return this.querySelector('textarea');
  }

  connectedCallback() {
    queueMicrotask(() => this.fit());
  }

  disconnectedCallback() {
    this.editor?.close();
    this.editor = undefined;
  }

  // A moment later: frameworks set attributes before they put the field in.
  attributeChangedCallback(name) {
    queueMicrotask(() => this.heed(name));
  }

  heed(name) {
    const value = this.getAttribute(name);
    const { field } = this;
    if (name === 'readonly' && field) field.readOnly = value !== null;
    if (this.editor) this.editor.heed(name, value);
    else if (name === 'source' && field && value !== null && value.replace(/\r\n?/g, '\n') !== field.value) {
      field.value = value;
      this.fit();
    }
  }

  // Browsers that can't fit a field to its text are told its height.
  fit() {
    if (this.editor || !this.field || CSS.supports('field-sizing', 'content')) return;
    this.field.rows = Math.min(Math.max(this.field.value.split('\n').length, LEAST_LINES), MOST_LINES);
  }

  async begin() {
    if (this.editor || this.isFetching) return;
    this.isFetching = true;
    // Some browsers remember that an address failed, so it is another one each time.
    const address = `./editor/editor.js${this.tries ? `?${this.tries}` : ''}`;
    const bundle = await import(address).catch(() => void this.tries++);
    // Not under somebody's hands: neither in the middle of a word of many keys, nor while text is being selected.
    while (this.isComposing || this.isHeld) await new Promise(requestAnimationFrame);
    if (bundle && this.isConnected && this.field) this.editor = bundle.open(this, this.field);
    this.isFetching = false;
  }

  focus() {
    (this.editor ?? this.field)?.focus();
  }

  undo() {
    this.turn('undo');
  }

  redo() {
    this.turn('redo');
  }

  turn(command) {
    if (this.editor) this.editor[command]();
    else {
      this.focus();
      document.execCommand(command);
    }
  }
}

customElements.define('program-editor', ProgramEditor);
