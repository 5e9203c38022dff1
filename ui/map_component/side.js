// Two maps side by side. The first one is the list of areas that keyboard and screen
// reader walk; the second is a picture that follows it. Two lists of the same areas
// would double every stop and part the two figures that are to be compared: so each
// area's name tells both.

/** The scene of two maps: that of the first one with both in `pair`. */
function sideScene(figures, state, words) {
  const second = figures.find(state.second);
  const other = { series: second.key, year: figures.year(second, state.secondYear ?? state.year) };
  const apart = [state, { ...state, ...other }].map((one) => valueScene(figures, one, words));
  const common = apart[0].unit === apart[1].unit;
  const pair = common ? withCommonClasses(figures, state, words, apart) : apart;
  const [{ series }, { title }] = pair;
  const years = { name: series.name, first: state.year, second: other.year };
  const both = { first: pair[0].title, second: title };
  return {
    ...pair[0],
    key: `side ${pair[0].key} ${pair[1].key}`,
    title: series === second ? fill(words.sideYears, years) : fill(words.sideTitle, both),
    pair,
    common,
    facts: (area) => [figures.names[area], ...pair.map((scene) => `${scene.title}: ${said(scene, area)}`)],
  };
}

/** What a scene says of an area, but for its name. */
function said(scene, area) {
  return scene.facts(area).slice(1).filter(Boolean).join(", ");
}

/** The scenes with the same classes and colors, so that a color means one thing. */
function withCommonClasses(figures, state, words, scenes) {
  const pools = scenes.map(({ series, values }) => (state.pool === "year" ? values : figures.whole(series)));
  const key = `common ${scenes.map((scene) => (state.pool === "year" ? scene.key : scene.series.key))}`;
  const ends = figures.keep(`${key} ${state.scheme} ${state.classes}`, () =>
    borders(sorted(Float32Array.from(pools.flatMap((pool) => [...pool]))), state.scheme, state.classes),
  );
  const worse = scenes.map(({ series }) => series.worse);
  const alike = worse[0] === worse[1];
  const decimals = Math.max(...scenes.map((scene) => scene.decimals));
  const colors = sequential(words, state.palette, Math.max(1, ends.length - 1), alike ? worse[0] : "neither");
  return scenes.map((scene) => ({
    ...scene,
    ends,
    colors,
    classes: classesOf(scene.values, ends),
    labels: classLabels(words, ends, decimals, false),
    direction: alike ? scene.direction : words.sideDirection,
  }));
}

/** One legend of two: what both hold, with how many areas in each. */
function joinedLegend([one, other], title, words) {
  const count = (first, second) => `${first?.count ?? 0} | ${second?.count ?? 0}`;
  const ofKind = (legend, kind) => legend.statuses.find((entry) => entry.kind === kind);
  return {
    ...one,
    title,
    countWord: words.sideCount,
    classes: one.classes.map((entry, at) => ({ ...entry, count: count(entry, other.classes[at]) })),
    statuses: statusesOf([one, other], words).map((entry) => ({
      ...entry,
      count: count(ofKind(one, entry.kind), ofKind(other, entry.kind)),
    })),
    outlines: one.outlines.map((entry) => ({ ...entry, count: count(entry, entry) })),
  };
}

/** The statuses that some of several legends have, in the order of their weight. */
function statusesOf(legends, words) {
  const kinds = new Map(legends.flatMap(({ statuses }) => statuses.map((entry) => [entry.kind, entry])));
  return words.kinds.flatMap((kind) => kinds.get(kind) ?? []);
}

class Side {
  constructor(map) {
    this.map = map;
    this.svg = svgElement("svg", {
      class: "twin",
      "aria-hidden": "true",
      preserveAspectRatio: "xMidYMid meet",
    });
    this.headings = [0, 1].map(() => htmlElement("p", { class: "map-title", dir: "auto" }));
    this.legend = new Legend(`${map.prefix}-twin`);
    this.box = htmlElement("div", { class: "figure" });
    this.box.append(this.headings[1], this.svg, this.legend.section);
    this.pictures = htmlElement("div", { class: "pictures" });
    map.figure.replaceWith(this.pictures);
    map.figure.prepend(this.headings[0]);
    this.pictures.append(map.figure, this.box);
    this.box.hidden = this.headings[0].hidden = true;
    this.view = new View(
      this.svg,
      (x, y) => this.renderer.place(x, y),
      ([left, top]) => map.view.set(this.view.scale, left, top),
    );
    this.view.inUse = () => map.view.inUse();
    this.listen();
  }

  listen() {
    const { map, svg } = this;
    svg.addEventListener("pointermove", (event) => {
      if (event.pointerType === "touch") return;
      const moving = event.buttons && this.view.dragged;
      map.point(moving ? -1 : this.renderer.areaOf(event), event.clientX, event.clientY);
    });
    svg.addEventListener("pointerleave", (event) => {
      if (event.pointerType !== "touch") map.point(-1);
    });
    svg.addEventListener("click", (event) => {
      const area = this.renderer.areaOf(event);
      if (area < 0 || this.view.dragged) return;
      map.renderer.focus(area); // the list of areas follows the pointer
      map.clicked(area, event);
    });
  }

  get shown() {
    return Boolean(this.map.scene?.pair);
  }

  renderers() {
    return this.shown && this.renderer ? [this.renderer] : [];
  }

  /** Each map of its own, for whoever draws them elsewhere. */
  panels() {
    return this.shown ? this.map.scene.pair.map((scene) => ({ scene })) : null;
  }

  /** One legend where the unit is one, else one for each map. */
  legends() {
    if (!this.shown) return null;
    const { scene, data } = this.map;
    const each = scene.pair.map((one) => ({
      legend: legendOf(one, this.map.legendLines(), data.words),
      colors: one.colors,
    }));
    if (!scene.common) return each;
    const legend = joinedLegend(each.map((one) => one.legend), scene.title, data.words);
    return [{ legend, colors: scene.colors }];
  }

  repaint() {
    const { map, shown } = this;
    map.frame.classList.toggle("side", shown);
    map.frame.classList.toggle("parted", shown && !map.scene.common);
    this.box.hidden = this.headings[0].hidden = !shown;
    this.place(shown && !map.scene.common);
    if (!shown) return this.clear();
    const { scene, data, figures } = map;
    this.draw();
    const { fills, dotted } = fillsOf(scene.pair[1], figures.kinds);
    this.renderer.paint(fills, dotted);
    this.renderer.outline(data.outlines);
    this.headings.forEach((heading, at) => (heading.textContent = scene.pair[at].title));
    const own = this.legends()[1];
    this.legend.section.hidden = !own;
    if (own) this.legend.show(own.legend, own.colors);
    const [first, second] = scene.pair.map((one) => summaryOf(one, figures, data.words));
    map.summary.textContent = fill(data.words.sideSummary, { first, second });
    this.redrawn();
  }

  /** Put the first legend under its map, or back beside all. */
  place(under) {
    const { figure, frame, legend, summary } = this.map;
    const room = under ? figure : frame;
    if (legend.section.parentNode === room) return;
    room.insertBefore(legend.section, under ? null : summary);
  }

  /** A picture of the same areas: nothing in it can be walked or is read aloud. */
  draw() {
    const { map, svg } = this;
    svg.style.aspectRatio = map.svg.style.aspectRatio;
    if (this.geometry === map.geometry) return;
    this.geometry = map.geometry;
    this.renderer?.end();
    this.renderer = rendererFor(svg, map.geometry, `${map.prefix}-twin`);
    this.renderer.tell = () => {};
    for (const element of [svg, ...(this.renderer.areas ?? [])]) {
      for (const name of ["role", "tabindex", "aria-selected", "id", "data-code"]) element.removeAttribute(name);
    }
  }

  clear() {
    this.renderer?.end();
    this.renderer = this.geometry = null;
    this.svg.replaceChildren();
  }

  mark(kind, area) {
    if (this.shown) this.renderer?.mark(kind, area);
    if (this.shown && kind === "hover") this.legend.point(area < 0 ? -1 : this.map.scene.pair[1].classes[area]);
  }

  /** Both maps show the same part. */
  redrawn() {
    if (!this.shown || this.geometry !== this.map.geometry) return;
    const { scale, box, whole } = this.map.view;
    Object.assign(this.view, { scale, box, whole });
    this.svg.classList.toggle("zoomed", scale > 1);
    this.renderer.view(box);
  }

  end() {
    this.renderer?.end();
  }
}
