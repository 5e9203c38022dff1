// The map: what is chosen, what is pointed at, and what each key and click does.
// Every word comes from the server; nothing here is in any language.

const ARROWS = {
  ArrowRight: [1, 0],
  ArrowLeft: [-1, 0],
  ArrowDown: [0, 1],
  ArrowUp: [0, -1],
};
// What else belongs to a map, each a class made with the map: it may have the methods
// reshape, follow, repaint, mark, redrawn, doubled, key, send and end (see AreaMap.each).
const COMPANIONS = [Whereabouts, Search, Side, SmallMaps, Layers, Labels, Overlays, Background, Saving, Presentation, Ahead];
let mounted = 0;

class AreaMap {
  constructor(root) {
    mounted += 1;
    this.prefix = `area-map-${mounted}`;
    this.selected = this.hovered = -1;
    this.active = 0;
    this.turn = 0;
    this.tooltip = new Tooltip();
    this.legend = new Legend(this.prefix);
    this.build(root);
    this.view = new View(
      this.svg,
      (x, y) => this.renderer.place(x, y),
      (box) => this.redrawn(box),
    );
    this.companions = COMPANIONS.map((Companion) => new Companion(this));
    this.listen();
  }

  /** Let every companion that cares know what happened. */
  each(what, ...how) {
    for (const companion of this.companions ?? []) companion[what]?.(...how);
  }

  /** What the legends hold: { legend, colors } once, or once for each of several maps. */
  legends() {
    const several = this.companions.map((one) => one.legends?.()).find(Boolean);
    const { scene, data } = this;
    return several ?? [{ legend: legendOf(scene, this.legendLines(), data.words), colors: scene.colors }];
  }

  legendLines() {
    return [...this.data.outlines, ...this.companions.flatMap((one) => one.legendLines?.() ?? [])];
  }

  /** Whatever draws areas here: the map's own renderer and those of companions. */
  renderers() {
    return [this.renderer, ...this.companions.flatMap((one) => one.renderers?.() ?? [])];
  }

  build(root) {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(STYLE);
    root.adoptedStyleSheets = [sheet];
    this.svg = svgElement("svg", {
      role: "listbox",
      preserveAspectRatio: "xMidYMid meet",
      "aria-describedby": `${this.prefix}-summary ${this.prefix}-help`,
    });
    this.summary = htmlElement("p", { class: "unseen", id: `${this.prefix}-summary` });
    this.help = htmlElement("p", { class: "unseen", id: `${this.prefix}-help` });
    this.failure = htmlElement("p", { class: "failure", role: "alert" });
    this.buttons = ["+", "\u2212", "\u21ba"].map((sign) =>
      htmlElement("button", { type: "button" }, sign),
    );
    const zoom = htmlElement("div", { class: "zoom" });
    zoom.append(...this.buttons);
    this.figure = htmlElement("div", { class: "figure" });
    this.figure.append(this.svg, zoom, this.failure);
    this.controls = new Controls(this.prefix, (part) => this.change(part));
    this.ranking = new Ranking((area, x, y) => this.point(area, x, y), (area) => this.pick(area));
    const side = htmlElement("div", { class: "figure-side" });
    side.append(this.figure, this.ranking.box);
    this.frame = htmlElement("div", { class: "area-map" });
    this.frame.append(side, this.legend.section, this.summary, this.help, this.tooltip.box);
    const outer = htmlElement("div", { class: "room" });
    outer.append(this.controls.bar, this.frame);
    root.append(outer);
  }

  /** Show what the server sent; only what differs is touched. */
  async show(data, choose) {
    this.choose = choose;
    this.data = data;
    this.svg.style.aspectRatio = `${data.geometry.width} / ${data.geometry.height}`;
    this.help.textContent = data.words.help;
    this.buttons.forEach((button, at) => {
      button.setAttribute("aria-label", data.words.zoom[at]);
      button.title = data.words.zoom[at];
    });
    const others = this.shape !== data.geometry.key; // what was chosen here is not theirs
    if (!(await this.fetch(data))) return;
    if (this.data !== data) return; // newer data came meanwhile
    // A message that was on its way when something was chosen here knows less.
    if (data.turn >= this.turn || !this.state || others) {
      this.turn = Math.max(this.turn, data.turn);
      this.state = settled(this.figures, data.state);
      this.selected = this.at.get(data.selected) ?? -1;
    }
    this.each("follow");
    if (this.content() === this.painted) this.select(this.selected);
    else this.repaint();
  }

  /** Get outlines and figures, draw other areas; true when they could be had. */
  async fetch(data) {
    try {
      const [geometry, figures] = await Promise.all([
        loadGeometry(data.geometry),
        loadFigures(data.figures),
      ]);
      if (this.data.geometry.key !== data.geometry.key) return false;
      this.figures = figures;
      this.failure.textContent = "";
      if (this.shape !== data.geometry.key) this.reshape(data.geometry.key, geometry);
      return true;
    } catch {
      if (this.data === data) this.failure.textContent = data.words.failed;
      return false;
    }
  }

  reshape(key, geometry) {
    this.shape = key;
    this.point(-1);
    this.geometry = geometry;
    this.renderer?.end();
    this.renderer = rendererFor(this.svg, geometry, this.prefix);
    this.at = new Map();
    geometry.codes.forEach((code, area) => this.at.set(code, area));
    this.selected = -1;
    this.active = 0;
    this.each("reshape");
    this.view.reset(geometry.width, geometry.height);
  }

  /** A person changed something in the controls: shown at once, told to the server. */
  change(part) {
    this.state = settled(this.figures, { ...this.state, ...part });
    this.repaint();
    this.send();
  }

  send() {
    this.each("send", this.data.turn >= this.turn);
    this.turn += 1;
    const code = this.selected < 0 ? null : this.geometry.codes[this.selected];
    this.choose({ code, turn: this.turn, state: this.state });
  }

  /** All that the picture is made of; the server's answer seldom changes it. */
  content() {
    const { data, state, shape } = this;
    return JSON.stringify([{ ...data, state, turn: 0, selected: 0 }, shape]);
  }

  repaint() {
    const { data, figures, state } = this;
    this.painted = this.content();
    const { words } = data;
    this.scene = compose(figures, state, words);
    const { fills, dotted } = fillsOf(this.scene, figures.kinds);
    this.renderer.paint(fills, dotted);
    this.renderer.outline(data.outlines);
    this.controls.show(figures, state, words, data.controls);
    const [first] = this.legends();
    this.legend.show(first.legend, first.colors);
    this.svg.setAttribute("aria-label", fill(words.label, { title: this.scene.title }));
    this.summary.textContent = summaryOf(this.scene, figures, words);
    this.ranking.show(this.scene, fills, data.outlines, data.ranking && !this.scene.pair && !this.scene.small ? words : null);
    this.each("repaint");
    this.select(this.selected);
    if (this.tooltip.shown && this.spot) this.tell(...this.spot);
  }

  facts(area) {
    return this.scene.facts(area);
  }

  select(area) {
    const inside = this.svg.matches(":focus-within");
    if (area >= 0 && !inside) this.active = area;
    this.selected = area;
    this.renderer.describe(
      (at) => this.facts(at).filter(Boolean).join(", "),
      area,
      this.active,
      this.data.words.selected,
    );
    this.mark("selected", area);
    this.ranking.mark("selected", area);
  }

  /** Mark an area "hover", "focus" or "selected" wherever it is drawn; -1 for none. */
  mark(kind, area) {
    this.renderer.mark(kind, area);
    this.each("mark", kind, area);
  }

  /** Someone chose an area here, or let go of it where the page can be without one. */
  pick(area) {
    if (area === this.selected && this.data.hold) return;
    this.select(area === this.selected ? -1 : area);
    this.send();
  }

  listen() {
    const { svg } = this;
    svg.addEventListener("pointermove", (event) => this.hover(event));
    svg.addEventListener("pointerleave", (event) => {
      if (event.pointerType !== "touch") this.point(-1);
    });
    svg.addEventListener("click", (event) => this.click(event));
    svg.addEventListener("keydown", (event) => this.key(event));
    // Not on the SVG itself: Chromium lets Tab stop at one that listens for focus.
    this.figure.addEventListener("focusin", (event) => this.focused(event));
    this.figure.addEventListener("focusout", () => {
      if (!this.renderer) return;
      this.ringed = false;
      this.mark("focus", -1);
      this.point(-1);
    });
    const zooms = [
      () => this.view.zoom(STEP),
      () => this.view.zoom(1 / STEP),
      () => this.view.reset(this.geometry.width, this.geometry.height),
    ];
    this.buttons.forEach((button, at) =>
      button.addEventListener("click", () => this.renderer && zooms[at]()),
    );
    this.away = (event) => {
      if (event.key === "Escape" || (event.type === "pointerdown" && !event.composedPath().includes(svg))) {
        this.point(-1);
      }
    };
    document.addEventListener("keydown", this.away);
    document.addEventListener("pointerdown", this.away);
    this.leave = () => (this.followed() ? this.follow() : this.tooltip.hide());
    window.addEventListener("scroll", this.leave, { capture: true, passive: true });
    this.sizes = new ResizeObserver(() => {
      this.width = this.frame.clientWidth; // asked for elsewhere, it costs a layout
      this.renderer?.view(this.view.box);
      this.ranking.draw();
      if (this.renderer) this.each("redrawn", this.view.box);
    });
    this.sizes.observe(svg);
    this.sizes.observe(this.frame);
  }

  /** Take back what reaches beyond the map's own elements. */
  end() {
    this.tooltip.hide();
    this.each("end");
    this.sizes.disconnect();
    document.removeEventListener("keydown", this.away);
    document.removeEventListener("pointerdown", this.away);
    window.removeEventListener("scroll", this.leave, { capture: true });
  }

  hover(event) {
    if (event.pointerType === "touch" || !this.renderer) return;
    if (event.buttons && this.view.dragged) return this.point(-1);
    this.point(this.renderer.areaOf(event), event.clientX, event.clientY);
  }

  /** Point at an area: line, tooltip and class in the legend; -1 for none. */
  point(area, x, y) {
    if (!this.renderer || !this.scene) return;
    if (area < 0) {
      this.tooltip.hide();
      this.spot = null;
    } else if (area === this.hovered && this.tooltip.shown) {
      this.spot = [area, x, y];
      this.tooltip.move(x, y);
    } else {
      this.tell(area, x, y);
    }
    if (area === this.hovered) return;
    this.hovered = area;
    const ringed = this.ringed && area === this.active; // the focus ring says it all
    this.mark("hover", ringed ? -1 : area);
    this.legend.point(area < 0 ? -1 : this.scene.classes[area]);
    this.ranking.mark("hover", area);
  }

  tell(area, x, y) {
    this.spot = [area, x, y];
    this.tooltip.show(this.facts(area), x, y);
  }

  click(event) {
    const area = this.renderer ? this.renderer.areaOf(event) : -1;
    if (area < 0 || this.view.dragged) return;
    this.clicked(area, event);
  }

  /** An area was clicked, on the map or on a picture that follows it. */
  clicked(area, event) {
    this.activate(area);
    if (event.detail > 1) return this.each("doubled", area, event);
    this.pick(area);
    if (event.pointerType === "touch") this.point(area, event.clientX, event.clientY);
  }

  focused(event) {
    const area = this.renderer ? this.renderer.areaOf(event) : -1;
    if (area < 0) return;
    this.activate(area);
    if (!event.target.matches(":focus-visible")) return;
    this.view.include(this.geometry.points[area]);
    this.ringed = true;
    this.mark("focus", area);
    event.target.scrollIntoView({ block: "nearest" });
    this.point(area, ...this.renderer.screen(this.geometry.points[area]));
  }

  /** Make an area the one that Tab comes back to. */
  activate(area) {
    if (area === this.active) return;
    this.renderer.activate(area);
    this.active = area;
  }

  key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const { points } = this.geometry;
    const goals = { Home: 0, End: points.length - 1 };
    const zooms = { "+": STEP, "=": STEP, "-": 1 / STEP };
    if (event.key in ARROWS) {
      this.renderer.focus(neighbour(points, this.active, ARROWS[event.key]));
    } else if (event.key in goals) {
      this.renderer.focus(goals[event.key]);
    } else if (event.key === "Enter" || event.key === " ") {
      this.pick(this.active);
    } else if (event.key === "Escape") {
      if (this.selected >= 0) this.pick(this.selected);
      return; // the tooltip goes as well: see `away`
    } else if (event.key in zooms) {
      this.view.zoom(zooms[event.key], points[this.active]);
    } else if (event.key === "0") {
      this.view.reset(this.geometry.width, this.geometry.height);
    } else {
      return this.each("key", event);
    }
    event.preventDefault();
  }

  redrawn(box) {
    this.renderer.view(box);
    const closest = this.view.scale >= CLOSEST;
    const whole = this.view.scale <= 1;
    [closest, whole, whole].forEach((off, at) =>
      this.buttons[at].setAttribute("aria-disabled", String(off)),
    );
    if (this.followed()) this.follow();
    this.each("redrawn", box);
  }

  /** Whether the tooltip shown is that of the area with the focus ring. */
  followed() {
    return this.ringed && this.spot?.[0] === this.active;
  }

  /** Keep it beside the area when the map or the page moves. */
  follow() {
    this.point(this.active, ...this.renderer.screen(this.geometry.points[this.active]));
  }
}

const maps = new WeakMap(); // where a map is mounted -> the map

/** Called by Streamlit for the first showing and for every change. */
export function mount({ parentElement, data, setStateValue }, early) {
  asked = early ?? asked;
  let map = maps.get(parentElement);
  if (!map) {
    map = new AreaMap(parentElement);
    maps.set(parentElement, map);
  }
  map.show(data, (choice) => setStateValue("choice", choice));
  // Streamlit also calls this for a showing that a newer one overtook: then the map
  // is still on the page and stays.
  return () => {
    if (!parentElement.isConnected) map.end();
  };
}

export { Figures, borders, classesOf, compose, legendOf, rankOf, settled };
export { findAreas, fold, groupBorders, placeOf, placeText, placedLabels };
export { Geometry, Raster, colored, fallingOrder };
