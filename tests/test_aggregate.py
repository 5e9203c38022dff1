"""Counts carried and summed: by hand, and totals that may never change."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sources.aggregate import (
    MAX_MISSING,
    MAX_MISSING_IN_COUNT,
    MIN_DENOMINATOR,
    complete_rows,
    estimate,
    sum_up,
)
from tests.made_up import crosswalk, observations

RATE = {"unemployment_rate": 100.0}
COUNT = {"population": 1.0}
NAN = float("nan")
FEW = settings(max_examples=25, deadline=None)

# 01360: a quarter of its residents live in K, three quarters in H; 01280 all in L.
WALK = crosswalk(("01360", "K", 100), ("01360", "H", 300), ("01280", "L", 200))


def carried(rows, walks=None, factors=RATE):
    return estimate(rows, walks or {2019: WALK}, factors).set_index("area_code")


def test_counts_are_split_by_residents_and_divided_after():
    # 01360: 80 unemployed of 400 in the labour force; 01280: 30 of 100
    # K gets 80/4 = 20 of 100, H 60 of 300 (20 percent each), L 30 of 100
    rows = observations("unemployment_rate", 2019, {"01360": (80, 400)})
    rows = pd.concat(
        [rows, observations("unemployment_rate", 2019, {"01280": (30, 100)})]
    )
    result = carried(rows)
    assert result["value"].to_dict() == {"H": 20, "K": 20, "L": 30}
    assert result["numerator"].to_dict() == {"H": 60, "K": 20, "L": 30}
    assert (result["status"] == "estimated").all()
    assert (result["source"] == "paavo_2019;hsy_grid_2019").all()


def test_rates_are_not_averaged():
    # T gets 10 of 100 (10 percent) from A and 270 of 900 (30 percent) from B:
    # 280 / 1000 = 28 percent. The mean of the rates, 20, or one weighted by residents
    # (50 and 50), would be wrong.
    walk = crosswalk(("A", "T", 50), ("B", "T", 50))
    rows = observations("unemployment_rate", 2019, {"A": (10, 100), "B": (270, 900)})
    assert carried(rows, {2019: walk}).at["T", "value"] == 28


def test_nearest_grid_of_two_as_near_the_earlier():
    early = crosswalk(("A", "X", 1))
    late = crosswalk(("A", "Y", 1))
    walks = {2021: late, 2015: early}
    for year, target in ((2012, "X"), (2018, "X"), (2019, "Y"), (2024, "Y")):
        rows = observations("population", year, {"A": (5, None)})
        result = estimate(rows, walks, COUNT)
        assert result["area_code"].tolist() == [target], year


@pytest.mark.parametrize(
    ("missing", "status"),
    # of T's 1000 residents this many live in A, which has no figure; of a rate 5 per
    # cent may lack (50 of 1000), not more
    [(50, "estimated"), (51, "not_published"), (1000, "not_published")],
)
def test_a_rate_may_lack_five_percent_of_the_residents(missing, status):
    assert MAX_MISSING == 0.05
    walk = crosswalk(("A", "T", missing), ("B", "T", 1000 - missing))
    if missing == 1000:
        walk = crosswalk(("A", "T", 1000), ("B", "U", 1))
    rows = observations("unemployment_rate", 2019, {"A": (None, None), "B": (90, 900)})
    row = carried(rows, {2019: walk}).loc["T"]
    assert row["status"] == status
    # 90 / 900 = 10 percent of those that are known: A is out of both counts
    if status == "estimated":
        assert (row["value"], row["denominator"]) == (10, 900)
    else:
        assert row[["value", "numerator", "denominator"]].isna().all()


@pytest.mark.parametrize(
    ("missing", "status"), [(10, "estimated"), (11, "not_published")]
)
def test_a_count_may_lack_one_percent(missing, status):
    assert MAX_MISSING_IN_COUNT == 0.01
    walk = crosswalk(("A", "T", missing), ("B", "T", 1000 - missing))
    rows = observations("population", 2019, {"A": (None, None), "B": (990, None)})
    assert carried(rows, {2019: walk}, COUNT).at["T", "status"] == status


def test_too_few_people_are_suppressed():
    # A: 29 people go to X and 31 to Y, of 60
    assert MIN_DENOMINATOR == 30
    walk = crosswalk(("A", "X", 29), ("A", "Y", 31))
    rows = observations("unemployment_rate", 2019, {"A": (6, 60)})
    result = carried(rows, {2019: walk})
    assert result["status"].to_dict() == {"X": "suppressed", "Y": "estimated"}
    hidden = result.loc["X", ["value", "numerator", "denominator"]]
    assert hidden.isna().all()


def test_few_residents_are_no_reason_to_hide_a_count():
    rows = observations("population", 2019, {"A": (12, None)})
    result = carried(rows, {2019: crosswalk(("A", "T", 5))}, COUNT)
    assert result.at["T", "value"] == 12


def test_only_indicators_with_counts_and_a_factor_are_carried():
    rows = pd.concat(
        [
            observations("unemployment_rate", 2019, {"01360": (80, 400)}),
            observations("median_income", 2019, {"01360": (None, None)}),
            observations("elsewhere", 2019, {"01360": (1, 2)}),
        ]
    )
    result = estimate(rows, {2019: WALK}, RATE | {"median_income": 1.0})
    assert result["indicator"].unique().tolist() == ["unemployment_rate"]


COUNTS = st.lists(
    st.tuples(
        st.integers(0, 5_000),
        st.integers(0, 5_000),
        st.lists(st.integers(0, 300), min_size=3, max_size=3).filter(any),
    ),
    min_size=1,
    max_size=8,
)


@FEW
@given(COUNTS)
def test_totals_are_kept(areas):
    walk = crosswalk(
        *(
            (f"S{i}", f"T{j}", people)
            for i, (_, _, shares) in enumerate(areas)
            for j, people in enumerate(shares)
            if people
        )
    )
    counts = {f"S{i}": (a, None) for i, (a, _, _) in enumerate(areas)}
    result = estimate(observations("population", 2019, counts), {2019: walk}, COUNT)
    # each numerator is rounded to a thousandth: three targets, 0.0015 at most
    total = sum(a for a, _, _ in areas)
    assert result["numerator"].sum() == pytest.approx(total, abs=0.002)
    assert (result["numerator"] >= 0).all()


@FEW
@given(COUNTS)
def test_a_carried_rate_lies_between_the_rates_it_comes_from(areas):
    areas = [(min(a, b), max(a, b) + 100, s) for a, b, s in areas]
    walk = crosswalk(
        *(
            (f"S{i}", f"T{j}", people)
            for i, (_, _, shares) in enumerate(areas)
            for j, people in enumerate(shares)
            if people
        )
    )
    counts = {f"S{i}": (a, b) for i, (a, b, _) in enumerate(areas)}
    result = carried(observations("unemployment_rate", 2019, counts), {2019: walk})
    rates = [100 * a / b for a, b, _ in areas]
    known = result["value"].dropna()
    assert known.between(min(rates) - 1e-9, max(rates) + 1e-9).all()


# Shares by a model


def model_of(*, lower=30.0, upper=50.0):
    """A model that gives H 40 and K 40 of what is there, and asks how it is asked."""
    asked = []

    def model(counts, indicator, year, grid):
        asked.append((counts.index.tolist(), indicator, year, grid))
        table = {"numerator": 40.0, "denominator": 1.0, "lower": lower, "upper": upper}
        return pd.DataFrame(table, index=pd.Index(["H", "K"], name="target_code"))

    return model, asked


def test_a_model_gives_the_numerator_and_the_interval():
    # 01360: 80 of 400; H has 300 of the denominator and K 100; 30 to 50 of 300 are
    # 10 to 16.67 percent
    model, asked = model_of()
    rows = observations("unemployment_rate", 2019, {"01360": (80, 400)})
    result = estimate(rows, {2019: WALK}, RATE, model).set_index("area_code")
    assert asked == [(["01360", "01280"], "unemployment_rate", 2019, 2019)]
    columns = ["numerator", "denominator", "value", "lower", "upper"]
    assert result.loc["K", columns].tolist() == [40, 100, 40, 30, 50]
    expected = [40, 300, 40 / 3, 10, 50 / 3]
    assert result.loc["H", columns].tolist() == pytest.approx(expected)
    # L lies in a postal area without a figure, whatever a model says
    assert result.loc["L", "status"] == "not_published"
    assert result.loc["L", columns].isna().all()


def test_no_interval_without_a_model_or_of_what_is_no_share():
    model, asked = model_of()
    share = observations("unemployment_rate", 2019, {"01360": (80, 400)})
    assert carried(share)[["lower", "upper"]].isna().all(axis=None)
    euros = observations("mean_income", 2019, {"01360": (9e6, 400)})
    people = observations("population", 2019, {"01360": (500, None)})
    factors = COUNT | {"mean_income": 1.0}
    result = estimate(pd.concat([euros, people]), {2019: WALK}, factors, model)
    assert result[["lower", "upper"]].isna().all(axis=None)
    assert asked == []


def test_too_few_people_have_no_interval_either():
    walk = crosswalk(("01360", "K", 29), ("01360", "H", 371))
    rows = observations("unemployment_rate", 2019, {"01360": (80, 400)})
    result = estimate(rows, {2019: walk}, RATE, model_of()[0]).set_index("area_code")
    assert result.at["K", "status"] == "suppressed"
    assert result.loc["K", ["value", "lower", "upper"]].isna().all()


# Sums

PARENTS = pd.Series({"A": "P", "B": "P", "C": "Q"})
PEOPLE = pd.Series({"A": 400, "B": 600, "C": 100})


def summed(rows, factors=RATE, parents=PARENTS, people=PEOPLE):
    return sum_up(rows, parents, people, factors).set_index("area_code")


def test_sum_of_counts_by_hand():
    # P: (10 + 90) / (100 + 300) = 25 percent, Q: 7 / 70 = 10 percent
    counts = {"A": (10, 100), "B": (90, 300), "C": (7, 70)}
    result = summed(observations("unemployment_rate", 2024, counts))
    assert result["value"].to_dict() == {"P": 25, "Q": 10}
    assert result["numerator"].to_dict() == {"P": 100, "Q": 7}
    assert (result["status"] == "published").all()
    assert (result["source"] == "paavo_2024").all()


def test_sum_with_an_estimate_is_an_estimate():
    rows = observations("unemployment_rate", 2024, {"A": (10, 100), "C": (7, 70)})
    guessed = observations("unemployment_rate", 2024, {"B": (9, 30)}, "estimated")
    result = summed(pd.concat([rows, guessed]))
    assert result["status"].to_dict() == {"P": "estimated", "Q": "published"}


@pytest.mark.parametrize(
    ("people", "status"),
    [
        # A of P's residents: 5 of 100, 6 of 100, none at all
        ({"A": 5, "B": 95, "C": 1}, "estimated"),
        ({"A": 6, "B": 94, "C": 1}, "not_published"),
        ({"A": 0, "B": 95, "C": 1}, "published"),
    ],
)
def test_sum_with_a_part_missing(people, status):
    counts = {"A": (None, None), "B": (90, 300), "C": (7, 70)}
    rows = observations("unemployment_rate", 2024, counts)
    row = summed(rows, people=pd.Series(people)).loc["P"]
    assert row["status"] == status
    if status != "not_published":
        assert row["value"] == 30


def test_a_part_without_a_row_is_missing_too():
    rows = observations("population", 2024, {"B": (600, None), "C": (100, None)})
    result = summed(rows, COUNT)
    # 400 of the 1000 residents of P are not counted: no sum may be shown
    assert result.at["P", "status"] == "not_published"
    assert pd.isna(result.at["P", "value"])
    assert result.at["Q", "value"] == 100


def test_a_sum_of_nothing_known_is_no_zero():
    counts = {"A": (None, None), "B": (None, None), "C": (7, 70)}
    row = summed(observations("unemployment_rate", 2024, counts)).loc["P"]
    assert row["status"] == "not_published"
    assert row[["value", "numerator", "denominator"]].isna().all()


def test_people_not_known_count_as_none():
    # B has a figure and no number of residents: A alone weighs, and is there
    counts = {"A": (10, 100), "B": (90, 300), "C": (7, 70)}
    rows = observations("unemployment_rate", 2024, counts)
    result = summed(rows, people=pd.Series({"A": 400}))
    assert result.at["P", "value"] == 25


@FEW
@given(
    st.dictionaries(
        st.sampled_from([f"S{i}" for i in range(9)]),
        st.tuples(st.integers(0, 5_000), st.integers(30, 5_000), st.integers(0, 2)),
        min_size=1,
    )
)
def test_sums_keep_every_count(areas):
    parents = pd.Series({area: f"P{row[2]}" for area, row in areas.items()})
    people = pd.Series(10, index=parents.index)
    counts = {area: (row[0], row[1]) for area, row in areas.items()}
    rows = observations("unemployment_rate", 2024, counts)
    result = summed(rows, parents=parents, people=people)
    assert result["numerator"].sum() == sum(row[0] for row in areas.values())
    assert result["denominator"].sum() == sum(row[1] for row in areas.values())
    expected = 100 * result["numerator"] / result["denominator"]
    assert result["value"].tolist() == pytest.approx(expected.tolist())


# Rows for what is not there


def test_complete_rows_by_hand():
    rows = observations("population", 2024, {"A": (5, None)}).assign(value=5.0)
    full = complete_rows(rows, ["A", "B"]).set_index("area_code")
    assert full["status"].to_dict() == {"A": "published", "B": "not_published"}
    assert pd.isna(full.at["B", "value"])
    assert full.at["B", "source"] == "paavo_2024"
    assert full.at["A", "value"] == 5


def test_complete_rows_adds_no_year_or_indicator():
    rows = pd.concat(
        [
            observations("population", 2024, {"A": (5, None)}),
            observations("unemployment_rate", 2022, {"B": (5, 50)}),
        ]
    )
    full = complete_rows(rows, ["A", "B"])
    pairs = set(zip(full["indicator"], full["year"], strict=True))
    assert pairs == {("population", 2024), ("unemployment_rate", 2022)}
    assert len(full) == 4
