"""Years between releases: by hand, by property, and what is refused."""

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indicators.fill import between_errors, fill_between
from indicators.fill_scale import (
    conformal_quantile,
    log_odds,
    share_of,
)
from indicators.tables import OBSERVATION_COLUMNS

FEW = settings(max_examples=25, deadline=None)
LN4 = math.log(4)  # log-odds of 80 percent: ln(80 / 20)


def rows(values, status="published", key="share"):
    """Observations of {area: {year: value}}; the source is of the year."""
    return pd.DataFrame(
        [
            {
                "area_code": area, "indicator": key, "year": year, "value": value,
                "numerator": float("nan"), "denominator": float("nan"),
                "status": status, "source": f"release_{year};grid",
            }
            for area, years in values.items()
            for year, value in years.items()
        ]
    )  # fmt: skip


def test_a_line_of_log_odds_by_hand():
    # odds 20:80 = 1/4 and 50:50 = 1. A quarter of the way: (1/4)^(3/4) = 1/2.8284,
    # 100 / (1 + 2.8284) = 26.1204; half-way 1/2: 33.3333; then 1/√2: 41.4214
    made = fill_between(rows({"A": {2010: 20.0, 2014: 50.0}}), ["share"])
    assert made["year"].tolist() == [2011, 2012, 2013]
    assert made["value"].tolist() == pytest.approx([26.120387, 33.333333, 41.421356])
    assert made.columns.tolist() == OBSERVATION_COLUMNS
    assert set(made["status"]) == {"estimated"}
    assert set(made["source"]) == {"release_2010;grid;release_2014;fill_between"}
    assert made[["numerator", "denominator"]].isna().all(axis=None)


def test_without_a_year_to_leave_out_there_is_no_interval():
    made = fill_between(rows({"A": {2010: 20.0, 2014: 50.0}}), ["share"])
    assert made[["lower", "upper"]].isna().all(axis=None)


# B goes 50, 80, 50: left out, 2012 is guessed 50, off by ln 4; a = b = 2, so that
# ab / (a + b) = 1. A stays at 50: off by 0.
TWO = rows(
    {"A": {2010: 50.0, 2012: 50.0, 2014: 50.0}, "B": {2010: 50, 2012: 80, 2014: 50}}
)


def test_interval_by_hand():
    # two errors, 0 and ln 4: two thirds need the (2 + 1) × 2/3 = 2nd, ln 4. C lacks
    # 2012: in 2011 ab / (a + b) = 1 × 3 / 4, so ± ln 4 × √0.75
    all_rows = pd.concat([TWO, rows({"C": {2010: 50.0, 2014: 50.0}})])
    made = fill_between(all_rows, ["share"], confidence=2 / 3)
    (row,) = made[(made["area_code"] == "C") & (made["year"] == 2011)].to_dict(
        "records"
    )
    assert row["value"] == pytest.approx(50)
    assert row["lower"] == pytest.approx(100 / (1 + 4 ** math.sqrt(0.75)))
    assert row["upper"] == pytest.approx(100 - row["lower"])


def test_errors_by_hand():
    # an area's own error is not used: A has B's ln 4, from 20 to 80; B has A's 0
    errors = between_errors(TWO, "share", confidence=0.5)
    assert errors["area_code"].tolist() == ["A", "B"]
    assert errors["year"].tolist() == [2012, 2012]
    assert errors["value"].tolist() == [50, 80]
    assert errors["guess"].tolist() == pytest.approx([50, 50])
    assert errors["lower"].tolist() == pytest.approx([20, 50])
    assert errors["upper"].tolist() == pytest.approx([80, 50])


def test_a_year_of_a_release_is_not_filled():
    # 2012 is a release, in which C was not published and D was suppressed
    none = float("nan")
    table = pd.concat(
        [
            TWO,
            rows({"C": {2010: 50.0, 2014: 50.0}, "D": {2010: 50.0, 2014: 50.0}}),
            rows({"C": {2012: none}}, "not_published"),
            rows({"D": {2012: none}}, "suppressed"),
        ]
    )
    made = fill_between(table, ["share"])
    assert set(made["year"]) == {2011, 2013}


def test_never_beyond_the_known_years_nor_across_areas():
    made = fill_between(
        rows({"A": {2012: 10.0}, "B": {2010: 20.0, 2011: 30.0}, "C": {2016: 9.0}}),
        ["share"],
    )
    assert made.empty
    assert made.columns.tolist() == OBSERVATION_COLUMNS


def test_estimates_count_as_known_and_other_indicators_do_not():
    both = pd.concat(
        [
            rows({"A": {2010: 20.0}}),
            rows({"A": {2012: 20.0}}, "estimated"),
            rows({"A": {2011: 90.0}}, key="other"),
        ]
    )
    made = fill_between(both, ["share"])
    assert made[["year", "value"]].to_numpy().tolist() == [[2011, pytest.approx(20)]]
    assert fill_between(both, []).empty


@pytest.mark.parametrize("end", [0.0, 100.0])
def test_an_end_of_the_scale_stays_there(end):
    made = fill_between(rows({"A": {2010: end, 2012: end}}), ["share"])
    assert made["value"].tolist() == [end]


def test_arguments_are_left_as_they_are():
    before = TWO.copy(deep=True)
    fill_between(TWO, ["share"])
    pd.testing.assert_frame_equal(TWO, before)


SHARE = st.floats(0, 100)
SERIES = st.lists(st.tuples(SHARE, SHARE, SHARE, SHARE), min_size=20, max_size=30)


def panel(series):
    """Areas with 2010, 2012, 2013 and 2019."""
    years = (2010, 2012, 2013, 2019)
    return rows(
        {
            f"a{i:02}": dict(zip(years, values, strict=True))
            for i, values in enumerate(series)
        }
    )


@FEW
@given(SERIES)
def test_value_lies_between_the_known_ones_and_in_its_interval(series):
    table = panel(series)
    made = fill_between(table, ["share"])
    known = table.pivot(index="area_code", columns="year", values="value")
    before = np.where(made["year"] == 2011, 2010, 2013)
    after = np.where(made["year"] == 2011, 2012, 2019)
    ends = np.array(
        [
            [known.at[code, a], known.at[code, b]]
            for code, a, b in zip(made["area_code"], before, after, strict=True)
        ]
    )
    assert (made["value"] >= ends.min(axis=1) - 1e-9).all()
    assert (made["value"] <= ends.max(axis=1) + 1e-9).all()
    assert (made["lower"] <= made["value"]).all()
    assert (made["value"] <= made["upper"]).all()
    assert made[["lower", "upper"]].apply(lambda x: x.between(0, 100)).all(axis=None)


def odds_ratio(upper, lower):
    """In logarithms, and of any share: log_odds stops at 0.05 and 99.95."""
    return np.log(upper / (100 - upper)) - np.log(lower / (100 - lower))


@FEW
@given(SERIES)
def test_intervals_nest_and_grow_away_from_known_years(series):
    table = panel([[20 + 0.6 * value for value in four] for four in series])
    narrow = fill_between(table, ["share"], confidence=0.5)
    wide = fill_between(table, ["share"], confidence=0.95)
    assert (wide["lower"] <= narrow["lower"]).all()
    assert (narrow["upper"] <= wide["upper"]).all()
    half = odds_ratio(wide["upper"], wide["lower"])
    by_year = half.groupby(wide["year"]).first()
    assert by_year[2014] <= by_year[2015] + 1e-9
    assert by_year[2015] <= by_year[2016] + 1e-9
    assert by_year[2018] <= by_year[2017] + 1e-9


@FEW
@given(SERIES, st.randoms())
def test_order_of_the_rows_does_not_matter(series, random):
    table = panel(series)
    order = list(range(len(table)))
    random.shuffle(order)
    pd.testing.assert_frame_equal(
        fill_between(table.iloc[order], ["share"]), fill_between(table, ["share"])
    )


@FEW
@given(SERIES)
def test_both_ends_of_the_scale_are_alike(series):
    table = panel(series)
    turned = table.assign(value=100 - table["value"])
    made, other = (fill_between(t, ["share"]) for t in (table, turned))
    assert (100 - other["value"]).tolist() == pytest.approx(
        made["value"].tolist(), abs=1e-6
    )


@FEW
@given(st.floats(0.06, 99.94))
def test_scale_and_back(share):
    assert float(share_of(log_odds(share))) == pytest.approx(share)


def test_so_few_errors_cannot_tell():
    # k = ⌈(n + 1) 0.95⌉: 19 for 19 errors, 19 for 18
    assert conformal_quantile(range(1, 20), 0.95) == 19
    assert math.isnan(conformal_quantile(range(1, 19), 0.95))
    assert math.isnan(conformal_quantile([], 0.5))


@pytest.mark.parametrize(
    ("table", "keys", "confidence", "message"),
    [
        (TWO, ["shar"], 0.95, "shar: the observations have no row of it"),
        (TWO.replace(80, 101), ["share"], 0.95, "share: 101 of area B is no share"),
        (TWO.replace(80, -1), ["share"], 0.95, "share: -1 of area B is no share"),
        (TWO.replace(80, math.inf), ["share"], 0.95, "inf of area B is no share"),
        (pd.concat([TWO, TWO]), ["share"], 0.95, "two rows for A in 2010; keep one"),
        (TWO, ["share"], 1, "confidence must be between 0 and 1, not 1"),
        (TWO.drop(columns="source"), ["share"], 0.95, r"lack the columns \['source'\]"),
        (TWO.iloc[:0], ["share"], 0.95, "share: the observations have no row of it"),
    ],
)
def test_refusals(table, keys, confidence, message):
    with pytest.raises(ValueError, match=message):
        fill_between(table, keys, confidence=confidence)
