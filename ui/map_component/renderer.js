// Draws areas as SVG. Knows shapes, fills and lines; no state, no texts, no events.
// The canvas for very many areas has the same methods.

const MANY = 1000; // areas: with more of them, borders are one thin line, drawn once
const FEW = 200; // areas: so many are named at once, more of them when there is time

class SvgRenderer extends Lines {
  constructor(svg, geometry, prefix) {
    super(svg, geometry, prefix);
    svg.setAttribute("role", "listbox");
    this.areas = geometry.paths.map((d, area) =>
      svgElement("path", {
        d,
        class: "area",
        role: "option",
        id: `${prefix}-area-${area}`,
        tabindex: -1,
        "aria-selected": "false",
        "data-area": area,
        "data-code": geometry.codes[area],
      }),
    );
    this.fills = [];
    this.names = [];
    this.selected = this.active = -1;
    this.dots = ["dots-dark", "dots-light"].map((kind) => {
      const path = this.added("dots");
      path.setAttribute("fill", `url(#${prefix}-${kind})`);
      path.setAttribute("d", "");
      return { kind, path, d: "" };
    });
    const many = geometry.count > MANY;
    svg.classList.toggle("many", many);
    const borders = this.added("borders");
    if (many) whenIdle(() => borders.setAttribute("d", geometry.borders()));
    else borders.setAttribute("d", geometry.paths.join(""));
    this.finish(svgElement("g", { role: "presentation" }, this.areas));
  }

  /** Fill each area: a color or the name of a pattern; `dotted` areas get dots too. */
  paint(fills, dotted) {
    this.areas.forEach((path, area) => {
      const fill = fills[area];
      if (this.fills[area] === fill) return;
      path.setAttribute("fill", fill.startsWith("#") ? fill : `url(#${this.prefix}-${fill})`);
    });
    this.fills = fills;
    this.renamed = true; // for other fills have other names
    for (const dots of this.dots) {
      const d = this.joined(dotted.filter((area) => dotsOn(fills[area]) === dots.kind));
      if (d !== dots.d) dots.path.setAttribute("d", d);
      dots.d = d;
    }
  }

  /** Names, states and the one tab stop of the areas. */
  describe(nameOf, selected, active) {
    this.nameOf = nameOf;
    if (selected !== this.selected) {
      this.areas[this.selected]?.setAttribute("aria-selected", "false");
      this.areas[selected]?.setAttribute("aria-selected", "true");
      this.selected = selected;
    }
    this.activate(active);
    if (!this.renamed) return;
    this.renamed = false;
    this.unnamed = 0;
    if (this.areas.length <= FEW) this.nameUntil(() => false);
    else this.nameLater();
  }

  /** Make an area the one that Tab comes to; what has the focus is named at once. */
  activate(area) {
    if (area !== this.active) {
      this.areas[this.active]?.setAttribute("tabindex", -1);
      this.areas[area].setAttribute("tabindex", 0);
      this.active = area;
    }
    this.name(area);
  }

  name(area) {
    const name = this.nameOf(area);
    if (this.names[area] !== name) this.areas[area].setAttribute("aria-label", name);
    this.names[area] = name;
  }

  nameUntil(over) {
    for (let done = 0; this.unnamed < this.areas.length; done += 1) {
      if (done % 50 === 49 && over()) return;
      this.name(this.unnamed);
      this.unnamed += 1;
    }
  }

  nameLater() {
    if (this.naming) return;
    this.naming = whenIdle((over) => {
      this.naming = 0;
      this.nameUntil(over);
      if (this.unnamed < this.areas.length) this.nameLater();
    });
  }

  focus(area) {
    this.areas[area].focus({ preventScroll: true });
  }

  /** The area under an event, or -1. */
  areaOf(event) {
    const path = event.target.closest?.("[data-area]");
    return path ? Number(path.dataset.area) : -1;
  }
}

/** Calls `work(over)` when the page has nothing else to do; `over()`: time to stop. */
function whenIdle(work) {
  if (window.requestIdleCallback) {
    return requestIdleCallback((left) => work(() => left.timeRemaining() < 1), { timeout: 300 });
  }
  return setTimeout(() => {
    const begun = performance.now();
    work(() => performance.now() - begun > 8);
  }, 30);
}
