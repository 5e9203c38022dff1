"""Outlines as they travel: quantised, packed, read and drawn in the browser."""

import base64

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import MultiPolygon, Polygon, box

from geo.map_geometry import map_geometry
from tests.map_tools import map_module
from tests.test_map_geometry import coverages, frame

__all__ = ["map_module"]

READ = """(map, file) => {
    const bytes = Uint8Array.from(atob(file), (letter) => letter.charCodeAt(0));
    const geometry = new map.Geometry(bytes.buffer);
    const { width, height, codes, points, paths, boxes } = geometry;
    return { width, height, codes, points, paths, boxes: [...boxes] };
}"""
# Draws areas into pixels; the area of each pixel, -1 for none, 1000 more on borders.
RASTER = """(map, { file, left, top, scale, width, height, borders }) => {
    const bytes = Uint8Array.from(atob(file), (letter) => letter.charCodeAt(0));
    const raster = new map.Raster(new map.Geometry(bytes.buffer));
    raster.draw(0, 0, 1, 7, 5, true); // what was drawn before must not show
    raster.draw(left, top, scale, width, height, borders);
    return [...raster.ids].map((id) => (id >>> 1) - 1 + 1000 * (id & 1));
}"""


def polygons(geometry):
    """Each area as the rings of the geometry fill it, in map units, y downwards."""
    rings = iter(np.split(geometry.rings.corners, np.cumsum(geometry.rings.sizes)[:-1]))
    filled = []
    for count in geometry.rings.counts:
        area = Polygon()
        for _ring in range(count):
            area = area.symmetric_difference(Polygon(next(rings)))
        filled.append(area)
    return np.array(filled)


def file_of(geometry):
    return base64.b64encode(geometry.payload).decode()


@settings(max_examples=30, deadline=None)
@given(coverages(), st.sampled_from([0.0, 25.0]), st.sampled_from([1, 20, 80]))
def test_quantising_keeps_the_coverage_valid(areas, tolerance, unit):
    # 80 m: corners lie 60 m apart, so rounding lays borders over each other
    geometry = map_geometry(areas, tolerance=tolerance, unit=unit)
    drawn = polygons(geometry)
    assert shapely.is_valid(drawn).all()
    assert shapely.coverage_is_valid(drawn)
    # rounding moves the outer border by half a unit at most on each of four sides
    ground = 16e6 / unit**2
    rim = 4 * 4000 / unit * (tolerance / unit + 15 / unit + 1)
    assert abs(shapely.area(drawn).sum() - ground) <= rim


def test_borders_laid_over_each_other_by_rounding_are_mended():
    # A strip 3 m wide between two areas, on a grid of 10 m: its sides round to x = 50
    # and x = 50 at the foot, x = 50 and x = 60 at the top. It stays a triangle.
    left = Polygon([(0, 0), (49, 0), (53, 100), (0, 100)])
    strip = Polygon([(49, 0), (52, 0), (58, 100), (53, 100)])
    right = Polygon([(52, 0), (100, 0), (100, 100), (58, 100)])
    geometry = map_geometry(frame([left, strip, right]), tolerance=0, unit=10)
    assert sorted(map(tuple, geometry.rings.corners[4:7])) == [(5, 0), (5, 10), (6, 0)]
    assert shapely.area(polygons(geometry)).tolist() == [50, 5, 45]


@settings(max_examples=20, deadline=None)
@given(coverages())
def test_packed_outlines_come_back_whole(map_module, areas):
    geometry = map_geometry(areas)
    read = map_module(READ, file_of(geometry))
    assert read["paths"] == list(geometry.paths)
    assert read["points"] == geometry.points.tolist()
    assert read["codes"] == list(geometry.codes)
    assert (read["width"], read["height"]) == (geometry.width, geometry.height)
    bounds = shapely.bounds(polygons(geometry))
    assert read["boxes"] == bounds.astype(int).ravel().tolist()


def test_packed_by_hand():
    # Two squares, the right one with a hole and an island; steps beyond int16 as well.
    near = box(0, 0, 10, 10)
    far = box(10, 0, 30, 10).difference(box(15, 2, 20, 4))
    geometry = map_geometry(
        frame([near, MultiPolygon([far, box(40_010, 0, 80_000, 9)])], ["A", "B"]),
        tolerance=0,
    )
    header_length = int.from_bytes(geometry.payload[:4], "little")
    assert header_length % 4 == 0
    # 2 areas, 1 + 3 rings of 4 corners each: counts 2 * 4, sizes 4 * 4, starts 4 * 8,
    # points 2 * 8 and 4 * 3 steps of 2 * 4 bytes (39 990 is beyond 32 767)
    assert b'"steps":"int32"' in geometry.payload
    assert len(geometry.payload) == 4 + header_length + 8 + 16 + 32 + 16 + 96
    assert geometry.rings.counts.tolist() == [1, 3]


def test_squares_as_pixels_by_hand(map_module):
    # Four squares of 10 m in a row at 0.2 pixels a metre: 2 pixels each; the view
    # begins 5 m, that is one pixel, left of the first and above.
    squares = [box(10 * x, 0, 10 * x + 10, 10) for x in range(4)]
    how = {
        **{"file": file_of(map_geometry(frame(squares), tolerance=0))},
        **{"left": -5, "top": -5, "scale": 0.2, "width": 8, "height": 4},
    }
    row = [-1, 0, 0, 1, 1, 2, 2, 3]
    nothing = [-1] * 8
    pixels = map_module(RASTER, {**how, "borders": False})
    assert pixels == nothing + row + row + nothing
    # Borders: another area, or none, to the right or below; none to the left or above.
    edge = [-1, *(area + 1000 for area in (0, 0, 1, 1, 2, 2, 3))]
    assert map_module(RASTER, {**how, "borders": True}) == nothing + edge * 2 + nothing


@settings(max_examples=20, deadline=None)
@given(coverages(), st.floats(0.01, 0.2), st.floats(-500, 3000), st.floats(-500, 3000))
def test_every_pixel_belongs_to_the_area_in_its_middle(map_module, areas, scale, x, y):
    geometry = map_geometry(areas)
    width, height = 60, 45
    how = {"left": x, "top": y, "scale": scale, "width": width, "height": height}
    pixels = map_module(RASTER, {**how, "file": file_of(geometry), "borders": False})
    column, row = np.meshgrid(np.arange(width) + 0.5, np.arange(height) + 0.5)
    middles = shapely.points(column.ravel() / scale + x, row.ravel() / scale + y)
    drawn = polygons(geometry)
    # on a border itself either neighbour will do
    clear = shapely.distance(shapely.union_all(shapely.boundary(drawn)), middles) > 1e-6
    place, area = shapely.STRtree(drawn).query(middles, predicate="within")
    wanted = np.full(len(middles), -1)
    wanted[place] = area
    assert (np.array(pixels)[clear] == wanted[clear]).all()


def test_a_hole_and_an_island_as_pixels(map_module):
    ring = box(0, 0, 30, 30).difference(box(10, 10, 20, 20))
    geometry = map_geometry(
        frame([MultiPolygon([ring, box(40, 0, 50, 30)]), box(10, 10, 20, 20)]),
        tolerance=0,
    )
    how = {"left": 0, "top": 0, "scale": 0.1, "width": 5, "height": 3}
    pixels = map_module(RASTER, {**how, "file": file_of(geometry), "borders": False})
    assert pixels == [0, 0, 0, -1, 0] + [0, 1, 0, -1, 0] + [0, 0, 0, -1, 0]


COLORED = """(map, { ids, width, kinds, fine }) => {
    const tiles = new Uint32Array(4 * 512);
    // kind 1 is red, its border black; kind 2 is white with a dot at its first pixel
    tiles.fill(0xff0000ff, 512, 768).fill(0xff000000, 768, 1024);
    tiles.fill(0xffffffff, 1024, 1536);
    tiles[1024] = 0xff008000;
    const height = ids.length / width;
    const raster = { ids: Uint32Array.from(ids), width, height };
    const image = new Uint32Array(ids.length / fine ** 2);
    map.colored(raster, Uint8Array.from(kinds), tiles, image, fine);
    return [...image].map((color) => color.toString(16));
}"""


def test_pixels_get_the_fill_of_their_area(map_module):
    # Area 0 is of kind 1 (ids 2, on a border 3), area 1 of kind 2 (id 4), 0 is none.
    ids = [4, 4, 2, 3, 0, 2, 2, 2]
    colors = map_module(
        COLORED, {"ids": ids, "width": 4, "kinds": [0, 1, 2], "fine": 1}
    )
    white, red, black = "ffffffff", "ff0000ff", "ff000000"
    assert colors == ["ff008000", white, red, black, "0", red, red, red]


def test_four_pixels_become_one(map_module):
    # Left: three red, one see-through: red, at three quarters (0.75 * 255 = 191 = bf).
    # Right: two red, two white: half way, blue and green 127 or 128 of 255.
    ids = [2, 2, 2, 4, 0, 2, 2, 4]
    left, right = map_module(
        COLORED, {"ids": ids, "width": 4, "kinds": [0, 1, 2], "fine": 2}
    )
    assert left == "bf0000ff"
    assert right in ("ff7f7fff", "ff8080ff")


@given(st.lists(st.floats(width=32, allow_infinity=False), max_size=40))
def test_falling_order_is_that_of_a_stable_sort(map_module, values):
    order = map_module(
        "(map, values) => [...map.fallingOrder(Float32Array.from(values, "
        "(value) => value ?? NaN))]",
        [None if np.isnan(value) else value for value in values],
    )
    known = [area for area, value in enumerate(values) if not np.isnan(value)]
    assert order == sorted(known, key=lambda area: -values[area])


def test_refuses_areas_that_the_grid_swallows():
    shapes = [box(0, 0, 900, 900), box(960, 0, 961, 1)]
    with pytest.raises(ValueError, match="area 001 is smaller than one unit"):
        map_geometry(frame(shapes), tolerance=0, unit=50)
