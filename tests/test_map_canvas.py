"""Very many areas, drawn on a canvas: mouse, touch and keyboard work as elsewhere."""

import pytest
from playwright.sync_api import expect

from tests import map_many_script as many
from tests.browser import ROOT, settled
from tests.map_tools import middle, says

SCRIPT = ROOT / "tests" / "map_many_script.py"
MAP = "svg.dense"
CANVAS = "canvas.dense-areas"


@pytest.fixture
def open_many(serve_app, visit):
    def go(**how):
        seen = visit(serve_app(SCRIPT, options=how.pop("options", None)).address, **how)
        seen.page.get_by_role("region", name="Made-up share, 2020").wait_for()
        settled(seen.page)
        return seen

    return go


@pytest.fixture
def page(open_many):
    return open_many().page


def place(page, row, column, at=(0.5, 0.5)):
    """Where a point of a square is on the screen: (0, 0) is its upper left corner."""
    return page.locator(MAP).evaluate(
        """(svg, [x, y]) => {
            const place = new DOMPoint(x, y).matrixTransform(svg.getScreenCTM());
            return [place.x, place.y];
        }""",
        [many.CELL * (column + at[0]), many.CELL * (row + at[1])],
    )


PIXELS = """(canvas, [x, y, size]) => {
    const box = canvas.getBoundingClientRect();
    const scale = canvas.width / box.width;
    const [left, top] = [x - box.left, y - box.top].map((at) => at * scale - size / 2);
    const pen = canvas.getContext("2d");
    return [...pen.getImageData(left, top, size, size).data];
}"""


def pixels(page, row, column, size):
    """Colors round the middle of a square: rows of #rrggbb."""
    x, y = place(page, row, column)
    data = page.locator(CANVAS).evaluate(PIXELS, [x, y, size])
    names = ["#" + bytes(data[at : at + 3]).hex() for at in range(0, len(data), 4)]
    return [names[at : at + size] for at in range(0, len(names), size)]


def colors(page, row, column, size=12):
    """The colors round the middle of a square, as a set."""
    return {color for line in pixels(page, row, column, size) for color in line}


def told(page):
    return page.locator("svg.dense + p[role=status]").text_content()


def ring(page, kind):
    """The square that has the line of a kind round it, as [column, row], or None."""
    path = page.locator(f"path.{kind}.line")
    if "shown" not in path.get_attribute("class").split():
        return None
    box = path.evaluate("path => { const b = path.getBBox(); return [b.x, b.y]; }")
    return [part / many.CELL for part in box]


def test_areas_are_pixels_in_the_colors_of_their_classes(page):
    assert page.locator("[data-area]").count() == 0
    for column, color in zip((12, 36, 60), many.COLORS, strict=True):
        assert colors(page, 20, column) == {color}
    # Missing: light with lines, and the two kinds differ: only one has straight ones.
    for column, straight in ((5, True), (35, False)):
        kind = colors(page, 5, column)
        assert len(kind) > 1
        assert not kind & set(many.COLORS)
        lines = pixels(page, 5, column, 12)
        assert all(len(set(line)) == 1 for line in lines) is straight
    # Estimates: the color of the class, and something darker on it.
    dotted = colors(page, 65, 36)
    assert many.COLORS[1] in dotted
    assert len(dotted) > 1


def test_another_year_recolours_before_the_server_answers(open_many):
    seen = open_many()
    page = seen.page
    seen.forget()
    page.get_by_label("Year", exact=True).select_option("2021")
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => done()))")
    assert colors(page, 20, 12) == {many.COLORS[2]}
    says(page, "year: 2021")
    settled(page)
    assert colors(page, 20, 60) == {many.COLORS[0]}
    assert not [address for address in seen.requests if "/media/" in address]
    assert max(seen.frames_in) < 20_000
    assert seen.errors == []


def test_pointing_shows_the_area_and_its_class(page):
    tip = page.locator(".tooltip")
    page.mouse.move(*place(page, 20, 30))
    expect(tip).to_be_visible()
    assert tip.locator("strong").text_content() == "R20C30"
    assert tip.locator("> *").all_inner_texts()[1] == "10\u00a0%"
    assert ring(page, "hover") == [30, 20]
    pointed = page.locator(".legend li.pointed .label").all_inner_texts()
    assert pointed == ["7 – 13"]  # three equal steps from 0 to 20
    # To the very edge of a square it is that square.
    for at, name in (((0.1, 0.5), "R20C30"), ((-0.1, 0.5), "R20C29")):
        page.mouse.move(*place(page, 20, 30, at))
        expect(tip.locator("strong")).to_have_text(name)
    page.mouse.move(*place(page, 5, 35))
    assert tip.locator("> *").all_inner_texts() == [
        "R05C35",
        "no value: suppressed, too few people",
    ]
    page.mouse.move(*place(page, 5, -1))
    expect(tip).to_be_hidden()


def test_click_selects_and_lets_go(page):
    page.mouse.click(*place(page, 40, 7))
    says(page, "chosen: R40C07")
    assert ring(page, "selected") == [7, 40]
    page.mouse.click(*place(page, 41, 8))
    says(page, "chosen: R41C08")
    page.mouse.click(*place(page, 41, 8))
    says(page, "chosen: None")
    assert ring(page, "selected") is None


def test_keyboard_walks_and_a_live_region_says_where(page):
    svg = page.locator(MAP)
    assert svg.get_attribute("role") == "application"
    described = svg.evaluate(
        "svg => svg.getAttribute('aria-describedby').split(' ')"
        ".map(id => svg.getRootNode().getElementById(id).textContent)"
    )
    assert "Arrow keys" in described[1]
    assert told(page) == ""
    page.mouse.click(*place(page, 40, 7))
    page.mouse.click(*place(page, 40, 7))  # selected and let go: the walk begins there
    says(page, "chosen: None")
    page.keyboard.press("ArrowRight")
    # 24 columns of 72 have 20 %, 24 less the 100 suppressed have 10 %: 1728 + 1628 are
    # before those with 0 %, of 72 * 72 less 200
    assert told(page) == "R40C08, 0\u00a0%, rank 3357 of 4984 by need"
    assert ring(page, "focus") == [8, 40]
    walk = []
    for key in ("ArrowDown", "ArrowLeft", "ArrowUp", "Home", "ArrowLeft", "End"):
        page.keyboard.press(key)
        walk.append(told(page).split(",")[0])
    assert " ".join(walk) == "R41C08 R41C07 R40C07 R00C00 R00C00 R71C71"
    assert told(page).endswith("estimate")
    page.keyboard.press("Enter")
    says(page, "chosen: R71C71")
    assert told(page).endswith("estimate, selected")
    page.keyboard.press("Escape")
    says(page, "chosen: None")
    assert "selected" not in told(page)
    box = svg.get_attribute("viewBox")
    page.keyboard.press("+")
    expect(svg).not_to_have_attribute("viewBox", box)
    page.keyboard.press("0")
    expect(svg).to_have_attribute("viewBox", box)


def test_the_map_is_one_tab_stop(page):
    page.get_by_text("Few areas").click()
    page.get_by_text("Few areas").click()
    page.locator(MAP).wait_for()
    page.locator(MAP).focus()
    page.keyboard.press("Tab")
    tag = page.evaluate(
        "() => { let at = document.activeElement;"
        "while (at.shadowRoot) at = at.shadowRoot.activeElement; return at.tagName; }"
    )
    assert tag == "BUTTON"


def test_zoomed_and_moved_the_pointer_still_finds_its_area(page):
    page.mouse.move(*place(page, 36, 36))
    page.keyboard.down("Control")
    for _turn in range(6):
        page.mouse.wheel(0, -200)
    page.keyboard.up("Control")
    expect(page.locator(MAP)).to_have_class("dense zoomed")
    size = place(page, 36, 37)[0] - place(page, 36, 36)[0]
    assert size > 20
    page.wait_for_timeout(100)
    # Squares this large have borders: darker pixels between two of the same class.
    x, y = place(page, 36, 36, (0, 0.5))
    assert len(colors(page, 36, 36, int(size) + 4)) > 1
    assert colors(page, 36, 36, 8) == {many.COLORS[1]}
    page.mouse.move(*place(page, 36, 36))
    page.mouse.down()
    page.mouse.move(x + 3 * size, y + size, steps=4)
    page.mouse.up()
    says(page, "chosen: None")  # a drag is no click
    page.wait_for_timeout(100)
    page.mouse.move(*place(page, 35, 33))
    expect(page.locator(".tooltip strong")).to_have_text("R35C33")
    page.mouse.click(*place(page, 35, 33))
    says(page, "chosen: R35C33")


def test_outlines_run_round_the_group_only(page):
    box = page.locator("path.outline.solid.line").evaluate(
        "path => { const b = path.getBBox(); return [b.x, b.y, b.width, b.height]; }"
    )
    assert box == [5000, 3000, 1000, 1000]  # columns 50-59, rows 30-39
    # ten sides of squares on each of the four sides of the group, and no inner ones
    length = page.locator("path.outline.solid.line").evaluate("p => p.getTotalLength()")
    assert length == pytest.approx(4000)


def test_few_areas_after_many_are_a_list_again(page):
    page.get_by_text("Few areas").click()
    listbox = page.locator("svg[role=listbox]")
    expect(listbox.locator("[data-area]")).to_have_count(9)
    assert page.locator(CANVAS).count() == 0
    assert listbox.get_attribute("tabindex") is None
    page.get_by_text("Few areas").click()
    page.locator(CANVAS).wait_for()
    assert page.locator("[data-area]").count() == 0
    assert colors(page, 20, 12) == {many.COLORS[0]}


def test_touch_selects_and_shows_the_tooltip(open_many):
    page = open_many(width=390, height=844, has_touch=True).page
    page.locator(MAP).scroll_into_view_if_needed()
    page.touchscreen.tap(*place(page, 30, 20))
    says(page, "chosen: R30C20")
    assert page.locator(".tooltip strong").text_content() == "R30C20"
    assert page.evaluate("() => document.documentElement.scrollWidth") <= 390


def test_fine_screens_and_dark_themes(open_many):
    page = open_many(
        options={"theme.base": "dark"}, device_scale_factor=2, color_scheme="dark"
    ).page
    width, shown = page.locator(CANVAS).evaluate(
        "canvas => [canvas.width, canvas.getBoundingClientRect().width]"
    )
    assert width == pytest.approx(2 * shown, abs=2)
    assert colors(page, 20, 36) == {many.COLORS[1]}
    x, y = middle(page.locator(MAP))
    page.mouse.move(x, y)
    expect(page.locator(".tooltip")).to_be_visible()
    # Beside the map there is nothing: the page shows through.
    alpha = page.locator(CANVAS).evaluate(
        "canvas => canvas.getContext('2d').getImageData(0, 0, 1, 1).data[3]"
    )
    assert alpha == 0
