"""GeoJSON: the form of RFC 7946, the same bytes, the same areas."""

import json

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import Polygon, box

from geo.coverage import (
    CoverageError,
    area_changes,
    clean_coverage,
    coverage_faults,
    simplify_coverage,
)
from geo.geojson import to_rfc7946
from tests.source_folder import source_file

CRS = "EPSG:3879"
EAST, NORTH = 25_490_000.0, 6_690_000.0


def squares():
    return gpd.GeoDataFrame(
        {"name": ["Länsimäki", 'quoted "B"'], "people": [5, 7], "share": [0.5, np.nan]},
        geometry=[
            box(EAST, NORTH, EAST + 100, NORTH + 100),
            box(EAST + 100, NORTH, EAST + 200, NORTH + 100),
        ],
        index=pd.Index(["01200", "01230"], name="area_code"),
        crs=CRS,
    )


def signed_area(ring):
    """The shoelace formula: above zero when the ring runs counter-clockwise."""
    x, y = np.array(ring).T
    return float(np.sum(x[:-1] * y[1:] - x[1:] * y[:-1]) / 2)


def test_form():
    content = to_rfc7946(squares(), ["area_code", "people", "name", "share"])
    document = json.loads(content)
    assert list(document) == ["type", "features"]  # no crs member: RFC 7946, section 4
    first, second = document["features"]
    assert list(first) == ["type", "properties", "geometry"]
    assert list(first["properties"].items()) == [
        ("area_code", "01200"),
        ("people", 5),
        ("name", "Länsimäki"),
        ("share", 0.5),
    ]
    assert second["properties"]["share"] is None
    assert second["properties"]["name"] == 'quoted "B"'
    assert first["geometry"]["type"] == "Polygon"
    # a line for each feature, and one before and after
    lines = content.decode().splitlines()
    assert len(lines) == 4
    assert [line[:17] for line in lines[1:3]] == ['{"type":"Feature"'] * 2
    assert "Länsimäki" in content.decode("utf-8")


def test_six_decimals_and_right_hand_rule():
    with_hole = box(0, 0, 9, 9) - box(3, 3, 6, 6)
    area = gpd.GeoDataFrame(
        geometry=[shapely.transform(with_hole, lambda xy: xy / 7 + [24, 60])],
        crs="EPSG:4326",
    )
    document = json.loads(to_rfc7946(area, []))
    outer, inner = document["features"][0]["geometry"]["coordinates"]
    assert signed_area(outer) > 0 > signed_area(inner)
    assert all(round(number, 6) == number for point in outer for number in point)
    # 9/7 = 1.2857142857...
    assert [24 + 1.285714, 60 + 1.285714] in [pytest.approx(point) for point in outer]
    assert 25.285714 in {point[0] for point in outer}


def test_longitude_comes_first():
    # origin of the false easting: 25 degrees east is at 25 500 000 m in EPSG:3879
    middle = gpd.GeoDataFrame(
        geometry=[box(25_500_000, NORTH, 25_500_100, NORTH + 100)], crs=CRS
    )
    ring = json.loads(to_rfc7946(middle, []))["features"][0]["geometry"]["coordinates"]
    assert min(point[0] for point in ring[0]) == 25.0


def test_the_same_bytes_wherever_a_ring_starts_and_runs():
    areas = squares()
    turned = [
        Polygon([(200, 0), (100, 0), (100, 100), (200, 100)]),  # clockwise
        Polygon([(100, 100), (0, 100), (0, 0), (100, 0)]),
    ]
    moved = [shapely.transform(p, lambda xy: xy + [EAST, NORTH]) for p in turned]
    other = areas.set_geometry(gpd.GeoSeries(moved[::-1], areas.index, crs=CRS))
    assert to_rfc7946(areas, ["name"]) == to_rfc7946(other, ["name"])
    assert to_rfc7946(areas, ["name"]) == to_rfc7946(areas.copy(), ["name"])


@st.composite
def bent_borders(draw):
    """Two areas with a border of random steps of whole metres between them."""
    shifts = draw(st.lists(st.integers(-40, 40), min_size=1, max_size=20))
    step = 100 / (len(shifts) + 1)
    border = [(100 + dx, step * (i + 1)) for i, dx in enumerate(shifts)]
    border = [(100, 0), *border, (100, 100)]
    left = Polygon([(0, 0), *border, (0, 100)])
    right = Polygon([(200, 0), (200, 100), *reversed(border)])
    shapes = [
        shapely.transform(shape, lambda xy: xy + [EAST, NORTH])
        for shape in (left, right)
    ]
    return gpd.GeoDataFrame(geometry=shapes, index=["A", "B"], crs=CRS)


@settings(max_examples=50, deadline=None)
@given(bent_borders())
def test_rounding_keeps_the_coverage(areas):
    back = gpd.read_file(to_rfc7946(areas, []).decode()).set_index(areas.index)
    assert shapely.coverage_is_valid(back.geometry.values)
    assert coverage_faults(back).empty
    # 6 decimals are 0.11 m at most: a perimeter of at most 1 700 m of 10 000 m²
    # moves less than 0.06 m on average
    assert area_changes(areas, back)["change"].abs().max() < 0.01


@pytest.mark.parametrize(
    ("areas", "message"),
    [
        (squares().set_crs(None, allow_override=True), "no coordinate system"),
        (
            squares().set_geometry(
                [box(0, 0, 10, 10), box(8, 0, 20, 10)], crs="EPSG:4326"
            ),
            "area 01200 no longer fits",
        ),
        (  # thinner than the grid of six decimals: nothing is left of it
            gpd.GeoDataFrame(
                geometry=[box(24, 60, 24.0000001, 60.1)], crs="EPSG:4326", index=["A"]
            ),
            "area A no longer fits",
        ),
        (  # 1 mm apart at the mouth, 10 m wide inside: rounding shuts the mouth
            gpd.GeoDataFrame(
                geometry=[
                    shapely.transform(shape, lambda xy: xy + [EAST, NORTH])
                    for shape in (
                        Polygon(
                            [
                                (0, 0),
                                (100, 0),
                                (90, 50),
                                (100, 99),
                                (100, 100),
                                (0, 100),
                            ]
                        ),
                        Polygon(
                            [
                                (100, 0),
                                (200, 0),
                                (200, 100),
                                (100.001, 100),
                                (100.001, 99),
                                (110, 50),
                            ]
                        ),
                    )
                ],
                crs=CRS,
            ),
            "rounding to 6 decimals opened a gap",
        ),
    ],
)
def test_refuses_and_says_what_to_do(areas, message):
    with pytest.raises(CoverageError, match=message):
        to_rfc7946(areas, [])


def test_an_unknown_column_is_named():
    with pytest.raises(KeyError, match="kosa"):
        to_rfc7946(squares(), ["kosa"])


def test_districts_are_small_and_keep_their_area():
    path = source_file("boundaries/vantaa_districts_2024.gpkg")
    districts = gpd.read_file(path).rename(columns={"statcode": "area_code"})
    districts = districts.set_index("area_code")
    simplified = simplify_coverage(clean_coverage(districts), 4.0)
    columns = ["area_code", "kosa", "name_fi", "name_sv"]
    content = to_rfc7946(simplified, columns)
    assert len(content) <= 300_000
    assert content == to_rfc7946(simplified, columns)
    back = gpd.read_file(content.decode()).set_index("area_code")
    assert len(back) == 61
    assert coverage_faults(back).empty
    published = districts["pinta_ala"]  # the city's own figure, m²
    drawn = back.to_crs(CRS).area
    assert (drawn / published - 1).abs().max() < 0.001
