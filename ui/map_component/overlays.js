// Layers of points and lines over the map, such as schools: each is fetched when it is
// first switched on, then kept. They are told by the pointer and in a table of the
// page; the areas' own keys and clicks stay as they are.

const NEAR = 12; // pixels from the middle of a symbol that still count as it
const SYMBOLS = {
  circle: "M4.5 0A4.5 4.5 0 1 1 -4.5 0A4.5 4.5 0 1 1 4.5 0Z",
  diamond: "M0 -6L6 0L0 6L-6 0Z",
  square: "M-4.25 -4.25H4.25V4.25H-4.25Z",
};
const OVERLAY_LINES = {
  dashes: [["#ffffff", 5], ["#0b3d91", 2.5, [11, 5]]],
  dots: [["#ffffff", 5], ["#7a0177", 3, [1, 6]]],
};
const overlaysHeld = new Map(); // content key -> promise of a layer

/** The layer with this content key, fetched once a page. */
function loadOverlay({ content, address }) {
  if (!overlaysHeld.has(content)) {
    const loading = fetchPatiently(new URL(address, document.baseURI)).then((answer) => answer.json());
    loading.catch(() => overlaysHeld.delete(content));
    overlaysHeld.set(content, loading);
  }
  return overlaysHeld.get(content);
}

/** Keys of the layers that a state has on. */
function layersOn(state) {
  return new Set((state.layers ?? "").split(",").filter(Boolean));
}

/** A state's part with one layer more or less. */
function withLayer(state, key, on) {
  const keys = layersOn(state);
  if (on) keys.add(key);
  else keys.delete(key);
  return { layers: [...keys].sort().join(",") };
}

class Overlays {
  constructor(map) {
    this.map = map;
    this.shown = []; // layers that are on and here: [{ key, kinds, points, lines }]
    this.groups = new WeakMap(); // renderer -> where they are drawn
    this.switches = new Map();
    this.list = htmlElement("ul", { role: "list", class: "overlay-legend" });
    this.spot = null;
    // After the map's own answer to the same event: see `over`.
    map.frame.addEventListener("pointermove", (event) => this.over(event));
    map.frame.addEventListener("click", (event) => this.over(event));
  }

  repaint() {
    const { data, state } = this.map;
    const on = layersOn(state);
    for (const layer of data.layers ?? []) this.switchOf(layer).tick.checked = on.has(layer.key);
    const keys = new Set((data.layers ?? []).map(({ key }) => key));
    for (const [key, { box }] of this.switches) box.hidden = !keys.has(key) || !data.controls.length;
    this.bring((data.layers ?? []).filter(({ key }) => on.has(key)));
  }

  /** The switch of a layer, made when first asked for. */
  switchOf({ key, label }) {
    if (!this.switches.has(key)) {
      const { map } = this;
      const id = `${map.prefix}-layer-${key}`;
      const tick = htmlElement("input", { type: "checkbox", id });
      tick.addEventListener("change", () => map.change(withLayer(map.state, key, tick.checked)));
      const name = htmlElement("label", { for: id });
      const box = htmlElement("div", { class: "switch" });
      box.append(tick, name);
      map.controls.settings.append(box);
      this.switches.set(key, { box, tick, name });
    }
    const made = this.switches.get(key);
    made.name.textContent = label;
    return made;
  }

  /** Show these layers, as soon as they are here. */
  async bring(wanted) {
    const told = wanted.map(({ content }) => content).join();
    this.wanted = told;
    const { map } = this;
    try {
      const loaded = await Promise.all(wanted.map(loadOverlay));
      if (this.wanted !== told) return;
      this.shown = loaded.map((layer, at) => ({ ...layer, key: wanted[at].key }));
    } catch {
      if (this.wanted !== told) return;
      this.shown = [];
      map.failure.textContent = map.data.words.failed;
    }
    this.draw();
    this.explain();
  }

  draw() {
    for (const renderer of this.map.renderers()) if (!renderer.small) this.drawOn(renderer);
  }

  drawOn(renderer) {
    if (!this.groups.has(renderer)) {
      if (!this.shown.length) return;
      const group = svgElement("g", { class: "overlays" });
      this.groups.set(renderer, { group, symbols: [] });
      renderer.outlines.after(group);
    }
    const drawn = this.groups.get(renderer);
    if (drawn.of !== this.shown) {
      drawn.of = this.shown;
      drawn.symbols = this.shown.flatMap(({ kinds, points }) =>
        points.map(([x, y, kind]) => ({ x, y, symbol: symbolOf(kinds[kind][1]) })),
      );
      const lines = this.shown.flatMap(({ kinds, lines: paths }) =>
        paths.flatMap(([d, kind]) => overlayLine(d, kinds[kind][1], 1)),
      );
      for (const line of lines) line.setAttribute("vector-effect", "non-scaling-stroke");
      for (const { symbol } of drawn.symbols) symbol.setAttribute("class", "symbol");
      drawn.group.replaceChildren(...lines, ...drawn.symbols.map(({ symbol }) => symbol));
    }
    this.place(renderer, drawn.symbols);
  }

  /** Symbols keep their size at every zoom. */
  place(renderer, symbols) {
    if (!symbols.length) return;
    const scale = this.scaleOf(renderer);
    for (const { x, y, symbol } of symbols) {
      symbol.setAttribute("transform", `translate(${x} ${y}) scale(${scale})`);
    }
  }

  /** Map units a pixel; larger in a presentation, where all is. */
  scaleOf({ svg }) {
    const { width, height } = svg.getBoundingClientRect();
    const { box } = this.map.view;
    return (this.map.magnified ?? 1) * (width ? Math.max(box[2] / width, box[3] / height) : 1);
  }

  redrawn() {
    this.draw();
  }

  reshape() {
    this.spot = null;
    this.shown = [];
  }

  /** What the layers are called, below the legend's own entries. */
  explain() {
    const { map } = this;
    const items = this.entries().map(({ label, count, swatch }) => {
      const item = htmlElement("li");
      const view = { viewBox: "0 0 26 16", width: 26, height: 16, "aria-hidden": "true" };
      item.append(svgElement("svg", view, swatch), htmlElement("span", { class: "label", dir: "auto" }, label));
      item.append(htmlElement("span", { class: "count" }, count));
      return item;
    });
    this.list.replaceChildren(...items);
    if (items.length) map.legend.section.append(this.list);
    else this.list.remove();
  }

  /** One entry a kind that is there: { label, count, swatch }. */
  entries() {
    return this.shown.flatMap(({ kinds, points, lines }) =>
      kinds.flatMap(([label, look], kind) => {
        const count = [...points.map((point) => point[2]), ...lines.map((line) => line[1])].filter(
          (other) => other === kind,
        ).length;
        if (!count) return [];
        const symbol = SYMBOLS[look] && symbolOf(look);
        symbol?.setAttribute("transform", "translate(13 8)");
        return [{ label, count: String(count), swatch: symbol ? [symbol] : overlayLine("M0 8H26", look, 1) }];
      }),
    );
  }

  /** The point of a layer under the pointer is told in place of the area. */
  over(event) {
    if (!this.shown.length || event.composedPath()[0].closest?.("button")) return;
    const renderer = this.map.renderers().find(({ svg }) => event.composedPath().includes(svg));
    const found = renderer ? this.nearest(renderer, event) : null;
    if (found) {
      const [, , , name, note] = found.point;
      const area = renderer.areaOf(event);
      const where = area < 0 ? "" : this.map.figures.names[area];
      this.map.tooltip.show([name, note, where], event.clientX, event.clientY);
    } else if (this.spot) {
      const area = renderer ? renderer.areaOf(event) : -1;
      if (area < 0) this.map.point(-1);
      else this.map.tell(area, event.clientX, event.clientY);
    }
    this.spot = found;
  }

  /** The nearest point within reach of an event, or nothing. */
  nearest(renderer, event) {
    const [x, y] = renderer.place(event.clientX, event.clientY);
    let reach = NEAR * this.scaleOf(renderer);
    let found = null;
    for (const { points } of this.shown) {
      for (const point of points) {
        const distance = Math.hypot(point[0] - x, point[1] - y);
        if (distance <= reach) [reach, found] = [distance, { point }];
      }
    }
    return found;
  }

  pictured() {
    return this.shown.map(({ kinds, points, lines }) => (scale) =>
      svgElement("g", {}, [
        ...lines.flatMap(([d, kind]) => overlayLine(d, kinds[kind][1], scale)),
        ...points.map(([x, y, kind, name]) => {
          const symbol = symbolOf(kinds[kind][1]);
          symbol.setAttribute("transform", `translate(${x} ${y}) scale(${scale})`);
          symbol.append(textElement("title", name));
          return symbol;
        }),
      ]),
    );
  }

  /** Lines of text below a saved picture. */
  credits() {
    return this.shown.map(({ note }) => note);
  }
}

/** White with a dark rim: one of the two shows on any fill. */
function symbolOf(look) {
  const path = svgElement("path", { d: SYMBOLS[look], fill: "#ffffff", stroke: "#14181f" });
  path.setAttribute("stroke-width", 2);
  return path;
}

function overlayLine(d, look, scale) {
  return OVERLAY_LINES[look].map(([stroke, width, dashes]) =>
    svgElement("path", {
      d,
      fill: "none",
      stroke,
      "stroke-width": width * scale,
      "stroke-linecap": look === "dots" && dashes ? "round" : "butt",
      "stroke-linejoin": "round",
      ...(dashes ? { "stroke-dasharray": dashes.map((dash) => dash * scale).join(" ") } : {}),
    }),
  );
}
