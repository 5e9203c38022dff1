"""The map component in real use: Chromium, by mouse, touch and keyboard."""

import re
from contextlib import closing

import pytest
from playwright.sync_api import expect

from tests import map_script
from tests.browser import ROOT, settled

SCRIPT = ROOT / "tests" / "map_script.py"
GEOMETRY = map_script.outlines_of(4, 3)
AREA = "svg[role=listbox] >> [data-code={}]"


@pytest.fixture
def open_map(serve_app, visit):
    def go(**how):
        options = how.pop("options", None)
        app = serve_app(SCRIPT, base_path=how.pop("base_path", ""), options=options)
        seen = visit(app.address, **how)
        seen.page.locator(AREA.format("A12")).wait_for()
        return seen

    return go


def area(page, code):
    return page.locator(AREA.format(code)).first


def fill(page, code):
    return area(page, code).get_attribute("fill")


def turn_on(page, turn):
    page.get_by_label("Turn").fill(str(turn))
    page.get_by_label("Turn").press("Enter")


def says(page, text):
    expect(page.get_by_text(text, exact=True)).to_be_visible()


def test_recolouring_keeps_shapes_zoom_selection_and_sends_no_outlines(open_map):
    seen = open_map()
    page = seen.page
    area(page, "A06").click()
    says(page, "chosen: A06")
    page.get_by_role("button", name="Zoom in").click()
    box = page.locator("svg[role=listbox]").get_attribute("viewBox")
    for node in page.locator("[data-code]").all():
        node.evaluate("node => { node.kept = true; }")
    settled(page)
    seen.forget()
    assert fill(page, "A01") == map_script.COLORS[0]
    page.get_by_label("Year", exact=True).select_option("2021")
    # A01 has number 0, so class (0 + 1) mod 3 = 1; seen before the server answers
    assert fill(page, "A01") == map_script.COLORS[1]
    says(page, "year: 2021")
    settled(page)
    assert page.locator("[data-code]").evaluate_all("all => all.every(n => n.kept)")
    assert page.locator("svg[role=listbox]").get_attribute("viewBox") == box
    assert area(page, "A06").get_attribute("aria-selected") == "true"
    assert not [address for address in seen.requests if "/media/" in address]
    assert len(GEOMETRY.payload) > 15_000
    assert max(seen.frames_in) < 12_000
    assert sum(seen.frames_in) < len(GEOMETRY.payload)
    assert seen.errors == []


def test_focus_survives_recolouring(open_map):
    page = open_map().page
    area(page, "A06").focus()
    assert page.evaluate(FOCUSED) == "A06"
    # A change that does not come from the page's own widgets: another choice.
    page.keyboard.press("Enter")
    says(page, "chosen: A06")
    assert page.evaluate(FOCUSED) == "A06"


FOCUSED = """() => {
  let active = document.activeElement;
  while (active.shadowRoot) active = active.shadowRoot.activeElement;
  return active?.dataset?.code ?? null;
}"""


def tab_to_map(page):
    """From the last field above the map, past the map's own choices, to its areas."""
    page.get_by_label("Wanted").focus()
    for _ in range(12):
        page.keyboard.press("Tab")
        if page.evaluate(FOCUSED):
            return
    pytest.fail("no area can be reached with the Tab key")


def test_click_selects_and_lets_go_with_one_rerun_each(open_map):
    page = open_map().page
    says(page, "runs: 1")
    area(page, "A01").evaluate("node => { node.kept = true; }")
    area(page, "A10").click()
    says(page, "chosen: A10")
    says(page, "heard: ['A10']")
    says(page, "runs: 2")
    assert area(page, "A10").get_attribute("aria-selected") == "true"
    assert page.locator("[aria-selected=true][data-code]").count() == 1
    area(page, "A10").click()
    says(page, "chosen: None")
    says(page, "runs: 3")
    assert area(page, "A01").evaluate("node => node.kept")


def test_the_page_can_select(open_map):
    page = open_map().page
    page.get_by_label("Wanted").fill("A04")
    page.get_by_label("Wanted").press("Enter")
    expect(area(page, "A04")).to_have_attribute("aria-selected", "true")
    area(page, "A09").click()
    says(page, "chosen: A09")
    turn_on(page, 2)
    expect(area(page, "A01")).to_have_attribute("fill", map_script.COLORS[2])
    says(page, "chosen: A09")


def test_keyboard_walks_selects_and_lets_go(open_map):
    page = open_map().page
    # 4 columns: A01 A02 A03 A04 / A05 A06 A07 A08 / A09 A10 A11 A12
    assert page.locator("[data-code][tabindex='0']").count() == 1
    tab_to_map(page)
    walk = [page.evaluate(FOCUSED)]
    keys = ["Down", "Right", "Up", "Up", "Left", "Left"]
    for key in [f"Arrow{key}" for key in keys] + ["End", "ArrowUp", "Home"]:
        page.keyboard.press(key)
        walk.append(page.evaluate(FOCUSED))
    # at the upper edge and the left edge there is nothing further: it stays
    assert " ".join(walk) == "A01 A05 A06 A02 A02 A01 A01 A12 A08 A01"
    page.keyboard.press("ArrowRight")
    page.keyboard.press(" ")
    says(page, "chosen: A02")
    page.keyboard.press("Escape")
    says(page, "chosen: None")
    page.keyboard.press("Enter")
    says(page, "chosen: A02")
    assert page.evaluate(FOCUSED) == "A02"
    assert page.locator("[data-code][tabindex='0']").count() == 1
    page.keyboard.press("Tab")
    assert page.evaluate(FOCUSED) is None  # one tab stop, then out of the list


def luminance(color):
    parts = [int(color[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [
        p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts
    ]
    return sum(w * p for w, p in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(one, other):
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def hexed(css):
    return "#" + "".join(f"{int(part):02x}" for part in re.findall(r"\d+", css)[:3])


def strokes(page, kind):
    return page.locator(f"path.{kind}").evaluate_all(
        "all => all.map(n => { const s = getComputedStyle(n);"
        "return [s.stroke, parseFloat(s.strokeWidth), n.matches('.shown')]; })"
    )


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_focus_ring_and_selection_show_on_every_fill(open_map, theme):
    page = open_map(options={"theme.base": theme}).page
    assert not any(visible for _, _, visible in strokes(page, "focus"))
    tab_to_map(page)
    page.keyboard.press("Enter")
    expect(area(page, "A01")).to_have_attribute("aria-selected", "true")
    for kind in ("focus", "selected"):
        (outer, wide, shown_outer), (inner, narrow, shown_inner) = strokes(page, kind)
        assert shown_outer and shown_inner and wide > narrow >= 2
        assert contrast(hexed(outer), hexed(inner)) >= 3
        for color in (*map_script.COLORS, "#eceef1", "#ffffff", "#0e1117"):
            assert max(contrast(hexed(line), color) for line in (outer, inner)) >= 3
    # A border is white with a dark edge: one of the two shows beside any fill.
    edge = area(page, "A01").evaluate("n => getComputedStyle(n).stroke")
    for color in map_script.COLORS:
        assert max(contrast(color, "#ffffff"), contrast(color, hexed(edge))) >= 2.5
    page.mouse.click(5, 5)
    expect(page.locator("path.focus.shown")).to_have_count(0)


def test_tooltip_says_the_same_on_hover_and_focus(open_map):
    page = open_map().page
    tip = page.locator(".tooltip")
    expect(tip).to_be_hidden()
    area(page, "A08").hover()
    expect(tip).to_be_visible()
    lines = tip.locator("> *").all_inner_texts()
    assert lines == ["Area A08", "10\u00a0%", "rank 4 of 9 by need", "estimate"]
    page.keyboard.press("Escape")
    expect(tip).to_be_hidden()
    page.mouse.move(5, 5)
    area(page, "A08").focus()  # by script, after a key: counts as keyboard focus
    expect(tip).to_be_visible()
    assert tip.locator("> *").all_inner_texts() == lines
    area(page, "A05").hover()
    assert tip.locator("> *").all_inner_texts() == [
        "Area A05",
        "no value: suppressed, too few people",
    ]


def test_areas_have_names_for_those_who_hear_the_map(open_map):
    page = open_map().page
    listbox = page.get_by_role("listbox", name="Map: Made-up share, 2020")
    assert listbox.get_by_role("option").count() == 12
    option = listbox.get_by_role(
        "option", name="Area A08, 10\u00a0%, rank 4 of 9 by need, estimate"
    )
    assert option.count() == 1
    described = listbox.evaluate(
        "list => list.getAttribute('aria-describedby').split(' ')"
        ".map(id => list.getRootNode().getElementById(id).textContent)"
    )
    # of equal values the first one is named: 20 in A03, 0 in A01
    assert described[0] == (
        f"Highest: {map_script.HOSTILE['A03']}, 20\u00a0%. Lowest: Area A01, 0\u00a0%. "
        "9 areas have a figure, 1 of them estimated; 3 have none."
    )
    assert "Arrow keys" in described[1]


@pytest.mark.parametrize("size", [(1440, 900), (390, 844)])
def test_tooltips_are_never_cut_off_and_hostile_names_stay_text(open_map, size):
    seen = open_map(width=size[0], height=size[1])
    page = seen.page
    tip = page.locator(".tooltip")
    for code in GEOMETRY.codes:
        area(page, code).scroll_into_view_if_needed()
        area(page, code).hover()
        name = map_script.HOSTILE.get(code, f"Area {code}")
        assert tip.locator("strong").text_content() == name
        box = tip.bounding_box()
        assert box["x"] >= 0 and box["x"] + box["width"] <= size[0]
        assert box["y"] >= 0 and box["y"] + box["height"] <= size[1]
        inside = tip.evaluate("n => n.scrollWidth <= n.clientWidth + 1")
        assert inside, f"the name of {code} runs out of the tooltip"
    assert page.evaluate("() => window.hacked") is None
    assert page.locator(".area-map img").count() == 0
    assert page.evaluate("() => document.documentElement.scrollWidth") <= size[0]
    assert seen.errors == []


def test_legend_explains_fills_patterns_and_outlines(open_map):
    page = open_map().page
    legend = page.get_by_role("region", name="Made-up share, 2020")
    items = legend.get_by_role("listitem").all_text_contents()
    assert items == [
        "0 – 7, Areas: 3",
        "7 – 13, Areas: 3",
        "13 – 20, Areas: 3",
        "Estimated (dots), Areas: 1",
        "Suppressed: too few people, Areas: 1",
        "Not published, Areas: 1",
        "A component is missing, Areas: 1",
        "Targets, Areas: 2",
        "Measure, Areas: 1",
    ]
    expect(legend.get_by_text("Darker means more.")).to_be_visible()
    patterns = {fill(page, code) for code in ("A05", "A06", "A07")}
    assert len(patterns) == 3
    for address in patterns:
        identity = address.removeprefix("url(#").removesuffix(")")
        assert page.locator(f"pattern#{identity}").count() == 1
    dotted = page.locator("path.dots").evaluate_all(
        "all => all.map(n => n.attributes.d.value)"
    )
    assert GEOMETRY.paths[7] in dotted


def test_nothing_leaves_the_machine_and_outlines_come_once(open_map):
    seen = open_map()
    page = seen.page
    page.get_by_text("Second map").click()
    second = page.get_by_role("listbox", name="Map: Second share, 2021")
    second.get_by_role("option").first.wait_for()
    files = [a for a in seen.requests if a.endswith(".bin") and "/media/" in a]
    assert len(files) == 3  # two maps: the outlines once, the figures of each
    # Each map has its own colors: the second is one turn ahead.
    assert (
        second.get_by_role("option").first.get_attribute("fill") == map_script.COLORS[1]
    )
    assert fill(page, "A01") == map_script.COLORS[0]
    second.get_by_role("option").nth(2).click()
    settled(page)
    says(page, "chosen: None")  # selections are each map's own
    page.reload()
    area(page, "A12").wait_for()
    assert seen.outside == []
    assert seen.errors == []


def test_other_areas_under_the_same_key(open_map):
    page = open_map().page
    area(page, "A12").click()
    says(page, "chosen: A12")
    page.get_by_text("Other areas").click()
    expect(page.locator("[data-code]")).to_have_count(8)
    says(page, "chosen: None")
    area(page, "A03").click()
    says(page, "chosen: A03")


def test_under_a_base_path(open_map):
    seen = open_map(base_path="wellbeing/map")
    area(seen.page, "A03").click()
    says(seen.page, "chosen: A03")
    assert seen.outside == []


def test_wheel_scrolls_the_page_until_the_map_is_in_use(open_map):
    page = open_map().page
    svg = page.locator("svg[role=listbox]")
    whole = svg.get_attribute("viewBox")
    area(page, "A06").hover()
    page.mouse.wheel(0, -200)
    page.wait_for_timeout(200)
    assert svg.get_attribute("viewBox") == whole
    page.keyboard.down("Control")
    page.mouse.wheel(0, -200)
    page.keyboard.up("Control")
    expect(svg).not_to_have_attribute("viewBox", whole)
    closer = svg.get_attribute("viewBox")
    area(page, "A06").hover()
    page.mouse.down()
    page.mouse.move(*[c + 60 for c in middle(area(page, "A06"))], steps=5)
    page.mouse.up()
    assert svg.get_attribute("viewBox") != closer
    says(page, "chosen: None")  # a drag is no click
    page.get_by_role("button", name="Whole map").click()
    assert svg.get_attribute("viewBox") == whole


def middle(locator):
    box = locator.bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def test_touch_selects_and_shows_the_tooltip(open_map):
    page = open_map(width=390, height=844, has_touch=True).page
    area(page, "A11").scroll_into_view_if_needed()
    page.touchscreen.tap(*middle(area(page, "A11")))
    says(page, "chosen: A11")
    assert page.locator(".tooltip strong").text_content() == "Area A11"


def test_two_fingers_zoom_and_one_finger_then_moves(open_map):
    page = open_map(width=390, height=844, has_touch=True).page
    svg = page.locator("svg[role=listbox]")
    svg.scroll_into_view_if_needed()
    x, y = middle(svg)
    touch = page.context.new_cdp_session(page)

    def fingers(kind, *places):
        points = [{"x": x, "y": y, "id": at} for at, (x, y) in enumerate(places)]
        touch.send(
            "Input.dispatchTouchEvent", {"type": f"touch{kind}", "touchPoints": points}
        )

    def box():
        return [float(part) for part in svg.get_attribute("viewBox").split()]

    whole = box()
    fingers("Start", (x - 30, y), (x + 30, y))
    for apart in range(35, 95, 5):
        fingers("Move", (x - apart, y), (x + apart, y))
    fingers("End")
    expect(svg).to_have_class("zoomed")
    closer = box()
    # 60 pixels became 180: three times as close, up to the last step not drawn yet
    assert 2.5 < whole[2] / closer[2] < 3.5
    fingers("Start", (x, y))
    for step in range(5, 45, 5):
        fingers("Move", (x + step, y))
    fingers("End")
    assert box()[0] < closer[0]  # the map went right, so more of the left is seen
    says(page, "chosen: None")


def test_motion_and_forced_colors_are_respected(open_map):
    page = open_map(reduced_motion="reduce", forced_colors="active").page
    hover = page.locator("path.hover").first
    assert hover.evaluate("n => getComputedStyle(n).transitionDuration") == "0s"
    shown_fill = area(page, "A03").evaluate("n => getComputedStyle(n).fill")
    assert (
        hexed(shown_fill) == map_script.COLORS[2]
    )  # the data's color, not the system's


def test_says_so_when_the_outlines_do_not_arrive(serve_app, chromium):
    app = serve_app(SCRIPT)
    with closing(chromium.new_context()) as context:
        page = context.new_page()
        page.route("**/media/*.bin", lambda route: route.fulfill(status=404))
        page.goto(app.address)
        alert = page.get_by_text("The map's data did not arrive")
        alert.wait_for(timeout=15_000)
        page.unroute("**/media/*.bin")
        turn_on(page, 1)  # the next change asks again
        area(page, "A12").wait_for()
        expect(alert).to_be_hidden()


def test_map_and_legend_fit_on_a_desktop_screen(open_map):
    page = open_map().page
    svg = page.locator("svg[role=listbox]").bounding_box()
    legend = page.locator(".area-map > .legend").bounding_box()
    assert svg["height"] <= 0.62 * 900 + 1
    assert legend["y"] < svg["y"] + 10  # beside the map
