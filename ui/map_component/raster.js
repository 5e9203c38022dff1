// Which area each pixel belongs to: drawn once for a part of the map, then asked for
// every recolouring and for every movement of the pointer. Numbers only, no colors.

/**
 * Areas as pixels. `ids` holds 0 where no area is, else 2 × (area + 1), and 1 more on a
 * border. A pixel belongs to the area that its middle lies in, by the rule evenodd;
 * since neighbours share their borders, no pixel is left between them.
 */
class Raster {
  constructor(geometry) {
    this.geometry = geometry;
    this.width = this.height = 0;
    this.ids = new Uint32Array(0);
    this.across = new Float64Array(1024); // where sides cross the rows' middles
    this.next = new Int32Array(1024); // the crossing seen before in the same row
    this.heads = new Int32Array(0); // the crossing seen last in each row, or -1
    this.row = new Float64Array(64); // crossings of one row, in order
  }

  /** Draw what lies right of `left` and below `top`, at `scale` pixels a map unit. */
  draw(left, top, scale, width, height, borders) {
    Object.assign(this, { left, top, scale });
    if (width !== this.width || height !== this.height) {
      Object.assign(this, { width, height });
      this.ids = new Uint32Array(width * height);
      this.heads = new Int32Array(height).fill(-1);
    } else {
      this.ids.fill(0);
    }
    const { boxes, count } = this.geometry;
    for (let area = 0; area < count; area += 1) {
      const at = 4 * area;
      if (boxes[at + 2] < left || boxes[at] > left + width / scale) continue;
      const first = Math.max(0, Math.ceil((boxes[at + 1] - top) * scale - 0.5));
      const last = Math.min(height, Math.ceil((boxes[at + 3] - top) * scale - 0.5)) - 1;
      if (first > last) continue;
      this.cross(area, first, last);
      this.fill(2 * (area + 1), first, last);
    }
    if (borders) this.border();
  }

  /** Note where the sides of an area cross the middles of rows. */
  cross(area, first, last) {
    const { corners, firstRing, firstCorner } = this.geometry;
    const { left, top, scale, heads } = this;
    let used = 0;
    for (let ring = firstRing[area]; ring < firstRing[area + 1]; ring += 1) {
      const end = 2 * firstCorner[ring + 1];
      let x0 = (corners[end - 2] - left) * scale;
      let y0 = (corners[end - 1] - top) * scale;
      for (let at = 2 * firstCorner[ring]; at < end; at += 2) {
        const x1 = (corners[at] - left) * scale;
        const y1 = (corners[at + 1] - top) * scale;
        // Always from the upper end down: the same sum for both areas along the side.
        const down = y0 < y1;
        const x = down ? x0 : x1;
        const y = down ? y0 : y1;
        const to = down ? y1 : y0;
        const begin = Math.max(first, Math.ceil(y - 0.5));
        const stop = Math.min(last, Math.ceil(to - 0.5) - 1);
        if (begin <= stop) {
          const slope = (down ? x1 - x0 : x0 - x1) / (to - y);
          if (used + stop - begin >= this.across.length) this.grow(used + stop - begin + 1);
          for (let row = begin; row <= stop; row += 1) {
            this.across[used] = x + (row + 0.5 - y) * slope;
            this.next[used] = heads[row];
            heads[row] = used;
            used += 1;
          }
        }
        x0 = x1;
        y0 = y1;
      }
    }
  }

  /** Fill between each two crossings of a row; forget the crossings. */
  fill(id, first, last) {
    const { ids, width, heads, across, next } = this;
    for (let row = first; row <= last; row += 1) {
      let count = 0;
      for (let at = heads[row]; at >= 0; at = next[at]) {
        if (count === this.row.length) this.row = enlarged(this.row, 2 * count);
        const x = across[at];
        let place = count;
        for (; place > 0 && this.row[place - 1] > x; place -= 1) this.row[place] = this.row[place - 1];
        this.row[place] = x;
        count += 1;
      }
      heads[row] = -1;
      const start = row * width;
      for (let at = 0; at + 1 < count; at += 2) {
        const from = start + Math.max(0, Math.ceil(this.row[at] - 0.5));
        const to = start + Math.min(width, Math.ceil(this.row[at + 1] - 0.5));
        for (let pixel = from; pixel < to; pixel += 1) ids[pixel] = id;
      }
    }
  }

  /** Mark the pixels of areas along which another area, or none, begins. */
  border() {
    const { ids, width } = this;
    for (let pixel = ids.length - 1; pixel >= 0; pixel -= 1) {
      const id = ids[pixel];
      if (id === 0) continue;
      // Those to the right and below are marked already: the last bit does not count.
      const right = pixel + 1 < ids.length ? ids[pixel + 1] : id;
      const below = pixel + width < ids.length ? ids[pixel + width] : id;
      if ((right ^ id) > 1 || (below ^ id) > 1 || ids[pixel - 1] === 0 || ids[pixel - width] === 0) {
        ids[pixel] = id | 1;
      }
    }
  }

  /** The area at a pixel, or -1. */
  at(x, y) {
    const [column, row] = [Math.floor(x), Math.floor(y)];
    if (column < 0 || row < 0 || column >= this.width || row >= this.height) return -1;
    return (this.ids[row * this.width + column] >>> 1) - 1;
  }

  grow(needed) {
    const length = 2 * Math.max(needed, this.across.length);
    this.across = enlarged(this.across, length);
    this.next = enlarged(this.next, length);
  }
}

function enlarged(numbers, length) {
  const larger = new numbers.constructor(length);
  larger.set(numbers);
  return larger;
}

/** The mean of two colors, each 0xaabbggrr. */
function between(one, other) {
  return (((one ^ other) & 0xfefefefe) >>> 1) + (one & other);
}

/** The mean of four pixels of which some are see-through: their colors do not count. */
function edgeColor(colors) {
  const solid = colors.filter((color) => color >>> 24);
  const mean = (shift) => solid.reduce((sum, color) => sum + ((color >>> shift) & 255), 0) / solid.length;
  const alpha = (255 * solid.length) / colors.length;
  return (alpha << 24) | (mean(16) << 16) | (mean(8) << 8) | mean(0);
}

const TILE = 16; // pixels: fills are as large, repeated

/**
 * Color the pixels of a raster into `image` (Uint32Array, width × height). `kinds` is the
 * kind of each area, from place 1 on; `tiles` holds the TILE × TILE pixels of each kind,
 * without and with a border. `fine`: raster pixels a side of an image pixel, 1 or 2.
 */
function colored(raster, kinds, tiles, image, fine) {
  const { ids, width, height } = raster;
  const color = (id, place) => tiles[(((kinds[id >>> 1] << 1) | (id & 1)) << 8) | place];
  if (fine === 1) {
    for (let y = 0, at = 0; y < height; y += 1) {
      const line = (y & 15) << 4;
      for (let x = 0; x < width; x += 1, at += 1) image[at] = color(ids[at], line | (x & 15));
    }
    return;
  }
  for (let y = 0, out = 0; y < height; y += 2) {
    const line = (y & 15) << 4;
    let at = y * width;
    for (let x = 0; x < width; x += 2, at += 2, out += 1) {
      const place = line | (x & 15);
      const a = color(ids[at], place);
      const b = color(ids[at + 1], place + 1);
      const c = color(ids[at + width], place + TILE);
      const d = color(ids[at + width + 1], place + TILE + 1);
      const mean = between(between(a, b), between(c, d));
      const alpha = mean >>> 24;
      image[out] = alpha === 0 || alpha === 255 ? mean : edgeColor([a, b, c, d]);
    }
  }
}
