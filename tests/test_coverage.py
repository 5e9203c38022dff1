"""Gaps and overlaps: found by hand, mended by property, known from the real file."""

import geopandas as gpd
import numpy as np
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
    dissolve,
    simplify_coverage,
)
from tests.source_folder import source_file

CRS = "EPSG:3879"
EAST, NORTH = 25_490_000.0, 6_690_000.0  # somewhere in the zone of EPSG:3879


def frame(shapes, codes=None, crs=CRS):
    codes = codes or [chr(ord("A") + i) for i in range(len(shapes))]
    return gpd.GeoDataFrame(
        {"name": [f"name {code}" for code in codes]},
        geometry=list(shapes),
        index=codes,
        crs=crs,
    )


def rows(faults):
    return [
        (row.fault, row.area_codes, round(row.area_m2, 3), round(row.width_m, 3))
        for row in faults.itertuples()
    ]


# Four 100 m squares, A B over C D, around a hole of 2 m by 2 m at their common corner:
#   A has its lower right corner cut by 1 m x 1 m, and so on: 4 m² in all.
AROUND_A_HOLE = [
    box(0, 100, 100, 200) - box(99, 100, 100, 101),
    box(100, 100, 200, 200) - box(100, 100, 101, 101),
    box(0, 0, 100, 100) - box(99, 99, 100, 100),
    box(100, 0, 200, 100) - box(100, 99, 101, 100),
]


def test_a_valid_coverage_has_no_fault():
    areas = frame([box(0, 0, 10, 10), box(10, 0, 20, 10)])
    assert coverage_faults(areas).empty


def test_overlap_by_hand():
    # B reaches 2 m into A over 10 m: 20 m²; the widest circle that fits has 2 m
    faults = coverage_faults(frame([box(0, 0, 10, 10), box(8, 0, 20, 10)]))
    assert rows(faults) == [("overlap", "A B", 20.0, 2.0)]


def test_enclosed_gap_by_hand_and_hole_width():
    areas = frame(AROUND_A_HOLE)
    assert rows(coverage_faults(areas)) == [("gap", "A B C D", 4.0, 2.0)]
    assert coverage_faults(areas, hole_width=1.9).empty


def test_open_gap_is_found_and_a_sharp_corner_is_not():
    # 10 cm between A and B over 100 m, open at both ends: 10 m²
    apart = frame([box(0, 0, 100, 100), box(100.1, 0, 200, 100)])
    assert rows(coverage_faults(apart)) == [("open gap", "A B", 10.0, 0.1)]
    # a notch that opens from nothing to 4 m over 100 m is how the border runs
    notched = frame(
        [
            Polygon([(0, 0), (100, 0), (98, 100), (0, 100)]),
            Polygon([(100, 0), (200, 0), (200, 100), (102, 100)]),
        ]
    )
    assert coverage_faults(notched).empty


def test_unmatched_border_is_found():
    # the same line, but B has a vertex at (10, 5) that A has not
    right = Polygon([(10, 0), (20, 0), (20, 10), (10, 10), (10, 5)])
    faults = coverage_faults(frame([box(0, 0, 10, 10), right]))
    assert rows(faults) == [
        ("unmatched border", "A", 0.0, pytest.approx(np.nan, nan_ok=True)),
        ("unmatched border", "B", 0.0, pytest.approx(np.nan, nan_ok=True)),
    ]


def test_degrees_are_measured_in_metres():
    overlapping = frame(
        [
            box(EAST, NORTH, EAST + 100, NORTH + 100),
            box(EAST + 98, NORTH, EAST + 200, NORTH + 100),
        ]
    )
    faults = coverage_faults(overlapping.to_crs("EPSG:4326"))
    # 2 m by 100 m; UTM's scale is within 0.1 % of the city's grid
    assert faults["area_m2"].to_list() == [pytest.approx(200, rel=2e-3)]


def test_cleaning_by_hand():
    # A overlaps B by 2 m²: GEOS gives it to the longer border, either way nobody else
    areas = frame([box(0, 0, 100, 100), box(99.98, 0, 200, 100)])
    cleaned = clean_coverage(areas)
    assert coverage_faults(cleaned).empty
    assert cleaned.area.sum() == pytest.approx(200 * 100)
    assert cleaned.index.to_list() == ["A", "B"]
    assert cleaned["name"].to_list() == ["name A", "name B"]
    assert areas.geometry["B"].bounds[0] == 99.98  # the input is left alone


def test_a_real_hole_stays_and_a_narrow_gap_is_filled():
    areas = frame(AROUND_A_HOLE)  # 2 m wide
    kept = clean_coverage(areas, gap_width=1.5)
    assert rows(coverage_faults(kept)) == [("gap", "A B C D", 4.0, 2.0)]
    filled = clean_coverage(areas, gap_width=2.5)
    assert coverage_faults(filled).empty
    assert filled.area.sum() == pytest.approx(200 * 200)  # the whole square


def test_an_open_hairline_is_filled():
    # 0.28 m over 100 m: wider than vertices are snapped, and 0.28 % of either area
    apart = frame([box(0, 0, 100, 100), box(100.28, 0, 200, 100)])
    assert rows(coverage_faults(apart)) == [("open gap", "A B", 28.0, 0.28)]
    cleaned = clean_coverage(apart, largest_change=0.003)
    assert coverage_faults(cleaned).empty
    assert cleaned.area.sum() == pytest.approx(200 * 100, abs=0.1)


@st.composite
def broken_coverages(draw):
    """A grid of squares of 100 m, each pulled by less than 20 cm on its own."""
    columns, lines = draw(st.integers(1, 4)), draw(st.integers(1, 4))
    pull = st.floats(-0.19, 0.19).map(lambda value: round(value, 3))
    shapes = []
    for x in range(columns):
        for y in range(lines):
            west, south, east, north = (draw(pull) for _ in range(4))
            shapes.append(
                box(
                    EAST + 100 * x + west,
                    NORTH + 100 * y + south,
                    EAST + 100 * (x + 1) + east,
                    NORTH + 100 * (y + 1) + north,
                )
            )
    return frame(shapes)


@settings(max_examples=60, deadline=None)
@given(broken_coverages())
def test_cleaning_gives_a_coverage_and_keeps_areas(areas):
    # each side moves by at most 0.19 m of 100 m and gives or takes one neighbour's
    # 0.19 m: less than 2 % in all
    cleaned = clean_coverage(areas, largest_change=0.02)
    assert shapely.coverage_is_valid(cleaned.geometry.values)
    assert cleaned.is_valid.all()
    faults = coverage_faults(cleaned)["fault"]
    assert not faults.isin(["overlap", "gap", "unmatched border"]).any()
    assert cleaned.index.equals(areas.index)
    assert cleaned.columns.equals(areas.columns)


def test_simplifying_keeps_shared_borders():
    # the border between A and B zigzags by 10 cm around x = 100
    zigzag = [(100 + 0.1 * (i % 2), 2.0 * i) for i in range(51)]
    left = Polygon([(0, 0), *zigzag, (0, 100)])
    right = Polygon([(200, 0), (200, 100), *reversed(zigzag)])
    # the last zigzag left is a triangle of 0.1 m by 100 m, 5 m²: less than 3 m squared
    simplified = simplify_coverage(frame([left, right]), 3.0)
    assert shapely.coverage_is_valid(simplified.geometry.values)
    counts = shapely.get_num_coordinates(simplified.geometry.values)
    assert counts.tolist() == [5, 5]  # four corners, the first repeated
    assert simplified.area.to_list() == pytest.approx([10_000, 10_000])


def test_dissolving_nests_exactly():
    areas = frame([box(x, 0, x + 10, 10) for x in (0, 10, 20)]).assign(
        larger=["two", "one", "one"]
    )
    larger = dissolve(areas, "larger")
    assert larger.index.to_list() == ["one", "two"]
    assert larger.index.name == "area_code"
    assert larger.area.to_list() == [200, 100]
    assert shapely.equals(larger.geometry["one"], box(10, 0, 30, 10))
    assert shapely.coverage_is_valid(larger.geometry.values)


def test_area_changes_by_hand():
    before = frame([box(0, 0, 10, 10), box(10, 0, 20, 10)])
    after = before.set_geometry([box(0, 0, 11, 10), box(11, 0, 20, 10)]).iloc[::-1]
    changes = area_changes(before, after)
    assert changes.index.to_list() == ["A", "B"]
    assert changes["change"].to_list() == pytest.approx([0.1, -0.1])  # 10 of 100 m²


BOWTIE = Polygon([(0, 0), (1, 1), (1, 0), (0, 1)])
SQUARE = box(0, 0, 10, 10)
OVERLAPPING = [SQUARE, box(8, 0, 20, 10)]


@pytest.mark.parametrize(
    ("do", "message"),
    [
        (lambda: coverage_faults(frame([SQUARE, BOWTIE])), "area B.*Self-intersection"),
        (lambda: coverage_faults(frame([SQUARE, None])), "area B.*missing or empty"),
        (lambda: coverage_faults(frame([Polygon()])), "area A.*missing or empty"),
        (lambda: coverage_faults(frame([shapely.Point(1, 1)])), "area A.*not a valid"),
        (lambda: clean_coverage(frame([SQUARE], crs="EPSG:4326")), "projected"),
        (lambda: clean_coverage(frame([SQUARE], crs=None)), "projected"),
        (lambda: clean_coverage(frame(OVERLAPPING)), r"would change by -.*gap_width"),
        (lambda: simplify_coverage(frame(OVERLAPPING), 1), "A, B do not fit"),
        (
            lambda: simplify_coverage(frame([shapely.Point(0, 0).buffer(10)]), 20),
            "area A would change by .*smaller tolerance",
        ),
        (lambda: dissolve(frame(OVERLAPPING), "name"), "do not fit"),
        (
            lambda: dissolve(frame([SQUARE]).assign(larger=None), "larger"),
            "area A has no larger",
        ),
        (
            lambda: area_changes(frame([SQUARE]), frame([SQUARE], ["Z"])),
            "only one of the two sets of areas has A",
        ),
    ],
)
def test_refuses_and_says_what_to_do(do, message):
    with pytest.raises(CoverageError, match=message):
        do()


@pytest.fixture(scope="module")
def districts():
    path = source_file("boundaries/vantaa_districts_2024.gpkg")
    return gpd.read_file(path).set_index("statcode")


def test_known_faults_of_the_districts(districts):
    # README of the source folder: 450 hairline gaps, the largest 279 m²;
    # 18 overlaps (above 1 m²), 494 m² in all
    faults = coverage_faults(districts)
    gaps = faults[faults["fault"] == "gap"]
    assert (len(gaps), round(gaps["area_m2"].max())) == (450, 279)
    overlaps = faults[(faults["fault"] == "overlap") & (faults["area_m2"] > 1)]
    assert (len(overlaps), round(overlaps["area_m2"].sum())) == (18, 494)


def test_districts_are_mended_within_a_thousandth(districts):
    cleaned = clean_coverage(districts)
    assert coverage_faults(cleaned).empty
    assert cleaned.index.equals(districts.index)
    assert cleaned.columns.equals(districts.columns)
    # the city publishes each district's area in whole square metres
    published = districts["pinta_ala"]
    assert (cleaned.area / published - 1).abs().max() < 0.001


def test_postal_areas_of_the_city_are_mended():
    path = source_file("boundaries/metro_postal_areas_2017.gpkg")
    areas = gpd.read_file(path).set_index("Posno").query("Kunta == 'Vantaa'")
    assert len(areas) == 40
    cleaned = clean_coverage(areas)
    assert coverage_faults(cleaned).empty
    assert area_changes(areas, cleaned)["change"].abs().max() < 0.001
