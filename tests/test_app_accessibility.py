"""WCAG 2.2 AA as far as a machine can tell: axe on each page, both schemes and sizes.

`ACCEPTED` names what is Streamlit's own and cannot be mended here: (rule, selector) and
why. It is empty: nothing is. What axe cannot tell, such as whether keys do what they
should, is in tests/test_app_browser.py and tests/test_map_component.py.
"""

import json
from contextlib import closing
from itertools import pairwise

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.app_tools import (
    APP,
    DESK,
    MAP,
    PHONE,
    drawn,
    field,
    found,
    in_order,
    programme,
    settings,
)
from tests.browser import settled
from ui.map import MODES

ACCEPTED: dict[tuple[str, str], str] = {}
STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
_BRIEF = {"resultTypes": ["violations"]}  # three times as fast as telling what passed
EVERYTHING = _BRIEF | {"runOnly": STANDARDS}
COLOURS = _BRIEF | {"runOnly": {"type": "rule", "values": ["color-contrast"]}}
BOTH = (("light", EVERYTHING), ("dark", COLOURS))
COMPARED = (
    "indicator=kota&year=2025&second=unemployment_rate&area=0927091000"
    "&borders=yes&names=yes&layers=schools"
)
IN_DARK = ("side", "multiples")  # of the modes: they have parts that no other has
TALL = 7000  # pixels: axe takes no colour from what is scrolled out of sight
VIEWS = [
    "?indicator=kota&year=2025&area=0927091000&measure=summer_meals_2021",
    "area?area=0927091000&indicator=unemployment_rate",
    "area?area=0923053000&indicator=kota",  # no figure
    "index?year=2024&area=0925074000",
    "gaps?indicator=unemployment_rate",
    "measures",
    "method",
]
WIDTHS = """() => [document.documentElement, document.querySelector(
    "[data-testid=stMain]")].map(node => node.scrollWidth)"""
BACKGROUND = """() => getComputedStyle(
    document.querySelector("[data-testid=stApp]")).backgroundColor"""


def violations(page, options):
    """What axe finds, as readable lines, without what is accepted."""
    found = Axe().run(page, options=options).response
    assert found["passes"] or found["violations"], "axe has looked at nothing"
    return [
        f"{rule['id']}: {rule['help']}: {node['target']} {node['html'][:120]}"
        for rule in found["violations"]
        for node in rule["nodes"]
        if (rule["id"], json.dumps(node["target"])) not in ACCEPTED
    ]


@pytest.mark.parametrize("view", VIEWS)
def test_axe_finds_nothing(view, serve_app, visit):
    app = serve_app(APP)
    seen = visit(app.address + view, **DESK)
    page = seen.page
    page.locator("[data-testid=stDataFrame] canvas, svg.marks, table").first.wait_for()
    if not view.startswith(("method", "gaps")):
        drawn(page)
    if view.startswith("area"):
        page.locator("svg.marks").wait_for()
    look_through(page, BOTH)
    in_order(seen, app)


@pytest.mark.parametrize("mode", MODES)
def test_axe_finds_nothing_in_any_mode(mode, serve_app, visit):
    app = serve_app(APP)
    seen = visit(f"{app.address}?mode={mode}&{COMPARED}", **DESK)
    drawn(seen.page)
    expect(seen.page.get_by_label("Show", exact=True)).to_have_value(mode)
    look_through(seen.page, BOTH if mode in IN_DARK else BOTH[:1])
    in_order(seen, app)


def look_through(page, schemes):
    """axe at desk and phone size in the schemes; nothing may scroll sideways."""
    backgrounds = set()
    for scheme, rules in schemes:
        page.emulate_media(color_scheme=scheme)
        for size in (DESK, PHONE):
            page.set_viewport_size({"width": size["width"], "height": TALL})
            settled(page)
            assert violations(page, rules) == [], (scheme, size)
            widest = max(page.evaluate(WIDTHS))
            assert widest <= size["width"], "the page scrolls sideways"
            backgrounds.add(page.evaluate(BACKGROUND))
    assert len(backgrounds) == len(schemes)  # the colours did change
    headings_in_order(page)


def headings_in_order(page):
    tags = page.locator("h1, h2, h3, h4").evaluate_all("all => all.map(n => n.tagName)")
    levels = [int(tag[1]) for tag in tags]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_axe_finds_nothing_when_boxes_are_open(serve_app, visit):
    page = visit(serve_app(APP).address, width=PHONE["width"], height=TALL).page
    drawn(page)
    with settings(page):
        assert violations(page, EVERYTHING) == []
    with programme(page):
        assert violations(page, EVERYTHING) == []
    page.locator(f"{MAP} >> [data-code='0925074000']").hover()
    expect(page.locator(".tooltip.shown")).to_be_visible()
    assert violations(page, COLOURS) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_while_an_area_is_looked_for(scheme, serve_app, visit):
    page = visit(serve_app(APP).address, **PHONE, color_scheme=scheme).page
    drawn(page)
    field(page).fill("kylä")
    page.keyboard.press("ArrowDown")
    expect(found(page).first).to_have_attribute("aria-selected", "true")
    assert violations(page, EVERYTHING) == []
    field(page).fill("helsinki")
    expect(page.get_by_text("No area has this name or number.")).to_be_visible()
    assert violations(page, EVERYTHING) == []


@pytest.mark.parametrize(
    ("scheme", "size"), [("light", DESK), ("dark", PHONE)], ids=["desk", "phone"]
)
def test_axe_finds_nothing_in_a_presentation(scheme, size, serve_app, visit):
    page = visit(serve_app(APP).address, **size, color_scheme=scheme).page
    drawn(page)
    page.get_by_role("button", name="Presentation").click()
    page.locator("dialog.stage[open]").wait_for()
    expect(page.locator(".stage-year")).to_be_visible()
    assert violations(page, EVERYTHING) == []
    page.keyboard.press("Escape")
    expect(page.locator("dialog.stage")).to_be_hidden()


@pytest.mark.parametrize("rules", [EVERYTHING, COLOURS])
def test_axe_finds_what_is_too_pale(rules, chromium):
    with closing(chromium.new_page()) as page:
        page.set_content("<main><h1 style='color:#bbb'>Too pale on white</h1></main>")
        lines = violations(page, rules)
    assert any(line.startswith("color-contrast: ") for line in lines)


def test_axe_looks_inside_the_map(serve_app, visit):
    page = visit(serve_app(APP).address, **DESK).page
    drawn(page)
    page.locator(".legend .title").evaluate("title => { title.style.color = '#bbb'; }")
    [line] = violations(page, COLOURS)
    assert line.startswith("color-contrast: ")
    assert 'class="title"' in line
