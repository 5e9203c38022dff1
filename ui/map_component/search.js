// Finding an area by what people call it: a text field with a list of what fits.

const SPELT = { ø: "o", ł: "l", đ: "d", ð: "d", þ: "th", ß: "ss", æ: "ae", œ: "oe", ı: "i" };
const LISTED = 10; // areas at most

/** Text as it is compared: small letters without accents, words parted by one blank. */
function fold(text) {
  return text
    .toLowerCase()
    .normalize("NFKD")
    .replace(/\p{M}+/gu, "")
    .replace(/[øłđðþßæœı]/g, (letter) => SPELT[letter])
    .replace(/[^\p{L}\p{N}]+/gu, " ")
    .trim();
}

/** Areas that fit what was typed, the best first. */
function findAreas(figures, typed, most = LISTED) {
  const query = fold(typed);
  if (!query) return [];
  const words = query.split(" ");
  const number = /^[\d ]+$/.test(query) ? words.join("") : "";
  const found = [];
  const exact = typed.trim().toLowerCase();
  searchIndex(figures).forEach((entry, area) => {
    const rank = rankFound(entry, query, words, number);
    // with its accents as typed: before those that are alike without
    if (rank < Infinity) found.push({ area, rank: rank - (entry.spelt.includes(exact) ? 0.5 : 0) });
  });
  const order = ({ area }) => figures.names[area];
  found.sort((a, b) => a.rank - b.rank || order(a).localeCompare(order(b)) || a.area - b.area);
  return found.slice(0, most).map(({ area }) => area);
}

/** The less the better, Infinity for no fit. */
function rankFound({ name, all, code, common, own }, query, words, number) {
  if (name === query || (number && code === number)) return 0;
  if (number && own && sameNumber(own, number)) return 1;
  if (` ${all} `.includes(` ${query} `)) return 2;
  if (name.startsWith(query)) return 3;
  if (words.every((word) => ` ${all}`.includes(` ${word}`))) return 4;
  if (words.every((word) => all.includes(word))) return 5;
  if (number && (own.includes(number) || (number.length > common && code.startsWith(number)))) return 6;
  return Infinity;
}

/** Whether a code ends with a number, be there zeros before it or not. */
function sameNumber(own, number) {
  if (Number(own) === Number(number)) return true;
  return own.endsWith(number) && Number(own.slice(-number.length - 1)) === Number(number);
}

/** Of each area: its name, all its words, its code, and what in the code is its own. */
function searchIndex(figures) {
  return figures.keep("search", () => {
    const { codes, names, search } = figures;
    const [before, after] = [shared(codes, (text, at) => text[at]), shared(codes, (text, at) => text.at(-1 - at))];
    return codes.map((code, area) => ({
      name: fold(names[area]),
      all: fold(`${names[area]} ${search[area] ?? ""}`),
      spelt: `${names[area]} ${search[area] ?? ""}`.toLowerCase(),
      code: fold(code).replaceAll(" ", ""),
      common: before,
      own: code.slice(before, code.length - after),
    }));
  });
}

/** How many letters all codes have in common, read by `letter(text, place)`. */
function shared(codes, letter) {
  if (codes.length < 2) return 0;
  let at = 0;
  const same = (code) => letter(code, at) === letter(codes[0], at);
  while (letter(codes[0], at) !== undefined && codes.every(same)) at += 1;
  return at;
}

class Search {
  constructor(map) {
    this.map = map;
    this.found = [];
    this.at = -1; // which of them is pointed at by the keyboard
    const id = (part) => `${map.prefix}-search-${part}`;
    this.label = htmlElement("label", { for: id("text") });
    this.input = htmlElement("input", {
      id: id("text"),
      type: "text",
      role: "combobox",
      autocomplete: "off",
      autocapitalize: "off",
      spellcheck: "false",
      enterkeyhint: "search",
      "aria-autocomplete": "list",
      "aria-expanded": "false",
      "aria-controls": id("list"),
    });
    this.list = htmlElement("ul", { id: id("list"), role: "listbox", class: "found" });
    this.list.hidden = true;
    this.status = htmlElement("p", { class: "unseen", role: "status" });
    this.box = htmlElement("div", { class: "field search" });
    this.box.append(this.label, this.input, this.list, this.status);
    this.listen();
  }

  listen() {
    const { input, list } = this;
    input.addEventListener("input", () => this.look());
    input.addEventListener("keydown", (event) => this.key(event));
    input.addEventListener("focus", () => input.select());
    input.addEventListener("blur", () => {
      this.close();
      this.named();
    });
    // Not on click: the field keeps the focus, and with it the list.
    list.addEventListener("pointerdown", (event) => event.preventDefault());
    list.addEventListener("click", (event) => {
      const option = event.target.closest("[role=option]");
      if (option) this.take(Number(option.dataset.at));
    });
  }

  repaint() {
    const { data, controls } = this.map;
    if (!this.box.isConnected) controls.bar.append(this.box);
    this.box.hidden = !data.controls.includes("search");
    this.label.textContent = data.words.search;
    this.input.placeholder = data.words.searchHint;
    this.list.setAttribute("aria-label", data.words.search);
  }

  reshape() {
    this.close();
  }

  mark(kind) {
    if (kind === "selected" && !this.input.matches(":focus")) this.named();
  }

  /** The field shows the selected area while nobody types. */
  named() {
    const { selected, figures } = this.map;
    this.input.value = selected < 0 ? "" : figures.names[selected];
  }

  look() {
    const { figures, data } = this.map;
    if (!figures) return;
    this.found = findAreas(figures, this.input.value);
    this.point(-1);
    this.list.replaceChildren(...this.found.map((area, at) => this.option(area, at)));
    const typed = this.input.value.trim() !== "";
    this.list.hidden = !this.found.length;
    this.input.setAttribute("aria-expanded", String(!this.list.hidden));
    const { searchCount, searchNone } = data.words;
    this.status.textContent = typed ? (this.found.length ? fill(searchCount, { count: this.found.length }) : searchNone) : "";
    this.box.classList.toggle("nothing", typed && !this.found.length);
  }

  option(area, at) {
    const { names, search } = this.map.figures;
    const option = htmlElement("li", {
      id: `${this.list.id}-${at}`,
      role: "option",
      "aria-selected": "false",
      "data-at": at,
    });
    const part = partsOf(this.map.figures)[area];
    const more = [search[area], part === names[area] ? "" : part].filter(Boolean).join(" · ");
    option.append(htmlElement("span", { dir: "auto" }, names[area]));
    if (more) option.append(" ", htmlElement("span", { class: "more-words", dir: "auto" }, more));
    return option;
  }

  close() {
    this.list.hidden = true;
    this.found = [];
    this.at = -1;
    this.list.replaceChildren();
    this.input.setAttribute("aria-expanded", "false");
    this.input.removeAttribute("aria-activedescendant");
    this.status.textContent = "";
    this.box.classList.remove("nothing");
  }

  point(at) {
    this.at = at;
    this.list.querySelectorAll("[role=option]").forEach((option, place) => {
      option.setAttribute("aria-selected", String(place === at));
      if (place === at) option.scrollIntoView({ block: "nearest" });
    });
    if (at < 0) this.input.removeAttribute("aria-activedescendant");
    else this.input.setAttribute("aria-activedescendant", `${this.list.id}-${at}`);
  }

  key(event) {
    event.stopPropagation(); // the page has keys of its own, and this is text
    if (event.ctrlKey || event.metaKey || event.isComposing) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && !event.altKey) {
      if (!this.found.length) this.look();
      const places = this.found.length + 1; // one of them is the field itself
      this.point(((this.at + 1 + step + places) % places) - 1);
    } else if (event.key === "Enter") {
      this.enter();
    } else if (event.key === "Escape") {
      if (!this.list.hidden) this.close();
      else this.named();
    } else {
      return;
    }
    event.preventDefault();
  }

  /** Enter takes what is pointed at, else the first; an empty field lets go. */
  enter() {
    const { map } = this;
    if (this.found.length) this.take(Math.max(0, this.at));
    else if (!this.input.value.trim() && map.selected >= 0) map.pick(map.selected);
  }

  take(at) {
    const { map } = this;
    const area = this.found[at];
    this.close();
    map.each("find", area);
    if (map.selected !== area) map.pick(area);
    this.named();
    this.input.select();
  }
}
