// Draws areas as SVG. Knows shapes, fills and lines; no state, no texts, no events.
// Another renderer (a canvas, for very many areas) needs the same methods.

const MANY = 1000; // areas: with more of them, borders are one thin line

class SvgRenderer {
  /** `prefix` starts the ids of patterns, which must be the page's only ones. */
  constructor(svg, geometry, prefix) {
    this.svg = svg;
    this.geometry = geometry;
    this.prefix = prefix;
    this.patterns = patterns(prefix);
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
    this.defs = svgElement("defs", {}, this.patterns);
    this.clips = svgElement("defs");
    this.decor = svgElement("g", { class: "decor", "aria-hidden": "true" });
    const add = (name) => {
      const path = svgElement("path", { class: name });
      this.decor.append(path);
      return path;
    };
    this.dots = ["dots-dark", "dots-light"].map((kind) => {
      const path = add("dots");
      path.setAttribute("fill", `url(#${prefix}-${kind})`);
      return [kind, path];
    });
    const many = geometry.codes.length > MANY;
    svg.classList.toggle("many", many);
    if (!many) add("borders").setAttribute("d", geometry.paths.join(""));
    this.outlines = svgElement("g");
    this.decor.append(this.outlines);
    this.lines = {};
    for (const kind of ["focus", "hover", "selected"]) {
      this.lines[kind] = ["halo", "line"].map((part) => add(`${kind} ${part}`));
    }
    const group = svgElement("g", { role: "presentation" }, this.areas);
    svg.replaceChildren(this.defs, this.clips, group, this.decor);
  }

  /** Fill each area: a color or the name of a pattern; `dotted` areas get dots too. */
  paint(fills, dotted) {
    this.areas.forEach((path, area) => {
      const fill = fills[area];
      const paint = fill.startsWith("#") ? fill : `url(#${this.prefix}-${fill})`;
      if (path.getAttribute("fill") !== paint) path.setAttribute("fill", paint);
    });
    for (const [kind, path] of this.dots) {
      path.setAttribute("d", this.joined(dotted.filter((area) => dotsOn(fills[area]) === kind)));
    }
  }

  /** Groups of areas to outline: [{ style: "solid" | "dashed", areas: [number] }]. */
  outline(groups) {
    const clips = [];
    // Solid lines last: dashed ones lie further inside and leave them room.
    const order = [...groups].sort((a, b) => (a.style > b.style) - (a.style < b.style));
    const lines = order.flatMap(({ style, areas }, group) => {
      const d = this.joined(areas);
      const inside = {};
      if (style === "dashed") {
        // Drawn inside the area, so that a solid line on the same border stays seen.
        const id = `${this.prefix}-clip-${group}`;
        clips.push(svgElement("clipPath", { id }, [svgElement("path", { d, "clip-rule": "evenodd" })]));
        inside["clip-path"] = `url(#${id})`;
      }
      return ["halo", "line", "rim"].map((part) =>
        svgElement("path", { d, class: `outline ${style} ${part}`, ...inside }),
      );
    });
    this.clips.replaceChildren(...clips);
    this.outlines.replaceChildren(...lines);
  }

  /** Draw the "hover", "focus" or "selected" line round an area; -1 takes it away. */
  mark(kind, area) {
    for (const path of this.lines[kind]) {
      if (area >= 0) path.setAttribute("d", this.geometry.paths[area]);
      path.classList.toggle("shown", area >= 0);
    }
  }

  /** Names, states and the one tab stop of the areas. */
  describe(nameOf, selected, active) {
    this.areas.forEach((path, area) => {
      const name = nameOf(area);
      if (path.getAttribute("aria-label") !== name) path.setAttribute("aria-label", name);
      path.setAttribute("aria-selected", String(area === selected));
      path.setAttribute("tabindex", area === active ? 0 : -1);
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

  /** Show a part of the map: left, top, width, height in map units. */
  view(box) {
    this.svg.setAttribute("viewBox", box.join(" "));
    const { width, height } = this.svg.getBoundingClientRect();
    if (!width || !height) return;
    const scale = Math.max(box[2] / width, box[3] / height); // map units a pixel
    for (const pattern of this.patterns) {
      pattern.setAttribute("patternTransform", `scale(${scale})`);
    }
  }

  /** Where a place of the map is on the screen. */
  screen([x, y]) {
    const place = new DOMPoint(x, y).matrixTransform(this.svg.getScreenCTM());
    return [place.x, place.y];
  }

  /** Which place of the map is at a point of the screen. */
  place(x, y) {
    const place = new DOMPoint(x, y).matrixTransform(this.svg.getScreenCTM().inverse());
    return [place.x, place.y];
  }

  joined(areas) {
    return areas.map((area) => this.geometry.paths[area]).join("");
  }
}
