"""Disclosure control under attack, and every way out of the core.

The attacks are written here anew: the rank of the linear equations and linear
programmes over every count of a made-up city, with numpy and scipy only.
"""

import itertools
import json
import shutil
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from indicators import __main__ as command
from indicators.data import load_data
from indicators.disclosure import audit, primary_cells, suppress
from indicators.ranking import area_table
from reports.figures_csv import figures_csv
from tests.disclosure_city import areas_of, catalogue, entry, rows_of
from ui.level_figures import level_figures

DATA = Path(__file__).resolve().parent.parent / "data"


# Properties


@st.composite
def cities(draw):
    """Districts in major areas in a city, two years, two shares of one denominator."""
    sizes = draw(st.lists(st.integers(1, 3), min_size=1, max_size=3))
    areas = areas_of(*sizes)
    districts = [c for c in areas.index if c.startswith("D")]
    frames = []
    for year in (2020, 2021):
        whole = {c: draw(st.integers(1, 40)) for c in districts}
        for key in ("first", "second"):
            part = {c: draw(st.integers(0, whole[c])) for c in districts}
            counts = {c: (part[c], whole[c]) for c in districts}
            frames.append(rows_of(areas, key, counts, year))
        people = {c: (n, None) for c, n in whole.items()}
        frames.append(rows_of(areas, "people", people, year))
    known = catalogue(
        entry("first", minimum_count=draw(st.integers(0, 6))),
        entry("second", minimum_denominator=draw(st.integers(0, 8))),
        entry("people", unit="persons", denominator="",
              minimum_count=draw(st.integers(0, 6))),
    )  # fmt: skip
    return areas, pd.concat(frames, ignore_index=True), known


def attacked(result, areas, year):
    """Every emptied count of a year with what rank and linear programmes say of it.

    Unknowns: residents of each area, and each indicator's numerator in it.
    """
    kinds = ("people", "first", "second")
    codes = list(areas.index)
    at = {pair: i for i, pair in enumerate(itertools.product(kinds, codes))}
    lines, right = [], []

    def equation(terms, total):
        line = np.zeros(len(at))
        for pair, factor in terms:
            line[at[pair]] = factor
        lines.append(line)
        right.append(total)

    for kind, total in itertools.product(kinds, codes):
        parts = areas.index[areas["parent"] == total]
        if len(parts):
            equation([((kind, total), -1)] + [((kind, c), 1) for c in parts], 0)
    rows = result[result["year"] == year]
    for row in rows.to_dict("records"):
        if row["status"] == "published":
            equation([((row["indicator"], row["area_code"]), 1)], row["numerator"])
            if row["indicator"] != "people":
                equation([(("people", row["area_code"]), 1)], row["denominator"])
    known, total = np.array(lines), np.array(right)
    shares = np.zeros((2 * len(codes), len(at)))
    for i, (kind, code) in enumerate(itertools.product(kinds[1:], codes)):
        shares[i, at[kind, code]], shares[i, at["people", code]] = 1, -1
    rank = np.linalg.matrix_rank(known)
    for row in rows[rows["status"] == "suppressed"].to_dict("records"):
        j = at[row["indicator"], row["area_code"]]
        unit = np.eye(len(at))[j]
        free = np.linalg.matrix_rank(np.vstack([known, unit])) > rank
        ends = [
            linprog(sign * unit, shares, np.zeros(len(shares)), known, total)
            for sign in (1, -1)
        ]
        low, high = (
            sign * end.fun if end.status == 0 else sign * -np.inf
            for sign, end in zip((1, -1), ends, strict=True)
        )
        yield row, free, low, high


@settings(max_examples=40, deadline=None)
@given(cities())
def test_no_attack_gets_an_emptied_count_back(city):
    areas, rows, known = city
    result = suppress(rows, areas, known)
    for year in (2020, 2021):
        for row, free, low, high in attacked(result, areas, year):
            assert free, row
            assert high - low > 0.99, (row, low, high)
    assert not audit(result, areas, known)["exact"].any()
    small = primary_cells(rows, known)
    assert (result.loc[small, "status"] == "suppressed").all()
    assert not primary_cells(result, known).any()


@settings(max_examples=12, deadline=None)
@given(cities(), st.randoms(use_true_random=False))
def test_again_and_in_any_order_it_is_the_same(city, random):
    areas, rows, known = city
    before = rows.copy()
    result = suppress(rows, areas, known)
    pd.testing.assert_frame_equal(rows, before)
    pd.testing.assert_frame_equal(suppress(result, areas, known), result)
    order = list(range(len(rows)))
    random.shuffle(order)
    shuffled = suppress(rows.iloc[order], areas, known)
    pd.testing.assert_frame_equal(shuffled.sort_index(), result)
    kept = result["status"] == "published"
    pd.testing.assert_frame_equal(result[kept], rows[kept])


@settings(max_examples=30, deadline=None)
@given(cities())
def test_nothing_is_emptied_where_nothing_is_small(city):
    areas, rows, known = city
    entries = known.indicator
    none = {"minimum_count": 0, "minimum_denominator": 0}
    loose = catalogue(*(e.model_copy(update=none) for e in entries))
    pd.testing.assert_frame_equal(suppress(rows, areas, loose), rows)
    if not primary_cells(rows, known).any():
        pd.testing.assert_frame_equal(suppress(rows, areas, known), rows)


# The project's own figures, and every way out


@pytest.fixture(scope="module")
def shown():
    return load_data(DATA)


def test_no_suppressed_figure_of_the_project_can_be_computed(shown):
    rows = shown.observations[~shown.observations["indicator"].eq("kota")]
    found = audit(rows, shown.areas, shown.catalogue)
    assert len(found)
    assert not found["exact"].any()


def test_every_minimum_is_kept(shown):
    assert not primary_cells(shown.observations, shown.catalogue).any()


SECRET = "1.478193"  # 2 of 135.3: digits that stand nowhere else
PLACE = "0927091000"  # Länsimäki
KEY = "foreign_language_share"


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    """The project's data with two people where the district had many."""
    folder = tmp_path_factory.mktemp("data")
    for name in ("areas.csv", "indicators.toml", "observations.csv"):
        shutil.copy(DATA / name, folder / name)
    file = folder / "observations.csv"
    lines = file.read_text(encoding="utf-8").splitlines()
    at = [i for i, s in enumerate(lines) if s.startswith(f"{PLACE},{KEY},2025,")]
    assert len(at) == 1
    source = lines[at[0]].split(",")[-1]
    lines[at[0]] = f"{PLACE},{KEY},2025,{SECRET},,,2,135.3,published,{source}"
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return load_data(folder)


def test_the_figure_leaves_by_no_door(small, monkeypatch, capsys):
    rows = small.observations
    own = rows[(rows["area_code"] == PLACE) & (rows["year"] == 2025)]
    status = own.set_index("indicator")["status"]
    assert status[KEY] == "suppressed"
    assert status["kota"] == "component_missing"
    assert not (rows["value"].round(6) == float(SECRET)).any()
    monkeypatch.setattr(command, "load_data", lambda: small)
    for form in ("csv", "json"):
        code = command.main(
            ["table", "--indicator", KEY, "--level", "district", "--year", "2025",
             "--format", form]
        )  # fmt: skip
        printed = capsys.readouterr().out
        assert code == 0
        assert PLACE in printed
        assert SECRET[:5] not in printed
    table = area_table(
        rows, small.areas, small.catalogue[KEY], level="district", year=2025
    )
    sources = json.loads((DATA / "sources.json").read_text(encoding="utf-8"))
    written = figures_csv(table, small.catalogue[KEY], sources, date(2026, 1, 1))
    line = next(s for s in written.decode("utf-8-sig").split("\r\n") if PLACE in s)
    assert ",suppressed,,," in line
    assert SECRET[:5] not in line
    codes = small.areas.index[small.areas["level"] == "district"].tolist()
    payload = level_figures(small, codes).payload
    assert np.float32(SECRET).tobytes() not in payload
    assert SECRET[:5].encode() not in payload
