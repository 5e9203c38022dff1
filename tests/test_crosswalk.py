"""Crosswalks: worked by hand, by property, by refusal, and on the real grids."""

import sqlite3

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import box

from geo.coverage import clean_coverage
from geo.crosswalk import (
    CrosswalkError,
    area_crosswalk,
    cells_outside,
    dasymetric_crosswalk,
    transfer,
)
from tests.source_folder import source_file

CRS = "EPSG:3879"


def frame(shapes, codes, crs=CRS, **columns):
    return gpd.GeoDataFrame(columns, geometry=shapes, index=codes, crs=crs)


def grid(residents, size=10):
    """Cells row by row from the lower left; `residents` is a list of rows."""
    cells = [
        (box(size * x, size * y, size * (x + 1), size * (y + 1)), people)
        for y, row in enumerate(residents)
        for x, people in enumerate(row)
    ]
    shapes, people = zip(*cells, strict=True)
    return gpd.GeoDataFrame({"residents": people}, geometry=list(shapes), crs=CRS)


# A toy of 20 m by 20 m, four cells of 10 m:
#
#      30 | 10      sources: P the left half, Q the right half
#      ---+---      targets: S the lower 15 m, T the upper 5 m
#      20 |  0
#
SOURCES = frame([box(0, 0, 10, 20), box(10, 0, 20, 20)], ["P", "Q"])
TARGETS = frame([box(0, 0, 20, 15), box(0, 15, 20, 20)], ["S", "T"])
CELLS = grid([[20, 0], [30, 10]])


def test_dasymetric_by_hand():
    # P: all 20 below, and of the 30 above half (5 of 10 m) below 15 m: S 20 + 15, T 15
    # Q: of the 10 above half: S 5, T 5
    expected = pd.DataFrame(
        {
            "source_code": ["P", "P", "Q", "Q"],
            "target_code": ["S", "T", "S", "T"],
            "residents": [35.0, 15.0, 5.0, 5.0],
            "share": [0.7, 0.3, 0.5, 0.5],
        }
    )
    found = dasymetric_crosswalk(SOURCES, TARGETS, CELLS)
    pd.testing.assert_frame_equal(found, expected)


def test_area_by_hand():
    # 15 of 20 m: three quarters, wherever people live
    found = area_crosswalk(SOURCES, TARGETS, pd.Series({"P": 50, "Q": 10}))
    assert found["share"].to_list() == pytest.approx([0.75, 0.25, 0.75, 0.25])
    assert found["residents"].to_list() == pytest.approx([37.5, 12.5, 7.5, 2.5])
    assert found.columns.equals(
        dasymetric_crosswalk(SOURCES, TARGETS, CELLS).columns
    )  # so that one can stand in for the other


def test_a_border_cell_gives_all_its_residents_to_the_inside():
    # the cell reaches 5 m out to the left; inside it lies in P (5 m) and Q (10 m)
    cell = frame([box(-5, 0, 20, 10)], [0], residents=[30])
    found = dasymetric_crosswalk(SOURCES, TARGETS, cell).set_index("source_code")
    # inside are 20 m: 10 m of P and 10 m of Q
    assert found["residents"].to_dict() == {"P": 15.0, "Q": 15.0}


def test_cells_wholly_outside_are_listed_and_take_no_part():
    cells = pd.concat([CELLS, frame([box(50, 0, 60, 10)], ["far"], residents=[7])])
    assert cells_outside(SOURCES, TARGETS, cells).index.to_list() == ["far"]
    assert dasymetric_crosswalk(SOURCES, TARGETS, cells)["residents"].sum() == 60
    assert cells_outside(SOURCES, TARGETS, CELLS).empty


def test_a_source_without_residents_is_refused_or_listed():
    cells = grid([[20, 0], [30, 0]])
    with pytest.raises(CrosswalkError, match="source areas Q have no residents"):
        dasymetric_crosswalk(SOURCES, TARGETS, cells)
    listed = dasymetric_crosswalk(SOURCES, TARGETS, cells, no_residents="list")
    last = listed.iloc[-1]
    assert (last["source_code"], last["residents"]) == ("Q", 0)
    assert pd.isna(last["target_code"])
    assert np.isnan(last["share"])


def test_transfer_by_hand():
    # 0.7 * 10 + 0.5 * 4 = 9; 0.3 * 10 + 0.5 * 4 = 5
    crosswalk = dasymetric_crosswalk(SOURCES, TARGETS, CELLS)
    moved = transfer(pd.Series({"Q": 4, "P": 10}, name="jobless"), crosswalk)
    expected = pd.Series({"S": 9.0, "T": 5.0}, name="jobless")
    pd.testing.assert_series_equal(moved, expected.rename_axis("target_code"))


def test_a_target_with_much_unknown_is_unknown():
    # of S's 40 residents 5 (12.5 %) live in Q, of T's 20 residents 5 (25 %)
    crosswalk = dasymetric_crosswalk(SOURCES, TARGETS, CELLS)
    counts = pd.Series({"P": 10.0, "Q": np.nan})
    assert transfer(counts, crosswalk).isna().all()
    some = transfer(counts, crosswalk, max_missing_share=0.125)
    assert some["S"] == pytest.approx(7)  # 0.7 * 10; Q's part is left out
    assert np.isnan(some["T"])
    # each column on its own
    both = transfer(pd.DataFrame({"a": counts, "b": 1}), crosswalk)
    assert both["a"].isna().all()
    assert both["b"].sum() == pytest.approx(2)


def test_a_count_where_nobody_lives_is_not_lost():
    cells = grid([[20, 0], [30, 0]])
    crosswalk = dasymetric_crosswalk(SOURCES, TARGETS, cells, no_residents="list")
    with pytest.raises(CrosswalkError, match="source areas Q have a count but no"):
        transfer(pd.Series({"P": 1, "Q": 1}), crosswalk)
    for nothing in (0.0, np.nan):
        moved = transfer(pd.Series({"P": 10, "Q": nothing}), crosswalk)
        # P has 50 residents, 35 of them below 15 m
        assert moved.to_dict() == pytest.approx({"S": 7.0, "T": 3.0})


RESIDENTS = st.lists(
    st.lists(st.integers(0, 2000), min_size=4, max_size=4), min_size=4, max_size=4
).filter(lambda rows: all(sum(row) for row in rows))


def stripes(cuts, *, upright):
    """The square of 40 m cut into stripes."""
    edges = [0, *cuts, 40]
    shapes = [
        box(low, 0, high, 40) if upright else box(0, low, 40, high)
        for low, high in zip(edges, edges[1:], strict=False)
    ]
    return frame(shapes, [f"{'u' if upright else 'l'}{i}" for i in range(len(shapes))])


CUTS = st.lists(st.integers(1, 39), unique=True, max_size=4).map(sorted)


@settings(max_examples=60, deadline=None)
@given(RESIDENTS, CUTS, CUTS, st.randoms())
def test_totals_are_kept_whatever_the_areas_and_their_order(rows, up, across, chance):
    cells, target = grid(rows), stripes(across, upright=False)
    source = stripes(up, upright=True)
    crosswalk = dasymetric_crosswalk(source, target, cells, no_residents="list")
    placed = crosswalk["target_code"].notna()
    sums = crosswalk[placed].groupby("source_code")["share"].sum()
    assert sums.to_numpy() == pytest.approx(np.ones(len(sums)))
    assert crosswalk["residents"].sum() == pytest.approx(sum(map(sum, rows)))
    counts = pd.Series(
        {code: chance.randint(0, 999) for code in crosswalk["source_code"][placed]}
    ).reindex(source.index, fill_value=0)
    moved = transfer(counts, crosswalk)
    assert moved.sum() == pytest.approx(counts.sum())

    shuffled = [part.sample(frac=1, random_state=7) for part in (source, target, cells)]
    again = dasymetric_crosswalk(*shuffled, no_residents="list")
    pd.testing.assert_frame_equal(again, crosswalk)


@settings(max_examples=40, deadline=None)
@given(RESIDENTS, CUTS)
def test_same_areas_change_nothing(rows, cuts):
    source = stripes(cuts, upright=False)
    crosswalk = dasymetric_crosswalk(source, source, grid(rows))
    assert (crosswalk["source_code"] == crosswalk["target_code"]).all()
    counts = pd.Series(range(len(source)), index=source.index, dtype=float)
    assert transfer(counts, crosswalk).to_dict() == pytest.approx(counts.to_dict())


@settings(max_examples=40, deadline=None)
@given(RESIDENTS, CUTS)
def test_nested_areas_add_up_exactly(rows, cuts):
    source = stripes(cuts, upright=False)
    whole = frame([box(0, 0, 40, 40)], ["city"])
    crosswalk = dasymetric_crosswalk(source, whole, grid(rows))
    assert crosswalk["share"].to_list() == [1.0] * len(source)
    counts = pd.Series(range(len(source)), index=source.index)
    assert transfer(counts, crosswalk).to_dict() == {"city": counts.sum()}


DEGREES = frame([box(24, 60, 25, 61)], ["P"], crs="EPSG:4326")
CROSSWALK = dasymetric_crosswalk(SOURCES, TARGETS, CELLS)


@pytest.mark.parametrize(
    ("do", "message"),
    [
        (lambda: dasymetric_crosswalk(DEGREES, TARGETS, CELLS), "one projected"),
        (
            lambda: dasymetric_crosswalk(SOURCES, TARGETS, CELLS.to_crs("EPSG:3067")),
            "one projected",
        ),
        (
            lambda: dasymetric_crosswalk(
                SOURCES, TARGETS, CELLS.assign(residents=[1, -1, 2, 3])
            ),
            "row 1: residents is -1",
        ),
        (
            lambda: dasymetric_crosswalk(
                SOURCES, TARGETS, CELLS.assign(residents=[1, 1, np.nan, 3])
            ),
            "row 2: residents is nan",
        ),
        (
            lambda: dasymetric_crosswalk(
                pd.concat([SOURCES, SOURCES.iloc[:1]]), TARGETS, CELLS
            ),
            "code P is repeated",
        ),
        (
            lambda: area_crosswalk(SOURCES, TARGETS, pd.Series({"P": 1, "R": 1})),
            "R only in residents; Q only in the sources",
        ),
        (
            lambda: transfer(pd.Series({"P": 1, "X": 1}), CROSSWALK),
            "X only in counts; Q only in the crosswalk",
        ),
        (
            lambda: transfer(pd.Series([1, 2, 3], index=["P", "P", "Q"]), CROSSWALK),
            "counts has the code P twice",
        ),
    ],
)
def test_refuses_and_says_what_to_do(do, message):
    with pytest.raises(CrosswalkError, match=message):
        do()


# cells and residents as `SELECT count(*), sum(column)` over the file gives them
GRIDS = {
    2015: ("ASUKKAITA", 1537, 208_416),
    2019: ("ASUKKAITA", 1546, 227_225),
    2021: ("inhabitants", 1543, 232_240),
}


@pytest.fixture(scope="module")
def city():
    """Postal areas and districts of the city, cleaned."""
    postal = gpd.read_file(source_file("boundaries/metro_postal_areas_2017.gpkg"))
    postal = postal[postal["Kunta"] == "Vantaa"].set_index("Posno")
    path = source_file("boundaries/vantaa_districts_2024.gpkg")
    districts = gpd.read_file(path).set_index("statcode")
    return clean_coverage(postal), clean_coverage(districts)


@pytest.mark.parametrize("year", GRIDS)
def test_real_grid(city, year):
    postal, districts = city
    column, count, total = GRIDS[year]
    path = source_file(f"boundaries/vantaa_population_grid_{year}.gpkg")
    with sqlite3.connect(f"file:{path}?mode=ro&immutable=1", uri=True) as database:
        query = f'SELECT count(*), sum("{column}") FROM grid'
        assert database.execute(query).fetchone() == (count, total)

    cells = gpd.read_file(path)
    crosswalk = dasymetric_crosswalk(
        postal, districts, cells, column, no_residents="list"
    )
    outside = cells_outside(postal, districts, cells, column)[column].sum()
    assert crosswalk["residents"].sum() == pytest.approx(total - outside)
    assert outside < 0.002 * total  # a few cells of neighbouring municipalities
    sums = crosswalk.groupby("source_code")["share"].sum(min_count=1).dropna()
    assert sums.to_numpy() == pytest.approx(np.ones(len(sums)))
    # every postal area is there; only the corner of Riihikallio has no resident
    assert set(crosswalk["source_code"]) == set(postal.index)
    nobody = crosswalk[crosswalk["target_code"].isna()]["source_code"].to_list()
    assert nobody == ["04320"]


def test_real_border_cells_by_another_way(city):
    # 01360 is Koivukylä and Havukoski: cells by their middle point, without any split,
    # must come close to the dasymetric share
    postal, districts = city
    cells = gpd.read_file(source_file("boundaries/vantaa_population_grid_2015.gpkg"))
    crosswalk = dasymetric_crosswalk(
        postal, districts, cells, "ASUKKAITA", no_residents="list"
    ).set_index(["source_code", "target_code"])
    middle = shapely.centroid(cells.geometry.values)
    inside = shapely.within(middle, postal.geometry["01360"])
    havukoski = inside & shapely.within(middle, districts.geometry["0925074000"])
    people = cells["ASUKKAITA"].to_numpy()
    plain = people[havukoski].sum() / people[inside].sum()
    share = crosswalk.at[("01360", "0925074000"), "share"]
    assert share == pytest.approx(plain, abs=0.05)
