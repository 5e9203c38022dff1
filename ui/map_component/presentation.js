// Map and legend alone, in big type, over the whole window: for a room of people.
// A modal dialog keeps the rest of the page out of reach of keys and screen readers;
// the browser's full screen comes on top of it where it may.

class Presentation {
  constructor(map) {
    this.map = map;
    this.room = map.frame.parentElement;
    this.on = false;
    this.opener = htmlElement("button", { type: "button", class: "present" });
    const corners = svgElement("path", { d: "M2 6V2H6M10 2H14V6M14 10V14H10M6 14H2V10" });
    this.opener.append(svgElement("svg", { viewBox: "0 0 16 16", "aria-hidden": "true" }, [corners]));
    this.opener.addEventListener("click", () => this.enter());
    map.figure.querySelector(".zoom").after(this.opener);
    this.dialog = htmlElement("dialog", { class: "stage" });
    this.marker = document.createComment("the map's place on the page");
    this.room.after(this.dialog);
    this.bar = this.made();
    this.dialog.addEventListener("keydown", (event) => this.key(event), { capture: true });
    this.dialog.addEventListener("cancel", (event) => {
      event.preventDefault();
      this.leave();
    });
    this.shrunk = () => {
      if (this.on && this.large && !document.fullscreenElement) this.leave();
    };
    document.addEventListener("fullscreenchange", this.shrunk);
  }

  /** The few controls of a presentation: through the years, and out. */
  made() {
    const bar = htmlElement("div", { class: "stage-bar", role: "group" });
    const button = (act) => {
      const one = htmlElement("button", { type: "button", class: "action" });
      one.addEventListener("click", act);
      return one;
    };
    this.earlier = button(() => this.turn(-1));
    this.later = button(() => this.turn(1));
    this.year = htmlElement("span", { role: "status", class: "stage-year" });
    this.out = button(() => this.leave());
    [this.earlier.textContent, this.later.textContent] = ["◀", "▶"];
    bar.append(this.earlier, this.year, this.later, this.out);
    return bar;
  }

  repaint() {
    const { data, state, scene } = this.map;
    const { words } = data;
    const named = [
      [this.opener, words.presentation],
      [this.earlier, words.earlier],
      [this.later, words.later],
    ];
    for (const [button, name] of named) {
      button.setAttribute("aria-label", name);
      button.title = name;
    }
    this.out.textContent = words.leave;
    this.dialog.setAttribute("aria-label", scene.title);
    this.year.textContent = String(state.year);
    this.earlier.setAttribute("aria-disabled", String(!this.yearAt(-1)));
    this.later.setAttribute("aria-disabled", String(!this.yearAt(1)));
  }

  /** The year so many places from the one shown, or nothing. */
  yearAt(step) {
    const { figures, state } = this.map;
    const { years } = figures.find(state.series);
    return years[years.indexOf(state.year) + step];
  }

  turn(step) {
    const year = this.yearAt(step);
    if (year) this.map.change({ year });
  }

  enter() {
    if (this.on) return;
    this.on = true;
    this.map.point(-1);
    this.size = this.sizeOf(this.room);
    this.room.before(this.marker);
    this.dialog.append(this.room);
    this.map.frame.append(this.bar);
    this.map.legend.section.setAttribute("tabindex", 0); // it may have to be scrolled
    this.dialog.showModal();
    this.map.magnified = this.sizeOf(this.room) / this.size; // of what has no size of its own
    this.out.focus({ preventScroll: true });
    this.fillScreen();
  }

  /** How high its letters are, in pixels. */
  sizeOf(element) {
    return parseFloat(getComputedStyle(element).fontSize);
  }

  /** The whole screen, if the browser lets; the window is filled in any case. */
  async fillScreen() {
    try {
      await this.room.requestFullscreen();
      this.large = true;
      if (!this.on) await document.exitFullscreen();
    } catch {
      this.large = false;
    }
  }

  leave() {
    if (!this.on) return;
    this.on = false;
    this.map.point(-1);
    if (document.fullscreenElement) document.exitFullscreen().catch(() => {});
    this.large = false;
    this.bar.remove();
    this.map.legend.section.removeAttribute("tabindex");
    this.dialog.close();
    this.marker.replaceWith(this.room);
    this.map.magnified = 1;
    this.opener.focus({ preventScroll: true });
  }

  /** Escape leaves, before the map can take it for its own; page keys go through years. */
  key(event) {
    const pages = { PageUp: -1, PageDown: 1 }; // also what a presenter's remote sends
    if (!this.on || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Escape") this.leave();
    else if (event.key in pages) this.turn(pages[event.key]);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  end() {
    document.removeEventListener("fullscreenchange", this.shrunk);
    if (document.fullscreenElement && this.on) document.exitFullscreen().catch(() => {});
  }
}
