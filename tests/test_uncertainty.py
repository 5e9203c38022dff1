"""Intervals against published figures, by hand, by property, and degenerate input."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.proportion import proportion_confint

from indicators.catalogue import load_catalogue
from indicators.counts import aligned, normal_z
from indicators.uncertainty import (
    count_interval,
    mean_interval,
    proportion_interval,
    rate_interval,
    with_intervals,
)

NAN = float("nan")
FEW = settings(max_examples=50, deadline=None)
CATALOGUE = load_catalogue()
CONFIDENCE = st.floats(0.5, 0.9999)
# The example of PHEindicatormethods' introduction, 25 April 2018: eight areas, with
# the output of phe_proportion() and phe_rate() as printed there.
OBSERVED = pd.Series([87, 1, 44, 13, 83, 7, 43, 5])
PEOPLE = pd.Series([131, 164, 134, 109, 131, 139, 137, 163])
SHARE = [0.664122137, 0.006097561, 0.328358209, 0.119266055]
SHARE += [0.633587786, 0.050359712, 0.313868613, 0.030674847]
SHARE_95 = {
    "lower": [0.579592491, 0.001077181, 0.254598570, 0.071039739]
    + [0.548367919, 0.024605552, 0.242136529, 0.013172190],
    "upper": [0.73930053, 0.03372625, 0.41168471, 0.19341500]
    + [0.71119617, 0.10029837, 0.39575419, 0.06978956],
}
SHARE_998 = {
    "lower": [0.5293576135, 0.0005322047, 0.2181147658, 0.0529712429]
    + [0.4985908973, 0.0167360401, 0.2069168113, 0.0084801369],
    "upper": [0.77658434, 0.06601672, 0.46143836, 0.24689949]
    + [0.75043163, 0.14179381, 0.44507799, 0.10481797],
}
RATE_95 = {  # per 100 000
    "lower": [53191.89721, 15.43769, 23856.24577, 6344.25775]
    + [50463.30549, 2024.72162, 22712.53344, 996.00392],
    "upper": [81920.133, 3397.344, 44081.622, 20396.080]
    + [78543.665, 10376.025, 42278.943, 7158.486],
}
RATE_998 = {  # per 100
    "lower": [46.54873, 6.100612e-04, 19.61417, 4.192660]
    + [44.00613, 1.093767, 18.62510, 0.4536023],
    "upper": [91.51034, 5.63013, 51.21896, 26.14598]
    + [87.94878, 14.11955, 49.19876, 10.09494],
}


@pytest.mark.parametrize(
    ("confidence", "printed"), [(0.95, SHARE_95), (0.998, SHARE_998)]
)
def test_shares_as_pheindicatormethods_prints_them(confidence, printed):
    table = proportion_interval(OBSERVED, PEOPLE, confidence=confidence)
    assert table["value"].tolist() == pytest.approx(SHARE, abs=5e-10)
    for end, figures in printed.items():
        assert table[end].tolist() == pytest.approx(figures, abs=6e-9)


@pytest.mark.parametrize(
    ("confidence", "per", "printed"), [(0.95, 1e5, RATE_95), (0.998, 100, RATE_998)]
)
def test_rates_as_pheindicatormethods_prints_them(confidence, per, printed):
    table = rate_interval(OBSERVED, PEOPLE, confidence=confidence, multiplier=per)
    for end, figures in printed.items():
        assert table[end].tolist() == pytest.approx(figures, rel=5e-7)
    few = ["byar", "exact", "byar", "byar", "byar", "exact", "byar", "exact"]
    assert table["method"].tolist() == few


@pytest.mark.parametrize(
    ("part", "whole", "lower", "upper"),
    [  # Newcombe (1998), Stat Med 17: 857-872, Table I, method 3 (Wilson)
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0000, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_wilson_in_newcombes_table(part, whole, lower, upper):
    row = proportion_interval(part, whole).loc[0]
    assert (round(row["lower"], 4), round(row["upper"], 4)) == (lower, upper)


@given(st.integers(1, 10**6), st.floats(0, 1), CONFIDENCE)
@FEW
def test_wilson_agrees_with_statsmodels(whole, share, confidence):
    row = proportion_interval(share * whole, whole, confidence=confidence).loc[0]
    low, high = proportion_confint(share * whole, whole, 1 - confidence, "wilson")
    assert (row["lower"], row["upper"]) == pytest.approx((low, high), abs=1e-12)


def test_wilson_at_none_and_at_all():
    # none of n: 0 to z² / (n + z²) = 3.841459 / 13.841459; all of n: the mirror
    table = proportion_interval(pd.Series([0, 10]), [10, 10])
    top = 3.841458820694124 / 13.841458820694124
    assert table["lower"].tolist() == [0.0, pytest.approx(1 - top)]
    assert table["upper"].tolist() == [pytest.approx(top), 1.0]


def test_small_shares_keep_their_digits():
    # one of 10⁹: x (1 + z²/2 - z √(1 + z²/4)) / n to first order, x = 1
    z = 1.959963984540054
    expected = 1e-9 * (1 + z**2 / 2 - z * (1 + z**2 / 4) ** 0.5)
    assert proportion_interval(1, 1e9)["lower"][0] == pytest.approx(expected, rel=1e-6)


def test_byars_limits_as_published():
    # The byar gem's documentation, 100 events with z = 1.96: upper 121.628347271806
    # and lower over 90 expected 0.9040199067337297
    confidence = 2 * stats.norm.cdf(1.96) - 1
    row = count_interval(100, confidence=confidence).loc[0]
    assert row["upper"] == pytest.approx(121.628347271806, abs=1e-11)
    assert row["lower"] / 90 == pytest.approx(0.9040199067337297, abs=1e-13)


@pytest.mark.parametrize(
    ("count", "lower", "upper"),
    [  # 95 % exact limits, as in the tables of Garwood (1936)
        (0, 0, 3.688879),
        (1, 0.025318, 5.571643),
        (5, 1.623486, 11.668332),
        (9, 4.115373, 17.084803),
    ],
)
def test_exact_limits_of_few_events(count, lower, upper):
    row = count_interval(count).loc[0]
    assert row["lower"] == pytest.approx(lower, abs=1e-6)
    assert row["upper"] == pytest.approx(upper, abs=1e-6)
    assert row["method"] == "exact"


@given(st.integers(0, 9), CONFIDENCE)
@FEW
def test_exact_limits_leave_the_tails_they_should(count, confidence):
    row = count_interval(count, confidence=confidence).loc[0]
    tail = (1 - confidence) / 2
    assert stats.poisson.cdf(count, row["upper"]) == pytest.approx(tail, rel=1e-8)
    if count:
        above = stats.poisson.sf(count - 1, row["lower"])
        assert above == pytest.approx(tail, rel=1e-8)


def test_ten_events_are_byars_and_close_to_exact():
    # 10 (1 - 1/90 - 1.959964/(3 √10))³ = 10 · 0.78229³; exact 4.795389 to 18.390356
    table = count_interval(pd.Series([9.999, 10]))
    assert table["method"].tolist() == ["exact", "byar"]
    by_hand = 10 * (1 - 1 / 90 - 1.959963984540054 / (3 * 10**0.5)) ** 3
    assert table["lower"][1] == pytest.approx(by_hand, abs=1e-12)
    assert table["lower"][1] == pytest.approx(4.795389, rel=2e-3)
    assert table["upper"][1] == pytest.approx(18.390356, rel=2e-3)


def test_mean_as_pheindicatormethods_prints_it():
    # phe_mean() of the same eight counts: 35.375, 6.283883 to 64.46612
    row = mean_interval(OBSERVED.mean(), OBSERVED.std(), 8).loc[0]
    assert row.tolist() == pytest.approx([35.375, 6.283883, 64.46612], rel=2e-7)
    assert mean_interval(5.0, 1.0, 1).loc[0, ["lower", "upper"]].isna().all()


@given(st.integers(0, 500), st.integers(0, 500), CONFIDENCE)
@FEW
def test_shares_mirror_and_nest(part, other, confidence):
    whole = part + other
    here = proportion_interval(part, whole, confidence=confidence).loc[0]
    there = proportion_interval(other, whole, confidence=confidence).loc[0]
    if whole == 0:
        assert here.isna().all()
        return
    assert here["lower"] == pytest.approx(1 - there["upper"], abs=1e-12)
    assert 0 <= here["lower"] <= here["value"] <= here["upper"] <= 1
    wider = proportion_interval(part, whole, confidence=(1 + confidence) / 2).loc[0]
    assert wider["lower"] <= here["lower"] and here["upper"] <= wider["upper"]


@given(st.integers(0, 2000), CONFIDENCE)
@FEW
def test_limits_rise_with_the_count_and_nest(count, confidence):
    table = count_interval(pd.Series([count, count + 1]), confidence=confidence)
    assert table["lower"].is_monotonic_increasing
    assert table["upper"].is_monotonic_increasing
    wider = count_interval(pd.Series([count]), confidence=(1 + confidence) / 2).loc[0]
    assert 0 <= wider["lower"] <= table["lower"][0] <= count
    assert count <= table["upper"][0] <= wider["upper"]


def test_missing_counts_have_no_figure_and_touch_nobody():
    counts = pd.Series({"A": 3.0, "B": NAN, "C": 0.0})
    people = pd.Series({"A": 10.0, "B": 10.0, "C": 0.0})
    share = proportion_interval(counts, people, multiplier=100)
    rate = rate_interval(counts, people)
    for table in (share, rate):
        assert table.loc[["B", "C"], ["value", "lower", "upper"]].isna().all(axis=None)
    assert share.loc["A", "value"] == 30
    assert rate["method"].tolist() == ["exact", "none", "none"]
    assert counts.isna().sum() == 1 and len(proportion_interval([], [])) == 0


TWO = pd.Series({"A": 1, "B": 2})


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: proportion_interval(TWO, TWO[["A"]]), r"only one has \['B'\]"),
        (lambda: proportion_interval(TWO, TWO[::-1]), "the order differs"),
        (lambda: proportion_interval(TWO, [1, 1]), r"exceeds denominator in .*\['B'\]"),
        (lambda: proportion_interval(TWO - 2, TWO), r"below zero in areas \['A'\]"),
        (lambda: proportion_interval(TWO, [0, 2]), r"denominator is zero .*\['A'\]"),
        (lambda: proportion_interval(TWO / 0, TWO), r"infinite in areas \['A', 'B'\]"),
        (lambda: proportion_interval(TWO, TWO, multiplier=0), "multiplier must be"),
        (lambda: proportion_interval(TWO, [1, 2, 3]), "has 3 values for 2 areas"),
        (lambda: count_interval(pd.Series([1, 2], index=["A", "A"])), "areas twice"),
        (lambda: count_interval(pd.Series(["x"])), "must hold numbers only"),
        (lambda: count_interval(pd.Series(["3"])), "must hold numbers only"),
        (lambda: count_interval(pd.to_datetime(["2024"]).to_series()), "numbers only"),
        (lambda: proportion_interval(np.ones((2, 2)), 5), "give one column"),
        (lambda: with_intervals(pd.DataFrame({"value": [1]}), CATALOGUE), "no column"),
        (lambda: count_interval(TWO, confidence=95), "between 0 and 1"),
        (lambda: count_interval(TWO, confidence=NAN), "between 0 and 1"),
        (lambda: mean_interval(TWO, TWO - 2, TWO), r"below zero in areas \['A'\]"),
    ],
)
def test_refuses_and_says_what_to_do(call, message):
    with pytest.raises(ValueError, match=message):
        call()


def test_one_number_holds_for_every_area():
    assert aligned(a=TWO, b=7)["b"].tolist() == [7, 7]
    assert normal_z(0.95) == pytest.approx(1.959963984540054, abs=1e-14)


def _rows(*rows):
    names = ["indicator", "value", "numerator", "denominator", "status"]
    return pd.DataFrame(rows, columns=names)


def test_which_observations_get_an_interval():
    observations = _rows(
        ("unemployment_rate", 50.0, 5.0, 10.0, "published"),
        ("unemployment_rate", 50.0, 5.0, 10.0, "estimated"),
        ("unemployment_rate", NAN, NAN, NAN, "suppressed"),
        ("tertiary_education", 50.0, NAN, NAN, "published"),
        ("population", 140.0, 140.0, NAN, "published"),
        ("mean_income", 30000.0, 3e6, 100.0, "published"),
    )
    before = observations.copy()
    table = with_intervals(observations, CATALOGUE)
    # 5 of 10 by hand: (10 + z² ± z √(z² + 10)) / (2 (10 + z²)): 23.66 to 76.34
    assert table.loc[0, ["lower", "upper"]].tolist() == pytest.approx(
        [23.6593, 76.3407], abs=1e-4
    )
    assert table.loc[1:, ["lower", "upper"]].isna().all(axis=None)
    pd.testing.assert_frame_equal(observations, before)
    pd.testing.assert_frame_equal(table[before.columns], before)


def test_an_interval_that_is_there_stays():
    row = _rows(("unemployment_rate", 50.0, 5.0, 10.0, "published"))
    given_ = row.assign(lower=[40.0], upper=[60.0])
    table = with_intervals(given_, CATALOGUE)
    assert table[["lower", "upper"]].to_numpy().tolist() == [[40.0, 60.0]]


def test_repeated_row_labels_and_no_rows():
    row = _rows(("unemployment_rate", 50.0, 5.0, 10.0, "published"))
    twice = with_intervals(pd.concat([row, row]), CATALOGUE)
    assert twice["lower"].notna().all() and twice.index.tolist() == [0, 0]
    assert with_intervals(row[:0], CATALOGUE).columns.tolist()[-2:] == [
        "lower",
        "upper",
    ]


def test_fractions_of_a_count_are_allowed():
    # a percentage times a whole: 12.34 % of 1000
    low, high = proportion_confint(123.4, 1000, 0.05, "wilson")
    row = proportion_interval(123.4, 1000).loc[0]
    assert (row["lower"], row["upper"]) == pytest.approx((low, high), abs=1e-12)
    # a fraction of an event lies between the whole numbers beside it
    table = count_interval(pd.Series([4, 4.5, 5]))
    assert np.all(np.diff(table[["lower", "upper"]].to_numpy(), axis=0) > 0)
