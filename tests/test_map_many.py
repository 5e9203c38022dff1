"""Two maps, small maps and search where a canvas draws the areas: more than 5 000."""

import pytest
from playwright.sync_api import expect

from tests.browser import ROOT
from tests.map_tools import middle, says, view_box

SCRIPT = ROOT / "tests" / "map_many_script.py"
MAP, TWIN = "svg.dense:not(.twin)", "svg.twin"
# ColorBrewer's YlOrRd in three classes
COLORS = ("#ffeda0", "#feb24c", "#f03b20")
# The map is 7200 wide and high, with a rim of 0.015 × 7200 = 108 around it.
WHOLE = 7416


@pytest.fixture
def page(serve_app, visit):
    seen = visit(serve_app(SCRIPT).address)
    seen.page.locator(".dense-areas").wait_for()
    yield seen.page
    assert seen.errors == []


def show(page, mode):
    page.get_by_label("Show", exact=True).select_option(mode)


def color_at(canvas, x, y):
    """Color of a canvas at a place of the map, when it shows all of it."""
    pixel = canvas.evaluate(
        """(canvas, [x, y]) => [...canvas.getContext("2d").getImageData(
            Math.round(x * canvas.width), Math.round(y * canvas.height), 1, 1).data]""",
        [(x + 108) / WHOLE, (y + 108) / WHOLE],
    )
    return "#" + "".join(f"{part:02x}" for part in pixel[:3])


def on_screen(svg, x, y):
    box = svg.bounding_box()
    return (
        box["x"] + box["width"] * (x + 108) / WHOLE,
        box["y"] + box["height"] * (y + 108) / WHOLE,
    )


def painted(page, canvas, x, y, color):
    for _ in range(40):  # frames: it is drawn before one of the next
        if color_at(canvas, x, y) == color:
            return
        page.wait_for_timeout(50)
    assert color_at(canvas, x, y) == color


def test_two_maps_of_very_many_areas_are_linked(page):
    show(page, "side")
    page.get_by_label("Its year", exact=True).select_option("2021")
    canvases = page.locator(".dense-areas")
    expect(canvases).to_have_count(2)
    # row 20, column 60 lies in the last third: 20 % in 2020, 0 % in 2021
    painted(page, canvases.nth(0), 6050, 2050, COLORS[2])
    painted(page, canvases.nth(1), 6050, 2050, COLORS[0])
    page.mouse.move(*on_screen(page.locator(TWIN), 6050, 2050))
    expect(page.locator(".tooltip strong")).to_have_text("R20C60")
    facts = page.locator(".tooltip > span").all_inner_texts()
    assert facts[0].startswith("Made-up share, 2020: 20\u00a0%")
    assert facts[1].startswith("Made-up share, 2021: 0\u00a0%")
    for of in (MAP, TWIN):
        expect(page.locator(f"{of} path.hover.shown")).to_have_count(2)
    page.mouse.click(*on_screen(page.locator(TWIN), 6050, 2050))
    says(page, "chosen: R20C60")
    for of in (MAP, TWIN):
        expect(page.locator(f"{of} path.selected.shown")).to_have_count(2)
    page.get_by_role("button", name="Zoom in").click()
    assert view_box(page, MAP) == view_box(page, TWIN) != [-108, -108, WHOLE, WHOLE]
    # the second one is a picture: no stop, no role, nothing said twice
    assert page.locator(TWIN).get_attribute("tabindex") is None
    assert page.locator(TWIN).get_attribute("role") is None
    assert page.locator("[role=application]").count() == 1
    show(page, "value")
    expect(canvases).to_have_count(1)


def test_small_maps_of_very_many_areas(page):
    show(page, "multiples")
    small = page.locator(".small-map canvas")
    expect(small).to_have_count(2)
    painted(page, small.nth(0), 6050, 2050, COLORS[2])
    painted(page, small.nth(1), 6050, 2050, COLORS[0])
    page.mouse.move(*on_screen(small.nth(1), 6050, 2050))
    expect(page.locator(".tooltip strong")).to_be_visible()
    name = page.locator(".tooltip strong").inner_text()
    # a pixel holds several cells: one near that place
    row, column = int(name[1:3]), int(name[4:6])
    assert abs(row - 20) <= 2 and abs(column - 60) <= 2
    page.locator(".small-map").nth(1).click()
    says(page, "year: 2021")
    painted(page, page.locator(".dense-areas"), 6050, 2050, COLORS[0])


def test_search_among_very_many_areas(page):
    field = page.get_by_role("combobox", name="Find an area")
    field.fill("r33c44")
    page.keyboard.press("Enter")
    says(page, "chosen: R33C44")
    left, top, width, height = view_box(page, MAP)
    # 100 × 100 with 2.4 times the room would be 240: the closest is a sixteenth
    assert width == pytest.approx(WHOLE / 16)
    assert left < 4450 < left + width and top < 3350 < top + height


def test_double_click_zooms_to_the_place(page):
    x, y = middle(page.locator(MAP))
    page.mouse.dblclick(x, y)
    assert view_box(page, MAP)[2] == pytest.approx(WHOLE / 2.56)
