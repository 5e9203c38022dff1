// An optional map under the areas, drawn by a service that the operator named: one
// picture of what is seen, in the map's own projection. Off until a person switches it
// on; without a service there is no switch and nothing is asked for.

const UNDERLAY = "background"; // among the layers of a state
const AT_REST = 250; // milliseconds without zooming before a new picture is asked for
const MOST_PIXELS = 2048; // a side; services refuse more
const FADED = 0.6; // of the areas' fills above it; show.css says the same

class Background {
  constructor(map) {
    this.map = map;
    this.frames = new Map(); // renderer -> { frame, image, box }
    this.attribution = htmlElement("p", { class: "attribution", dir: "auto" });
    this.said = htmlElement("p", { class: "failure", role: "status" });
    map.figure.append(this.attribution, this.said);
  }

  get on() {
    const { data, state, scene } = this.map;
    return Boolean(data?.background && state && layersOn(state).has(UNDERLAY) && !scene?.small);
  }

  repaint() {
    const { map } = this;
    const { background, words, controls } = map.data;
    if (background && controls.length) this.switch(words.background);
    else if (this.box) this.box.hidden = true;
    this.attribution.textContent = this.on ? background.attribution : "";
    if (!this.on) this.clear();
    else if (!this.frames.size) this.draw();
    else this.follow();
  }

  switch(label) {
    const { map } = this;
    if (!this.box) {
      const id = `${map.prefix}-layer-background`;
      this.tick = htmlElement("input", { type: "checkbox", id });
      this.name = htmlElement("label", { for: id });
      this.tick.addEventListener("change", () =>
        map.change(withLayer(map.state, UNDERLAY, this.tick.checked)),
      );
      this.box = htmlElement("div", { class: "switch" });
      this.box.append(this.tick, this.name);
      map.controls.settings.append(this.box);
    }
    this.box.hidden = false;
    this.name.textContent = label;
    this.tick.checked = layersOn(map.state).has(UNDERLAY);
  }

  clear() {
    clearTimeout(this.waiting);
    this.asked = null;
    for (const { frame } of this.frames.values()) frame.remove();
    this.frames.clear();
    this.said.textContent = "";
    this.map.frame.classList.remove("over-background");
  }

  reshape() {
    this.clear();
  }

  end() {
    clearTimeout(this.waiting);
  }

  redrawn() {
    if (this.on) this.follow();
  }

  /** The picture that is there moves with the map; a new one comes when it rests. */
  follow() {
    for (const renderer of this.frames.keys()) this.place(renderer);
    clearTimeout(this.waiting);
    this.waiting = setTimeout(() => this.draw(), AT_REST);
  }

  draw() {
    if (!this.on) return;
    const wanted = this.map.renderers().filter(({ small }) => !small);
    for (const renderer of [...this.frames.keys()]) {
      if (wanted.includes(renderer)) continue;
      this.frames.get(renderer).frame.remove();
      this.frames.delete(renderer);
    }
    for (const renderer of wanted) this.bring(renderer);
  }

  /** Ask for the picture of what a renderer shows, and put it in when it is here. */
  async bring(renderer) {
    const request = this.requestOf(renderer);
    const known = this.frames.get(renderer);
    if (!request || known?.address === request.address) return;
    const image = htmlElement("img", { alt: "", referrerpolicy: "no-referrer" });
    this.asked = request.address;
    image.src = request.address;
    try {
      await image.decode();
    } catch {
      if (this.on && this.asked === request.address) this.said.textContent = this.map.data.words.backgroundFailed;
      return;
    }
    // Meanwhile it was switched off, or the map shows another part.
    if (!this.on || this.requestOf(renderer)?.address !== request.address) return;
    this.said.textContent = "";
    this.frames.get(renderer)?.frame.remove();
    const frame = htmlElement("div", { class: "background-frame", "aria-hidden": "true" });
    frame.append(image);
    renderer.svg.parentElement.prepend(frame);
    this.frames.set(renderer, { frame, image, ...request });
    this.map.frame.classList.add("over-background");
    this.place(renderer);
  }

  /** Address of the picture of what is seen, and its box in the map's units. */
  requestOf(renderer) {
    const { background, geometry } = this.map.data;
    const { left, top, right, bottom, width, height } = renderer.svg.getBoundingClientRect();
    if (!background || !width || !height) return null;
    const [x, y] = renderer.place(left, top);
    const [toX, toY] = renderer.place(right, bottom);
    const [east, north] = geometry.origin;
    const metres = [east + geometry.unit * x, north - geometry.unit * toY, east + geometry.unit * toX, north - geometry.unit * y];
    const sides = metres.map((side) => side.toFixed(2));
    const ratio = Math.min(window.devicePixelRatio || 1, MOST_PIXELS / Math.max(width, height));
    const address = fill(background.template, {
      bbox: sides.join(","),
      ...Object.fromEntries(["left", "bottom", "right", "top"].map((side, at) => [side, sides[at]])),
      width: Math.round(width * ratio),
      height: Math.round(height * ratio),
      crs: background.crs,
    });
    return { address, box: [x, y, toX, toY] };
  }

  /** Lay the frame over the map's element and the picture where its box is now. */
  place(renderer) {
    const { frame, image, box } = this.frames.get(renderer);
    const map = renderer.svg.getBoundingClientRect();
    const room = renderer.svg.parentElement.getBoundingClientRect();
    const [left, top] = renderer.screen([box[0], box[1]]);
    const [right, bottom] = renderer.screen([box[2], box[3]]);
    const put = (element, x, y, width, height) =>
      Object.assign(element.style, { left: `${x}px`, top: `${y}px`, width: `${width}px`, height: `${height}px` });
    put(frame, map.left - room.left, map.top - room.top, map.width, map.height);
    put(image, left - map.left, top - map.top, right - left, bottom - top);
  }

  /** The picture for a saved one: only if the service lets pages read it. */
  async picturedUnder() {
    const held = this.frames.get(this.map.renderer);
    if (!this.on || !held) return [];
    try {
      const answer = await fetch(held.address, { referrerPolicy: "no-referrer" });
      const address = await dataAddress(await answer.blob());
      const [x, y, toX, toY] = held.box;
      const place = { x, y, width: toX - x, height: toY - y, preserveAspectRatio: "none" };
      return [() => svgElement("image", { ...place, href: address })];
    } catch {
      return []; // shown on the page, not to be had for a file
    }
  }

  credits() {
    return this.on && this.frames.size ? [this.map.data.background.attribution] : [];
  }
}

function dataAddress(blob) {
  return new Promise((done, failed) => {
    const reader = new FileReader();
    reader.onload = () => done(reader.result);
    reader.onerror = () => failed(reader.error);
    reader.readAsDataURL(blob);
  });
}
