// The map's own choices: native controls, so that keyboard, phone and screen reader
// have what they know. Choices take effect here at once and reach the server after.

class Controls {
  /** `changed(part)` is called with what a person chose, such as { year: 2020 }. */
  constructor(prefix, changed) {
    this.prefix = `${prefix}-controls`;
    this.changed = changed;
    this.bar = htmlElement("div", { class: "controls" });
    this.more = htmlElement("details", { class: "more" });
    this.moreTitle = htmlElement("summary");
    this.settings = htmlElement("div", { class: "settings" });
    this.more.append(this.moreTitle, this.settings);
    this.fields = new Map();
    this.shownFor = "";
  }

  /** Bring the controls in line with figures, state and words. */
  show(figures, state, words, names) {
    const wanted = new Set(names);
    this.bar.hidden = !names.length;
    this.moreTitle.textContent = words.settings;
    const series = figures.find(state.series);
    const second = figures.find(state.second);
    const years = (one) => [...one.years].reverse().map((year) => [String(year), String(year)]);
    const modes = Object.entries(words.modes);
    const fields = {
      series: [words.series, this.grouped(figures.series), this.bar],
      year: [words.year, years(series), this.bar],
      mode: [words.mode, modes, this.bar],
      base: [words.base, years(series), this.bar, state.mode === "change"],
      second: [words.second, this.grouped(figures.series), this.bar, state.mode === "two" || state.mode === "side"],
      secondYear: [words.secondYear, years(second), this.bar, state.mode === "two" || state.mode === "side"],
      small: [words.small, Object.entries(words.smalls), this.bar, state.mode === "multiples"],
      scheme: [words.scheme, Object.entries(words.schemes), this.settings],
      classes: [words.classes, [3, 4, 5, 6, 7].map((k) => [String(k), String(k)]), this.settings],
      pool: [words.pool, Object.entries(words.pools), this.settings],
      palette: [words.palette, Object.entries(words.paletteNames), this.settings],
    };
    for (const [name, [label, options, place, apt = true]] of Object.entries(fields)) {
      this.field(name, label, options, place, wanted.has(name) && apt, String(state[name] ?? ""));
    }
    const inner = ["scheme", "classes", "pool", "palette", "borders", "names"].some((name) => wanted.has(name));
    if (inner && !this.more.isConnected) this.bar.append(this.more);
    this.more.hidden = !inner;
  }

  /** Options under headings, in the order in which the headings first come. */
  grouped(series) {
    const groups = new Map();
    for (const one of series) {
      if (!groups.has(one.group)) groups.set(one.group, []);
      groups.get(one.group).push([one.key, one.name]);
    }
    return groups;
  }

  field(name, label, options, place, shown, value) {
    let field = this.fields.get(name);
    if (!field) {
      if (!shown) return;
      field = this.make(name, place);
    }
    field.box.hidden = !shown;
    if (!shown) return;
    field.label.textContent = label;
    const said = JSON.stringify([...options]);
    if (field.said !== said) {
      field.said = said;
      field.select.replaceChildren(...this.options(options));
    }
    if (field.select.value !== value) field.select.value = value;
  }

  make(name, place) {
    const id = `${this.prefix}-${name}`;
    const box = htmlElement("div", { class: `field ${name}` });
    const label = htmlElement("label", { for: id });
    const select = htmlElement("select", { id, name });
    select.addEventListener("change", () => {
      const number = ["year", "base", "secondYear", "classes"].includes(name);
      this.changed({ [name]: number ? Number(select.value) : select.value });
    });
    box.append(label, select);
    place.append(box);
    const field = { box, label, select, said: "" };
    this.fields.set(name, field);
    return field;
  }

  options(options) {
    if (!(options instanceof Map)) return options.map(([value, text]) => this.option(value, text));
    return [...options].map(([heading, inner]) => {
      const group = htmlElement("optgroup", { label: heading });
      group.append(...inner.map(([value, text]) => this.option(value, text)));
      return group;
    });
  }

  option(value, text) {
    return htmlElement("option", { value }, text);
  }
}
