// Buttons that save the map as shown: as SVG, or as PNG made from that SVG.

const PNG_PIXELS = 2; // for each unit of the SVG

class Saving {
  constructor(map) {
    this.map = map;
    this.box = htmlElement("div", { class: "saving", role: "group" });
    this.buttons = ["svg", "png"].map((kind) => {
      const button = htmlElement("button", { type: "button", class: "action" });
      button.addEventListener("click", () => this.save(kind));
      return button;
    });
    this.said = htmlElement("span", { role: "status" });
    this.box.append(...this.buttons, this.said);
    map.controls.more.append(this.box);
  }

  repaint() {
    const { words, controls } = this.map.data;
    this.box.hidden = !controls.length;
    this.buttons[0].textContent = words.saveSvg;
    this.buttons[1].textContent = words.savePng;
  }

  async save(kind) {
    const { map } = this;
    const { words } = map.data;
    try {
      const drawn = picture(await shownOf(map, new Date()));
      const text = `<?xml version="1.0" encoding="UTF-8"?>\n${new XMLSerializer().serializeToString(drawn)}`;
      const svg = new Blob([text], { type: "image/svg+xml" });
      const name = `${fill(words.fileName, { what: fileWord(map.scene.key) })}.${kind}`;
      const file = kind === "svg" ? svg : await pixels(svg, drawn);
      handOver(file, name);
      this.said.textContent = fill(words.saved, { name });
    } catch (error) {
      this.said.textContent = fill(words.saveFailed, { reason: error.message });
    }
  }
}

/** All that a picture of the map as it is needs; the only way from a map to a picture. */
async function shownOf(map, now) {
  const { data, figures, geometry, selected } = map;
  const { words } = data;
  const several = map.companions.map((one) => one.panels?.()).find(Boolean);
  const panels = (several ?? [{ scene: map.scene }]).map(({ scene, title = scene.title }) => ({
    title,
    scene,
    ...fillsOf(scene, figures.kinds),
    facts: (area) => scene.facts(area),
  }));
  const own = map.companions.map((one) => one.pictureLegends?.()).find(Boolean);
  const legends = own ?? map.legends();
  const box = map.view.box;
  const lists = await Promise.all(map.companions.map((one) => one.pictured?.(box, panels.length) ?? []));
  const under = await Promise.all(map.companions.map((one) => one.picturedUnder?.() ?? []));
  const title = map.scene.title;
  return {
    geometry,
    panels,
    legends,
    box,
    selected,
    facts: selected < 0 ? [] : map.facts(selected),
    outlines: data.outlines,
    around: (areas) => map.renderer.around(areas),
    above: (scale) => lists.flat().map((make) => make(scale)),
    under: (scale) => under.flat().map((make) => make(scale)),
    layers: map.companions.flatMap((one) => one.entries?.() ?? []),
    title,
    description: map.summary.textContent,
    notes: pictureNotes(map, panels, now, words),
  };
}

/** What each area is filled with, a color or a pattern's name, and which are dotted. */
function fillsOf({ classes, colors, statuses }, kinds) {
  const fills = new Array(classes.length);
  const dotted = [];
  for (let area = 0; area < classes.length; area += 1) {
    const number = classes[area];
    fills[area] = number >= 0 ? colors[number] : kinds[missingKind(statuses[area])];
    if (number >= 0 && statuses[area] === ESTIMATED) dotted.push(area);
  }
  return { fills, dotted };
}

/** Source, licence and date; what is estimated; that it is a part of the map. */
function pictureNotes(map, panels, now, words) {
  const shown = panels.flatMap(({ scene }) => (scene.two ? [scene.two.first, scene.two.second] : [scene.series]));
  const different = (key) => [...new Set(shown.map((series) => series[key]).filter(Boolean))];
  const dots = panels.some(({ dotted }) => dotted.length);
  const day = [now.getFullYear(), now.getMonth() + 1, now.getDate()];
  const date = day.map((part) => String(part).padStart(2, "0")).join("-");
  const [source, licence] = ["source", "licence"].map((key) => different(key).join("; "));
  const notes = [
    ...different("note"),
    dots ? words.pictureEstimates : "",
    map.view.scale > 1 ? words.picturePart : "",
    source ? fill(words.pictureSource, { source }) : "",
    licence ? fill(words.pictureLicence, { licence }) : "",
    map.data.credit ?? "",
    ...map.companions.flatMap((one) => one.credits?.() ?? []),
    fill(words.pictureMade, { date }),
  ];
  return notes.filter(Boolean);
}

/** A text as part of a file name: letters, digits and joints only. */
function fileWord(text) {
  return text.replace(/[^\p{L}\p{N}.-]+/gu, "_");
}

/** The SVG as pixels: the browser draws it on a canvas. */
async function pixels(svg, drawn) {
  const address = URL.createObjectURL(svg);
  try {
    const image = new Image();
    image.src = address;
    await image.decode();
    const canvas = document.createElement("canvas");
    canvas.width = PNG_PIXELS * Number(drawn.getAttribute("width"));
    canvas.height = PNG_PIXELS * Number(drawn.getAttribute("height"));
    canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
    const file = await new Promise((done) => canvas.toBlob(done, "image/png"));
    if (!file) throw new Error(`${canvas.width} × ${canvas.height}`);
    return file;
  } finally {
    URL.revokeObjectURL(address);
  }
}

/** Give a file to the person, as a download. */
function handOver(file, name) {
  const address = URL.createObjectURL(file);
  const link = htmlElement("a", { href: address, download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}
