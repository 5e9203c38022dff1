// The legend as real text beside the map, with the same fills and lines as in it.

class Legend {
  constructor(prefix) {
    this.prefix = `${prefix}-legend`;
    this.section = htmlElement("section", { class: "legend" });
    this.said = "";
  }

  show(legend, colors) {
    const said = JSON.stringify([legend, colors]);
    if (said === this.said) return;
    this.said = said;
    const middle = colors[Math.floor((colors.length - 1) / 2)];
    this.classes = legend.classes.map((entry, number) =>
      this.entry(entry, legend.countWord, this.filled(colors[number])),
    );
    const statuses = legend.statuses.map((entry) =>
      this.entry(
        entry,
        legend.countWord,
        entry.kind === "estimated"
          ? this.filled(middle, dotsOn(middle))
          : this.filled(entry.kind),
      ),
    );
    const outlines = legend.outlines.map((entry) =>
      this.entry(entry, legend.countWord, this.lined(entry.style)),
    );
    const classes = legend.two ? this.square(legend.two, colors) : this.list(this.classes);
    const head = htmlElement("p", { class: "head", "aria-hidden": "true" });
    head.append(htmlElement("span", {}, legend.unit), htmlElement("span", {}, legend.countWord));
    this.section.setAttribute("aria-label", legend.title);
    this.section.replaceChildren(
      svgElement("svg", { class: "tiles", "aria-hidden": "true" }, [
        svgElement("defs", {}, patterns(this.prefix)),
      ]),
      htmlElement("p", { class: "title", dir: "auto" }, legend.title),
      ...(legend.classes.length && !legend.two ? [head] : []),
      ...(legend.classes.length || legend.two ? [classes] : []),
      ...(legend.direction ? [htmlElement("p", { class: "direction" }, legend.direction)] : []),
      ...(statuses.length ? [this.list(statuses)] : []),
      ...(outlines.length ? [this.list(outlines)] : []),
    );
  }

  /** Nine colors for two indicators: one grows to the right, the other upwards. */
  square({ across, up, counts }, colors) {
    const size = 30;
    const cells = colors.flatMap((color, number) => {
      const [column, row] = [number % 3, Math.floor(number / 3)];
      const [x, y] = [column * size, (2 - row) * size];
      const middle = { x: x + size / 2, y: y + size / 2 + 4, "text-anchor": "middle" };
      const count = svgElement("text", { ...middle, class: dotsOn(color) === "dots-dark" ? "on-light" : "on-dark" });
      count.textContent = String(counts[number]);
      return [svgElement("rect", { x, y, width: size - 1, height: size - 1, fill: color, class: "swatch" }), count];
    });
    const picture = svgElement(
      "svg",
      { viewBox: `0 0 ${3 * size} ${3 * size}`, width: 3 * size, height: 3 * size, role: "img", "aria-label": `${across}; ${up}` },
      cells,
    );
    const box = htmlElement("div", { class: "square" });
    box.append(
      htmlElement("span", { class: "up", dir: "auto" }, `↑ ${up}`),
      picture,
      htmlElement("span", { class: "across", dir: "auto" }, `→ ${across}`),
    );
    return box;
  }

  /** Point out the class of the area under the pointer; -1 for none. */
  point(number) {
    this.classes?.forEach((item, at) => item.classList.toggle("pointed", at === number));
  }

  list(items) {
    const list = htmlElement("ul", { role: "list" });
    list.append(...items);
    return list;
  }

  entry({ label, count }, countWord, swatch) {
    const item = htmlElement("li");
    const number = htmlElement("span", { class: "count" });
    // Read aloud as "Areas: 14", seen as "14" under the heading "Areas".
    number.append(htmlElement("span", { class: "unseen" }, `, ${countWord}: `), count);
    item.append(swatch, htmlElement("span", { class: "label", dir: "auto" }, label));
    if (count) item.append(number);
    return item;
  }

  filled(fill, dots) {
    const size = { x: 0.5, y: 0.5, width: 25, height: 15, class: "swatch" };
    const paint = fill.startsWith("#") ? fill : `url(#${this.prefix}-${fill})`;
    const layers = [svgElement("rect", { ...size, fill: paint })];
    if (dots) layers.push(svgElement("rect", { ...size, fill: `url(#${this.prefix}-${dots})` }));
    return this.swatch(layers);
  }

  lined(style) {
    const size = { x: 3, y: 3, width: 20, height: 10 };
    return this.swatch(
      ["halo", "line"].map((part) =>
        svgElement("rect", { ...size, class: `outline ${style} ${part}` }),
      ),
    );
  }

  swatch(layers) {
    return svgElement(
      "svg",
      { viewBox: "0 0 26 16", width: 26, height: 16, "aria-hidden": "true" },
      layers,
    );
  }
}
