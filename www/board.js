// A board: items that lie in bins, each a button in the row of its bin. An item is dragged to another bin, or tapped to
// go to the next, or moved by ↑ and ↓; ← and → go from item to item. A digit an item, the bin it lies in, is the board's
// value, and what the text field beside it is told of every move, as if it had been typed there.

const DRAGGED = 6; // pixels, from which on a touch is no tap
const STEPS = { ArrowUp: -1, ArrowDown: 1 };
const NEIGHBOURS = { ArrowLeft: -1, ArrowRight: 1 };

class Board extends HTMLElement {
  static observedAttributes = ['value', 'items', 'bins', 'lies'];

  connectedCallback() {
    this.draw();
  }

  attributeChangedCallback(name) {
    if (!this.isConnected) return;
    if (name === 'value') this.place();
    else this.draw();
  }

  names(what) {
    return (this.getAttribute(what) ?? '').split('|');
  }

  draw() {
    this.setAttribute('role', 'group');
    this.setAttribute('aria-label', this.parentElement.querySelector('label').textContent);
    this.rows = this.names('bins').map((name, bin) => {
      const row = document.createElement('span');
      row.textContent = name;
      row.style.gridRow = bin + 1;
      return row;
    });
    this.buttons = this.names('items').map((name, item) => {
      const button = document.createElement('button');
      button.type = 'button';
      button.textContent = name;
      button.style.gridColumn = item + 1;
      button.onclick = () => this.dragged || this.move(item, (this.bin(item) + 1) % this.rows.length);
      button.onkeydown = (event) => this.key(event, item);
      button.onpointerdown = (event) => this.grab(event, button, item);
      return button;
    });
    this.told = document.createElement('span');
    this.told.className = 'unseen';
    this.told.setAttribute('aria-live', 'polite');
    this.replaceChildren(...this.rows, ...this.buttons, this.told);
    this.place();
  }

  // The bin that an item lies in, from 0.
  bin(item) {
    return Number(this.getAttribute('value')?.[item] ?? 1) - 1;
  }

  lies(item, bin) {
    return this.getAttribute('lies').replace('{item}', this.names('items')[item]).replace('{bin}', this.names('bins')[bin]);
  }

  place() {
    this.buttons?.forEach((button, item) => {
      const bin = this.bin(item);
      button.style.gridRow = bin + 1;
      button.setAttribute('aria-label', this.lies(item, bin));
    });
  }

  move(item, bin) {
    if (bin < 0 || bin >= this.rows.length || bin === this.bin(item)) return;
    const digits = [...this.getAttribute('value')];
    digits[item] = bin + 1;
    const field = this.parentElement.querySelector('input');
    field.value = digits.join('');
    field.dispatchEvent(new InputEvent('input', { bubbles: true }));
    this.told.textContent = this.lies(item, bin);
  }

  key(event, item) {
    const { key } = event;
    if (event.ctrlKey || event.metaKey || event.altKey || !(key in STEPS || key in NEIGHBOURS)) return;
    event.preventDefault();
    if (key in STEPS) this.move(item, this.bin(item) + STEPS[key]);
    else this.buttons[item + NEIGHBOURS[key]]?.focus();
  }

  grab(event, button, item) {
    this.dragged = false;
    if (event.button !== 0) return;
    const { clientX, clientY, pointerId } = event;
    button.setPointerCapture(pointerId);
    button.onpointermove = (now) => {
      const [x, y] = [now.clientX - clientX, now.clientY - clientY];
      this.dragged ||= Math.hypot(x, y) > DRAGGED;
      if (this.dragged) button.style.translate = `${x}px ${y}px`;
    };
    const drop = (isTaken) => (now) => {
      button.onpointermove = button.onpointerup = button.onpointercancel = null;
      button.style.translate = '';
      if (!isTaken || !this.dragged) return;
      const middle = (row) => {
        const { top, bottom } = row.getBoundingClientRect();
        return Math.abs((top + bottom) / 2 - now.clientY);
      };
      const nearest = this.rows.reduce((best, row) => (middle(row) < middle(best) ? row : best));
      this.move(item, this.rows.indexOf(nearest));
    };
    button.onpointerup = drop(true);
    button.onpointercancel = drop(false);
  }
}

customElements.define('deal-board', Board);
