// Outlines of areas: fetched once a page for each content, whoever asks.

const fetched = new Map(); // content key -> promise of the geometry

/**
 * The outlines with this content key.
 *
 * A page that is run again lets go of its files for a moment and then holds them
 * again, so an address may answer "not found" once: it is asked again before giving up.
 */
function loadGeometry({ key, address }) {
  if (!fetched.has(key)) {
    const loading = fetchUnpacked(address).then((buffer) => new Geometry(buffer));
    loading.catch(() => fetched.delete(key)); // so that the next change tries again
    fetched.set(key, loading);
  }
  return fetched.get(key);
}

/** The content of a packed file: it travels as gzip, whatever the server does. */
async function fetchUnpacked(address) {
  const answer = await fetchPatiently(new URL(address, document.baseURI));
  return new Response(answer.body.pipeThrough(new DecompressionStream("gzip"))).arrayBuffer();
}

let asked = new Map(); // address -> its answer that was asked for while this was loaded

async function fetchPatiently(address) {
  const early = await asked.get(address.href);
  asked.set(address.href, null); // an answer can be read once
  if (early?.ok) return early;
  for (const wait of [0, 100, 400, 1500]) {
    await new Promise((done) => setTimeout(done, wait));
    const answer = await fetch(address).catch(() => null);
    if (answer?.ok) return answer;
  }
  throw new Error(`no answer from ${address}`);
}

/** Outlines of areas in whole numbers; see Rings.packed in geo/rings.py for the file. */
class Geometry {
  constructor(buffer) {
    const length = new DataView(buffer).getUint32(0, true);
    const head = JSON.parse(new TextDecoder().decode(new Uint8Array(buffer, 4, length)));
    Object.assign(this, { width: head.width, height: head.height, codes: head.codes });
    this.count = head.areas;
    let at = 4 + length;
    const taken = (Kind, many) => {
      const numbers = new Kind(buffer, at, many);
      at += numbers.byteLength;
      return numbers;
    };
    const [counts, sizes] = [taken(Uint32Array, head.areas), taken(Uint32Array, head.rings)];
    const [starts, inside] = [taken(Int32Array, 2 * head.rings), taken(Int32Array, 2 * head.areas)];
    const steps = taken(head.steps === "int16" ? Int16Array : Int32Array, 2 * (head.corners - head.rings));
    this.firstRing = summed(counts); // of each area, and the end of the last one
    this.firstCorner = summed(sizes); // of each ring, likewise
    this.corners = walked(this.firstCorner, starts, steps); // x, y, x, y, ...
    this.inside = inside; // x, y of a point in each area
    for (let area = 0; area < this.count; area += 1) {
      const corner = 2 * this.firstCorner[this.firstRing[area]];
      inside[2 * area] += this.corners[corner];
      inside[2 * area + 1] += this.corners[corner + 1];
    }
  }

  /** A point inside each area, as [x, y]. */
  get points() {
    const points = Array.from({ length: this.count }, (_, area) => this.point(area));
    Object.defineProperty(this, "points", { value: points });
    return points;
  }

  point(area) {
    return [this.inside[2 * area], this.inside[2 * area + 1]];
  }

  /** SVG path data of every area: made at once when first asked for, then kept. */
  get paths() {
    const paths = Array.from({ length: this.count }, (_, area) => this.path(area));
    Object.defineProperty(this, "paths", { value: paths });
    return paths;
  }

  /** SVG path data of one area, as short as geo/rings.py writes it. */
  path(area) {
    return this.ringsOf(area).map(ringPath).join("");
  }

  /** Rings of an area, each as x, y, x, y, ...; the first corner is not repeated. */
  ringsOf(area) {
    const rings = [];
    for (let ring = this.firstRing[area]; ring < this.firstRing[area + 1]; ring += 1) {
      rings.push(this.corners.subarray(2 * this.firstCorner[ring], 2 * this.firstCorner[ring + 1]));
    }
    return rings;
  }

  /** Path data of the borders of all areas, the side that two of them share once. */
  borders() {
    const { corners, firstCorner } = this;
    const numbers = new Map(); // corner -> its number
    const numberOf = (x, y) => {
      const key = y * (this.width + 1) + x;
      let number = numbers.get(key);
      if (number === undefined) numbers.set(key, (number = numbers.size));
      return number;
    };
    const drawn = new Set();
    let text = "";
    for (let ring = 0; ring + 1 < firstCorner.length; ring += 1) {
      const end = 2 * firstCorner[ring + 1];
      let [x, y] = [corners[end - 2], corners[end - 1]];
      let from = numberOf(x, y);
      let drawing = false; // whether the pen is where this side begins
      for (let at = 2 * firstCorner[ring]; at < end; at += 2) {
        const to = numberOf(corners[at], corners[at + 1]);
        const side = Math.min(from, to) * corners.length + Math.max(from, to);
        if (drawn.has(side)) {
          drawing = false;
        } else {
          drawn.add(side);
          if (!drawing) text += `M${x} ${y}`;
          text += `L${corners[at]} ${corners[at + 1]}`;
          drawing = true;
        }
        [x, y, from] = [corners[at], corners[at + 1], to];
      }
    }
    return text;
  }

  /** Left, top, right, bottom of each area, one after the other. */
  get boxes() {
    const boxes = new Int32Array(4 * this.count);
    for (let area = 0; area < this.count; area += 1) {
      const end = 2 * this.firstCorner[this.firstRing[area + 1]];
      let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
      for (let at = 2 * this.firstCorner[this.firstRing[area]]; at < end; at += 2) {
        const x = this.corners[at];
        const y = this.corners[at + 1];
        if (x < left) left = x;
        if (x > right) right = x;
        if (y < top) top = y;
        if (y > bottom) bottom = y;
      }
      boxes[4 * area] = left;
      boxes[4 * area + 1] = top;
      boxes[4 * area + 2] = right;
      boxes[4 * area + 3] = bottom;
    }
    Object.defineProperty(this, "boxes", { value: boxes });
    return boxes;
  }
}

/** 0, the first, the first two together, ... */
function summed(counts) {
  const sums = new Uint32Array(counts.length + 1);
  for (let at = 0; at < counts.length; at += 1) sums[at + 1] = sums[at] + counts[at];
  return sums;
}

/** Corners of all rings from the steps between them. */
function walked(firstCorner, starts, steps) {
  const corners = new Int32Array(2 * firstCorner.at(-1));
  let [startX, startY, step, at] = [0, 0, 0, 0];
  for (let ring = 0; ring + 1 < firstCorner.length; ring += 1) {
    let x = (startX += starts[2 * ring]);
    let y = (startY += starts[2 * ring + 1]);
    corners[at++] = x;
    corners[at++] = y;
    for (const end = 2 * firstCorner[ring + 1]; at < end; ) {
      corners[at++] = x += steps[step++];
      corners[at++] = y += steps[step++];
    }
  }
  return corners;
}

/** Absolute start, then relative steps: no letter twice, no space before a minus. */
function ringPath(ring) {
  let text = `M${ring[0]} ${ring[1]}`;
  let last = "";
  for (let at = 2; at < ring.length; at += 2) {
    const [dx, dy] = [ring[at] - ring[at - 2], ring[at + 1] - ring[at - 1]];
    const letter = dy === 0 ? "h" : dx === 0 ? "v" : "l";
    for (const step of letter === "l" ? [dx, dy] : [dx || dy]) {
      text += letter !== last ? `${letter}${step}` : step < 0 ? step : ` ${step}`;
      last = letter;
    }
  }
  return `${text}z`;
}

/** The area nearest to area `from` in a direction such as [1, 0], or `from`. */
function neighbour(points, from, [right, down]) {
  const [x0, y0] = points[from];
  let best = from;
  let least = Infinity;
  points.forEach(([x, y], area) => {
    const ahead = (x - x0) * right + (y - y0) * down;
    const aside = Math.abs((x - x0) * down - (y - y0) * right);
    if (ahead <= 0) return;
    // Straight ahead counts as it is, aside double; beyond 60 degrees only at need.
    const cost = ahead + 2 * aside + (aside > 1.7 * ahead ? 1e9 : 0);
    if (cost < least) [best, least] = [area, cost];
  });
  return best;
}
