// Small maps: all years of an indicator, or the indicators of its theme. All are drawn
// from one raster of the areas, which is only colored anew for each; each is a button
// that makes it the large map.

const MOST_SMALL = 12; // maps at once

/** The scene of many small maps: that of the chosen one with all of them in `small`. */
function smallScene(figures, state, words) {
  const series = figures.find(state.series);
  const byTheme = state.small === "theme";
  const wanted = byTheme ? themeOf(figures, series, state.year) : newest(series);
  const make = (one) => valueScene(figures, { ...state, pool: byTheme ? state.pool : "all", ...one }, words);
  const small = wanted.map((one) => {
    const scene = make(one);
    return { ...one, scene, title: byTheme ? scene.title : String(one.year) };
  });
  return {
    ...make({ series: series.key, year: state.year }),
    key: `small ${byTheme ? series.group : series.key}`,
    title: byTheme ? series.group : fill(words.smallTitle, { name: series.name }),
    small,
    byTheme,
    facts: (area) => [figures.names[area], ...small.map(({ scene, title }) => `${title}: ${figureOf(scene, area, words)}`)],
  };
}

/** Value of an area, or why there is none. */
function figureOf({ values, statuses, said }, area, words) {
  return Number.isNaN(values[area]) ? words.notes[missingKind(statuses[area])] : said(values[area]);
}

function newest(series) {
  return series.years.slice(-MOST_SMALL).map((year) => ({ series: series.key, year }));
}

/** Series under the same heading, the chosen one among them. */
function themeOf(figures, chosen, year) {
  const all = figures.series.filter(({ group }) => group === chosen.group);
  const first = all.slice(0, MOST_SMALL);
  if (!first.includes(chosen)) first[MOST_SMALL - 1] = chosen;
  return first.map((one) => ({ series: one.key, year: figures.year(one, year) }));
}

/** Fills as elsewhere, with fewer dots: small maps have many in little room. */
class SmallTiles extends Tiles {
  dot([color, opacity]) {
    const { pen } = this;
    pen.globalAlpha = Number(opacity);
    pen.fillStyle = color;
    for (const at of [4, 12]) {
      pen.beginPath();
      pen.arc(at, at, 1.6, 0, 2 * Math.PI);
      pen.fill();
    }
  }
}

class SmallMaps {
  constructor(map) {
    this.map = map;
    this.list = htmlElement("ul", { class: "small-maps", role: "list" });
    this.list.hidden = true;
    this.maps = [];
    map.figure.after(this.list);
    this.help = htmlElement("p", { class: "small-help" });
    map.figure.prepend(this.help);
    this.sizes = new ResizeObserver(() => this.redrawn());
    this.sizes.observe(this.list);
  }

  get shown() {
    return this.map.scene?.small ?? null;
  }

  renderers() {
    return this.shown ? this.maps.map(({ lines }) => lines) : [];
  }

  panels() {
    return this.shown?.map(({ scene, title }) => ({ scene, title })) ?? null;
  }

  /** Classes where they are the same for all; statuses of all; no counts, which differ. */
  legends() {
    if (!this.shown) return null;
    const { scene, data } = this.map;
    const each = this.shown.map((one) => legendOf(one.scene, this.map.legendLines(), data.words));
    const uncounted = (entries) => entries.map((entry) => ({ ...entry, count: "" }));
    const legend = {
      ...each[0],
      title: scene.title,
      countWord: "",
      classes: scene.byTheme ? [] : uncounted(each[0].classes),
      direction: scene.byTheme ? "" : each[0].direction,
      statuses: uncounted(statusesOf(each, data.words)),
      outlines: uncounted(each[0].outlines),
    };
    return [{ legend, colors: scene.colors }];
  }

  /** In a saved picture: the classes of each map where they are its own. */
  pictureLegends() {
    if (!this.shown || !this.map.scene.byTheme) return null;
    const own = this.shown.map(({ scene }) => {
      const legend = legendOf(scene, [], this.map.data.words);
      const classes = legend.classes.map((entry) => ({ ...entry, count: "" }));
      return { legend: { ...legend, countWord: "", classes, statuses: [] }, colors: scene.colors };
    });
    return [...own, ...this.legends()];
  }

  repaint() {
    const { map, shown, list } = this;
    map.frame.classList.toggle("small", Boolean(shown));
    list.hidden = this.help.hidden = !shown;
    if (!shown) return;
    const { words, outlines } = map.data;
    this.help.textContent = words.smallHelp;
    if (this.geometry !== map.geometry) {
      this.geometry = map.geometry;
      this.raster = new Raster(map.geometry);
      this.seen = "";
      this.maps = [];
      list.replaceChildren();
    }
    while (this.maps.length < shown.length) this.maps.push(this.add(this.maps.length));
    while (this.maps.length > shown.length) this.maps.pop().item.remove();
    const text = fill(words.smallList, { count: shown.length, help: words.smallHelp });
    map.summary.textContent = `${map.scene.title}. ${text}`;
    list.setAttribute("aria-label", map.scene.title);
    this.maps.forEach((one, at) => this.tell(one, shown[at]));
    for (const { lines } of this.maps) lines.outline(outlines);
    this.redrawn();
  }

  add(at) {
    const { map } = this;
    const canvas = htmlElement("canvas");
    const svg = svgElement("svg", { preserveAspectRatio: "xMidYMid meet" });
    const lines = new Lines(svg, map.geometry, `${map.prefix}-small-${at}`);
    lines.finish();
    lines.small = true;
    const picture = htmlElement("span", { class: "small-picture", "aria-hidden": "true" });
    picture.style.aspectRatio = map.svg.style.aspectRatio;
    picture.append(canvas, svg);
    const texts = ["title", "classes", "facts", "unseen"].map((name) => {
      const kind = name === "unseen" ? name : `small-${name}`;
      return htmlElement("span", { class: kind, dir: "auto" });
    });
    const [title, classes, facts, more] = texts;
    const button = htmlElement("button", { type: "button", class: "small-map" });
    button.append(title, picture, classes, facts, more);
    const item = htmlElement("li");
    item.append(button);
    this.list.append(item);
    const pen = canvas.getContext("2d");
    const one = { item, button, canvas, pen, picture, lines, title, classes, facts, more, tiles: new SmallTiles(svg) };
    this.listen(one);
    return one;
  }

  listen(one) {
    const { map } = this;
    one.picture.addEventListener("pointermove", (event) => {
      if (event.pointerType !== "touch") map.point(this.areaOf(one, event), event.clientX, event.clientY);
    });
    one.picture.addEventListener("pointerleave", () => map.point(-1));
    one.button.addEventListener("click", (event) => {
      map.point(-1);
      map.change({ mode: "value", series: one.shows.series, year: one.shows.year });
      if (event.detail === 0) map.renderer.focus(map.active); // by key: go on from there
    });
  }

  areaOf({ canvas }, { clientX, clientY }) {
    const { left, top, width } = canvas.getBoundingClientRect();
    const dots = this.raster.width / width;
    return this.raster.at((clientX - left) * dots, (clientY - top) * dots);
  }

  /** Texts of one small map. */
  tell(one, shows) {
    const { map } = this;
    const { words } = map.data;
    const { scene } = shows;
    one.shows = shows;
    one.title.textContent = shows.title;
    const chosen = shows.series === map.state.series && shows.year === map.state.year;
    if (chosen) one.button.setAttribute("aria-current", "true");
    else one.button.removeAttribute("aria-current");
    const known = scene.reference !== undefined && scene.reference !== null;
    const whole = known ? fill(words.smallWhole, { value: scene.said(scene.reference) }) : "";
    const { selected, figures } = map;
    const own = selected < 0 ? "" : `${figures.names[selected]} ${figureOf(scene, selected, words)}`;
    one.facts.replaceChildren(...[whole, own].filter(Boolean).map((text) => htmlElement("span", { dir: "auto" }, text)));
    one.more.textContent = `. ${summaryOf(scene, figures, words)}`;
    one.classes.hidden = !map.scene.byTheme;
    if (map.scene.byTheme) this.strip(one.classes, scene);
  }

  /** The classes of a map that has its own: their colors between both ends. */
  strip(box, { ends, colors, said, labels, decimals }) {
    const swatches = labels.map((_, at) => {
      const swatch = htmlElement("span", { class: "small-swatch" });
      swatch.style.background = colors[at];
      return swatch;
    });
    const { words } = this.map.data;
    const texts = ends.length ? [numeral(words, ends[0], decimals, false), said(ends.at(-1))] : [];
    const [low, high] = texts.map((text) => htmlElement("span", {}, text));
    box.replaceChildren(...(low ? [low, ...swatches, high] : []));
  }

  mark(kind, area) {
    if (!this.shown) return;
    for (const { lines } of this.maps) lines.mark(kind, area);
    if (kind === "selected") this.maps.forEach((one) => this.tell(one, one.shows));
  }

  /** Draw before the next frame, once for however many reasons there are. */
  redrawn() {
    if (!this.shown) return;
    this.frame ??= requestAnimationFrame(() => {
      this.frame = null;
      if (this.shown && this.maps.length && this.geometry === this.map.geometry) this.draw();
    });
  }

  draw() {
    const { box } = this.map.view;
    const { width, height } = this.maps[0].picture.getBoundingClientRect();
    const ratio = window.devicePixelRatio || 1;
    const [wide, high] = [Math.round(width * ratio), Math.round(height * ratio)];
    if (!wide || !high) return;
    const fine = ratio < 1.5 ? 2 : 1;
    const seen = JSON.stringify([box, width, height, ratio]);
    if (this.seen !== seen) {
      this.seen = seen;
      this.outlineAreas(box, width, height, ratio * fine, wide * fine, high * fine);
      this.image = new ImageData(wide, high);
      for (const { canvas, lines } of this.maps) {
        Object.assign(canvas, { width: wide, height: high });
        lines.view(box);
      }
    }
    for (const one of this.maps) {
      const kinds = this.kindsOf(one.shows.scene, one.tiles);
      if (one.canvas.width !== wide) Object.assign(one.canvas, { width: wide, height: high });
      colored(this.raster, kinds, one.tiles.pixels, new Uint32Array(this.image.data.buffer), fine);
      one.pen.putImageData(this.image, 0, 0);
    }
  }

  /** The raster that all small maps share. */
  outlineAreas(box, width, height, dots, wide, high) {
    const scale = Math.min(width / box[2], height / box[3]); // pixels a map unit
    const [x, y] = [box[0] - (width / scale - box[2]) / 2, box[1] - (height / scale - box[3]) / 2];
    const size = scale * dots * Math.sqrt((this.geometry.width * this.geometry.height) / this.geometry.count);
    this.raster.draw(x, y, scale * dots, wide, high, size > ROOMY);
  }

  /** The number of each area's fill, from place 1 on, as `colored` wants it. */
  kindsOf({ classes, colors, statuses }, tiles) {
    tiles.begin();
    const kinds = new Uint8Array(classes.length + 1);
    const solid = colors.map((color) => tiles.kind(color, false));
    const dotted = colors.map((color) => tiles.kind(color, true));
    const missing = this.map.figures.kinds.map((kind, status) => (status < FIRST_MISSING ? 0 : tiles.kind(kind, false)));
    for (let area = 0; area < classes.length; area += 1) {
      const number = classes[area];
      if (number < 0) kinds[area + 1] = missing[missingKind(statuses[area])];
      else kinds[area + 1] = (statuses[area] === ESTIMATED ? dotted : solid)[number];
    }
    return kinds;
  }

  end() {
    cancelAnimationFrame(this.frame);
    this.sizes.disconnect();
  }
}
