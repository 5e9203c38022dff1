// Fills and lines that the map and its legend share, so that they look the same.

const SVG = "http://www.w3.org/2000/svg";
const ESTIMATED = 1; // the places of kinds that the drawing knows of
const FIRST_MISSING = 2;

function svgElement(name, attributes = {}, children = []) {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) {
    element.setAttribute(key, value);
  }
  element.append(...children);
  return element;
}

function htmlElement(name, attributes = {}, text = "") {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    element.setAttribute(key, value);
  }
  element.textContent = text; // text from data is never markup
  return element;
}

/** Relative luminance of "#rrggbb", 0 black to 1 white (WCAG 2). */
function luminance(color) {
  const [red, green, blue] = [1, 3, 5].map((at) => {
    const part = parseInt(color.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** Which dots show on a fill: dark ones on light, light ones on dark. */
const dotsOn = (color) => (luminance(color) > 0.2 ? "dots-dark" : "dots-light");

/** Hatches for what is missing and dots for estimates, ids starting with `prefix`. */
function patterns(prefix) {
  const tile = (kind, size, shapes, ground = true) =>
    svgElement(
      "pattern",
      {
        id: `${prefix}-${kind}`,
        class: kind,
        patternUnits: "userSpaceOnUse",
        width: size,
        height: size,
      },
      [
        ...(ground ? [svgElement("rect", { class: "ground", width: size, height: size })] : []),
        ...shapes,
      ],
    );
  const line = (d) => svgElement("path", { class: "hatch", d });
  const dot = (x, y) => svgElement("circle", { class: "dot", cx: x, cy: y, r: 0.8 });
  return [
    tile("suppressed", 6, [line("M-1 1L1 -1M0 6L6 0M5 7L7 5")]),
    tile("not_published", 5, [line("M0 2.5H5")]),
    tile("component_missing", 7, [line("M0 0L7 7M7 0L0 7")]),
    tile("dots-dark", 6, [dot(1.5, 1.5), dot(4.5, 4.5)], false),
    tile("dots-light", 6, [dot(1.5, 1.5), dot(4.5, 4.5)], false),
  ];
}
