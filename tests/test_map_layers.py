"""Layers of points and lines over the map: pure parts, and in Chromium."""

import re

import geopandas as gpd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from playwright.sync_api import expect

from geo.map_geometry import map_geometry
from geo.map_layers import line_paths, point_places
from tests import show_script
from tests.browser import ROOT
from ui.map_layer import LayerKind, LayerPoint, MapLayer

SCRIPT = ROOT / "tests" / "show_script.py"
EAST, NORTH = 25_490_000, 6_690_000
CRS = "EPSG:3879"


def geometry_of(unit=1.0):
    square = shapely.box(EAST, NORTH, EAST + 3000, NORTH + 2000)
    areas = gpd.GeoDataFrame(geometry=[square], index=["A"], crs=CRS)
    return map_geometry(areas, tolerance=0, unit=unit)


def test_places_worked_by_hand():
    # The map begins at its upper left, north edge 6 692 000: 250 east, 1500 down.
    points = gpd.GeoSeries([shapely.Point(EAST + 250, NORTH + 500)], crs=CRS)
    assert point_places(points, geometry_of()) == [(250, 1500)]
    assert point_places(points, geometry_of(unit=2.0)) == [(125, 750)]
    degrees = points.to_crs("EPSG:4326")
    assert point_places(degrees, geometry_of()) == [(250, 1500)]


def test_paths_worked_by_hand():
    # two squares of which the smaller one is less than half a unit wide
    shape = shapely.MultiPolygon(
        [
            shapely.box(EAST, NORTH + 1900, EAST + 100, NORTH + 2000),
            shapely.box(EAST + 500, NORTH, EAST + 500.3, NORTH + 0.3),
        ]
    )
    [path] = line_paths(gpd.GeoSeries([shape], crs=CRS), geometry_of())
    numbers = [int(number) for number in re.findall(r"-?\d+", path)]
    corners = set(zip(numbers[::2], numbers[1::2], strict=True))
    assert corners == {(0, 0), (100, 0), (100, 100), (0, 100)}
    assert path.startswith("M") and path.endswith("Z") and path.count("M") == 1


@settings(deadline=None)
@given(st.floats(0, 3000), st.floats(0, 2000), st.sampled_from([0.5, 1.0, 4.0]))
def test_a_place_is_within_half_a_unit_of_its_point(x, y, unit):
    geometry = geometry_of(unit)
    points = gpd.GeoSeries([shapely.Point(EAST + x, NORTH + y)], crs=CRS)
    [(column, row)] = point_places(points, geometry)
    east = geometry.origin[0] + geometry.unit * column
    north = geometry.origin[1] - geometry.unit * row
    assert abs(east - EAST - x) <= unit / 2 + 1e-6
    assert abs(north - NORTH - y) <= unit / 2 + 1e-6


def test_refuses_and_says_what_to_do():
    point = gpd.GeoSeries([shapely.Point(25, 60)], index=["P"])
    with pytest.raises(ValueError, match="no coordinate system"):
        point_places(point, geometry_of())
    with pytest.raises(ValueError, match="P: Point geometry is none of Polygon"):
        line_paths(point.set_crs("EPSG:4326"), geometry_of())
    kind = LayerKind(label="K", look="circle")
    with pytest.raises(ValueError, match="use small letters"):
        MapLayer(key="No, comma", label="L", kinds=[kind])
    with pytest.raises(ValueError, match="P is of kind 1, and there are 1"):
        MapLayer(
            key="k",
            label="L",
            kinds=[kind],
            points=[LayerPoint(x=0, y=0, kind=1, name="P")],
        )
    with pytest.raises(ValueError, match="there is no look 'star'"):
        MapLayer(key="k", label="L", kinds=[LayerKind(label="K", look="star")])


def test_equal_content_has_an_equal_name():
    one, other = (
        MapLayer(key="k", label=label, kinds=[LayerKind(label="K", look="circle")])
        for label in ("L", "M")
    )
    # the switch's label does not travel with the content
    assert one.payload == other.payload and one.content_key == other.content_key
    named = MapLayer(key="k", label="L", kinds=[LayerKind(label="N", look="circle")])
    assert named.content_key != one.content_key


@pytest.fixture
def open_map(serve_app, visit):
    def go(query="", **how):
        seen = visit(f"{serve_app(SCRIPT).address}{query}", **how)
        seen.page.locator(".area-map > .legend .title").wait_for()
        return seen

    return go


def switch(page, label):
    if not page.get_by_label(label).is_visible():
        page.get_by_text("Map settings").click()
    page.get_by_label(label).click()


def on_screen(page, x, y):
    """Where a place of the map is in the window."""
    return page.locator("svg[role=listbox]").evaluate(
        "(svg, [x, y]) => { const p = new DOMPoint(x, y)"
        ".matrixTransform(svg.getScreenCTM()); return [p.x, p.y]; }",
        [x, y],
    )


def test_a_layer_is_fetched_once_and_switched_without_the_server(open_map):
    seen = open_map()
    page = seen.page
    assert page.locator(".overlays").count() == 0
    page.get_by_text("Map settings").click()
    seen.forget()
    page.get_by_label("Places <u>").click()
    symbols = page.locator(".overlays path.symbol")
    expect(symbols).to_have_count(3)
    fetched = [a for a in seen.requests if "/media/" in a]
    assert len(fetched) == 1
    page.get_by_text("layers: places").wait_for()  # the server has heard
    page.get_by_label("Places <u>").click()
    expect(symbols).to_have_count(0)
    page.get_by_label("Lines").click()
    page.get_by_label("Places <u>").click()
    expect(symbols).to_have_count(3)
    page.get_by_text("layers: lines,places").wait_for()
    assert len([a for a in seen.requests if "/media/" in a]) == 2  # places, lines
    assert seen.outside == [] and seen.errors == []


def test_symbols_lie_at_their_places_and_keep_their_size(open_map):
    page = open_map("?layers=places").page
    symbol = page.locator(".overlays path.symbol").nth(1)
    symbol.wait_for()

    def middle_and_size():
        box = symbol.bounding_box()
        middle = (box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        return middle, box["width"]

    middle, size = middle_and_size()
    assert middle == pytest.approx(on_screen(page, 1500, 500), abs=1)
    for _ in range(3):
        page.get_by_role("button", name="Zoom in").click()
    page.wait_for_timeout(200)
    closer, same = middle_and_size()
    assert closer == pytest.approx(on_screen(page, 1500, 500), abs=1)
    assert same == pytest.approx(size, abs=1)


def test_a_point_is_told_and_the_area_stays_as_it_is(open_map):
    page = open_map("?layers=places").page
    page.locator(".overlays path.symbol").first.wait_for()
    tip = page.locator(".tooltip")
    page.mouse.move(*on_screen(page, 1500, 500))
    # B2 lies there, whose name is hostile: told as text
    expect(tip.locator("> *")).to_have_text(["Between", "square", show_script.HOSTILE])
    x, y = on_screen(page, 1500, 500)
    page.mouse.move(x + 60, y + 60)
    expect(tip.locator("strong")).to_have_text(show_script.HOSTILE)
    page.mouse.move(x, y)
    expect(tip.locator("strong")).to_have_text("Between")
    page.mouse.click(x, y)  # selects the area under the point, as everywhere
    page.get_by_text("area: B2").wait_for()
    page.mouse.move(*on_screen(page, 250, 250))
    expect(tip.locator("strong")).to_have_text(show_script.HOSTILE)
    assert page.evaluate("() => window.hacked") is None
    assert page.locator(".area-map img").count() == 0


def test_points_are_not_in_the_way_of_the_keyboard(open_map):
    page = open_map("?layers=lines,places").page
    page.locator(".overlays path.symbol").first.wait_for()
    assert page.locator(".overlays [tabindex], .overlays [role]").count() == 0
    assert page.locator(".decor").first.get_attribute("aria-hidden") == "true"
    page.get_by_label("Before the map").focus()
    page.locator("[data-code=B1]").focus()
    page.keyboard.press("ArrowRight")
    focused = page.evaluate(
        "() => { let a = document.activeElement;"
        " while (a.shadowRoot) a = a.shadowRoot.activeElement; return a.dataset.code; }"
    )
    assert focused == "B2"


def test_the_legend_and_the_picture_tell_of_the_layers(open_map):
    page = open_map("?layers=lines,places").page
    entries = page.locator(".overlay-legend li")
    expect(entries).to_have_text(["Round ones2", "Square ones1", "One line1"])
    page.get_by_text("Map settings").click()
    with page.expect_download() as download:
        page.get_by_role("button", name="Save as SVG").click()
    text = download.value.path().read_text(encoding="utf-8")
    for said in ("Round ones", "Square ones", "One line", "Places: somebody, CC0."):
        assert f">{said}</text>" in text
    assert "<title>Between</title>" in text
    assert "<img" not in text


def test_an_unknown_layer_in_the_address_is_left_out(open_map):
    seen = open_map("?layers=places,nothing")
    expect(seen.page.locator(".overlays path.symbol")).to_have_count(3)
    seen = open_map("?layers=%3Cb%3E")
    seen.page.get_by_text(re.compile(r"^layers:\s*$")).wait_for()
    assert seen.errors == []
