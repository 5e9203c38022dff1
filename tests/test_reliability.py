"""Coefficient of variation by hand, and the bands' ends."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.catalogue import load_catalogue
from indicators.reliability import (
    count_variation,
    interval_variation,
    reliability,
    share_variation,
    with_reliability,
)

NAN = float("nan")


def test_shares_by_hand():
    # 20 of 100: √(0.2 · 0.8 / 100) / 0.2 = 0.04 / 0.2 = 20 %
    # 50 of 100: 0.05 / 0.5 = 10 %; all: no error by the formula; none: undefined
    part = pd.Series({"A": 20, "B": 50, "C": 100, "D": 0, "E": NAN})
    variation = share_variation(part, 100)
    assert variation.tolist()[:3] == pytest.approx([20, 10, 0])
    assert variation[["D", "E"]].isna().all() and variation.name == "variation"


def test_counts_and_intervals_by_hand():
    # 36 events: 1/6 = 16.67 %; 12 (8.08 to 15.92): 7.84 / 3.92 / 12 = 16.67 %
    assert count_variation([36, 0]).tolist()[0] == pytest.approx(100 / 6)
    assert count_variation([36, 0]).isna().tolist() == [False, True]
    found = interval_variation([12.0, 0.0, NAN], [8.08, -1, 1], [15.92, 1, 2])
    assert found[0] == pytest.approx(100 / 6, rel=1e-4)
    assert found[1:].isna().all()
    wider = interval_variation([-12.0], [-20], [-4], confidence=0.998)
    assert wider[0] == pytest.approx(100 * 16 / 2 / 3.090232306167813 / 12)


@given(st.integers(1, 10**6), st.floats(0.001, 1))
def test_four_times_the_people_half_the_variation(whole, share):
    once = share_variation(share * whole, whole)[0]
    assert share_variation(4 * share * whole, 4 * whole)[0] == pytest.approx(once / 2)


def test_ends_of_the_bands():
    variation = pd.Series([0, 16.5, 16.6, 33.3, 33.31, NAN])
    caution = ["use with caution"] * 2
    assert reliability(variation).tolist() == [
        *("good", "good"),
        *caution,
        *("unreliable", "not known"),
    ]
    survey = reliability(pd.Series([12, 12.01, 40, 40.01]), bands="acs")
    assert survey.tolist() == ["good", *caution, "unreliable"]


def test_observations_by_their_counts_or_their_intervals():
    rows = [
        ("unemployment_rate", 20.0, 20.0, 100.0, "published", 1.0, 99.0),
        ("unemployment_rate", 12.0, NAN, NAN, "estimated", 8.08, 15.92),
        ("unemployment_rate", 12.0, 1.0, 9.0, "estimated", NAN, NAN),
        ("unemployment_rate", 0.0, 0.0, 50.0, "published", 0.0, 7.1),
        ("kota", 1.0, NAN, NAN, "estimated", 0.5, 1.5),
        ("population", 140.0, 140.0, NAN, "published", NAN, NAN),
        ("unemployment_rate", NAN, NAN, NAN, "suppressed", NAN, NAN),
    ]
    names = ["indicator", "value", "numerator", "denominator", "status"]
    table = pd.DataFrame(rows, columns=[*names, "lower", "upper"])
    result = with_reliability(table, load_catalogue())
    caution, unknown = "use with caution", "not known"
    assert result["reliability"].tolist() == [caution, caution, *[unknown] * 5]
    assert result["variation"][0] == pytest.approx(20)
    plain = with_reliability(table[names], load_catalogue())
    assert plain["reliability"].tolist() == [caution, *[unknown] * 6]
    assert len(with_reliability(table[:0], load_catalogue())) == 0


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: reliability([-1.0]), r"below zero in areas \[0\]"),
        (lambda: reliability([1.0], bands="x"), "bands must be one of"),
        (lambda: share_variation([3], [2]), "exceeds denominator"),
        (lambda: count_variation([-1]), "below zero"),
        (lambda: interval_variation([1], [2], [1]), "lower exceeds upper"),
    ],
)
def test_refuses_and_says_what_to_do(call, message):
    with pytest.raises(ValueError, match=message):
        call()
