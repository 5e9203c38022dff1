// Sliders of weights: native range inputs, so that keys, touch and screen readers
// work by themselves. Every word comes from the server.

const rooms = new WeakMap();
const REST = 150; // ms without a move after an answer: time for the rest of the page

/** Each weight's share of its group, in percent; where all are zero there is none. */
function shares(inputs, groups) {
  const values = inputs.map((input) => Number(input.value));
  const sums = {};
  values.forEach((value, at) => {
    sums[groups[at]] = (sums[groups[at]] ?? 0) + value;
  });
  return values.map((value, at) => (sums[groups[at]] > 0 ? (100 * value) / sums[groups[at]] : 0));
}

class Weights {
  constructor(root) {
    this.box = document.createElement("div");
    this.box.className = "weights";
    root.append(this.box);
    this.inputs = [];
  }

  show(data, tell) {
    this.data = data;
    this.tell = tell;
    this.busy = false; // an answer came: what was moved meanwhile can go
    const made = JSON.stringify([data.rows.map(({ key, label, group }) => [key, label, group]), data.max, data.step]);
    if (made !== this.made) this.build(made);
    if (this.waiting) return this.send();
    if (this.moving && data.turn === this.turn) {
      clearTimeout(this.rest);
      this.rest = setTimeout(() => this.send(true), REST);
    }
    if (data.turn < (this.turn ?? 0)) return;
    this.turn = data.turn;
    data.rows.forEach((row, at) => {
      this.inputs[at].value = row.value;
    });
    this.label();
  }

  build(made) {
    this.made = made;
    const { rows, max, step } = this.data;
    this.inputs = [];
    this.marks = [];
    this.box.replaceChildren(
      ...rows.map((row, at) => {
        const line = document.createElement("label");
        const name = document.createElement("span");
        const share = document.createElement("output");
        const input = document.createElement("input");
        name.textContent = row.label;
        name.className = "name";
        Object.assign(input, { type: "range", min: 0, max, step, value: row.value });
        input.setAttribute("aria-label", row.label); // without the share, which changes
        input.addEventListener("input", () => this.moved());
        line.append(name, share, input);
        this.inputs[at] = input;
        this.marks[at] = share;
        return line;
      }),
    );
  }

  label() {
    shares(this.inputs, this.data.rows.map((row) => row.group)).forEach((share, at) => {
      const text = this.data.share.replace("{share}", Math.round(share));
      this.marks[at].textContent = text;
      this.inputs[at].setAttribute("aria-valuetext", text);
    });
  }

  /** Told at once; while the answer is on its way, only the last position waits. */
  moved() {
    this.label();
    clearTimeout(this.rest);
    this.waiting = true;
    if (!this.busy) this.send();
  }

  /** Say where the sliders stand; at rest, that no more is to come for now. */
  send(settled = false) {
    this.waiting = false;
    this.moving = !settled;
    this.busy = true;
    this.turn = (this.turn ?? 0) + 1;
    const values = {};
    this.data.rows.forEach((row, at) => {
      values[row.key] = Number(this.inputs[at].value);
    });
    this.tell({ turn: this.turn, values, settled });
  }
}

export default function ({ parentElement, data, setStateValue }) {
  if (!rooms.has(parentElement)) rooms.set(parentElement, new Weights(parentElement));
  rooms.get(parentElement).show(data, (moved) => setStateValue("moved", moved));
}
