// The map as shown, drawn anew as one picture: an SVG that holds all it needs.
// Pure: scenes and shapes in, elements out. Colors and widths stand in the elements,
// since neither the page's style sheet nor its fonts travel with the file.

const SHEET = { width: 1280, rim: 32, gap: 28, legend: 330, letter: 16, small: 14, title: 28 };
const PRINT = { ink: "#14181f", paper: "#ffffff", edge: "#47566b", quiet: "#4a5260" };
const PRINT_FONT = "sans-serif";
// What the classes of `patterns` look like in a file; map.css says the same of the page.
const DRESS = {
  ground: { fill: "#eceef1" },
  hatch: { fill: "none", stroke: "#6d7580", "stroke-width": 1 },
  "dots-dark": { fill: "#14181f", "fill-opacity": 0.66 },
  "dots-light": { fill: "#ffffff", "fill-opacity": 0.85 },
};
const PRINTED_LINES = {
  solid: [["paper", 5.5], ["ink", 2.75]],
  dashed: [["paper", 12], ["ink", 9.5, [6, 3.5]], ["paper", 5]],
  selected: [["ink", 6.5], ["paper", 2.75]],
  part: [["paper", 4.5], ["ink", 2, [9, 3, 2, 3]]],
};

/**
 * One SVG of one or more maps with title, legend and notes.
 *
 * `panels`: [{ title, scene, fills, dotted, facts }], drawn alike, of the same areas;
 * `legends`: [{ legend, colors }]; `box`: the part of the map that is shown;
 * `outlines`, and `around`: (areas) => the line to draw round them; `selected` (an area
 * or -1) and its `facts`; `above`: (scale) => more elements in map units; `under`:
 * (scale) => what lies below the areas, which let it shine through; `layers`: more
 * entries of the legend, [{ label, count, swatch }]; `notes`: lines of text below;
 * `title`, `description`.
 */
function picture({ geometry, panels, legends, box, outlines, selected, above, under, around, ...texts }) {
  const inner = SHEET.width - 2 * SHEET.rim;
  const head = new SheetColumn(SHEET.rim, SHEET.rim, inner);
  head.write(texts.title, SHEET.title, { bold: true });
  head.skip(14);
  const mapWidth = inner - SHEET.legend - SHEET.gap;
  const grid = gridOf(panels.length, mapWidth, box);
  const scale = box[2] / grid.width; // map units a pixel
  const drawn = { geometry, box, scale, outlines, selected, above, under, around };
  const maps = panels.map((panel, at) => panelOf(panel, drawn, grid, head.bottom, at));
  const side = new SheetColumn(SHEET.rim + mapWidth + SHEET.gap, head.bottom, SHEET.legend);
  for (const { legend, colors } of legends) legendIn(side, legend, colors, texts.title);
  for (const entry of texts.layers) side.entry(entry, entry.swatch);
  if (selected >= 0) selectedIn(side, texts.facts);
  const below = Math.max(head.bottom + grid.total, side.bottom) + SHEET.gap;
  const foot = new SheetColumn(SHEET.rim, below, inner);
  for (const note of texts.notes) foot.write(note, SHEET.small, { fill: PRINT.quiet });
  const height = Math.ceil(foot.bottom + SHEET.rim);
  return svgElement(
    "svg",
    {
      xmlns: SVG,
      role: "img",
      width: SHEET.width,
      height,
      viewBox: `0 0 ${SHEET.width} ${height}`,
      "font-family": PRINT_FONT,
    },
    [
      textElement("title", texts.title),
      textElement("desc", texts.description),
      svgElement("defs", {}, [...dressed("map", scale), ...dressed("legend", 1)]),
      svgElement("rect", { width: SHEET.width, height, fill: PRINT.paper }),
      ...head.elements,
      ...maps,
      ...side.elements,
      ...foot.elements,
    ],
  );
}

/** Size and place of each of n maps, all alike, in a room so wide. */
function gridOf(count, room, box) {
  const columns = count === 1 ? 1 : count <= 4 ? 2 : count <= 9 ? 3 : 4;
  const step = (room + SHEET.gap) / columns;
  const width = step - SHEET.gap;
  const height = (width * box[3]) / box[2];
  const head = count === 1 ? 0 : 3 * SHEET.letter; // two lines of title
  const rows = Math.ceil(count / columns);
  return { columns, step, width, height, head, total: rows * (height + head) };
}

function panelOf({ title, ...panel }, drawn, grid, top, at) {
  const [x, y] = [
    SHEET.rim + (at % grid.columns) * grid.step,
    top + Math.floor(at / grid.columns) * (grid.height + grid.head),
  ];
  const heading = new SheetColumn(x, y, grid.width);
  if (grid.head) heading.write(title, SHEET.letter, { bold: true, most: 2 });
  const map = svgElement(
    "svg",
    {
      x,
      y: y + grid.head,
      width: grid.width,
      height: grid.height,
      viewBox: drawn.box.join(" "),
      overflow: "hidden",
    },
    mapOf(panel, drawn, `clip-${at}`),
  );
  return svgElement("g", {}, [...heading.elements, map]);
}

/** Areas, dots, borders, outlines and what lies above, in map units. */
function mapOf({ fills, dotted, facts }, drawn, name) {
  const { geometry, scale, outlines, selected, above, around } = drawn;
  const under = drawn.under(scale);
  const shown = areasInBox(geometry, drawn.box);
  const many = shown.length > MANY;
  const joined = (areas) => areas.map((area) => geometry.path(area)).join("");
  const base = { "fill-rule": "evenodd", "stroke-linejoin": "round" };
  const fade = under.length ? { "fill-opacity": FADED } : {};
  const edge = { stroke: PRINT.edge, "stroke-width": (many ? 0.4 : 2.2) * scale };
  const paint = (fill) => (fill.startsWith("#") ? fill : `url(#map-${fill})`);
  const areas = many
    ? groupedBy(shown, (area) => fills[area]).map(([fill, group]) =>
        svgElement("path", { ...base, ...edge, ...fade, d: joined(group), fill: paint(fill) }),
      )
    : shown.map((area) =>
        svgElement("path", { ...base, ...edge, ...fade, d: geometry.path(area), fill: paint(fills[area]) }, [
          textElement("title", facts(area).filter(Boolean).join(", ")),
        ]),
      );
  const visible = new Set(shown);
  const estimated = dotted.filter((area) => visible.has(area));
  const spots = groupedBy(estimated, (area) => dotsOn(fills[area]));
  const dots = spots.map(([kind, group]) =>
    svgElement("path", { ...base, d: joined(group), fill: `url(#map-${kind})` }),
  );
  const borders = { ...base, fill: "none", stroke: PRINT.paper, "stroke-width": scale };
  return [
    ...under,
    ...areas,
    ...dots,
    ...(many ? [] : [svgElement("path", { ...borders, d: joined(shown) })]),
    ...outlines.flatMap(({ style, areas: group }, at) =>
      lineOf(around(group), style, scale, style === "dashed" ? `${name}-${at}` : "", joined(group)),
    ),
    ...(selected < 0 ? [] : lineOf(geometry.path(selected), "selected", scale, "")),
    ...above(scale),
  ];
}

/** The lines of one style round a path; with the name of a clip they stay in a room. */
function lineOf(d, style, scale, clip, room) {
  const inside = clip ? { "clip-path": `url(#${clip})` } : {};
  const lines = PRINTED_LINES[style].map(([color, width, dashes]) =>
    svgElement("path", {
      d,
      fill: "none",
      stroke: PRINT[color],
      "stroke-width": width * scale,
      "stroke-linejoin": "round",
      ...(dashes ? { "stroke-dasharray": dashes.map((dash) => dash * scale).join(" ") } : {}),
      ...inside,
    }),
  );
  if (!clip) return lines;
  const shape = svgElement("path", { d: room, "clip-rule": "evenodd" });
  return [svgElement("clipPath", { id: clip }, [shape]), ...lines];
}

/** The areas that reach into a part of the map. */
function areasInBox(geometry, [x, y, width, height]) {
  const { boxes } = geometry;
  return Array.from(geometry.codes.keys()).filter((area) => {
    const [left, top, right, bottom] = boxes.subarray(4 * area, 4 * area + 4);
    return left <= x + width && right >= x && top <= y + height && bottom >= y;
  });
}

/** Things under the same key together, in the order in which keys first come. */
function groupedBy(things, keyOf) {
  const groups = new Map();
  for (const thing of things) {
    const key = keyOf(thing);
    if (!groups.has(key)) groups.set(key, []);
    groups.get(key).push(thing);
  }
  return [...groups];
}

/** The page's own patterns with what they look like written into them. */
function dressed(prefix, scale) {
  return patterns(prefix).map((pattern) => {
    pattern.setAttribute("patternTransform", `scale(${scale})`);
    const kind = pattern.getAttribute("class");
    for (const shape of pattern.children) {
      const look = DRESS[kind] ?? DRESS[shape.getAttribute("class")];
      for (const [name, value] of Object.entries(look)) shape.setAttribute(name, value);
      shape.removeAttribute("class");
    }
    pattern.removeAttribute("class");
    return pattern;
  });
}

function legendIn(column, legend, colors, above) {
  const middle = colors[Math.floor((colors.length - 1) / 2)];
  if (legend.title !== above) column.write(legend.title, SHEET.letter, { bold: true });
  if (legend.two) squareIn(column, legend.two, colors);
  else {
    column.pair(legend.unit, legend.countWord);
    legend.classes.forEach((entry, at) => column.entry(entry, [filledBox(colors[at])]));
  }
  column.skip(6);
  if (legend.direction) column.write(legend.direction, SHEET.small, { fill: PRINT.quiet });
  column.skip(6);
  for (const entry of legend.statuses) {
    const estimated = entry.kind === "estimated";
    const paint = estimated ? middle : `url(#legend-${entry.kind})`;
    const dots = estimated ? [filledBox(`url(#legend-${dotsOn(middle)})`)] : [];
    column.entry(entry, [filledBox(paint ?? PRINT.paper), ...dots]);
  }
  column.skip(6);
  for (const entry of legend.outlines) {
    const box = "M4 4h20v10h-20z";
    column.entry(entry, lineOf(box, entry.style === "dashed" ? "small" : entry.style, 1, ""));
  }
  column.skip(14);
}
PRINTED_LINES.small = [["paper", 5], ["ink", 2.25, [5, 3]]]; // dashed, in a legend

function filledBox(fill) {
  return svgElement("rect", { x: 1, y: 1, width: 26, height: 16, fill, stroke: PRINT.edge });
}

/** Nine colors for two indicators, with how many areas are in each. */
function squareIn(column, { across, up, counts }, colors) {
  const side = 46;
  column.write(`↑ ${up}`, SHEET.small, {});
  colors.forEach((color, number) => {
    const x = column.x + side * (number % 3);
    const y = column.bottom + side * (2 - Math.floor(number / 3));
    const ink = dotsOn(color) === "dots-dark" ? PRINT.ink : PRINT.paper;
    const place = { x: x + side / 2, y: y + side / 2 + 5, "text-anchor": "middle", fill: ink };
    column.elements.push(
      svgElement("rect", { x, y, width: side - 1, height: side - 1, fill: color, stroke: PRINT.edge }),
      textElement("text", String(counts[number]), { ...place, "font-size": SHEET.small }),
    );
  });
  column.skip(3 * side + 4);
  column.write(`→ ${across}`, SHEET.small, {});
}

/** The selected area and its facts, one a line. */
function selectedIn(column, [name, ...facts]) {
  column.entry({ label: name, count: "" }, lineOf("M5 5h18v8h-18z", "selected", 1, ""));
  for (const fact of facts.filter(Boolean)) column.write(fact, SHEET.small, { indent: 38 });
}

/** Text and swatches one below the other. */
class SheetColumn {
  constructor(x, y, width) {
    Object.assign(this, { x, bottom: y, width, elements: [] });
  }

  skip(height) {
    this.bottom += height;
  }

  /** A paragraph, broken into lines that fit; `most` lines at most. */
  write(text, size, { bold = false, fill = PRINT.ink, most = Infinity, indent = 0, right = 0 } = {}) {
    const height = 1.35 * size;
    const room = this.width - indent - right;
    for (const line of brokenLines(text, room, size, bold).slice(0, most)) {
      const place = { x: this.x + indent, y: this.bottom + size, "font-size": size, fill };
      const weight = bold ? { "font-weight": "bold" } : {};
      this.elements.push(textElement("text", line, { ...place, ...weight, "unicode-bidi": "plaintext" }));
      this.bottom += height;
    }
  }

  /** Two words at the two ends of a line. */
  pair(left, right) {
    const top = this.bottom;
    this.write(left, SHEET.small, { fill: PRINT.quiet });
    this.atEnd(right, top, SHEET.small);
  }

  entry({ label, count }, swatch) {
    const top = this.bottom;
    this.elements.push(svgElement("g", { transform: `translate(${this.x} ${top + 1})` }, swatch));
    this.write(label, SHEET.letter, { indent: 38, right: 44 });
    this.atEnd(count, top, SHEET.letter);
    this.skip(4);
  }

  atEnd(text, top, size) {
    if (!text) return;
    const place = { x: this.x + this.width, y: top + size, "text-anchor": "end", fill: PRINT.quiet };
    this.elements.push(textElement("text", text, { ...place, "font-size": size }));
  }
}

/** A text in lines no wider than that, broken at plain spaces, or in a word at need. */
function brokenLines(text, width, size, bold) {
  const lines = [""];
  for (const word of String(text).split(/[ \t\n]+/).filter(Boolean)) {
    const joined = lines.at(-1) ? `${lines.at(-1)} ${word}` : word;
    if (widthOf(joined, size, bold) <= width) lines[lines.length - 1] = joined;
    else lines.push(...brokenWord(word, width, size, bold));
  }
  return lines.filter(Boolean);
}

function brokenWord(word, width, size, bold) {
  const parts = [""];
  for (const letter of word) {
    const longer = parts.at(-1) + letter;
    if (parts.at(-1) && widthOf(longer, size, bold) > width) parts.push(letter);
    else parts[parts.length - 1] = longer;
  }
  return parts;
}

let textRuler = null;

/** How wide a text comes out, with room for a font that runs wider elsewhere. */
function widthOf(text, size, bold) {
  textRuler ??= document.createElement("canvas").getContext("2d");
  textRuler.font = `${bold ? "bold " : ""}${size}px ${PRINT_FONT}`;
  return 1.08 * textRuler.measureText(text).width;
}

/** An element with a text: whatever the text holds, it is no markup. */
function textElement(name, text, attributes = {}) {
  const element = svgElement(name, attributes);
  element.textContent = text;
  return element;
}
