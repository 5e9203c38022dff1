"""Standardised rates and ratios: published figures, by hand, by property."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indicators.standardised import (
    directly_standardised_rate,
    expected_count,
    indirectly_standardised_ratio,
)
from indicators.uncertainty import rate_interval

NAN = float("nan")
FEW = settings(max_examples=30, deadline=None)
AGES = ["<20", "20-24", "25-29", "30-34", "35-39", "40+"]
# Fleiss (1981), Statistical Methods for Rates and Proportions, table 14.4: Down's
# syndrome by mother's age, Michigan, of first and of fifth and later children.
CASES = pd.DataFrame(
    [[107, 141, 60, 40, 39, 25], [0, 8, 63, 112, 262, 295]],
    index=["first", "fifth"],
    columns=AGES,
)
BIRTHS = pd.DataFrame(
    [
        [230061, 329449, 114920, 39487, 14208, 3052],
        [327, 30666, 123419, 149919, 104088, 34392],
    ],
    index=["first", "fifth"],
    columns=AGES,
)
STANDARD = pd.Series([319933, 931318, 786511, 488235, 237863, 61313], index=AGES)


def test_direct_rate_of_fleiss():
    # dsrTest's vignette prints 75.52901 per 100 000 for the fifth, Fleiss 92.3 for the
    # first
    table = directly_standardised_rate(CASES, BIRTHS, STANDARD, multiplier=1e5)
    assert table.loc["fifth", "value"] == pytest.approx(75.52901, abs=5e-6)
    assert round(table.loc["first", "value"], 1) == 92.3
    assert table["count"].tolist() == [412, 740]


def test_dobsons_limits_by_hand():
    # D = ¾ · 10/1000 + ¼ · 30/500 = 0.0225
    # var = 0.5625 · 10/10⁶ + 0.0625 · 30/250000 = 1.3125e-5, √(var / 40) = 5.72822e-4
    # Byar's limits of 40: 40 (1 - 1/360 - 1.959964/(3 √40))³ = 28.5732 and
    # 41 (1 - 1/369 + 1.959964/(3 √41))³ = 54.4700
    # 0.0225 - 5.72822e-4 · 11.4268 = 0.0159545
    # 0.0225 + 5.72822e-4 · 14.4700 = 0.0307888
    count = pd.DataFrame({"young": [10], "old": [30]}, index=["A"])
    people = pd.DataFrame({"young": [1000], "old": [500]}, index=["A"])
    standard = pd.Series({"old": 1, "young": 3})  # by name, not by place
    row = directly_standardised_rate(count, people, standard).loc["A"]
    assert row["value"] == pytest.approx(0.0225)
    assert row["lower"] == pytest.approx(0.0159545, abs=2e-7)
    assert row["upper"] == pytest.approx(0.0307888, abs=2e-7)


@given(st.integers(10, 500), st.integers(500, 9000), st.floats(0.5, 0.99))
@FEW
def test_one_stratum_is_the_crude_rate(count, people, confidence):
    table = directly_standardised_rate(
        pd.DataFrame({"all": [count]}),
        pd.DataFrame({"all": [people]}),
        pd.Series({"all": 7}),
        confidence=confidence,
    )
    crude = rate_interval([count], [people], confidence=confidence)
    for end in ("value", "lower", "upper"):
        assert table[end][0] == pytest.approx(crude[end][0])


def test_few_events_have_no_direct_rate_unless_asked_for():
    few = CASES // 40  # first 2, 3, 1, 1, 0, 0: seven events
    table = directly_standardised_rate(few, BIRTHS, STANDARD)
    assert table.loc["first"].isna().tolist() == [True, True, True, False]
    anyhow = directly_standardised_rate(few, BIRTHS, STANDARD, minimum_count=0)
    assert anyhow.loc["first"].notna().all()
    none = directly_standardised_rate(0 * CASES, BIRTHS, STANDARD, minimum_count=0)
    assert none["value"].tolist() == [0, 0] and none["lower"].isna().all()


def test_a_missing_stratum_is_not_taken_for_none():
    gap = CASES.astype("float64").mask(CASES == 8)
    table = directly_standardised_rate(gap, BIRTHS, STANDARD)
    assert table.loc["fifth"].isna().all() and table.loc["first"].notna().all()


def test_indirect_ratio_and_rate_as_printed():
    # PHEindicatormethods' introduction (2018), phe_smr and phe_isr with the reference
    # rate 617: observed 15790, expected 14189: 1.11 (1.10 to 1.13), 686 (676 to 697)
    table = indirectly_standardised_ratio([15790, 14581], [14189, 14581])
    assert table.loc[0, ["value", "lower", "upper"]].astype(float).round(
        2
    ).tolist() == [1.11, 1.10, 1.13]
    assert [round(table["lower"][1], 3), round(table["upper"][1], 2)] == [0.984, 1.02]
    rate = indirectly_standardised_ratio([15790], [14189], reference=616.77)
    ends = rate.loc[0, ["value", "lower", "upper"]].astype(float).round()
    assert ends.tolist() == [686, 676, 697]


def test_expected_by_hand_and_its_ratio():
    # 1000 · 0.01 + 500 · 0.04 = 30
    people = pd.DataFrame({"young": [1000, NAN], "old": [500, 1]}, index=["A", "B"])
    expected = expected_count(people, pd.Series({"old": 0.04, "young": 0.01}))
    assert expected["A"] == 30 and pd.isna(expected["B"])
    observed = pd.Series({"A": 0, "B": 3})
    table = indirectly_standardised_ratio(observed, expected, reference=100)
    # none of 30: 0 to 3.688879 / 30
    assert table.loc["A", "lower"] == 0
    assert table.loc["A", "upper"] == pytest.approx(12.296263, abs=1e-5)
    assert table.loc["B", "method"] == "none" and pd.isna(table.loc["B", "value"])


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (
            lambda: directly_standardised_rate(CASES, BIRTHS[AGES[:5]], STANDARD),
            r"only one has \['40\+'\]",
        ),
        (
            lambda: directly_standardised_rate(CASES, BIRTHS, STANDARD[:5]),
            "standard must give every stratum",
        ),
        (
            lambda: directly_standardised_rate(CASES, BIRTHS * 0, STANDARD),
            r"population must be above 0 .*\['first', 'fifth'\]",
        ),
        (
            lambda: directly_standardised_rate(-CASES, BIRTHS, STANDARD),
            "count must not be negative",
        ),
        (lambda: expected_count(BIRTHS, STANDARD[:5]), r"negative in \['40\+'\]"),
        (
            lambda: expected_count(-BIRTHS, STANDARD),
            r"population is below zero in areas \['first', 'fifth'\]",
        ),
        (
            lambda: indirectly_standardised_ratio([3], [0]),
            r"expected must be above zero; check areas \[0\]",
        ),
    ],
)
def test_refuses_and_says_what_to_do(call, message):
    with pytest.raises(ValueError, match=message):
        call()
