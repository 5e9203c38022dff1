// What can be laid over the map: borders of larger areas, names. Switches for both.

class Layers {
  constructor(map) {
    this.map = map;
    this.lines = new WeakMap(); // renderer -> the lines it has got
    this.switches = new Map();
    for (const name of ["borders", "names"]) this.switches.set(name, this.makeSwitch(name));
  }

  makeSwitch(name) {
    const { map } = this;
    const id = `${map.prefix}-${name}`;
    const box = htmlElement("div", { class: "switch" });
    const tick = htmlElement("input", { type: "checkbox", id });
    const label = htmlElement("label", { for: id });
    tick.addEventListener("change", () => map.change({ [name]: tick.checked ? "yes" : "no" }));
    box.append(tick, label);
    map.controls.settings.append(box);
    return { box, tick, label };
  }

  repaint() {
    const { map } = this;
    const { words, controls } = map.data;
    const on = { borders: map.state.borders === "yes", names: namesOn(map) };
    const apt = { borders: partsOf(map.figures).length > 0, names: true };
    for (const [name, { box, tick, label }] of this.switches) {
      box.hidden = !controls.includes(name) || !apt[name];
      label.textContent = words[name];
      tick.checked = on[name];
    }
    for (const renderer of map.renderers()) this.draw(renderer, on.borders && apt.borders);
  }

  draw(renderer, on) {
    let lines = this.lines.get(renderer);
    if (!lines && !on) return;
    if (!lines) {
      lines = ["halo", "line"].map((part) => svgElement("path", { class: `outline part ${part}` }));
      renderer.outlines.before(...lines);
      this.lines.set(renderer, lines);
    }
    const d = on ? this.borders() : "";
    for (const line of lines) if (line.getAttribute("d") !== d) line.setAttribute("d", d);
  }

  /** Borders of the larger areas as path data. */
  borders() {
    const { geometry, figures } = this.map;
    if (this.drawn?.geometry !== geometry || this.drawn.figures !== figures) {
      this.drawn = { geometry, figures };
      this.path = groupBorders(geometry, partsOf(figures));
    }
    return this.path;
  }

  /** Entries for the legend, like those of outlines. */
  legendLines() {
    const { map } = this;
    const parts = partsOf(map.figures);
    if (map.state.borders !== "yes" || !parts.length) return [];
    return [{ style: "part", label: map.data.words.borders, areas: [...new Set(parts)] }];
  }

  pictured() {
    if (this.map.state.borders !== "yes" || !partsOf(this.map.figures).length) return [];
    const d = this.borders();
    return [(scale) => svgElement("g", {}, lineOf(d, "part", scale, ""))];
  }
}
