/* What the stand-alone map does: tooltips, choosing an area, changing the figure.
 * Texts are taken from the table's cells and written as text, never as markup. */
function standAloneMap(map, areas, fills, words) {
  // black and white together are seen on every colour, and unlike any outline
  const CASING = { color: "#000000", weight: 7, fill: false };
  const CHOSEN = { color: "#ffffff", weight: 3, fill: false };
  const sections = [...document.querySelectorAll("section.figure")];
  const layers = [];
  let figure = 0;
  let chosen = null;

  map.createPane("chosen").style.zIndex = 600; // above areas and outlines
  map.getPane("chosen").style.pointerEvents = "none";
  const rings = [CASING, CHOSEN].map((style) =>
    L.geoJSON(null, { pane: "chosen", interactive: false, style }).addTo(map));

  const tip = L.tooltip({ direction: "top", offset: [0, -6], opacity: 1 });

  function rowOf(number) {
    return sections[figure].querySelector(`tr[data-area="${number}"]`);
  }

  function showTip(number, where) {
    const [name, value, rank, status] = rowOf(number).cells;
    const content = document.createElement("div");
    const lines = [["b", name.textContent], ["span", value.textContent]];
    if (rank.textContent) lines.push(["span", `${words.rank}: ${rank.textContent}`]);
    if (status.textContent) lines.push(["span", status.textContent]);
    for (const [tag, text] of lines) {
      const line = document.createElement(tag);
      line.textContent = text;
      content.append(line);
    }
    map.openTooltip(tip.setLatLng(where).setContent(content));
  }

  function mark(number, on) {
    for (const ring of rings) {
      ring.clearLayers();
      if (on) ring.addData(layers[number].toGeoJSON());
    }
    for (const row of document.querySelectorAll(`tr[data-area="${number}"]`)) {
      row.classList.toggle("chosen", on);
      row.querySelector("button").setAttribute("aria-pressed", String(on));
    }
  }

  function choose(number) {
    const before = chosen;
    if (before !== null) mark(before, false);
    chosen = before === number ? null : number;
    if (chosen === null) {
      map.closeTooltip(tip);
      return;
    }
    mark(chosen, true);
    const centre = layers[chosen].getCenter();
    map.panInside(centre, { padding: [40, 60], animate: false });
    showTip(chosen, centre);
  }

  function show(number) {
    figure = number;
    sections.forEach((section, i) => { section.hidden = i !== number; });
    layers.forEach((layer, i) => layer.setStyle({ fillColor: fills[number][i] }));
    map.closeTooltip(tip);
  }

  areas.eachLayer((layer) => {
    const number = layer.feature.properties.number;
    layers[number] = layer;
    layer.on({
      mouseover: (event) => showTip(number, event.latlng),
      mousemove: (event) => tip.setLatLng(event.latlng),
      mouseout: () => map.closeTooltip(tip),
      click: () => {
        choose(number);
        const row = rowOf(number);
        if (chosen === number) row.scrollIntoView({ block: "nearest" });
      },
    });
  });

  document.addEventListener("click", (event) => {
    const row = event.target.closest("tbody button")?.closest("tr");
    if (row) choose(Number(row.dataset.area));
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") map.closeTooltip(tip);
  });
  document.getElementById("figure")?.addEventListener("change", (event) => {
    show(Number(event.target.value));
  });

  L.control.zoom({ zoomInTitle: words.zoom_in, zoomOutTitle: words.zoom_out }).addTo(map);
  L.control.scale({ imperial: false }).addTo(map);
  map.getContainer().setAttribute("role", "group");
  map.getContainer().setAttribute("aria-label", words.map);
  // the figures are in the table; drawn shapes have nothing to say to a screen reader
  for (const pane of Object.values(map.getPanes())) pane.setAttribute("aria-hidden", "true");
  const refit = () => { map.invalidateSize(); map.fitBounds(areas.getBounds(), { padding: [8, 8] }); };
  refit();
  window.addEventListener("beforeprint", refit);
  window.addEventListener("afterprint", refit);
}
