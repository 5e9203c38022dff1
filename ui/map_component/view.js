// Zooming and moving: buttons, wheel, drag and pinch. Knows boxes, not areas.

const CLOSEST = 16; // times
const STEP = 1.6; // times, for a button or key
const DRAG = 5; // pixels before a press becomes a drag

class View {
  /** `draw(box)` is called with left, top, width, height whenever they change. */
  constructor(svg, place, draw) {
    Object.assign(this, { svg, place, draw, scale: 1, pointers: new Map() });
    this.dragged = false; // whether the press that just ended was a drag
    svg.addEventListener("wheel", (event) => this.wheel(event), { passive: false });
    svg.addEventListener("pointerdown", (event) => this.press(event));
    svg.addEventListener("pointermove", (event) => this.drag(event));
    for (const end of ["pointerup", "pointercancel"]) {
      svg.addEventListener(end, (event) => this.release(event));
    }
  }

  /** Start again with a whole map of this size. */
  reset(width, height) {
    const rim = 0.015 * Math.max(width, height); // room for lines along the border
    this.whole = [-rim, -rim, width + 2 * rim, height + 2 * rim];
    this.set(1, this.whole[0], this.whole[1]);
  }

  /** Zoom by a factor; the place of the map at [x, y] stays where it is. */
  zoom(factor, [x, y] = this.middle()) {
    const scale = Math.min(CLOSEST, Math.max(1, this.scale * factor));
    const ratio = this.scale / scale;
    if (ratio === 1) return false;
    this.set(scale, x - (x - this.box[0]) * ratio, y - (y - this.box[1]) * ratio);
    return true;
  }

  /** Move so that a place of the map can be seen. */
  include([x, y]) {
    const [left, top, width, height] = this.box;
    const inside =
      x > left + width / 10 && x < left + 0.9 * width &&
      y > top + height / 10 && y < top + 0.9 * height;
    if (!inside && this.scale > 1) this.set(this.scale, x - width / 2, y - height / 2);
  }

  set(scale, left, top) {
    const [x, y, width, height] = this.whole;
    const size = [width / scale, height / scale];
    const within = (at, low, room) => Math.max(low, Math.min(at, low + room));
    this.scale = scale;
    this.box = [
      within(left, x, width - size[0]),
      within(top, y, height - size[1]),
      ...size,
    ];
    this.svg.classList.toggle("zoomed", scale > 1);
    this.draw(this.box);
  }

  middle() {
    return [this.box[0] + this.box[2] / 2, this.box[1] + this.box[3] / 2];
  }

  wheel(event) {
    // Otherwise the page scrolls, as everywhere.
    if (!event.ctrlKey && !this.inUse()) return;
    const factor = Math.exp(-Math.max(-60, Math.min(60, event.deltaY)) / 150);
    if (this.zoom(factor, this.place(event.clientX, event.clientY)) || event.ctrlKey) {
      event.preventDefault();
    }
  }

  inUse() {
    return this.svg.matches(":focus-within");
  }

  press(event) {
    if (event.button !== 0) return;
    if (this.pointers.size === 0) this.dragged = false;
    this.pointers.set(event.pointerId, [event.clientX, event.clientY]);
    this.start = [event.clientX, event.clientY];
  }

  drag(event) {
    const before = this.pointers.get(event.pointerId);
    if (!before) return;
    if (!event.buttons) return this.release(event); // let go outside the map
    const now = [event.clientX, event.clientY];
    const other = [...this.pointers].find(([id]) => id !== event.pointerId)?.[1];
    if (!this.dragged) {
      const far = Math.hypot(now[0] - this.start[0], now[1] - this.start[1]) > DRAG;
      if (!other && (!far || this.scale === 1)) return;
      this.dragged = true;
      this.svg.setPointerCapture(event.pointerId);
    }
    this.pointers.set(event.pointerId, now);
    if (other) {
      const apart = ([x, y]) => Math.hypot(x - other[0], y - other[1]) || 1;
      const centre = [(now[0] + other[0]) / 2, (now[1] + other[1]) / 2];
      this.zoom(apart(now) / apart(before), this.place(...centre));
    }
    const share = other ? 0.5 : 1; // two fingers move the map by their middle
    const [from, to] = [this.place(...before), this.place(...now)];
    this.set(
      this.scale,
      this.box[0] - share * (to[0] - from[0]),
      this.box[1] - share * (to[1] - from[1]),
    );
  }

  release(event) {
    this.pointers.delete(event.pointerId);
  }
}
