"""The map saved as a picture, and shown large: in Chromium, on made-up areas."""

import itertools
import re
import struct
from datetime import date
from pathlib import Path
from xml.etree import ElementTree

import pytest
from playwright.sync_api import expect

from tests import show_script
from tests.browser import ROOT, settled

SCRIPT = ROOT / "tests" / "show_script.py"
LEGEND_TITLE = ".area-map > .legend .title, .figure > .legend .title"
SVG = "{http://www.w3.org/2000/svg}"
FOCUS = """() => {
  let active = document.activeElement;
  while (active?.shadowRoot) active = active.shadowRoot.activeElement;
  return active?.getAttribute('aria-label') || active?.textContent || null;
}"""


@pytest.fixture
def open_map(serve_app, visit):
    def go(query="", **how):
        seen = visit(f"{serve_app(SCRIPT).address}{query}", **how)
        seen.page.locator(
            ".area-map > .legend .title, .figure > .legend .title"
        ).first.wait_for()
        return seen

    return go


def saved(page, kind):
    """The file that a button hands over: its name, and where it is."""
    if not page.get_by_role("button", name=f"Save as {kind}").is_visible():
        page.get_by_text("Map settings").click()
    with page.expect_download() as download:
        page.get_by_role("button", name=f"Save as {kind}").click()
    name = download.value.suggested_filename
    page.get_by_text(f"Saved: {name}").wait_for()
    return name, Path(download.value.path())


def picture(page):
    name, path = saved(page, "SVG")
    return name, ElementTree.fromstring(path.read_bytes())


def texts(root):
    return [one.text for one in root.iter(f"{SVG}text")]


def test_the_picture_says_everything(open_map):
    seen = open_map("?area=B5")
    name, root = picture(seen.page)
    assert name == "tasapaino_need_2021.svg"
    said = texts(root)
    assert said[0] == "Need & <want>, 2021"
    # Pool of all years: 1 to 10 in four equal steps of 2.25.
    # In 2021: 2 | 4 | 6 | 8, 10; counted per class (1, 3.25], (3.25, 5.5], ...
    start = said.index("%")
    assert said[start : start + 10] == [
        *("%", "Areas"),
        *("1.0 – 3.3", "1", "3.3 – 5.5", "1"),
        *("5.5 – 7.8", "1", "7.8 – 10.0", "2"),
    ]
    for text in (
        "Darker means more.",
        "Estimated (dots)",
        "Suppressed: too few people",
        "Targets <i>",
        "Reached",
        "Five",
        "10.0\u00a0%",
        "A caveat of need <b>.",
        "Source: Office of <Need>.",
        "Licence: CC BY 4.0.",
        "Boundaries: an office, CC BY 4.0.",
        f"Picture made {date.today().isoformat()}.",
    ):
        assert text in said, text
    assert any(text.startswith("Dots: the figure is an estimate") for text in said)
    assert root.find(f"{SVG}title").text == "Need & <want>, 2021"
    assert "Highest: Five" in root.find(f"{SVG}desc").text
    assert seen.errors == []


def test_the_picture_shows_what_the_map_shows(open_map):
    page = open_map("?area=B5").page
    _name, root = picture(page)
    on_page = page.locator("[data-code]").evaluate_all(
        "all => all.map(n => [n.getAttribute('d'), n.getAttribute('fill')])"
    )
    drawn = {
        path.get("d"): path.get("fill")
        for path in root.iter(f"{SVG}path")
        if path.find(f"{SVG}title") is not None
    }
    for d, fill in on_page:
        own = drawn[d]
        if fill.startswith("url"):
            assert own == "url(#map-suppressed)" and "suppressed" in fill
        else:
            assert own == fill
    patterns = {pattern.get("id") for pattern in root.iter(f"{SVG}pattern")}
    used = set(re.findall(r"url\(#([^)]+)\)", ElementTree.tostring(root).decode()))
    clips = {clip.get("id") for clip in root.iter(f"{SVG}clipPath")}
    assert used <= patterns | clips
    assert {"map-suppressed", "legend-suppressed"} <= used  # in the map, in the legend
    estimated = page.locator("[data-code=B5]").get_attribute("d")
    dots = [path for path in root.iter(f"{SVG}path") if path.get("d") == estimated]
    assert any("dots" in path.get("fill") for path in dots)


def test_patterns_look_in_the_file_as_on_the_page(open_map):
    page = open_map().page
    _name, root = picture(page)
    pattern = next(p for p in root.iter(f"{SVG}pattern") if "map-supp" in p.get("id"))
    ground, hatch = list(pattern)
    styles = page.locator("pattern.suppressed").first.evaluate(
        "p => [getComputedStyle(p.children[0]).fill,"
        " getComputedStyle(p.children[1]).stroke]"
    )

    def rgb(color):
        return "rgb({}, {}, {})".format(*(int(color[i : i + 2], 16) for i in (1, 3, 5)))

    assert [rgb(ground.get("fill")), rgb(hatch.get("stroke"))] == styles


def test_hostile_names_stay_text_and_nothing_is_asked_for(open_map):
    seen = open_map("?names=yes&area=B2")
    seen.forget()
    _name, path = saved(seen.page, "SVG")
    text = path.read_text(encoding="utf-8")
    root = ElementTree.fromstring(text)  # well-formed, whatever names hold
    kinds = {element.tag.removeprefix(SVG) for element in root.iter()}
    assert kinds <= {
        *("svg", "title", "desc", "defs", "pattern", "clipPath"),
        *("rect", "path", "circle", "g", "text"),
    }
    assert not re.search(r"(href|src|@import|style)=", text.replace("src=x", ""))
    assert set(re.findall(r"https?://[^\s\"]+", text)) == {"http://www.w3.org/2000/svg"}
    titles = [title.text for title in root.iter(f"{SVG}title")]
    assert any(title.startswith(show_script.HOSTILE) for title in titles)
    assert any(title.startswith("N" * 300) for title in titles)
    assert seen.outside == [] and seen.requests == [] and seen.errors == []
    # opened by itself: no script runs, nothing is asked for
    page = seen.page.context.new_page()
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(path.rename(path.with_suffix(".svg")).as_uri())
    assert page.evaluate("() => window.hacked") is None
    assert page.evaluate("() => document.querySelectorAll('img, script').length") == 0
    assert len(asked) == 1


def test_lines_of_text_fit_the_sheet(open_map):
    page = open_map("?area=B3&names=yes").page
    _name, path = saved(page, "SVG")
    text = path.read_text(encoding="utf-8").split("?>", 1)[1]
    wide = page.evaluate(
        """text => {
          const box = document.createElement('div');
          box.innerHTML = text;
          document.body.append(box);
          const right = [...box.querySelectorAll('text')]
            .filter(t => !t.hasAttribute('transform'))
            .map(t => t.getBBox()).map(b => [b.x, b.x + b.width]);
          const { width } = box.querySelector('svg').viewBox.baseVal;
          box.remove();
          return right.filter(([left, right]) => left < 0 || right > width);
        }""",
        text,
    )
    assert wide == []


@pytest.mark.parametrize(
    ("mode", "name", "title"),
    [
        ("change", "need_change_2020_2021", "Need & <want>: change 2020–2021"),
        ("gap", "need_gap_2021", "Need & <want>, 2021: distance from the city"),
        ("two", "two_need_2021_means_2021", "Need & <want> and Means"),
    ],
)
def test_each_mode_has_its_own_picture(open_map, mode, name, title):
    page = open_map(f"?mode={mode}").page
    given, root = picture(page)
    assert given == f"tasapaino_{name}.svg"
    said = texts(root)
    assert said[0] == title
    if mode == "two":
        assert "Source: Office of <Need>; Office of Means." in said
        assert "→ Need & <want>, 2021" in said and "↑ Means, 2021" in said
    if mode == "change":
        # 1, 2, 3, 4, 5 more: two equal steps from 1 to 5 meet at 3, on each side
        assert "+3.0 – +5.0" in said


def test_two_maps_are_two_maps_in_the_picture(open_map):
    _name, root = picture(open_map("?mode=side").page)
    assert len(root.findall(f".//{SVG}g/{SVG}svg")) == 2
    said = texts(root)
    assert "Need & <want>, 2021" in said and "Means, 2021" in said


def test_a_part_of_the_map_is_said_to_be_one(open_map):
    page = open_map().page
    for _ in range(3):
        page.get_by_role("button", name="Zoom in").click()
    _name, root = picture(page)
    box = page.locator("svg[role=listbox]").get_attribute("viewBox")
    assert root.find(f".//{SVG}g/{SVG}svg").get("viewBox") == box.replace(",", " ")
    assert "The picture shows a part of the map." in texts(root)


def test_png_is_the_svg_in_twice_as_many_pixels(open_map):
    seen = open_map()
    _svg, root = picture(seen.page)
    name, path = saved(seen.page, "PNG")
    assert name == "tasapaino_need_2021.png"
    head = path.read_bytes()[:24]
    assert head[:8] == b"\x89PNG\r\n\x1a\n"
    size = struct.unpack(">II", head[16:24])
    assert size == (2 * int(root.get("width")), 2 * int(root.get("height")))
    # a pixel in the middle of B1 has the color of B1
    d = seen.page.locator("[data-code=B1]")
    fill = d.get_attribute("fill")
    map_ = root.find(f".//{SVG}g/{SVG}svg")
    x, y, width, height = (float(map_.get(n)) for n in ("x", "y", "width", "height"))
    left, top, across, down = (float(part) for part in map_.get("viewBox").split())
    place = (
        2 * (x + (500 - left) / across * width),
        2 * (y + (500 - top) / down * height),
    )
    color = seen.page.evaluate(
        """async ([bytes, x, y]) => {
          const blob = new Blob([new Uint8Array(bytes)], { type: 'image/png' });
          const image = await createImageBitmap(blob);
          const canvas = new OffscreenCanvas(image.width, image.height);
          const pen = canvas.getContext('2d');
          pen.drawImage(image, 0, 0);
          return [...pen.getImageData(x, y, 1, 1).data].slice(0, 3);
        }""",
        [list(path.read_bytes()), *map(round, place)],
    )
    assert color == [int(fill[i : i + 2], 16) for i in (1, 3, 5)]
    assert seen.errors == []


def test_very_many_areas_are_drawn_class_by_class(serve_app, visit):
    seen = visit(serve_app(ROOT / "tests" / "map_many_script.py").address)
    seen.page.get_by_role("region", name="Made-up share, 2020").wait_for()
    _name, root = picture(seen.page)
    [map_] = root.findall(f".//{SVG}g/{SVG}svg")
    filled = [p for p in map_ if p.get("fill") not in (None, "none")]
    # three classes, two reasons for no value, the dots of two kinds at most: no path
    # for each of the 5184 areas
    assert 5 <= len(filled) <= 7
    squares = sum(p.get("d").count("M") for p in filled if "dots" not in p.get("fill"))
    assert squares == 72 * 72
    # 100 targets of 100 m have a line round them all, four times 1000 m, not a hundred
    for line in (p for p in map_ if p.get("fill") == "none"):
        length = 0
        for part in line.get("d").split("M")[1:]:
            corners = [[int(n) for n in corner.split()] for corner in part.split("L")]
            for (x, y), (to_x, to_y) in itertools.pairwise(corners):
                length += abs(to_x - x) + abs(to_y - y)
        assert length == 4000


def present(page):
    page.get_by_role("button", name="Presentation").click()
    page.locator("dialog.stage[open]").wait_for()
    page.wait_for_timeout(300)  # the browser's own way into full screen


def test_presentation_fills_the_window_with_map_and_legend(open_map):
    page = open_map(width=1280, height=720).page
    present(page)
    stage = page.locator("dialog.stage").bounding_box()
    assert stage["width"] >= 1280 and stage["height"] >= 720
    legend = page.locator(".area-map > .legend")
    svg = page.locator("svg[role=listbox]").bounding_box()
    assert svg["height"] > 600 and svg["width"] > 800
    # Big type: a thirtieth of the window's height for every entry of the legend
    size = legend.locator(".label").first.evaluate(
        "n => parseFloat(getComputedStyle(n).fontSize)"
    )
    assert size >= 720 / 30
    inside = legend.bounding_box()
    assert inside["y"] + inside["height"] <= 720
    expect(page.locator(".controls")).to_be_hidden()
    expect(page.locator(".ranking")).to_be_hidden()
    assert page.evaluate("() => document.documentElement.scrollWidth") <= 1280


def test_the_rest_of_the_page_is_out_of_reach(open_map):
    page = open_map(width=1280, height=720).page
    present(page)
    reached = set()
    for _ in range(14):
        page.keyboard.press("Tab")
        reached.add(page.evaluate(FOCUS))
    assert {"Zoom in", "Earlier year", "Later year", "Leave (Escape)"} <= reached
    assert "After the map" not in reached and "Before the map" not in reached
    field = page.get_by_label("Before the map")
    field.evaluate("n => n.focus()")
    assert not field.evaluate("n => n === document.activeElement")


def test_escape_leaves_and_gives_the_focus_back(open_map):
    page = open_map("?area=B1", width=1280, height=720).page
    before = page.locator("svg[role=listbox]").bounding_box()
    present(page)
    page.keyboard.press("Escape")
    expect(page.locator("dialog.stage")).to_be_hidden()
    assert page.evaluate(FOCUS) == "Presentation"
    assert not page.evaluate("() => Boolean(document.fullscreenElement)")
    page.wait_for_timeout(300)
    assert page.locator("svg[role=listbox]").bounding_box() == before
    # Escape left the presentation; it did not also let go of the selected area.
    selected = page.locator("[data-code=B1]").get_attribute("aria-selected")
    assert selected == "true"
    expect(page.locator(".controls")).to_be_visible()


def test_page_keys_go_through_the_years(open_map):
    page = open_map(width=1280, height=720).page
    present(page)
    expect(page.locator(".stage-year")).to_have_text("2021")
    expect(page.get_by_role("button", name="Later year")).to_have_attribute(
        "aria-disabled", "true"
    )
    page.keyboard.press("PageUp")
    expect(page.locator(".stage-year")).to_have_text("2020")
    expect(page.locator(LEGEND_TITLE).first).to_have_text("Need & <want>, 2020")
    page.get_by_role("button", name="Later year").click()
    expect(page.locator(".stage-year")).to_have_text("2021")
    page.keyboard.press("PageUp")
    page.get_by_role("button", name="Leave").click()
    page.get_by_text("year: 2020").wait_for()  # the server has heard
    settled(page)
    expect(page.locator(LEGEND_TITLE).first).to_have_text("Need & <want>, 2020")


def test_areas_are_walked_and_told_in_a_presentation(open_map):
    page = open_map(width=1280, height=720).page
    present(page)
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowRight")
    tip = page.locator(".tooltip")
    expect(tip).to_be_visible()
    size = tip.evaluate("n => parseFloat(getComputedStyle(n).fontSize)")
    assert size >= 720 / 30
    page.keyboard.press("Enter")
    expect(page.locator("[data-code][aria-selected=true]")).to_have_count(1)


def test_without_full_screen_the_window_is_filled_all_the_same(serve_app, chromium):
    context = chromium.new_context(viewport={"width": 390, "height": 844})
    try:
        page = context.new_page()
        page.add_init_script(
            "Element.prototype.requestFullscreen = () => Promise.reject(new Error())"
        )
        page.goto(serve_app(SCRIPT).address)
        page.locator(
            ".area-map > .legend .title, .figure > .legend .title"
        ).first.wait_for()
        present(page)
        stage = page.locator("dialog.stage").bounding_box()
        assert (stage["width"], stage["height"]) == (390, 844)
        legend = page.locator(".area-map > .legend").bounding_box()
        assert legend["x"] >= 0 and legend["x"] + legend["width"] <= 390
        page.keyboard.press("Escape")
        expect(page.locator("dialog.stage")).to_be_hidden()
    finally:
        context.close()
