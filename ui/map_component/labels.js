// Names on the map: as many as there is room for, of one size at every zoom.

const MOST_LABELS = 300; // at once
const LABEL_SIZE = 12; // pixels, of the letters
const LABEL_HALO = 3; // pixels, the light line round them
const LABEL_GAP = 3; // pixels, free between two labels
const LONGEST = 24; // letters; the whole name is in the tooltip
const WIDE = 640; // pixels: a narrower map has names only when asked for
const OVERHANG = 1.3; // times the width of its area, for a name

/**
 * Which labels can stand without touching one that comes before: their places in the list.
 * `sizeOf(at)` is [width, height]; `centres` and sizes are in the same unit.
 */
function placedLabels(centres, sizeOf, most = MOST_LABELS) {
  const taken = new Map(); // square of the plane -> boxes that reach into it
  const placed = [];
  let side = 0;
  for (let at = 0; at < centres.length && placed.length < most; at += 1) {
    const [x, y] = centres[at];
    const [width, height] = sizeOf(at);
    side ||= 4 * height;
    const box = [x - width / 2, y - height / 2, x + width / 2, y + height / 2];
    const squares = [];
    for (let column = Math.floor(box[0] / side); column <= box[2] / side; column += 1) {
      for (let row = Math.floor(box[1] / side); row <= box[3] / side; row += 1) squares.push(`${column} ${row}`);
    }
    const free = squares.every((square) => (taken.get(square) ?? []).every((other) => apart(box, other)));
    if (!free) continue;
    for (const square of squares) taken.set(square, [...(taken.get(square) ?? []), box]);
    placed.push(at);
  }
  return placed;
}

function apart(one, other) {
  return one[0] >= other[2] || other[0] >= one[2] || one[1] >= other[3] || other[1] >= one[3];
}

/** A name short enough for a map. */
function shortened(name) {
  const letters = [...name];
  return letters.length > LONGEST ? `${letters.slice(0, LONGEST - 1).join("").trimEnd()}…` : name;
}

/** Whether names are shown: as chosen, else where the map is wide and has not too many. */
function namesOn({ state, frame, width = frame.clientWidth, geometry }) {
  if (state.names === "yes" || state.names === "no") return state.names === "yes";
  return width >= WIDE && geometry.count <= DENSE;
}

class Labels {
  constructor(map) {
    this.map = map;
    this.widths = new Map();
    this.pen = htmlElement("canvas").getContext("2d");
    this.groups = new WeakMap(); // renderer -> where its labels are
  }

  reshape() {
    this.order = null;
  }

  repaint() {
    const { data, figures, geometry, selected, state } = this.map;
    const wanted = JSON.stringify([data.outlines, selected, state.borders, state.names]);
    if (wanted !== this.wanted || figures !== this.figures || geometry !== this.geometry) {
      this.order = null; // other outlines, another selection
      Object.assign(this, { wanted, figures, geometry });
    }
    this.draw();
  }

  mark(kind) {
    if (kind === "selected") this.repaint();
  }

  redrawn() {
    this.draw();
  }

  end() {
    cancelAnimationFrame(this.frame);
  }

  /** Before the next frame, once for however many reasons there are. */
  draw() {
    this.frame ??= requestAnimationFrame(() => {
      this.frame = null;
      const { map } = this;
      if (!map.scene) return;
      this.family = getComputedStyle(map.frame).fontFamily;
      for (const renderer of map.renderers()) if (!renderer.small) this.drawOn(renderer);
    });
  }

  drawOn(renderer) {
    if (!this.groups.has(renderer)) {
      this.groups.set(renderer, svgElement("g", { class: "labels" }));
      renderer.decor.append(this.groups.get(renderer));
    }
    const { width, height } = renderer.svg.getBoundingClientRect();
    const { box } = this.map.view;
    const magnified = this.map.magnified ?? 1; // in a presentation
    const scale = magnified * Math.max(box[2] / width, box[3] / height); // map units a pixel
    const shown = width && namesOn(this.map) ? this.chosen(box, scale) : [];
    const group = this.groups.get(renderer);
    while (group.children.length > shown.length) group.lastChild.remove();
    while (group.children.length < shown.length) group.append(svgElement("text", { y: 0.35 * LABEL_SIZE }));
    shown.forEach(({ text, x, y, part }, at) => {
      const label = group.children[at];
      label.setAttribute("transform", `translate(${x} ${y}) scale(${scale})`);
      label.setAttribute("class", part ? "part" : "");
      if (label.textContent !== text) label.textContent = text;
    });
  }

  /** Labels for a part of the map: [{ text, x, y, part }]. */
  chosen([left, top, width, height], scale) {
    const { boxes } = this.map.geometry;
    const near = this.candidates().filter(
      ({ x, y }) => x >= left && x <= left + width && y >= top && y <= top + height,
    );
    const sizeOf = ({ text, part }) => [scale * (this.width(text, part) + LABEL_GAP), scale * (LABEL_SIZE + LABEL_GAP)];
    const apt = near.filter((label) => {
      if (label.always) return true;
      const at = 4 * label.area;
      const room = [OVERHANG * (boxes[at + 2] - boxes[at]), boxes[at + 3] - boxes[at + 1]];
      if (room[1] < scale * LABEL_SIZE || room[0] < scale * LABEL_SIZE) return false;
      return room[0] >= sizeOf(label)[0];
    });
    const centres = apt.map(({ x, y }) => [x, y]);
    return placedLabels(centres, (at) => sizeOf(apt[at])).map((at) => apt[at]);
  }

  /** All that could be labelled, what matters most first. */
  candidates() {
    this.order ??= [...this.partLabels(), ...this.areaLabels()];
    return this.order;
  }

  areaLabels() {
    const { geometry, figures, data, selected } = this.map;
    const outlined = data.outlines.filter(({ style }) => style === "solid").flatMap(({ areas }) => areas);
    const first = new Set(selected < 0 ? outlined : [selected, ...outlined]);
    return [...first, ...this.bySize().filter((area) => !first.has(area))].map((area) => {
      const [x, y] = geometry.point(area);
      return { area, x, y, text: shortened(figures.names[area]), always: first.has(area) };
    });
  }

  /** All areas, the largest first. */
  bySize() {
    const { geometry } = this.map;
    if (this.sorted?.geometry !== geometry) {
      const { boxes } = geometry;
      const sizes = Float64Array.from(geometry.codes, (_code, area) => {
        const at = 4 * area;
        return (boxes[at + 2] - boxes[at]) * (boxes[at + 3] - boxes[at + 1]);
      });
      const areas = Array.from(geometry.codes.keys()).sort((a, b) => sizes[b] - sizes[a]);
      this.sorted = { geometry, areas };
    }
    return this.sorted.areas;
  }

  /** The names of larger areas, in their middle, where their borders are shown. */
  partLabels() {
    const { geometry, figures, state } = this.map;
    if (state.borders !== "yes") return [];
    const parts = partsOf(figures);
    return groupedBy([...parts.keys()], (area) => parts[area])
      .filter(([part]) => part)
      .map(([part, areas]) => {
        const [left, top, right, bottom] = boxAround(geometry, areas);
        return { text: shortened(part).toLocaleUpperCase(), x: (left + right) / 2, y: (top + bottom) / 2, part: true, always: true };
      });
  }

  width(text, part) {
    const font = `${part ? "bold " : ""}${LABEL_SIZE}px ${this.family}`;
    const key = `${font} ${text}`;
    if (!this.widths.has(key)) {
      this.pen.font = font;
      this.widths.set(key, this.pen.measureText(text).width);
    }
    return this.widths.get(key);
  }

  /** The same labels for a saved picture, where there is no style sheet. */
  pictured(box, panels) {
    if (!namesOn(this.map) || panels > 2) return [];
    return [
      (scale) =>
        svgElement(
          "g",
          { "text-anchor": "middle", "font-size": LABEL_SIZE, fill: PRINT.ink, stroke: PRINT.paper,
            "stroke-width": LABEL_HALO, "stroke-linejoin": "round", "paint-order": "stroke" },
          this.chosen(box, scale).map(({ text, x, y, part }) =>
            textElement("text", text, {
              y: 0.35 * LABEL_SIZE,
              transform: `translate(${x} ${y}) scale(${scale})`,
              "unicode-bidi": "plaintext",
              ...(part ? { "font-weight": "bold" } : {}),
            }),
          ),
        ),
    ];
  }
}
