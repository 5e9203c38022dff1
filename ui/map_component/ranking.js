// All areas as bars in the order of their values, under the map and linked with it.

const BAR_HEIGHT = 96; // pixels, the whole strip
const LABEL_ROOM = 18; // pixels above, for the name of the line
const LONG = 1000; // areas: so many are drawn when there is time, not before the map
const THIN = 3; // pixels: thinner bars have a mark below them, not a line round them

class Ranking {
  constructor(pointed, picked) {
    this.marks = { hover: -1, selected: -1 };
    this.canvas = htmlElement("canvas", { role: "img" });
    this.title = htmlElement("p", { class: "head ranking-title" });
    this.box = htmlElement("div", { class: "ranking" });
    this.box.append(this.title, this.canvas);
    const area = (event) => this.areaAt(event.offsetX);
    this.canvas.addEventListener("pointermove", (event) => {
      if (event.pointerType !== "touch") pointed(area(event), event.clientX, event.clientY);
    });
    this.canvas.addEventListener("pointerleave", () => pointed(-1));
    this.canvas.addEventListener("click", (event) => {
      const chosen = area(event);
      if (chosen >= 0) picked(chosen);
    });
  }

  /** Show a scene; no words, no ranking. */
  show(scene, fills, outlines, words) {
    this.scene = words && !scene.two ? scene : null;
    this.box.hidden = !this.scene;
    if (!this.scene) return;
    this.words = words;
    this.fills = fills;
    this.targets = new Set(outlines.filter((o) => o.style === "solid").flatMap((o) => o.areas));
    this.order = null;
    this.title.textContent = words.ranking;
    this.canvas.setAttribute("aria-label", `${words.ranking}. ${words.rankingHelp}`);
    if (scene.values.length <= LONG) return this.draw();
    this.waiting ??= whenIdle(() => {
      this.waiting = null;
      this.draw();
    });
  }

  /** The areas from left to right, and where each of them stands. */
  sort() {
    if (this.order) return;
    this.order = fallingOrder(this.scene.values);
    this.places = new Int32Array(this.scene.values.length).fill(-1);
    this.order.forEach((area, at) => {
      this.places[area] = at;
    });
  }

  mark(kind, area) {
    if (this.marks[kind] === area) return;
    this.marks[kind] = area;
    if (!this.waiting) this.drawMarks();
  }

  /** The area whose bar is at a distance from the left, or -1. */
  areaAt(x) {
    if (!this.scene) return -1;
    this.sort();
    const at = Math.floor((x / this.canvas.clientWidth) * this.order.length);
    return this.order[Math.max(0, Math.min(at, this.order.length - 1))] ?? -1;
  }

  /** Draw all bars, and keep the picture: marks are then drawn over it. */
  draw() {
    const width = this.box.clientWidth;
    if (!this.scene || !width) return;
    this.sort();
    this.base = null;
    if (!this.order.length) return;
    const { canvas, scene, order } = this;
    const ratio = window.devicePixelRatio || 1;
    canvas.width = width * ratio;
    canvas.height = BAR_HEIGHT * ratio;
    canvas.style.height = `${BAR_HEIGHT}px`;
    const pen = canvas.getContext("2d");
    pen.scale(ratio, ratio);
    const style = getComputedStyle(this.box);
    this.ink = style.color;
    const [top, bottom] = [scene.values[order[0]], scene.values[order.at(-1)]];
    const high = Math.max(top, 0);
    const low = Math.min(bottom, 0);
    const scale = (BAR_HEIGHT - LABEL_ROOM - 2) / (high - low || 1);
    const y = (value) => LABEL_ROOM + (high - value) * scale;
    const step = width / order.length;
    const gap = step > 4 ? 1.5 : 0;
    // Bars thinner than a pixel: one a pixel is all that can be seen.
    const bars = Math.min(order.length, Math.ceil(width * ratio));
    for (let bar = 0; bar < bars; bar += 1) {
      const area = order[Math.floor((bar * order.length) / bars)];
      const value = scene.values[area];
      pen.fillStyle = this.fills[area];
      pen.fillRect((bar * width) / bars, Math.min(y(value), y(0)), width / bars - gap, Math.max(1, Math.abs(y(value) - y(0))));
    }
    pen.strokeStyle = this.ink;
    pen.fillStyle = this.ink;
    pen.lineWidth = 2;
    for (const area of this.targets) {
      const at = this.places[area];
      if (at < 0) continue;
      if (step < THIN) {
        pen.fillRect(at * step, BAR_HEIGHT - 4, Math.max(1, step), 4);
        continue;
      }
      const value = scene.values[area];
      pen.strokeRect(at * step + 0.5, Math.min(y(value), y(0)), Math.max(1, step - gap - 1), Math.max(2, Math.abs(y(value) - y(0))));
    }
    pen.lineWidth = 1;
    pen.beginPath();
    pen.moveTo(0, y(0));
    pen.lineTo(width, y(0));
    pen.stroke();
    this.reference(pen, y, width, style);
    this.keep();
    this.drawMarks();
  }

  keep() {
    const { width, height } = this.canvas;
    this.base = htmlElement("canvas", { width, height });
    this.base.getContext("2d").drawImage(this.canvas, 0, 0);
  }

  /** Show where the area under the pointer and the selected one stand. */
  drawMarks() {
    if (!this.scene || !this.base) return;
    const { canvas, order, places } = this;
    const ratio = window.devicePixelRatio || 1;
    const step = canvas.width / ratio / order.length;
    const pen = canvas.getContext("2d");
    pen.setTransform(1, 0, 0, 1, 0, 0);
    pen.clearRect(0, 0, canvas.width, canvas.height);
    pen.drawImage(this.base, 0, 0);
    pen.scale(ratio, ratio);
    pen.strokeStyle = this.ink;
    pen.fillStyle = this.ink;
    pen.lineWidth = 1;
    for (const kind of ["selected", "hover"]) {
      const at = places[this.marks[kind]] ?? -1;
      if (at < 0) continue;
      const x = (at + 0.5) * step;
      pen.beginPath();
      pen.moveTo(x - 5, 2);
      pen.lineTo(x + 5, 2);
      pen.lineTo(x, 10);
      pen.closePath();
      if (kind === "selected") pen.fill();
      else pen.stroke();
    }
  }

  /** The whole's value as a dashed line with its name. */
  reference(pen, y, width, style) {
    const { scene, words } = this;
    const value = scene.reference;
    if (value === undefined || value === null) return;
    pen.setLineDash([5, 4]);
    pen.beginPath();
    pen.moveTo(0, y(value));
    pen.lineTo(width, y(value));
    pen.stroke();
    pen.setLineDash([]);
    pen.font = `12px ${style.fontFamily}`;
    pen.textAlign = "right";
    pen.fillText(`${words.whole}: ${scene.said(value)}`, width - 2, Math.max(12, y(value) - 4));
  }
}
