// The figures of all indicators and years, and all that is made of them: classes,
// ranks, differences, texts. Pure but for the fetching; draws nothing.

const held = new Map(); // content key -> promise of the figures

/** The figures with this content key, fetched once a page. */
function loadFigures({ key, address }) {
  if (!held.has(key)) {
    const loading = fetchUnpacked(address).then((buffer) => new Figures(buffer));
    loading.catch(() => held.delete(key));
    held.set(key, loading);
  }
  return held.get(key);
}

class Figures {
  constructor(buffer) {
    const length = new DataView(buffer).getUint32(0, true);
    const text = new TextDecoder().decode(new Uint8Array(buffer, 4, length));
    Object.assign(this, JSON.parse(text));
    this.count = this.areas;
    if (!this.names.length) this.names = this.codes; // areas without other names
    const last = this.series.at(-1);
    const cells = last.offset + last.years.length * this.count;
    this.values = new Float32Array(buffer, 4 + length, cells);
    this.statuses = new Uint8Array(buffer, 4 + length + 4 * cells, cells);
    this.bands = this.banded ? new Uint8Array(buffer, 4 + length + 5 * cells, cells) : null;
    this.byKey = new Map(this.series.map((one) => [one.key, one]));
    this.kept = new Map();
  }

  /** A series by its key, the first one when there is none. */
  find(key) {
    return this.byKey.get(key) ?? this.series[0];
  }

  /** The year itself if the series has it, else its newest. */
  year(series, year) {
    return series.years.includes(year) ? year : series.years.at(-1);
  }

  /** One value and one status an area; NaN for no value. */
  column(series, year) {
    const start = series.offset + series.years.indexOf(year) * this.count;
    return {
      values: this.values.subarray(start, start + this.count),
      statuses: this.statuses.subarray(start, start + this.count),
    };
  }

  /** How each area stands beside the whole, 1 to 5; 0 where it cannot be told. */
  bandsOf(series, year) {
    if (!this.bands) return new Uint8Array(this.count);
    const start = series.offset + series.years.indexOf(year) * this.count;
    return this.bands.subarray(start, start + this.count);
  }

  /** The series in all its years. */
  whole(series) {
    const cells = series.years.length * this.count;
    return this.values.subarray(series.offset, series.offset + cells);
  }

  /** Kept for good: what a key was made of never changes. */
  keep(key, make) {
    if (!this.kept.has(key)) this.kept.set(key, make());
    return this.kept.get(key);
  }
}

/** The values that are there, in rising order. */
function sorted(values) {
  return values.filter((value) => !Number.isNaN(value)).sort();
}

/**
 * Borders of at most k classes: the lowest value, then the upper end of each class.
 * Class i holds border[i] < value <= border[i + 1]; the first its low end as well.
 */
function borders(rising, scheme, k) {
  if (!rising.length) return [];
  const [low, high] = [rising[0], rising.at(-1)];
  if (low === high) return [low, high];
  const upper = { quantiles, natural_breaks: naturalBreaks, equal_steps: equalSteps }[scheme](rising, k);
  const ends = [...new Set([...upper.map(Math.fround), high])].filter((end) => end <= high);
  return [low, ...ends.sort((a, b) => a - b)];
}

/** As many values in each class: quantiles by linear interpolation. */
function quantiles(rising, k) {
  return Array.from({ length: k }, (_, at) => {
    const place = ((at + 1) / k) * (rising.length - 1);
    const below = Math.floor(place);
    const next = rising[Math.min(below + 1, rising.length - 1)];
    return rising[below] + (place - below) * (next - rising[below]);
  });
}

function equalSteps(rising, k) {
  const [low, high] = [rising[0], rising.at(-1)];
  return Array.from({ length: k }, (_, at) => low + ((at + 1) / k) * (high - low));
}

const SAMPLE = 4000; // values: natural breaks of more are found on so many of them

/**
 * Natural breaks: the classes with the least sum of squares within (Fisher 1958).
 * Dynamic programming over the different values, each row by divide and conquer.
 */
function naturalBreaks(rising, k) {
  const step = Math.max(1, rising.length / SAMPLE);
  const values = [];
  const weights = [];
  for (let at = 0; at < rising.length; at += step) {
    const value = rising[Math.floor(at)];
    if (value === values.at(-1)) weights[weights.length - 1] += 1;
    else {
      values.push(value);
      weights.push(1);
    }
  }
  const n = values.length;
  if (n <= k) return values;
  const sums = [0];
  const squares = [0];
  const counts = [0];
  const middle = rising[Math.floor(rising.length / 2)]; // against loss of digits
  values.forEach((value, at) => {
    const from = value - middle;
    counts.push(counts[at] + weights[at]);
    sums.push(sums[at] + weights[at] * from);
    squares.push(squares[at] + weights[at] * from * from);
  });
  const cost = (from, to) => {
    const count = counts[to + 1] - counts[from];
    const sum = sums[to + 1] - sums[from];
    return squares[to + 1] - squares[from] - (sum * sum) / count;
  };
  let best = Float64Array.from(values, (_, to) => cost(0, to));
  const starts = [];
  for (let classes = 2; classes <= k; classes += 1) {
    const next = new Float64Array(n).fill(Infinity);
    const start = new Int32Array(n);
    const fill = (left, right, low, high) => {
      if (left > right) return;
      const at = (left + right) >> 1;
      for (let from = Math.max(low, classes - 1); from <= Math.min(at, high); from += 1) {
        const sum = best[from - 1] + cost(from, at);
        if (sum < next[at]) [next[at], start[at]] = [sum, from];
      }
      fill(left, at - 1, low, start[at]);
      fill(at + 1, right, start[at], high);
    };
    fill(classes - 1, n - 1, classes - 1, n - 1);
    starts.push(start);
    best = next;
  }
  const upper = [values[n - 1]];
  let at = n - 1;
  for (const start of starts.reverse()) {
    at = start[at] - 1;
    upper.push(values[at]);
  }
  return upper.reverse();
}

/** The class of each value, -1 for none. */
function classesOf(values, ends) {
  const upper = Float32Array.from(ends.slice(1));
  const classes = new Int8Array(values.length).fill(-1);
  if (!upper.length) return classes;
  for (let area = 0; area < values.length; area += 1) {
    const value = values[area];
    if (Number.isNaN(value)) continue;
    let at = 0;
    while (at < upper.length - 1 && value > upper[at]) at += 1;
    classes[area] = at;
  }
  return classes;
}

/** The areas with a value, the greatest first, equal ones in the order of the map. */
function fallingOrder(values) {
  const sign = 2 ** 31;
  const bits = new Uint32Array(Float32Array.from(values, (value) => value + 0).buffer);
  // Value and area in one number each, since numbers are sorted far faster by
  // themselves than with a comparison: bits of float32 rise with the value, once
  // those of negative values are turned round.
  const keys = new Float64Array(values.length);
  let count = 0;
  for (let area = 0; area < values.length; area += 1) {
    if (Number.isNaN(values[area])) continue;
    const rising = bits[area] < sign ? bits[area] + sign : 2 * sign - 1 - bits[area];
    keys[count] = (2 * sign - 1 - rising) * AREAS + area;
    count += 1;
  }
  return Uint32Array.from(keys.subarray(0, count).sort(), (key) => key % AREAS);
}

const AREAS = 2 ** 21; // more than any map has; with 32 bits of a value still exact

/** Rank of a value among all: 1 is the greatest need, equal values share the better. */
function rankOf(value, rising, worse) {
  if (Number.isNaN(value) || worse === "neither") return 0;
  const after = (found) => {
    let [low, high] = [0, rising.length];
    while (low < high) {
      const at = (low + high) >> 1;
      if (found(rising[at])) high = at;
      else low = at + 1;
    }
    return low;
  };
  if (worse === "low") return after((other) => other >= value) + 1;
  return rising.length - after((other) => other > value) + 1;
}
