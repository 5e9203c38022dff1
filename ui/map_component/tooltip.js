// One box with the facts of an area, beside the pointer or the focused area.

const GAP = 14; // pixels between the pointer and the box
const EDGE = 6; // pixels kept free along the edges of the window

class Tooltip {
  constructor() {
    // A popover lies above everything and is clipped by nothing but the window.
    this.box = htmlElement("div", { class: "tooltip", popover: "manual", "aria-hidden": "true" });
    this.shown = false;
  }

  /** Show lines of text, the first one as a heading, near a point of the window. */
  show(lines, x, y) {
    const [name, ...facts] = lines;
    this.box.replaceChildren(
      htmlElement("strong", { dir: "auto" }, name),
      ...facts.filter(Boolean).map((fact) => htmlElement("span", { dir: "auto" }, fact)),
    );
    if (!this.shown) this.box.showPopover?.();
    this.shown = true;
    this.box.classList.add("shown");
    this.move(x, y);
  }

  move(x, y) {
    const { width, height } = this.box.getBoundingClientRect();
    const { clientWidth, clientHeight } = document.documentElement;
    const left = x + GAP + width + EDGE > clientWidth ? x - GAP - width : x + GAP;
    const top = y - GAP - height < EDGE ? y + GAP : y - GAP - height;
    const within = (at, size, room) => Math.max(EDGE, Math.min(at, room - size - EDGE));
    this.box.style.left = `${within(left, width, clientWidth)}px`;
    this.box.style.top = `${within(top, height, clientHeight)}px`;
  }

  hide() {
    if (!this.shown) return;
    this.shown = false;
    this.box.classList.remove("shown");
    this.box.hidePopover?.();
  }
}
