// Where one looks: kept as text while all else changes, told to the server when it is
// settled, and put into the address in place of what was there, so that the browser's
// back button does not go through every zoom.

const SETTLED = 400; // milliseconds after the last movement, or answer
const WAITS = 10; // so many times for an answer that is on its way
const ROOM = 1.12; // times the size of what is zoomed to
const SURROUNDINGS = 2.4; // times the size of one area that was looked for

/** The place seen as "scale_easting_northing" in the map's projection; "" is all of it. */
function placeText({ scale, box }, { origin, unit }) {
  if (scale < 1.005) return "";
  const [x, y] = [box[0] + box[2] / 2, box[1] + box[3] / 2];
  const on = (metres) => Number((Math.round(metres / unit) * unit).toFixed(6));
  return [Number(scale.toFixed(2)), on(origin[0] + unit * x), on(origin[1] - unit * y)].join("_");
}

/** Scale and centre on the map of such a text, null where it is none. */
function placeOf(text, { origin, unit }) {
  const [scale, easting, northing] = (text || "").split("_").map(Number);
  const centre = [(easting - origin[0]) / unit, (origin[1] - northing) / unit];
  return [scale, ...centre].every(Number.isFinite) ? { scale, centre } : null;
}

class Whereabouts {
  constructor(map) {
    Object.assign(this, { map, said: "", shape: null, timer: 0, following: false });
  }

  /** Go where the state says, unless it was said here. */
  follow() {
    const { map } = this;
    if (this.timer && this.shape === map.shape) {
      map.state = { ...map.state, zoom: this.said }; // what came knows less
      this.settle();
    }
    const wanted = map.state.zoom ?? "";
    if (this.shape === map.shape && wanted === this.said) return;
    this.shape = map.shape;
    this.said = wanted;
    const place = placeOf(wanted, map.data.geometry);
    this.following = true;
    if (place) this.look(place.scale, place.centre);
    else map.view.reset(map.geometry.width, map.geometry.height);
    this.following = false;
  }

  look(scale, [x, y]) {
    const { view } = this.map;
    const within = Math.min(CLOSEST, Math.max(1, scale));
    view.set(within, x - view.whole[2] / within / 2, y - view.whole[3] / within / 2);
  }

  /** Zoom so that these areas fill the map, with some room around them. */
  show(areas, room = ROOM) {
    const [left, top, right, bottom] = boxAround(this.map.geometry, areas);
    const [, , width, height] = this.map.view.whole;
    const scale = Math.min(width / (right - left), height / (bottom - top)) / room;
    this.look(scale, [(left + right) / 2, (top + bottom) / 2]);
  }

  redrawn() {
    const { map } = this;
    if (this.following || this.shape !== map.shape) return;
    const text = placeText(map.view, map.data.geometry);
    if (text === this.said) return;
    this.said = text;
    map.state = { ...map.state, zoom: text };
    this.waits = WAITS;
    if (map.data.zoomName) this.settle(); // else told with the next choice
  }

  /** Tell when all is quiet: the address must be that of what is seen. */
  settle() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      this.waits -= 1;
      if (this.map.data.turn < this.map.turn && this.waits > 0) this.settle();
      else this.map.send();
    }, SETTLED);
  }

  send(answered) {
    if (!this.timer) return;
    this.end();
    if (!answered) return; // the address is still that of something else
    const address = new URL(window.location.href);
    const name = this.map.data.zoomName;
    if (this.said) address.searchParams.set(name, this.said);
    else address.searchParams.delete(name);
    window.history.replaceState(window.history.state, "", address);
  }

  end() {
    clearTimeout(this.timer);
    this.timer = 0;
  }

  /** Zoom to the larger area that an area lies in, or else to the place clicked. */
  doubled(area, event) {
    const { map } = this;
    if (map.selected !== area) map.pick(area); // the first click may have let it go
    if (this.nearer(area)) return;
    const clicked = map.renderers().find(({ svg }) => svg.contains(event.target));
    map.view.zoom(STEP * STEP, clicked.place(event.clientX, event.clientY));
  }

  /** An area was searched for and found. */
  find(area) {
    this.show([area], SURROUNDINGS);
  }

  key(event) {
    if (event.key !== "z" && event.key !== "Z") return;
    const { map } = this;
    if (!this.nearer(map.active)) this.find(map.active);
    event.preventDefault();
  }

  /** Show the larger area that an area lies in, itself if that is seen already; or false. */
  nearer(area) {
    const parts = partsOf(this.map.figures);
    const part = parts[area];
    if (!part) return false;
    const before = this.said;
    this.show(parts.flatMap((other, at) => (other === part ? [at] : [])));
    if (this.said === before) this.find(area);
    return true;
  }
}
