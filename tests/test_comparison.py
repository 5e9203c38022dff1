"""An area beside the city: published examples, by hand, by property, refusals."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy.stats.contingency import relative_risk
from statsmodels.stats.proportion import confint_proportions_2indep

from indicators.catalogue import load_catalogue
from indicators.comparison import (
    COMPARISON_COLUMNS,
    compared_with_city,
    comparison_table,
)
from indicators.contrast import (
    difference_interval,
    difference_of_estimates,
    ratio_interval,
    ratio_of_estimates,
)
from indicators.uncertainty import proportion_interval, rate_interval

NAN, INF = float("nan"), float("inf")
FEW = settings(max_examples=50, deadline=None)
COUNTS = st.tuples(
    *[st.integers(0, 300)] * 4
)  # of the area: with, without; of the rest


@pytest.mark.parametrize(
    ("a", "n", "b", "m", "lower", "upper"),
    [  # Newcombe (1998), Stat Med 17: 873-890, table II, method 10
        (56, 70, 48, 80, 0.0524, 0.3339),
        (9, 10, 3, 10, 0.1705, 0.8090),
        (6, 7, 2, 7, 0.0582, 0.8062),
        (5, 56, 0, 29, -0.0381, 0.1926),
        (0, 10, 0, 20, -0.1611, 0.2775),
        (0, 10, 0, 10, -0.2775, 0.2775),
        (10, 10, 0, 20, 0.6791, 1.0000),
        (10, 10, 0, 10, 0.6075, 1.0000),
    ],
)
def test_differences_of_newcombes_table(a, n, b, m, lower, upper):
    row = difference_interval(a, n, b, m, within_city=False).loc[0]
    assert (round(row["lower"], 4), round(row["upper"], 4)) == (lower, upper)


def test_ratio_as_epitools_prints_it():
    # R's epitools, riskratio() of 16 of 128 and 24 of 256, quoted in scipy's tests:
    # 1.333333, 0.7347317 to 2.419628
    row = ratio_interval(16, 128, 24, 256, within_city=False).loc[0]
    assert row.tolist() == pytest.approx([4 / 3, 0.7347317, 2.419628], rel=3e-7)


def test_rate_ratio_by_hand():
    # 15 in 1000 and 30 in 4000 years: 2; s² = 1/15 + 1/30 = 0.1
    # 2 exp(± 1.959964 √0.1) = 2 · 0.538047 and 2 · 1.858574
    row = ratio_interval(15, 1000, 30, 4000, within_city=False, kind="rate").loc[0]
    reach = np.exp(1.959963984540054 * 0.1**0.5)
    assert row.tolist() == pytest.approx([2, 2 / reach, 2 * reach])
    assert row.round(4).tolist() == [2, 1.0761, 3.7171]


@given(COUNTS, st.floats(0.5, 0.999))
@FEW
def test_two_places_as_statsmodels_and_scipy_have_them(counts, confidence):
    a, n, b, m = counts[0], sum(counts[:2]), counts[2], sum(counts[2:])
    assume(n and m)
    options = {"within_city": False, "confidence": confidence}
    low, high = confint_proportions_2indep(
        a, n, b, m, method="newcomb", alpha=1 - confidence
    )
    row = difference_interval(a, n, b, m, **options).loc[0]
    assert row[["lower", "upper"]].tolist() == pytest.approx([low, high], abs=1e-10)
    if a and b and not (a == n and b == m):
        ends = relative_risk(a, n, b, m).confidence_interval(confidence)
        row = ratio_interval(a, n, b, m, **options).loc[0]
        assert row[["lower", "upper"]].tolist() == pytest.approx(list(ends), rel=1e-9)


def test_the_area_is_taken_out_of_the_city_first():
    # 5 of 50 in a city of 15 of 80: the rest 10 of 30, w = 50/80, 1 - w = 0.375.
    # Wilson: 5/50 0.04349 to 0.21361, 10/30 0.19231 to 0.51220; 0.1 - 0.3333 = -0.2333
    # lower -0.2333 - √(0.05651² + 0.17887²) = -0.42092, · 0.375 = -0.15784
    # upper -0.2333 + √(0.11361² + 0.14102²) = -0.05224, · 0.375 = -0.01959
    row = difference_interval(5, 50, 15, 80, within_city=True).loc[0]
    assert row["value"] == pytest.approx(5 / 50 - 15 / 80)
    assert row["lower"] == pytest.approx(-0.15784, abs=1e-5)
    assert row["upper"] == pytest.approx(-0.01959, abs=1e-5)


@given(COUNTS, st.floats(0.5, 0.999))
@FEW
def test_values_are_to_the_whole_city_and_inside_their_limits(counts, confidence):
    a, n, x, m = counts[0], sum(counts[:2]), counts[0] + counts[2], sum(counts)
    assume(n and n < m)
    options = {"within_city": True, "confidence": confidence}
    apart = difference_interval(a, n, x, m, **options).loc[0]
    assert apart["value"] == pytest.approx(a / n - x / m, abs=1e-12)
    assert apart["lower"] - 1e-12 <= apart["value"] <= apart["upper"] + 1e-12
    mirror = difference_interval(n - a, n, m - x, m, **options).loc[0]
    assert mirror["lower"] == pytest.approx(-apart["upper"], abs=1e-12)
    for kind in ("share", "rate"):
        times = ratio_interval(a, n, x, m, kind=kind, **options).loc[0]
        if x == 0:
            assert times.isna().all()
            continue
        assert times["value"] == pytest.approx((a / n) / (x / m))
        assert 0 <= times["lower"] <= times["value"] * (1 + 1e-12)
        assert times["value"] * (1 - 1e-12) <= times["upper"]
        assert times["upper"] <= m / n * (1 + 1e-12)  # all events in the area


def test_limits_cover_the_true_distance_from_the_city():
    # 20 000 districts of 2000 in a city of 10 000 with risks of 12 and 8 %: the city's
    # is 0.2 · 12 + 0.8 · 8 = 8.8 %. 95 % limits should hold it in 94 to 96 %.
    rng = np.random.default_rng(7)
    a, b = rng.binomial(2000, 0.12, 20000), rng.binomial(8000, 0.08, 20000)
    counts = a, 2000, a + b, 10000
    apart = difference_interval(*counts, within_city=True)
    times = ratio_interval(*counts, within_city=True)
    for table, truth in ((apart, 0.12 - 0.088), (times, 0.12 / 0.088)):
        covered = (table["lower"] <= truth) & (truth <= table["upper"])
        assert 0.94 < covered.mean() < 0.96
    # As if the two had nobody in common, the limits are too wide and hold it too often.
    naive = difference_interval(*counts, within_city=False)
    covered = (naive["lower"] <= 0.032) & (naive["upper"] >= 0.032)
    assert covered.mean() > 0.98


def test_noughts_have_defined_answers():
    area = pd.Series({"none": 0, "all": 15, "whole": 15, "missing": NAN})
    people = pd.Series({"none": 20, "all": 20, "whole": 80, "missing": 20})
    ratio = ratio_interval(area, people, 15, 80, within_city=True)
    assert ratio.loc["none", ["value", "lower"]].tolist() == [0, 0]
    # ½ added to each cell: 0.5/21 over 15.5/61, s² = 1/0.5 + 1/15.5 - 1/21 - 1/61
    s = (1 / 0.5 + 1 / 15.5 - 1 / 21 - 1 / 61) ** 0.5
    r = 0.5 / 21 / (15.5 / 61) * np.exp(1.959963984540054 * s)
    assert ratio.loc["none", "upper"] == pytest.approx(r / (0.25 * r + 0.75))
    # every event is in the area: 4 times the city's share, and it cannot be more
    assert ratio.loc["all", ["value", "upper"]].tolist() == [4, 4]
    assert ratio.loc["all", "lower"] > 1
    apart = difference_interval(area, people, 15, 80, within_city=True)
    assert ratio.loc["whole", "value"] == 1 and apart.loc["whole", "value"] == 0
    for table in (ratio, apart):
        assert table.loc["whole", ["lower", "upper"]].isna().all()
        assert table.loc["missing"].isna().all()
    nothing = ratio_interval([0, 3], [10, 10], [0, 0], [20, 20], within_city=False)
    assert nothing.isna().all(axis=None)
    everybody = ratio_interval(7, 7, 9, 9, within_city=False).loc[0]
    assert everybody["lower"] < everybody["value"] == 1 < everybody["upper"]


def test_standardised_rates_by_the_same_sum_as_newcombe():
    p, q = proportion_interval([56], [70]), proportion_interval([48], [80])
    apart = difference_of_estimates(p, q).loc[0]
    assert apart.round(4).tolist() == [0.2, 0.0524, 0.3339]
    # on logarithms: 6 (3 to 12) over 3 (1 to 9): 2, ln 2 ∓ √(ln² 2 + ln² 3)
    a = pd.DataFrame({"value": [6.0], "lower": [3.0], "upper": [12.0]})
    b = pd.DataFrame({"value": [3.0], "lower": [1.0], "upper": [9.0]})
    reach = np.exp((np.log(2) ** 2 + np.log(3) ** 2) ** 0.5)
    row = ratio_of_estimates(a, b).loc[0]
    assert row.tolist() == pytest.approx([2, 2 / reach, 2 * reach])


def test_ratios_of_estimates_at_nought():
    zero = rate_interval([0], [10.0])
    some = rate_interval([20], [10.0])
    row = ratio_of_estimates(zero, some).loc[0]
    assert row[["value", "lower"]].tolist() == [0, 0] and row["upper"] > 0
    assert ratio_of_estimates(some, zero).loc[0].isna().all()
    open_end = ratio_of_estimates(some, some.assign(lower=0.0)).loc[0]
    assert open_end["upper"] == INF


TABLE = pd.DataFrame(
    {"lower": [4.0, 8.0, 1.0, NAN, 5.0], "upper": [6.0, 9.0, 2.0, 7.0, 6.0]},
    index=list("ABCDE"),
)


@pytest.mark.parametrize(
    ("worse", "above", "below"),
    [("high", "worse", "better"), ("low", "better", "worse")]
    + [("neither", "higher", "lower")],
)
def test_which_side_of_the_interval_the_city_is(worse, above, below):
    # the city has 5: within A, below B, above C, D has no interval, on E's end
    verdict = compared_with_city(TABLE, 5.0, worse)
    expected = ["similar", above, below, "not compared", "similar"]
    assert verdict.tolist() == expected
    assert verdict.name == "compared" and verdict.index.tolist() == list("ABCDE")


def test_five_levels():
    wider = pd.DataFrame(
        {"lower": [3.0, 7.0, 0.0, NAN, 4.0], "upper": [7.0, 10.0, 5.5, 8.0, 7.0]},
        index=TABLE.index,
    )
    verdict = compared_with_city(TABLE, 5.0, "high", wider=wider)
    expected = ["similar", "worse 99.8", "better 95", "not compared", "similar"]
    assert verdict.tolist() == expected


def test_no_value_of_the_city_is_no_comparison():
    assert compared_with_city(TABLE, NAN, "high").unique().tolist() == ["not compared"]
    city = pd.Series([5.0, NAN, 5.0, 5.0, 5.0], index=TABLE.index)
    assert compared_with_city(TABLE, city, "high")["B"] == "not compared"
    assert compared_with_city(TABLE[:0], 5.0, "high").empty
    endless = pd.DataFrame({"lower": [2.0], "upper": [INF]})
    assert compared_with_city(endless, 1, "high").tolist() == ["worse"]


@given(COUNTS)
@FEW
def test_wider_limits_never_find_more(counts):
    a, n, x, m = counts[0], sum(counts[:2]), counts[0] + counts[2], sum(counts)
    assume(n and m)
    narrow = proportion_interval([a], [n])
    wide = proportion_interval([a], [n], confidence=0.998)
    five = compared_with_city(narrow, x / m, "high", wider=wide)[0]
    three = compared_with_city(narrow, x / m, "high")[0]
    only = compared_with_city(wide, x / m, "high")[0]
    assert five.split()[0] == three
    assert only == (three if five.endswith("99.8") else "similar")


AREAS = pd.DataFrame(
    {"level": ["city", "district", "district", "major_area"]},
    index=["092", "B", "A", "M"],
)
ROWS = [
    ("092", 10.0, 9.8, 10.2, "published"),
    ("B", 20.0, NAN, NAN, "estimated"),
    ("A", 20.0, 15.0, 25.0, "published"),
    ("M", 5.0, 4.0, 6.0, "published"),
]


def _observations(key):
    names = ["area_code", "value", "lower", "upper", "status"]
    return pd.DataFrame(ROWS, columns=names).assign(indicator=key, year=2024)


@pytest.mark.parametrize(
    ("key", "city", "verdicts"),
    [
        ("unemployment_rate", 10, ["worse", "not compared"]),
        ("tertiary_education", 10, ["better", "not compared"]),  # low is worse
        ("children_0_6", 10, ["higher", "not compared"]),  # context
        ("kota", 0, ["worse", "not compared"]),  # measured from the city
        ("population", NAN, ["not compared"] * 2),  # a count
    ],
)
def test_table_of_a_level_beside_the_city(key, city, verdicts):
    entry = load_catalogue()[key]
    table = comparison_table(
        _observations(key), AREAS, entry, level="district", year=2024
    )
    assert table.columns.tolist() == COMPARISON_COLUMNS
    assert table["area_code"].tolist() == ["A", "B"]
    assert table["city_value"].tolist() == pytest.approx([city] * 2, nan_ok=True)
    assert table["compared"].tolist() == verdicts


def test_table_of_a_year_without_rows_or_without_the_city():
    entry = load_catalogue()["unemployment_rate"]
    rows = _observations(entry.key)
    none = comparison_table(rows, AREAS, entry, level="district", year=1999)
    assert none.empty and none.columns.tolist() == COMPARISON_COLUMNS
    alone = comparison_table(rows[1:], AREAS, entry, level="district", year=2024)
    assert alone["compared"].tolist() == ["not compared"] * 2


ONE = pd.Series({"A": 5})


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: difference_interval(ONE, [50], 4, 80, within_city=True), "more than"),
        (lambda: difference_interval(ONE, [50], 60, 80, within_city=True), "larger"),
        (lambda: difference_interval(ONE, [4], 15, 80, within_city=True), "exceeds"),
        (lambda: ratio_interval(ONE, [90], 15, 80, within_city=True), r"\['A'\]"),
        (lambda: ratio_interval(1, 2, 3, 4, within_city=True, kind="x"), "kind must"),
        (lambda: compared_with_city(TABLE[["lower"]], 5, "high"), "no column upper"),
        (lambda: difference_of_estimates(TABLE, TABLE), "no column value"),
        (lambda: compared_with_city(TABLE, 5.0, "up"), "worse must be"),
        (lambda: compared_with_city(TABLE, ONE, "high"), "share one index"),
        (lambda: compared_with_city(TABLE, INF, "high"), "city is infinite"),
        (
            lambda: compared_with_city(
                TABLE.rename(columns={"lower": "upper", "upper": "lower"}), 5, "high"
            ),
            "lower exceeds upper",
        ),
        (
            lambda: compared_with_city(TABLE, 5, "high", wider=TABLE + 1),
            "not around the narrower",
        ),
        (
            lambda: ratio_of_estimates(
                *[pd.DataFrame({"value": [1], "lower": [-1], "upper": [2]})] * 2
            ),
            "not below zero",
        ),
    ],
)
def test_refuses_and_says_what_to_do(call, message):
    with pytest.raises(ValueError, match=message):
        call()
