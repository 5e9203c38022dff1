"""Map geometry: worked by hand, by property, by refusal."""

import re
from itertools import pairwise

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import MultiPolygon, Polygon, box

from geo.coverage import CoverageError
from geo.map_geometry import map_geometry

CRS = "EPSG:3879"
WEST, NORTH = 25_490_000.0, 6_690_000.0  # somewhere in the zone of EPSG:3879
TOKEN = re.compile(r"[Mlhvz]|-?\d+")


def frame(shapes, codes=None, crs=CRS):
    codes = codes or [f"{number:03}" for number in range(len(shapes))]
    return gpd.GeoDataFrame(geometry=list(shapes), index=codes, crs=crs)


def parsed(path):
    """Rings of a path, read back by the rules of SVG: a list of (n, 2) positions."""
    rings, tokens = [], TOKEN.findall(path)
    assert "".join(tokens) == path.replace(" ", "")  # nothing else is in the path
    at, letter = 0, ""
    while at < len(tokens):
        if tokens[at].isalpha():
            letter, at = tokens[at], at + 1
            if letter == "z":
                continue
        taken = 1 if letter in "hv" else 2
        numbers = [int(token) for token in tokens[at : at + taken]]
        at += taken
        if letter == "M":
            rings.append([tuple(numbers)])
        else:
            dx, dy = {"h": (*numbers, 0), "v": (0, *numbers)}.get(letter, numbers)
            x, y = rings[-1][-1]
            rings[-1].append((x + dx, y + dy))
    return rings


def back(geometry, number):
    """An area as drawn: rings in the coordinates of the map's projection."""
    left, top = geometry.origin
    return [
        np.array(ring) * geometry.unit * [1, -1] + [left, top]
        for ring in parsed(geometry.paths[number])
    ]


def drawn(geometry, number):
    """The area that the path fills by the rule evenodd."""
    area = Polygon()
    for ring in back(geometry, number):
        area = area.symmetric_difference(shapely.make_valid(Polygon(ring)))
    return area


@st.composite
def coverages(draw):
    """Cells round random places: neighbours share winding borders."""
    seed = draw(st.integers(0, 2**32 - 1))
    number = draw(st.integers(2, 12))
    random = np.random.default_rng(seed)
    places = shapely.MultiPoint(random.uniform(0, 4000, (number, 2)) + [WEST, NORTH])
    ground = box(WEST, NORTH, WEST + 4000, NORTH + 4000)
    cells = shapely.intersection(
        shapely.get_parts(shapely.voronoi_polygons(places, extend_to=ground)), ground
    )
    fine = shapely.segmentize(cells, 60)

    def wind(xy):  # the same shift for the same place, in whole millimetres
        return (xy + 15 * np.sin(xy[:, ::-1].round(3) / 40)).round(3)

    return frame(shapely.transform(fine, wind))


def test_worked_by_hand():
    # Two squares side by side, the right one with a hole; y counts from the top.
    left = box(WEST, NORTH, WEST + 10, NORTH + 10)
    right = box(WEST + 10, NORTH, WEST + 30, NORTH + 10).difference(
        box(WEST + 15, NORTH + 2, WEST + 20, NORTH + 4)
    )
    geometry = map_geometry(frame([left, right], ["A", "B"]), tolerance=0)
    assert geometry.codes == ("A", "B")
    assert (geometry.width, geometry.height) == (30, 10)
    assert geometry.origin == (WEST, NORTH + 10)
    assert geometry.crs == CRS
    assert sorted(parsed(geometry.paths[0])[0]) == [(0, 0), (0, 10), (10, 0), (10, 10)]
    outer, hole = parsed(geometry.paths[1])
    assert sorted(outer) == [(10, 0), (10, 10), (30, 0), (30, 10)]
    # northing +2..+4 of 10 is 8..6 from the top
    assert sorted(hole) == [(15, 6), (15, 8), (20, 6), (20, 8)]
    # 20 * 10 less the hole's 5 * 2
    assert drawn(geometry, 1).area == 190


def test_parts_of_an_area_stay_together_in_one_path():
    island = MultiPolygon([box(0, 0, 10, 10), box(30, 0, 40, 10)])
    geometry = map_geometry(frame([island, box(10, 0, 20, 10)]), tolerance=0)
    assert len(parsed(geometry.paths[0])) == 2
    assert drawn(geometry, 0).area == 200


@settings(max_examples=40, deadline=None)
@given(coverages(), st.sampled_from([0.0, 5.0, 25.0, 80.0]), st.sampled_from([1, 4]))
def test_borders_stay_within_tolerance_and_rounding(areas, tolerance, unit):
    geometry = map_geometry(areas, tolerance=tolerance, unit=unit)
    # rounding moves a vertex by half a unit both ways: unit / sqrt(2)
    allowed = tolerance + unit / 2**0.5 + 1e-6
    for number, shape in enumerate(areas.geometry):
        border = shapely.union_all(
            [shapely.LinearRing(ring) for ring in back(geometry, number)]
        )
        vertices = shapely.points(shapely.get_coordinates(shape))
        assert shapely.distance(vertices, border).max() <= allowed
        corners = shapely.points(shapely.get_coordinates(border))
        assert shapely.distance(corners, shape.boundary).max() <= allowed


@settings(max_examples=40, deadline=None)
@given(coverages(), st.sampled_from([0.0, 25.0, 80.0]))
def test_neighbours_share_their_borders(areas, tolerance):
    geometry = map_geometry(areas, tolerance=tolerance)
    sides = [
        {
            frozenset(side)
            for ring in parsed(path)
            for side in pairwise([*ring, ring[0]])
            if side[0] != side[1]
        }
        for path in geometry.paths
    ]
    for one in range(len(areas)):
        for other in range(one):
            common = areas.geometry.iloc[one].intersection(areas.geometry.iloc[other])
            if common.length > 300:  # more than the reach of a triangle taken away
                assert sides[one] & sides[other]
    # Every side belongs to two areas, or to one and then to the outer border.
    outer = shapely.union_all(
        [
            shapely.make_valid(Polygon(ring))
            for p in geometry.paths
            for ring in parsed(p)
        ]
    )
    once = [
        side
        for number, own in enumerate(sides)
        for side in own
        if not any(side in other for n, other in enumerate(sides) if n != number)
    ]
    lines = shapely.linestrings([sorted(side) for side in once])
    assert shapely.distance(shapely.centroid(lines), outer.boundary).max() < 1e-6


@settings(max_examples=25, deadline=None)
@given(coverages())
def test_points_lie_inside_and_the_content_names_itself(areas):
    geometry = map_geometry(areas)
    left, top = geometry.origin
    for number, (x, y) in enumerate(geometry.points):
        place = shapely.Point(left + x, top - y)
        assert drawn(geometry, number).distance(place) == 0
    again = map_geometry(areas.copy())
    assert (again.key, again.payload) == (geometry.key, geometry.payload)
    renamed = areas.rename(index={areas.index[0]: "other"})
    assert map_geometry(renamed).key != geometry.key


def test_a_spike_longer_than_the_tolerance_is_kept():
    # 2 m wide, 60 m long: a triangle of 60 m², so small that simplifying by area
    # alone would take it away (25 m * 25 m = 625 m²), though it reaches 60 m out.
    spike = Polygon([(0, 0), (499, 0), (500, -60), (501, 0), (1000, 0), (1000, 900)])
    geometry = map_geometry(frame([spike]), tolerance=25)
    assert geometry.height == 960


def test_a_small_unit_draws_small_things():
    room = frame([box(0, 0, 0.5, 0.5), box(0.5, 0, 1, 0.5)])
    geometry = map_geometry(room, tolerance=0, unit=0.01)
    assert (geometry.width, geometry.height) == (100, 50)
    with pytest.raises(ValueError, match="area 000 is smaller than one unit"):
        map_geometry(room.iloc[:1], tolerance=0, unit=2)


SQUARE = box(0, 0, 10, 10)


@pytest.mark.parametrize(
    ("areas", "message"),
    [
        (frame([SQUARE]).iloc[:0], "no areas to draw"),
        (frame([SQUARE], crs="EPSG:4326"), "projected coordinates"),
        (frame([SQUARE], crs=None), "projected coordinates"),
        (frame([SQUARE, box(10, 0, 20, 10)], ["A", "A"]), "area code A is there twice"),
        (frame([SQUARE], [1]), "area codes must be text: 1 is not"),
        (frame([SQUARE, box(8, 0, 20, 10)]), "areas 000, 001 do not fit"),
        (frame([SQUARE, None]), "area 001: its geometry is missing"),
        (frame([SQUARE, shapely.Point(1, 2)]), "area 001: its geometry is missing"),
        (frame([Polygon([(0, 0), (1, 1), (1, 0), (0, 1)])]), "area 000: its geometry"),
    ],
)
def test_refuses_and_says_what_to_do(areas, message):
    with pytest.raises(ValueError, match=message):
        map_geometry(areas)


def test_refuses_a_meaningless_tolerance_or_unit():
    with pytest.raises(ValueError, match="tolerance must be at least 0"):
        map_geometry(frame([SQUARE]), tolerance=-1)
    with pytest.raises(ValueError, match="unit above 0"):
        map_geometry(frame([SQUARE]), unit=0)
    with pytest.raises(CoverageError):
        map_geometry(frame([SQUARE], crs=None))
