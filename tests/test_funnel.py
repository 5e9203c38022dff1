"""Funnel limits: PHEindicatormethods' own test data, exact limits, properties."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from indicators.funnel import (
    BANDS,
    LIMITS,
    Dispersion,
    dispersion,
    funnel_curve,
    funnel_limits,
)

NAN = float("nan")
FEW = settings(max_examples=50, deadline=None)
# PHEindicatormethods, tests/testthat/testdata_funnel_prop_outputs.csv: people, then the
# limits in percent around the baseline 80.642448.
SHARES = [
    (1, 0, 3.204264, 100, 100),
    (18, 51.864359, 62.390093, 98.894803, 100),
    (102, 68.553233, 72.974925, 88.309971, 92.731663),
    (1008, 76.796814, 78.203374, 83.081521, 84.488082),
    (9998, 79.421375, 79.867989, 81.416907, 81.863521),
    (110000, 80.274317, 80.408963, 80.875933, 81.010578),
]
# testdata_funnel_prop_inputs.csv: numerator, denominator, significance.
AREAS = [
    (35078.488, 41980, "high 99.8"),  # New Forest
    (24803.6256, 31824, "low 99.8"),  # Norwich
    (50050.7443, 61921, "inside"),  # South Gloucestershire
    (26789.238, 33012, "high 95"),  # West Norfolk
    (36850.0492, 45449, "high 95"),  # North Tees
    (30277.5312, 37828, "low 95"),  # North Devon
    (24866.916, 30929, "inside"),  # Exeter
    (53405.3864, 67363, "low 99.8"),  # South Worcestershire
]
# testdata_funnel_rate_dsr_inputs.csv: events, people, crude_per_100000_with_0.
EVENTS = "2419 2337 2291 2242 2218 2159 2130 2111 2105 2083 2078 2062 2061 2033 2033 "
EVENTS += "2010 2004 2002 1977 1944 1932 1922 1912 1881 1844 1835 1833 1825 1816 1809 "
EVENTS += "1798 1754 1746 1709 1694 1688 1649 1553 1332 0"
PEOPLE = "264102 259711 289247 265029 284649 293578 286718 307381 274145 297424 "
PEOPLE += "272628 269656 294692 277710 259213 285516 269449 290888 287112 286492 "
PEOPLE += "287012 291277 289859 289653 282519 274220 280271 284206 274508 288384 "
PEOPLE += "287072 282744 289208 287736 296175 303255 285959 274661 281425 297820 "
VERDICTS = "HHHHHHH-HhHHhHHhH------------ll" + "L" * 9  # H, L: 99.8 %; h, l: 95 %
WORDS = {"H": "high 99.8", "h": "high 95", "-": "inside", "l": "low 95"}
WORDS["L"] = "low 99.8"


@pytest.mark.parametrize("row", SHARES)
def test_limits_of_shares_as_pheindicatormethods(row):
    people, *limits = row
    curve = funnel_curve(
        0.80642448, people, people, method="phe", points=1, multiplier=100
    )
    assert curve.loc[0, list(LIMITS)].tolist() == pytest.approx(limits, abs=2e-6)


def test_verdicts_on_shares_as_pheindicatormethods():
    part, whole, verdict = zip(*AREAS, strict=True)
    table = funnel_limits(part, whole, target=0.80642448, method="phe")
    assert table["band"].tolist() == list(verdict)


@pytest.mark.parametrize("method", ["phe", "exact"])
def test_verdicts_on_rates_as_pheindicatormethods(method):
    events = [float(x) for x in EVENTS.split()]
    people = [float(x) for x in PEOPLE.split()]
    table = funnel_limits(events, people, kind="rate", method=method)
    assert table["band"].tolist() == [WORDS[letter] for letter in VERDICTS]


@pytest.mark.parametrize(
    ("events", "population", "end", "limit"),
    [  # testdata_funnel_rate_outputs.csv: people of one of three years, per 100 000
        (10, 5276.757672, "lower_95", 63.17010446),
        (10, 849.4639547, "upper_998", 392.4043292),
        (100 + 4, 36157.10817, "lower_95", 95.87787415),
        (1040, 280545.1693, "upper_95", 123.568931),
    ],
)
def test_limits_of_rates_as_pheindicatormethods(events, population, end, limit):
    years = 3 * population
    curve = funnel_curve(
        116.1720835e-5,
        years,
        years,
        kind="rate",
        method="phe",
        points=1,
        multiplier=1e5,
    )
    assert curve[end][0] == pytest.approx(limit, rel=1e-5)  # their solver's digits
    assert curve[end][0] * years / 1e5 == pytest.approx(events, rel=1e-5)


@pytest.mark.parametrize(
    ("expected", "end", "ratio"),
    [  # testdata_funnel_ratio_outputs.csv: expected events and their ratio, in percent
        (5.571644585, "lower_95", 17.94802207),
        (121.6268111, "lower_95", 82.21871402),
        (81.36400699, "upper_95", 122.9044681),
        (134.9243187, "lower_998", 74.11562345),
        (71.92139974, "upper_998", 139.0406755),
    ],
)
def test_limits_of_ratios_as_pheindicatormethods(expected, end, ratio):
    curve = funnel_curve(
        1, expected, expected, kind="rate", method="phe", points=1, multiplier=100
    )
    assert curve[end][0] == pytest.approx(ratio, rel=1e-5)


@given(st.integers(1, 5000), st.floats(0.0005, 0.9995))
@FEW
def test_exact_limits_by_spiegelhalters_formula(people, target):
    share = funnel_curve(target, people, people, points=1).loc[0]
    rate = funnel_curve(target, people, people, kind="rate", points=1).loc[0]
    for name, p in LIMITS.items():
        for row, law, top in (
            (share, stats.binom(people, target), people),
            (rate, stats.poisson(people * target), np.inf),
        ):
            r = law.ppf(p)
            a = (law.cdf(r) - p) / (law.cdf(r) - law.cdf(r - 1))
            limit = 1 if r == top else max(0, (r - a) / people)
            assert row[name] == pytest.approx(limit, abs=1e-7)


def test_exact_limit_by_hand():
    # binomial, 2 people, target ½: F = 0.25, 0.75, 1. 0.025: r = 0, a = 0.225 / 0.25,
    # (0 - 0.9) / 2 is below 0, so 0. 0.975: r = 2, all of them: no limit within.
    row = funnel_curve(0.5, 2, 2, points=1).loc[0]
    assert row.tolist() == [2, 0.5, 0, 0, 1, 1]
    # Poisson of 1: F = 0.367879, 0.735759, 0.919699, 0.981012. 0.975: r = 3,
    # a = (0.981012 - 0.975) / 0.061313 = 0.098050, limit 2.901950
    row = funnel_curve(1, 1, 1, kind="rate", points=1).loc[0]
    assert row["upper_95"] == pytest.approx(2.901950, abs=2e-6)


def test_funnel_around_the_pooled_value_by_hand():
    # (20 + 10 + 30) / 300 = 0.2; z = (0.1 - 0.2) / √(0.16 / 100) = -2.5
    cases = pd.Series({"A": 20, "B": 10, "C": 30, "D": NAN})
    table = funnel_limits(cases, 100, method="phe", multiplier=100)
    assert table["z"].tolist()[:3] == pytest.approx([0, -2.5, 2.5])
    assert table["target"].tolist() == pytest.approx([20] * 4)
    reach = 1.959963984540054 * 4
    assert table["lower_95"].tolist()[:3] == pytest.approx([20 - reach] * 3)
    assert table["band"].tolist() == ["inside", "low 95", "high 95", "not compared"]
    assert table.loc["D", [*LIMITS, "value", "z"]].isna().all()


@given(
    st.lists(st.tuples(st.integers(0, 400), st.integers(0, 400)), min_size=1),
    st.sampled_from(["exact", "phe"]),
    st.sampled_from(["share", "rate"]),
    st.sampled_from(["none", "multiplicative", "additive"]),
)
@FEW
def test_limits_nest_and_bands_follow_them(pairs, method, kind, allowance):
    part = pd.Series([float(a) for a, _ in pairs])
    whole = pd.Series([float(a + b) for a, b in pairs])
    table = funnel_limits(
        part, whole, kind=kind, method=method, overdispersion=allowance
    )
    known = table.dropna(subset=["value"])
    ends = known[[*LIMITS]].to_numpy()
    assert (np.diff(ends, axis=1) >= -1e-12).all() and (ends >= 0).all()
    assert table["band"].isin(BANDS).all()
    out = known["band"].str.startswith(("low", "high"))
    low, high = known["lower_95"], known["upper_95"]
    assert (~known["value"].between(low, high))[out].all()
    assert known["value"].between(low - 1e-9, high + 1e-9)[~out].all()
    if kind == "share":
        assert (ends <= 1).all()
    assert (table["band"] == "not compared").equals(whole == 0)


def test_a_share_and_its_complement_agree():
    part, whole = pd.Series([5, 30, 80, 3]), pd.Series([50, 90, 200, 4])
    turned = {"low": "high", "high": "low"}
    here = funnel_limits(part, whole, method="phe")["band"]
    there = funnel_limits(whole - part, whole, method="phe")["band"]
    swapped = [" ".join(turned.get(w, w) for w in band.split()) for band in there]
    assert here.tolist() == swapped


def test_dispersion_by_hand():
    # 40 and 60 of 100 around ½: s² = 0.25 / 100, z = ∓2, phi = 4
    # w = 400 each: tau2 = (2 · 4 - 1) / (800 - 320000 / 800) = 7 / 400 = 0.0175
    cases, people = pd.Series([40, 60]), pd.Series([100, 100])
    found = dispersion(cases, people, winsorise=0)
    assert (found.phi, found.areas) == (pytest.approx(4), 2)
    assert found.tau2 == pytest.approx(0.0175)
    # winsorised by 10 %: quantiles -1.6 and 1.6, phi = 2.56
    assert dispersion(cases, people).phi == pytest.approx(2.56)
    z = 1.959963984540054
    wide = funnel_limits(cases, people, overdispersion="multiplicative")
    assert wide["upper_95"][0] == pytest.approx(0.5 + z * 1.6 * 0.05)
    tau2 = (2 * 2.56 - 1) / 400
    more = funnel_limits(cases, people, overdispersion="additive")
    assert more["upper_95"][0] == pytest.approx(0.5 + z * (0.0025 + tau2) ** 0.5)


def test_too_little_dispersion_does_not_narrow_the_funnel():
    people = pd.Series([100] * 3)
    spread = dispersion(pd.Series([50, 50, 51]), people)
    assert spread.phi < 1 and spread.tau2 == 0
    for way in ("multiplicative", "additive"):
        curve = funnel_curve(0.5, 100, 100, points=1, overdispersion=way, spread=spread)
        assert curve["upper_95"][0] == pytest.approx(0.5 + 1.959963984540054 * 0.05)


def test_degenerate_funnels():
    one = funnel_limits([3], [10])
    assert one["band"].tolist() == ["inside"] and one["z"].tolist() == [0]
    for cases in ([0, 0], [10, 20]):  # nobody, everybody: no spread by chance
        table = funnel_limits(cases, [10, 20])
        assert table["band"].tolist() == ["inside"] * 2 and table["z"].isna().all()
    empty = funnel_limits([NAN, NAN], [10, 20])
    assert empty["band"].tolist() == ["not compared"] * 2
    assert funnel_limits([], []).empty
    none = dispersion([NAN], [10])
    assert none.areas == 0 and np.isnan(none.phi)
    single = dispersion([3], [10])
    assert single.areas == 1 and np.isnan(single.tau2)


def test_curve_has_sizes_between_the_ends():
    curve = funnel_curve(0.1, 140, 18000, points=50)
    assert curve["denominator"].iloc[[0, -1]].tolist() == [140, 18000]
    assert curve["denominator"].is_monotonic_increasing
    width = curve["upper_95"] - curve["lower_95"]
    assert width.iloc[0] > width.iloc[-1]
    assert len(funnel_curve(0.1, 1, 3, points=100)) == 3  # whole people, each once


SPREAD = Dispersion(phi=2.0, tau2=0.1, areas=3)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: funnel_limits([1], [2], kind="x"), "kind must be one of share, rate"),
        (lambda: funnel_limits([1], [2], method="x"), "method must be one of"),
        (lambda: funnel_limits([1], [2], overdispersion="x"), "overdispersion must"),
        (lambda: funnel_limits([1], [2], target=50), "target must lie between 0 and 1"),
        (lambda: funnel_curve(50, 1, 2), "target must lie between 0 and 1"),
        (lambda: funnel_curve(NAN, 1, 2, kind="rate"), "target must lie"),
        (lambda: funnel_limits([3], [2]), "exceeds denominator"),
        (lambda: funnel_curve(0.5, 0, 10), "sizes must be above zero and rise"),
        (lambda: funnel_curve(0.5, 20, 10), "sizes must be above zero and rise"),
        (lambda: funnel_curve(0.5, 1, 2, overdispersion="additive"), "needs spread"),
        (lambda: dispersion([1], [2], winsorise=0.5), "winsorise must lie"),
    ],
)
def test_refuses_and_says_what_to_do(call, message):
    with pytest.raises(ValueError, match=message):
        call()
