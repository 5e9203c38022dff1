// Draws very many areas on a canvas, with the same methods as the SVG renderer. The
// areas are pixels; lines over them are the same SVG as everywhere. There is no element
// an area, so the map itself takes the focus, and a live region says where it is.

const DENSE = 5000; // areas: with more of them, a canvas
const FINEST = 4e6; // raster pixels at most: then one a pixel of the screen is enough
const ROOMY = 7; // pixels: areas of this size have borders between them

function rendererFor(svg, geometry, prefix) {
  const Renderer = geometry.count > DENSE ? CanvasRenderer : SvgRenderer;
  return new Renderer(svg, geometry, prefix);
}

class CanvasRenderer extends Lines {
  constructor(svg, geometry, prefix) {
    super(svg, geometry, prefix);
    this.canvas = htmlElement("canvas", { class: "dense-areas", "aria-hidden": "true" });
    this.pen = this.canvas.getContext("2d");
    this.told = htmlElement("p", { class: "unseen", role: "status" });
    this.raster = new Raster(geometry);
    this.kinds = new Uint8Array(geometry.count + 1);
    this.tiles = new Tiles(svg);
    this.selected = -1;
    this.active = 0;
    svg.setAttribute("role", "application"); // so that arrow keys come here
    svg.setAttribute("tabindex", 0);
    svg.classList.remove("many");
    svg.classList.add("dense");
    svg.before(this.canvas);
    svg.after(this.told);
    this.finish();
  }

  end() {
    cancelAnimationFrame(this.frame);
    this.canvas.remove();
    this.told.remove();
    this.svg.removeAttribute("tabindex");
    this.svg.classList.remove("dense");
  }

  /** Fill each area: a color or the name of a pattern; `dotted` areas get dots too. */
  paint(fills, dotted) {
    this.tiles.begin();
    const { kinds } = this;
    const known = new Map();
    for (let area = 0; area < fills.length; area += 1) {
      const fill = fills[area];
      let kind = known.get(fill);
      if (kind === undefined) known.set(fill, (kind = this.tiles.kind(fill, false)));
      kinds[area + 1] = kind;
    }
    for (const area of dotted) kinds[area + 1] = this.tiles.kind(fills[area], true);
    this.draw();
  }

  /** Names, states and the area that the keyboard is at. */
  describe(nameOf, selected, active, selectedWord) {
    Object.assign(this, { nameOf, selected, active, selectedWord });
    if (this.told.textContent && this.svg.matches(":focus")) this.tell(active);
  }

  activate(area) {
    this.active = area;
  }

  /** No element could get the focus: the map has it, and hears of the area. */
  focus(area) {
    this.active = area;
    if (!this.svg.matches(":focus")) this.svg.focus({ preventScroll: true });
    else this.svg.dispatchEvent(new FocusEvent("focusin", { bubbles: true }));
  }

  mark(kind, area) {
    super.mark(kind, area);
    if (kind === "focus") this.tell(area);
  }

  /** Say an area to those who hear the map; -1 for none. */
  tell(area) {
    const parts = area < 0 ? [] : [this.nameOf(area), area === this.selected && this.selectedWord];
    const text = parts.filter(Boolean).join(", ");
    if (this.told.textContent !== text) this.told.textContent = text;
  }

  /** The area under an event, or -1; that of the keyboard, if it is about the focus. */
  areaOf(event) {
    if (event.clientX === undefined) return this.active;
    const { left, top } = this.svg.getBoundingClientRect();
    const dots = this.dots ?? 0; // raster pixels a pixel of the page
    return this.raster.at((event.clientX - left) * dots, (event.clientY - top) * dots);
  }

  view(box) {
    super.view(box);
    this.box = box;
    this.draw();
  }

  /** Only the lines along which a group ends: inside it there are too many areas. */
  around(areas) {
    const groups = [];
    for (const area of areas) groups[area] = 1;
    return groupBorders(this.geometry, groups);
  }

  /** Draw before the next frame, once for however many reasons there are. */
  draw() {
    this.frame ??= requestAnimationFrame(() => {
      this.frame = null;
      if (this.box && this.tiles.ready) this.drawn();
    });
  }

  drawn() {
    const { width, height, left, top } = this.svg.getBoundingClientRect();
    const ratio = window.devicePixelRatio || 1;
    const [wide, high] = [Math.round(width * ratio), Math.round(height * ratio)];
    if (!wide || !high) return;
    const fine = ratio < 1.5 && 4 * wide * high <= FINEST ? 2 : 1;
    this.dots = ratio * fine;
    const seen = JSON.stringify([this.box, width, height, ratio]);
    if (this.seen !== seen) {
      this.seen = seen;
      if (this.canvas.width !== wide || this.canvas.height !== high || !this.image) {
        Object.assign(this.canvas, { width: wide, height: high });
        this.image = new ImageData(wide, high);
      }
      const scale = Math.min(width / this.box[2], height / this.box[3]); // pixels a unit
      const [x, y] = [this.box[0] - (width / scale - this.box[2]) / 2, this.box[1] - (height / scale - this.box[3]) / 2];
      const borders = scale * this.size() > ROOMY;
      this.raster.draw(x, y, scale * this.dots, wide * fine, high * fine, borders);
    }
    this.lie(left, top, width, height);
    colored(this.raster, this.kinds, this.tiles.pixels, new Uint32Array(this.image.data.buffer), fine);
    this.pen.putImageData(this.image, 0, 0);
  }

  /** Put the canvas where the SVG is. */
  lie(left, top, width, height) {
    const room = this.canvas.offsetParent?.getBoundingClientRect() ?? { left: 0, top: 0 };
    Object.assign(this.canvas.style, {
      left: `${left - room.left}px`,
      top: `${top - room.top}px`,
      width: `${width}px`,
      height: `${height}px`,
    });
  }

  /** How large areas are: the side of the middle one's box, in map units. */
  size() {
    const { boxes, count } = this.geometry;
    this.middle ??= Float64Array.from({ length: count }, (_, area) => {
      const at = 4 * area;
      return Math.sqrt((boxes[at + 2] - boxes[at]) * (boxes[at + 3] - boxes[at + 1]));
    }).sort()[count >> 1];
    return this.middle;
  }
}

// Lines of the patterns for what is missing, as they are in the SVG but closer.
const HATCHES = {
  suppressed: [[0, 8, 8, 0], [8, 16, 16, 8], [0, 16, 16, 0], [-4, 4, 4, -4], [12, 20, 20, 12]],
  not_published: [[0, 2, 16, 2], [0, 10, 16, 10]],
  component_missing: [[0, 0, 16, 16], [16, 0, 0, 16], [0, 8, 8, 16], [8, 0, 16, 8], [8, 0, 0, 8], [16, 8, 8, 16]],
};
const DOTS = [[2, 2], [10, 2], [6, 6], [14, 6], [2, 10], [10, 10], [6, 14], [14, 14]];

const MOST_TILES = 100; // kept; a map shows some ten at a time

/** Fills as small squares of pixels, by number; number 0 is see-through. */
class Tiles {
  constructor(svg) {
    this.svg = svg;
    this.numbers = new Map();
    this.pixels = new Uint32Array(0);
    this.ready = false;
    const canvas = htmlElement("canvas", { width: TILE, height: TILE });
    this.pen = canvas.getContext("2d", { willReadFrequently: true });
  }

  /** Look up what the style sheet says now; the theme may have changed. */
  begin() {
    const of = (selector) => getComputedStyle(this.svg.querySelector(selector));
    const style = {
      ground: of(".ground").fill,
      hatch: of(".hatch").stroke,
      "dots-dark": [of(".dots-dark .dot").fill, of(".dots-dark .dot").fillOpacity],
      "dots-light": [of(".dots-light .dot").fill, of(".dots-light .dot").fillOpacity],
      edge: getComputedStyle(this.svg).getPropertyValue("--edge"),
    };
    const said = JSON.stringify(style);
    if (said !== this.said || this.numbers.size > MOST_TILES) {
      Object.assign(this, { style, said });
      this.numbers.clear();
    }
    this.ready = true;
  }

  /** The number of a fill. */
  kind(fill, dotted) {
    const name = `${fill} ${dotted}`;
    if (!this.numbers.has(name)) this.make(name, fill, dotted);
    return this.numbers.get(name);
  }

  make(name, fill, dotted) {
    const { pen, style } = this;
    const number = this.numbers.size + 1;
    this.numbers.set(name, number);
    const size = TILE * TILE;
    const room = 2 * size * (number + 1);
    if (this.pixels.length < room) this.pixels = enlarged(this.pixels, 2 * room);
    const keep = (at) => {
      const { data } = pen.getImageData(0, 0, TILE, TILE);
      this.pixels.set(new Uint32Array(data.buffer), (2 * number + at) * size);
    };
    pen.globalAlpha = 1;
    pen.fillStyle = fill in HATCHES ? style.ground : fill;
    pen.fillRect(0, 0, TILE, TILE);
    if (fill in HATCHES) this.hatch(HATCHES[fill]);
    if (dotted) this.dot(style[dotsOn(fill)]);
    keep(0);
    pen.globalAlpha = 0.7;
    pen.fillStyle = style.edge;
    pen.fillRect(0, 0, TILE, TILE);
    keep(1);
  }

  hatch(lines) {
    const { pen, style } = this;
    pen.strokeStyle = style.hatch;
    pen.lineWidth = 2;
    pen.beginPath();
    for (const [x0, y0, x1, y1] of lines) {
      pen.moveTo(x0, y0);
      pen.lineTo(x1, y1);
    }
    pen.stroke();
  }

  dot([color, opacity]) {
    const { pen } = this;
    pen.globalAlpha = Number(opacity);
    pen.fillStyle = color;
    for (const [x, y] of DOTS) {
      pen.beginPath();
      pen.arc(x, y, 1.6, 0, 2 * Math.PI);
      pen.fill();
    }
  }
}
