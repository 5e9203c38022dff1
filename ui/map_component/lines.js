// What is drawn over the areas, whoever draws those: outlines of groups and the lines
// round an area that is pointed at, focused or selected. An SVG of the map's extent.

class Lines {
  /** `prefix` starts the ids of patterns, which must be the page's only ones. */
  constructor(svg, geometry, prefix) {
    this.svg = svg;
    this.geometry = geometry;
    this.prefix = prefix;
    this.patterns = patterns(prefix);
    this.defs = svgElement("defs", {}, this.patterns);
    this.clips = svgElement("defs");
    this.decor = svgElement("g", { class: "decor", "aria-hidden": "true" });
    this.outlines = svgElement("g");
    this.outlined = "";
    this.lines = {};
  }

  /** Put the lines on top of what `decor` holds already, and all of it into the SVG. */
  finish(...below) {
    this.decor.append(this.outlines);
    for (const kind of ["focus", "hover", "selected"]) {
      this.lines[kind] = ["halo", "line"].map((part) => this.added(`${kind} ${part}`));
    }
    this.svg.replaceChildren(this.defs, this.clips, ...below, this.decor);
  }

  added(name) {
    const path = svgElement("path", { class: name });
    this.decor.append(path);
    return path;
  }

  /** Groups of areas to outline: [{ style: "solid" | "dashed", areas: [number] }]. */
  outline(groups) {
    const wanted = JSON.stringify(groups);
    if (wanted === this.outlined) return;
    this.outlined = wanted;
    const clips = [];
    // Solid lines last: dashed ones lie further inside and leave them room.
    const order = [...groups].sort((a, b) => (a.style > b.style) - (a.style < b.style));
    const lines = order.flatMap(({ style, areas }, group) => {
      const inside = {};
      if (style === "dashed") {
        // Drawn inside the area, so that a solid line on the same border stays seen.
        const id = `${this.prefix}-clip-${group}`;
        const path = svgElement("path", { d: this.joined(areas), "clip-rule": "evenodd" });
        clips.push(svgElement("clipPath", { id }, [path]));
        inside["clip-path"] = `url(#${id})`;
      }
      const d = this.around(areas);
      return ["halo", "line", "rim"].map((part) =>
        svgElement("path", { d, class: `outline ${style} ${part}`, ...inside }),
      );
    });
    this.clips.replaceChildren(...clips);
    this.outlines.replaceChildren(...lines);
  }

  /** The line to draw round a group of areas. */
  around(areas) {
    return this.joined(areas);
  }

  /** Draw the "hover", "focus" or "selected" line round an area; -1 takes it away. */
  mark(kind, area) {
    for (const path of this.lines[kind]) {
      if (area >= 0) path.setAttribute("d", this.geometry.path(area));
      path.classList.toggle("shown", area >= 0);
    }
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
    return areas.map((area) => this.geometry.path(area)).join("");
  }

  /** Take back what reaches beyond the SVG's children; another renderer follows. */
  end() {}
}
