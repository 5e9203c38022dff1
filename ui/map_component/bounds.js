// Where areas lie: the box around some, the area at a place, borders of groups.

const shapesKept = new WeakMap(); // geometry -> areas' shapes for a canvas, as asked for

/** Left, top, right, bottom of some areas together. */
function boxAround(geometry, areas) {
  const { boxes } = geometry;
  const all = (at) => areas.map((area) => boxes[4 * area + at]);
  const least = (values) => values.reduce((a, b) => Math.min(a, b), Infinity);
  const most = (values) => values.reduce((a, b) => Math.max(a, b), -Infinity);
  return [least(all(0)), least(all(1)), most(all(2)), most(all(3))];
}

/** The shape of an area for a canvas, made when it is first asked for. */
function shapeOf(geometry, area) {
  if (!shapesKept.has(geometry)) shapesKept.set(geometry, []);
  const shapes = shapesKept.get(geometry);
  shapes[area] ??= new Path2D(geometry.path(area));
  return shapes[area];
}

/** The area at a place of the map, or -1; `pen` is any canvas context. */
function areaAt(geometry, pen, x, y) {
  const { boxes } = geometry;
  pen.save();
  pen.resetTransform();
  let found = -1;
  for (let area = 0, at = 0; found < 0 && at < boxes.length; area += 1, at += 4) {
    if (x < boxes[at] || x > boxes[at + 2] || y < boxes[at + 1] || y > boxes[at + 3]) continue;
    if (pen.isPointInPath(shapeOf(geometry, area), x, y, "evenodd")) found = area;
  }
  pen.restore();
  return found;
}

/** The larger area that each area lies in; none where all lie in the same. */
function partsOf(figures) {
  return figures.keep("parts", () => (new Set(figures.parts).size > 1 ? figures.parts : []));
}

/**
 * Borders of groups of areas as path data: sides that have the same group on the other
 * hand are left out. `groups` names the group of each area.
 */
function groupBorders(geometry, groups) {
  const open = new Map(); // side -> group that was seen on it
  walk(geometry, groups, (side, group) => {
    if (open.get(side) === group) open.delete(side);
    else open.set(side, group);
  });
  let path = "";
  let [x, y] = [NaN, NaN];
  walk(geometry, groups, (side, _group, [x0, y0, x1, y1]) => {
    if (!open.delete(side)) return; // inner, or drawn from the other hand
    path += x === x0 && y === y0 ? `L${x1} ${y1}` : `M${x0} ${y0}L${x1} ${y1}`;
    [x, y] = [x1, y1];
  });
  return path;
}

/** Calls `see(side, group, [x0, y0, x1, y1])` for each side of each ring. */
function walk(geometry, groups, see) {
  groups.forEach((group, area) => {
    for (const ring of geometry.ringsOf(area)) {
      let [x0, y0] = ring.slice(-2); // a side leads to each corner, the first one too
      for (let at = 0; at < ring.length; at += 2) {
        const [x1, y1] = [ring[at], ring[at + 1]];
        const ends = [`${x0} ${y0}`, `${x1} ${y1}`];
        see(ends.sort().join(" "), group, [x0, y0, x1, y1]);
        [x0, y0] = [x1, y1];
      }
    }
  });
}
