"""Trends and convergence: by hand, against published examples, properties, refusals."""

import itertools
import math

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import kendalltau, theilslopes

from indicators.convergence import convergence
from indicators.trend import (
    CANNOT_BE_TOLD,
    GROWING,
    NO_CHANGE,
    SHRINKING,
    district_slopes,
    trend,
)
from indicators.trend_tests import mann_kendall, theil_sen, weighted_line

VALUES = st.lists(st.integers(0, 6), min_size=2, max_size=6)
GAP = pd.Series([3.1, 3.4, 3.6, 4.1, 4.3, 4.8], index=range(2019, 2025))


def kendall_s(values):
    return sum(np.sign(b - a) for a, b in itertools.combinations(values, 2))


# P(S >= s) in Gilbert, Statistical Methods for Environmental Pollution Monitoring
# (1987), table A18, and Kendall (1975), appendix table 1: (n, s, probability, digits).
@pytest.mark.parametrize(
    ("order", "s", "one_sided", "digits"),
    [
        ([1, 2, 3, 4], 6, 0.042, 3),
        ([1, 2, 4, 3], 4, 0.167, 3),
        ([1, 2, 3, 4, 5], 10, 0.0083, 4),
        ([1, 2, 3, 5, 4], 8, 0.042, 3),
        ([1, 2, 4, 5, 3], 6, 0.117, 3),
        ([1, 2, 3, 4, 6, 7, 5], 17, 0.0054, 4),
        ([1, 2, 3, 4, 5, 6, 8, 7], 26, 0.00020, 5),
    ],
)
def test_exact_probabilities_are_the_published_table(order, s, one_sided, digits):
    statistic, p_value = mann_kendall(np.array(order, dtype=float))
    assert statistic == s
    assert round(p_value / 2, digits) == one_sided


def test_little_s_worked_example_with_a_tie():
    # J. Little, "A Mann-Kendall example (by hand)", College of the Holy Cross: 72
    # rises, 18 falls, one tie, S = 54; one-sided p 0.0018 by the normal approximation,
    # which is known to be too large this far out.
    x = [12.9, 14.8, 13.2, 15.7, 13.8, 15.6, 12.9, 11.0, 17.3, 15.9, 19.0]
    x += [18.3, 20.1, 21.7]
    statistic, p_value = mann_kendall(np.array(x))
    assert statistic == 54
    assert 0.0009 < p_value / 2 < 0.0018


@settings(max_examples=40, deadline=None)
@given(VALUES)
def test_the_exact_test_counts_every_order_ties_included(values):
    x = np.array(values, dtype=float)
    s, p_value = mann_kendall(x)
    orders = [kendall_s(order) for order in itertools.permutations(values)]
    assert s == kendall_s(values)
    assert p_value == pytest.approx(np.mean(np.abs(orders) >= abs(s)))


def test_without_ties_it_is_scipy_s_exact_test_and_above_fifty_its_normal():
    x = np.random.default_rng(1).normal(size=30) + np.arange(30) / 20
    exact = kendalltau(np.arange(30), x, method="exact").pvalue
    assert mann_kendall(x)[1] == pytest.approx(exact, abs=1e-12)
    x = np.random.default_rng(2).normal(size=51) + np.arange(51) / 60
    exact = kendalltau(np.arange(51), x, method="exact").pvalue
    assert mann_kendall(x)[1] == pytest.approx(exact, abs=1e-3)


def test_sen_1968_example():
    # Sen, JASA 63 (1968), section 4: seven points, slope 4; at 93 % N* = 11, M1 = 5 and
    # M2 = 16, so that the interval is from the 5th to the 17th of the 21 pair slopes.
    t = np.array([1.0, 2, 3, 4, 10, 12, 18])
    y = np.array([9.0, 15, 19, 20, 45, 55, 78])
    found = theil_sen(t, y, 0.93)
    pairs = itertools.combinations(range(7), 2)
    slopes = sorted((y[j] - y[i]) / (t[j] - t[i]) for i, j in pairs)
    assert found.slope == pytest.approx(4.0)
    assert (found.lower, found.upper) == pytest.approx((slopes[4], slopes[16]))
    # those are of points 2 and 5, and of points 1 and 6
    assert found.lower == pytest.approx((45 - 15) / (10 - 2))
    assert found.upper == pytest.approx((55 - 9) / (12 - 1))


def test_interval_holds_no_slope_in_exactly_the_share_it_says():
    # Every order of six different values is as likely without a trend. P(S >= 11) =
    # 20 / 720 is above 0.025, P(S >= 13) = 6 / 720 is not: 0 is outside in 12 of 720.
    t = np.arange(6.0)
    holds = [
        found.lower < 0 < found.upper
        for order in itertools.permutations([0.0, 1, 3, 7, 15, 31])
        if (found := theil_sen(t, np.array(order), 0.95))
    ]
    assert np.mean(holds) == pytest.approx(1 - 12 / 720)
    assert np.mean(holds) >= 0.95


def test_many_years_use_the_normal_approximation_as_scipy_does():
    t = np.arange(60.0)
    y = 0.1 * t + np.random.default_rng(7).normal(size=60)
    ours, theirs = theil_sen(t, y, 0.95), theilslopes(y, t, 0.95)
    assert ours.slope == pytest.approx(theirs.slope)
    width = theirs.high_slope - theirs.low_slope
    assert ours.lower == pytest.approx(theirs.low_slope, abs=0.02 * width)
    assert ours.upper == pytest.approx(theirs.high_slope, abs=0.02 * width)


def test_four_years_never_bound_a_slope_at_95_percent():
    found = theil_sen(np.arange(4.0), np.array([1.0, 2, 4, 8]), 0.95)
    assert math.isnan(found.lower)
    assert found.p_value == pytest.approx(2 / 24)


def test_weighted_line_by_hand():
    # weights 1, 1, 4 (se 2, 2, 1), times 0, 1, 2, values 0, 3, 4
    # mean time (0 + 1 + 8) / 6 = 1.5, mean value (0 + 3 + 16) / 6 = 19 / 6
    # spread 2.25 + 0.25 + 4 * 0.25 = 3.5
    # sum w (t - m) y = -1.5 * 0 - 0.5 * 3 + 4 * 0.5 * 4 = 6.5; b = 6.5 / 3.5 = 13 / 7
    t, y, se = np.arange(3.0), np.array([0.0, 3, 4]), np.array([2.0, 2, 1])
    found = weighted_line(t, y, se, 0.95)
    assert found.slope == pytest.approx(13 / 7)


@pytest.mark.parametrize("scale", [0.05, 50.0])
def test_weighted_line_is_weighted_least_squares(scale):
    # where the scatter exceeds the errors: statsmodels' WLS; where not: known errors
    rng = np.random.default_rng(4)
    t, se = np.arange(2015.0, 2024), scale * rng.uniform(0.5, 2, 9)
    y = 3 + 0.4 * t + rng.normal(size=9)
    fit = sm.WLS(y, sm.add_constant(t - 2019), 1 / se**2).fit()
    if scale > 1:
        fit = sm.WLS(y, sm.add_constant(t - 2019), 1 / se**2).fit(
            cov_type="fixed scale", use_t=True
        )
    found = weighted_line(t, y, se, 0.95)
    assert found.slope == pytest.approx(fit.params[1], rel=1e-6)
    assert (found.lower, found.upper) == pytest.approx(fit.conf_int()[1], rel=1e-6)
    assert found.p_value == pytest.approx(fit.pvalues[1], rel=1e-6)


def test_verdicts_and_need():
    up, down = trend(GAP, worse="high"), trend(-GAP, worse="high")
    assert (up.verdict, up.need) == (GROWING, "more need")
    assert (down.verdict, down.need) == (SHRINKING, "less need")
    assert trend(GAP, worse="low").need == "less need"
    assert trend(GAP, worse="neither").need == ""
    # all six rise: p = 2 / 6!
    assert up.p_value == pytest.approx(2 / 720)
    assert up.lower > 0


def test_fewer_than_five_years_cannot_be_told_but_describe():
    four = trend(GAP.tail(4), worse="high")
    assert four.verdict == CANNOT_BE_TOLD
    assert four.slope > 0
    assert math.isnan(four.lower) and math.isnan(four.p_value)
    assert "five are needed" in four.sentence
    one = trend(GAP.tail(1), worse="high")
    assert math.isnan(one.slope) and one.verdict == CANNOT_BE_TOLD
    none = trend(GAP * float("nan"), worse="high")
    assert none.years == () and none.verdict == CANNOT_BE_TOLD
    assert trend(pd.Series([], dtype=float), worse="high").verdict == CANNOT_BE_TOLD


def test_gaps_in_years_count_with_their_length_and_order_does_not_matter():
    years = [2012, 2013, 2016, 2019, 2024]
    line = pd.Series([2.0 * y for y in years], index=years)
    shuffled = line.iloc[[3, 0, 4, 1, 2]]
    assert trend(line, worse="high").slope == pytest.approx(2)
    assert trend(shuffled, worse="high") == trend(line, worse="high")
    assert trend(line, worse="high").verdict == GROWING


def test_a_trend_never_crosses_a_break():
    jump = pd.concat([GAP - 30, GAP.rename(lambda y: y + 6)])
    found = trend(jump, worse="high", breaks=(2025, 2040))
    assert found.years == tuple(range(2025, 2031))
    assert found.left_out == tuple(range(2019, 2025))
    assert found.slope == pytest.approx(trend(GAP, worse="high").slope)
    assert trend(GAP, worse="high", breaks=(2022,)).verdict == CANNOT_BE_TOLD


def test_the_same_value_every_year():
    flat = trend(GAP * 0 + 7, worse="high")
    assert (flat.slope, flat.lower, flat.upper, flat.p_value) == (0, 0, 0, 1)
    assert flat.verdict == NO_CHANGE
    # values equal but for rounding are equal
    noise = pd.Series([0.1 + 0.2, 0.3, 0.3, 0.1 + 0.2, 0.3], index=range(5))
    assert trend(noise, worse="high").p_value == 1


def test_wide_intervals_hide_a_change_that_narrow_ones_show():
    narrow = trend(GAP, GAP - 0.1, GAP + 0.1, worse="high")
    wide = trend(GAP, GAP - 9, GAP + 9, worse="high")
    assert narrow.verdict == GROWING and wide.verdict == NO_CHANGE
    assert narrow.slope == pytest.approx(wide.slope)
    assert narrow.method == "weighted line"


@given(
    st.lists(st.integers(-50, 50), min_size=5, max_size=9),
    st.integers(1, 20),
    st.integers(-50, 50),
)
@settings(max_examples=50, deadline=None)
def test_scale_and_shift(values, scale, shift):
    series = pd.Series(values, index=range(2000, 2000 + len(values)), dtype=float)
    one = trend(series, worse="high")
    other = trend(series * scale + shift, worse="high")
    assert other.slope == pytest.approx(one.slope * scale, abs=1e-9)
    assert other.lower == pytest.approx(one.lower * scale, abs=1e-9)
    assert other.p_value == one.p_value and other.verdict == one.verdict
    assert trend(-series, worse="high").upper == pytest.approx(-one.lower)


@given(st.lists(st.integers(-50, 50), min_size=8, max_size=12))
@settings(max_examples=50, deadline=None)
def test_intervals_nest(values):
    series = pd.Series(values, index=range(len(values)), dtype=float)
    inner, outer = (trend(series, worse="high", level=x) for x in (0.8, 0.99))
    assert outer.lower <= inner.lower <= inner.slope <= inner.upper <= outer.upper


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"values": pd.concat([GAP, GAP.tail(1)])}, r"\[2024\] are there twice"),
        ({"values": GAP.rename(str)}, "whole numbers"),
        ({"values": GAP.replace(4.8, np.inf)}, r"infinite in \[2024\]"),
        ({"lower": GAP - 1}, "both lower and upper"),
        ({"lower": GAP, "upper": GAP}, "not above zero wide"),
        ({"lower": GAP.head(3) - 1, "upper": GAP + 1}, "same years"),
        ({"worse": "up"}, "use high, low or neither"),
        ({"level": 95}, "between 0 and 1"),
    ],
)
def test_refusals(arguments, message):
    with pytest.raises(ValueError, match=message):
        trend(**({"values": GAP, "worse": "high"} | arguments))


def slopes_frame():
    rng = np.random.default_rng(3)
    noise = pd.DataFrame(rng.normal(size=(40, 8)), columns=range(2016, 2024))
    noise.loc[0] = np.arange(8.0)
    noise.loc[1] = [1.0, 2, 3, *[np.nan] * 5]
    return noise.rename(index=lambda i: f"A{i:02}")


def test_district_slopes_are_each_area_s_own_trend():
    frame = slopes_frame()
    table = district_slopes(frame, worse="high", correction="none")
    for area, row in table.iterrows():
        one = trend(frame.loc[area], worse="high")
        assert row["verdict"] == one.verdict
        assert row["slope"] == pytest.approx(one.slope)
    assert table.loc["A01", "verdict"] == CANNOT_BE_TOLD
    assert table.loc["A01", "years"] == 3
    assert frame.equals(slopes_frame())


def test_many_tests_are_allowed_for():
    # Benjamini and Hochberg by hand: p (i) * m / i, smallest from the end; A00 rises in
    # all eight years, p = 2 / 8! = 1 / 20160, first of 39 tested: 39 / 20160
    table = district_slopes(slopes_frame(), worse="high")
    plain = district_slopes(slopes_frame(), worse="high", correction="none")
    assert table.loc["A00", "p_adjusted"] == pytest.approx(39 / 20160)
    assert (table["verdict"] == GROWING).sum() == 1
    assert (plain["verdict"] != NO_CHANGE).sum() > (table["verdict"] != NO_CHANGE).sum()


def test_district_slopes_refuse_with_the_area():
    frame = slopes_frame()
    with pytest.raises(ValueError, match="area A00"):
        district_slopes(frame.replace(7.0, np.inf), worse="high")
    with pytest.raises(ValueError, match="A00.*twice"):
        district_slopes(pd.concat([frame, frame.head(1)]), worse="high")
    with pytest.raises(ValueError, match="lower must have the areas"):
        district_slopes(frame, frame.head(2), frame, worse="high")
    with pytest.raises(ValueError, match="use fdr or none"):
        district_slopes(frame, worse="high", correction="bonferroni")
    assert district_slopes(frame.head(0), worse="high").empty


PEOPLE = pd.Series({"A": 100, "B": 200, "C": 300, "D": 100})


def test_beta_and_sigma_by_hand():
    # first 10, 20, 30; ten years on 14, 20, 26: change a year 0.4, 0, -0.4; b = -0.04
    # weights 1, 1, 1: sd sqrt(200 / 3) and sqrt(72 / 3)
    values = pd.DataFrame({2010: [10.0, 20, 30], 2020: [14.0, 20, 26]}, list("ABC"))
    found = convergence(values, pd.Series(1, list("ABC")))
    assert found.beta.slope == pytest.approx(-0.04)
    assert found.oldham.slope == pytest.approx(-0.05)  # 0.4, 0, -0.4 on 12, 20, 28
    assert found.dispersion["sd"].tolist() == pytest.approx([(200 / 3) ** 0.5, 24**0.5])
    assert found.dispersion["cv"].tolist() == pytest.approx(
        [(200 / 3) ** 0.5 / 20, 24**0.5 / 20]
    )
    assert found.sigma.verdict == CANNOT_BE_TOLD
    assert "Galton" in found.sentence


def test_beta_is_statsmodels_weighted_least_squares():
    rng = np.random.default_rng(5)
    codes = [f"A{i}" for i in range(30)]
    first = pd.Series(rng.uniform(5, 40, 30), codes)
    people = pd.Series(rng.integers(100, 9000, 30), codes)
    frame = pd.DataFrame({2015: first, 2020: first * 0.8 + rng.normal(size=30)})
    found = convergence(frame, people)
    change = (frame[2020] - frame[2015]) / 5
    fit = sm.WLS(change, sm.add_constant(first), people).fit()
    assert found.beta.slope == pytest.approx(fit.params.iloc[1])
    ends = fit.conf_int().iloc[1]
    assert (found.beta.lower, found.beta.upper) == pytest.approx(tuple(ends))
    assert found.beta.p_value == pytest.approx(fit.pvalues.iloc[1])


def test_speed_of_barro_and_sala_i_martin():
    # log differences shrink by exp(-0.02 * 20) in 20 years: the speed is 2 % a year,
    # the half-life ln 2 / 0.02 = 34.657 years
    start = pd.Series({"A": 1.0, "B": 2.0, "C": 3.0})
    end = start * math.exp(-0.4) + 1
    frame = np.exp(pd.DataFrame({2000: start, 2020: end}))
    found = convergence(frame, PEOPLE, logs=True)
    assert found.speed == pytest.approx(0.02)
    assert found.half_life == pytest.approx(34.657359, rel=1e-6)
    assert math.isnan(convergence(frame, PEOPLE).speed)


def test_galton_s_fallacy_beta_falls_where_nothing_draws_together():
    # The same true values with fresh noise each year: beta is below zero all the same,
    # Oldham's slope and sigma are not.
    rng = np.random.default_rng(6)
    codes = [f"A{i}" for i in range(400)]
    truth = rng.normal(20, 3, 400)
    years = {y: truth + rng.normal(0, 3, 400) for y in range(2015, 2022)}
    found = convergence(pd.DataFrame(years, codes), pd.Series(1, codes))
    assert found.beta.upper < 0
    assert found.oldham.lower < 0 < found.oldham.upper
    assert found.sigma.verdict == NO_CHANGE


def test_convergence_degenerate_input():
    frame = pd.DataFrame({2015: [1.0, 1, 1], 2020: [1.0, 2, 3]}, list("ABC"))
    assert math.isnan(convergence(frame, PEOPLE).beta.slope)  # all begin the same
    assert math.isnan(convergence(frame.head(2), PEOPLE).beta.slope)
    assert "cannot be told" in convergence(frame, PEOPLE).sentence
    nothing = convergence(frame * float("nan"), PEOPLE)
    assert nothing.left_out == ("A", "B", "C") and nothing.areas == ()
    assert nothing.dispersion["sd"].isna().all()
    part = convergence(frame.replace(3.0, float("nan")), PEOPLE)
    assert part.left_out == ("C",) and part.dispersion["areas"].tolist() == [2, 2]


def test_convergence_is_the_same_for_two_copies_of_the_city():
    frame = pd.DataFrame({2015: [1.0, 4, 9], 2020: [2.0, 4, 7]}, list("ABC"))
    copy = pd.concat([frame, frame.rename(index=lambda a: a + "2")])
    people = pd.concat([PEOPLE, PEOPLE.rename(lambda a: a + "2")])
    one, two = convergence(frame, PEOPLE), convergence(copy, people)
    assert two.beta.slope == pytest.approx(one.beta.slope)
    pd.testing.assert_series_equal(two.dispersion["sd"], one.dispersion["sd"])


@pytest.mark.parametrize(
    ("change", "people", "message"),
    [
        (lambda f: f[[2015]], PEOPLE, "two years or more"),
        (lambda f: f, PEOPLE.drop("B"), r"lacks areas \['B'\]"),
        (lambda f: f, PEOPLE.replace(200, 0), r"above zero; check areas \['B'\]"),
        (lambda f: f.replace(4.0, np.inf), PEOPLE, "infinite"),
        (lambda f: pd.concat([f, f]), PEOPLE, "there twice"),
    ],
)
def test_convergence_refusals(change, people, message):
    frame = pd.DataFrame({2015: [1.0, 4, 9], 2020: [2.0, 4, 7]}, list("ABC"))
    with pytest.raises(ValueError, match=message):
        convergence(change(frame), people)


def test_logs_refuse_zero():
    frame = pd.DataFrame({2015: [1.0, 4, 0], 2020: [2.0, 4, 7]}, list("ABC"))
    with pytest.raises(ValueError, match=r"above zero; check areas \['C'\]"):
        convergence(frame, PEOPLE, logs=True)
