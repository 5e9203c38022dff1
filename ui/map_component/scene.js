// What a map shows of the figures for one state: numbers, classes, colors, texts.
// A scene is made anew for each change and never changed; it draws nothing.

const DIVERGING = new Set(["change", "gap", "gap_sd"]);

/** The scene of a state: { mode, series, year, base, second, scheme, classes, palette }. */
function compose(figures, state, words) {
  const make = { compared: comparedScene, change: changeScene, gap: gapScene, gap_sd: gapScene, two: twoScene, side: sideScene, multiples: smallScene };
  return (make[state.mode] ?? valueScene)(figures, state, words);
}

function valueScene(figures, state, words) {
  const series = figures.find(state.series);
  const { values, statuses } = figures.column(series, state.year);
  const ends = valueEnds(figures, series, state);
  const colors = sequential(words, state.palette, Math.max(1, ends.length - 1), series.worse);
  return scene(figures, words, {
    series,
    values,
    statuses,
    ends,
    colors,
    key: `${series.key} ${state.year}`,
    title: `${series.name}, ${state.year}`,
    unit: series.unit,
    direction: series.direction,
    ranked: series.worse,
    reference: series.reference[series.years.indexOf(state.year)],
    signed: false,
  });
}

/** Better than the whole, alike or worse, as the server tells from the intervals. */
function comparedScene(figures, state, words) {
  const base = valueScene(figures, state, words);
  const { series } = base;
  const bands = figures.bandsOf(series, state.year);
  const { labels, colors } = words.compared[series.worse === "neither" ? "neither" : "need"];
  return {
    ...base,
    key: `${series.key} compared ${state.year}`,
    title: fill(words.comparedTitle, { name: series.name, year: state.year }),
    unit: "",
    direction: words.comparedDirection,
    classes: Int8Array.from(bands, (band) => band - 1),
    labels,
    colors,
    uncompared: words.notCompared,
    facts: (area) => [
      ...base.facts(area),
      Number.isNaN(base.values[area]) ? "" : (labels[bands[area] - 1] ?? words.notCompared),
    ],
  };
}

/** Borders of the classes of a series, over all its years or the one shown. */
function valueEnds(figures, series, state) {
  const pool = state.pool === "year" ? state.year : "all";
  return figures.keep(`ends ${series.key} ${pool} ${state.scheme} ${state.classes}`, () =>
    borders(
      sorted(pool === "all" ? figures.whole(series) : figures.column(series, state.year).values),
      state.scheme,
      state.classes,
    ),
  );
}

/** Difference between two years, in the unit; missing where one of the two is. */
function changeScene(figures, state, words) {
  const series = figures.find(state.series);
  const [from, to] = [figures.column(series, state.base), figures.column(series, state.year)];
  const values = to.values.map((value, area) => rounded(value - from.values[area], series.decimals));
  const statuses = to.statuses.map((status, area) => Math.max(status, from.statuses[area]));
  return divergingScene(figures, state, words, {
    series,
    values,
    statuses,
    key: `${series.key} change ${state.base} ${state.year}`,
    title: fill(words.changeTitle, { name: series.name, from: state.base, to: state.year }),
    unit: series.changeUnit,
    direction: words.changeDirections[series.worse],
  });
}

/** Distance from the whole's value, in the unit or in standard deviations. */
function gapScene(figures, state, words) {
  const series = figures.find(state.series);
  const { values, statuses } = figures.column(series, state.year);
  const at = series.years.indexOf(state.year);
  const reference = series.reference[at] ?? NaN;
  const inSpread = state.mode === "gap_sd";
  const scale = inSpread ? (series.spread[at] || NaN) : 1; // no spread: no distance in it
  return divergingScene(figures, state, words, {
    series,
    values: values.map((value) => rounded((value - reference) / scale, inSpread ? 2 : series.decimals)),
    statuses,
    key: `${series.key} ${state.mode} ${state.year}`,
    title: fill(words.gapTitle, { name: series.name, year: state.year }),
    unit: inSpread ? words.spreadUnit : series.changeUnit,
    decimals: inSpread ? 2 : series.decimals,
    direction: Number.isNaN(reference) ? words.noReference : words.gapDirections[series.worse],
    uncompared: Number.isNaN(reference / scale) ? words.noReference : "",
  });
}

/** Two digits more than are shown: what float32 adds to a difference must not rank. */
function rounded(value, decimals) {
  const digits = 10 ** (decimals + 2);
  return Math.round(value * digits) / digits;
}

/** Classes on both sides of 0, alike in width on either. */
function divergingScene(figures, state, words, parts) {
  const side = Math.max(2, Math.round(state.classes / 2));
  const [, ...upper] = figures.keep(`sides ${parts.key} ${state.scheme} ${side}`, () =>
    borders(sorted(parts.values.map(Math.abs)), state.scheme, side),
  );
  const ends = upper.length
    ? [...upper.map((end) => -end).reverse(), 0, ...upper]
    : [];
  const colors = words.diverging[upper.length] ?? [];
  const worse = parts.series.worse;
  return scene(figures, words, {
    ranked: worse,
    signed: true,
    ...parts,
    ends,
    colors: worse === "low" ? [...colors].reverse() : colors,
  });
}

/** Two indicators at once, each in thirds: class = third of one + 3 × third of other. */
function twoScene(figures, state, words) {
  const first = figures.find(state.series);
  const second = figures.find(state.second);
  const secondYear = figures.year(second, state.secondYear ?? state.year);
  const columns = [figures.column(first, state.year), figures.column(second, secondYear)];
  const ends = columns.map(({ values }, at) =>
    figures.keep(`thirds ${at ? `${second.key} ${secondYear}` : `${first.key} ${state.year}`}`, () =>
      borders(sorted(values), "quantiles", 3),
    ),
  );
  const thirds = columns.map(({ values }, at) => classesOf(values, ends[at]));
  const base = valueScene(figures, state, words);
  return {
    ...base,
    key: `two ${first.key} ${state.year} ${second.key} ${secondYear}`,
    title: fill(words.twoTitle, { first: first.name, second: second.name }),
    direction: "", // each has its own arrow
    classes: thirds[0].map((third, area) =>
      third < 0 || thirds[1][area] < 0 ? -1 : third + 3 * thirds[1][area],
    ),
    statuses: columns[0].statuses.map((status, area) =>
      Math.max(status, columns[1].statuses[area]),
    ),
    colors: words.bivariate,
    two: { first, second, years: [state.year, secondYear], columns, ends },
    facts: (area) => [
      figures.names[area],
      ...[first, second].map((series, at) => {
        const { values, statuses } = columns[at];
        const year = at ? secondYear : state.year;
        const known = !Number.isNaN(values[area]);
        const said = known ? amount(words, values[area], series.decimals, series.unit) : "";
        return [`${series.name} ${year}`, said || words.notes[statuses[area]]].join(": ");
      }),
    ],
  };
}

function scene(figures, words, parts) {
  const { series, values, statuses, ends, signed } = parts;
  const decimals = parts.decimals ?? series.decimals;
  // Sorted when a rank is first asked for: a new picture does not wait for it.
  const rising = () => figures.keep(`rising ${parts.key}`, () => sorted(values));
  const said = (value) => amount(words, value, decimals, parts.unit, signed);
  return {
    ...parts,
    decimals,
    said,
    classes: classesOf(values, ends),
    rank: (area) => rankOf(values[area], rising(), parts.ranked),
    facts(area) {
      const known = !Number.isNaN(values[area]);
      const rank = known ? this.rank(area) : 0;
      return [
        figures.names[area],
        known ? said(values[area]) : "",
        rank ? fill(words.rank, { rank, ranked: rising().length }) : "",
        (!known && statuses[area] < FIRST_MISSING && parts.uncompared) || words.notes[statuses[area]],
      ];
    },
    labels: classLabels(words, ends, decimals, signed),
  };
}

/** Borders of the classes as text: "12.4 – 15.1". */
function classLabels(words, ends, decimals, signed) {
  const texts = ends.map((end) => numeral(words, end, decimals, signed));
  if (ends.length && ends[0] === ends.at(-1)) return [texts[0]];
  return texts.slice(1).map((end, at) => `${texts[at]} – ${end}`);
}

/** Colors from the lowest class to the highest; dark where the worse end is. */
function sequential(words, palette, k, worse) {
  const sort = worse === "neither" ? "context" : "need";
  const colors = (words.palettes[palette] ?? Object.values(words.palettes)[0])[sort][k];
  return worse === "low" ? [...colors].reverse() : colors;
}

function numeral(words, value, decimals, signed) {
  const { group, decimal, minus } = words.numbers;
  const [whole, part] = Math.abs(value).toFixed(decimals).split(".");
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, group);
  const text = part ? grouped + decimal + part : grouped;
  const zero = !/[1-9]/.test(text);
  if (value < 0 && !zero) return minus + text;
  return signed && !zero ? `+${text}` : text;
}

function amount(words, value, decimals, unit, signed = false) {
  return `${numeral(words, value, decimals, signed)}\u00a0${unit}`;
}

/** A text with its named places filled: fill("{a} of {b}", { a: 1, b: 2 }). */
function fill(text, values) {
  return text.replace(/\{(\w+)\}/g, (place, name) => values[name] ?? place);
}

/** A state whose parts all exist: unknown ones give way to what there is. */
function settled(figures, state) {
  const series = figures.find(state.series);
  const second = figures.find(state.second);
  const year = figures.year(series, state.year);
  const first = series.years[0];
  return {
    ...state,
    series: series.key,
    year,
    base: series.years.includes(state.base) ? state.base : first,
    second: second.key,
    secondYear: figures.year(second, state.secondYear),
  };
}

/** A status that means "no value", for an area without one whatever its status says. */
function missingKind(status) {
  return status >= FIRST_MISSING ? status : FIRST_MISSING + 1;
}

/** The legend of a scene: every text, every count. */
function legendOf(scene, outlines, words) {
  const counts = new Array(scene.colors.length).fill(0);
  const statuses = new Map();
  let uncompared = 0; // have a figure, but there is nothing to compare it with
  scene.classes.forEach((number, area) => {
    if (number >= 0) counts[number] += 1;
    else if (scene.uncompared && scene.statuses[area] < FIRST_MISSING) {
      uncompared += 1;
      return;
    }
    const status = number < 0 ? missingKind(scene.statuses[area]) : scene.statuses[area];
    if (status > 0) statuses.set(status, (statuses.get(status) ?? 0) + 1);
  });
  return {
    title: scene.title,
    unit: scene.unit,
    direction: scene.direction,
    countWord: words.areas,
    classes: scene.labels.map((label, number) => ({ label, count: String(counts[number]) })),
    statuses: [...statuses]
      .sort(([a], [b]) => a - b)
      .map(([status, count]) => ({
        kind: words.kinds[status],
        label: words.statuses[status],
        count: String(count),
      }))
      .concat(
        uncompared
          ? { kind: words.kinds[FIRST_MISSING + 1], label: scene.uncompared, count: String(uncompared) }
          : [],
      ),
    outlines: outlines.map(({ style, label, areas }) => ({ style, label, count: String(areas.length) })),
    two: scene.two && twoLegend(scene, counts),
  };
}

function twoLegend(scene, counts) {
  const { first, second, years } = scene.two;
  return {
    across: `${first.name}, ${years[0]}`,
    up: `${second.name}, ${years[1]}`,
    counts,
  };
}

/** The scene in words: highest, lowest, how many are missing or estimated. */
function summaryOf(scene, figures, words) {
  const { values, statuses } = scene;
  let [high, low, known, estimated] = [-1, -1, 0, 0];
  values.forEach((value, area) => {
    if (Number.isNaN(value)) return;
    known += 1;
    if (statuses[area] === ESTIMATED) estimated += 1;
    if (high < 0 || value > values[high]) high = area;
    if (low < 0 || value < values[low]) low = area;
  });
  if (!known) return words.noFigure;
  return fill(words.summary, {
    high: figures.names[high],
    highValue: scene.said(values[high]),
    low: figures.names[low],
    lowValue: scene.said(values[low]),
    known,
    estimated,
    missing: values.length - known,
  });
}
