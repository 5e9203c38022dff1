"""Rank intervals: what holds of them whatever the figures, and what is refused."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import truncnorm

from indicators.index import Component, IndexDefinition
from indicators.index.simulate import (
    SIMULATION_COLUMNS,
    rank_intervals,
    simulate,
)
from tests.index_made import RANK_COLUMNS, X, index_of, made, people_of, worse_of
from tests.index_tai import DEFINITION, HIGH, PEOPLE, RANKS, VALUES, WEIGHTS


@given(st.integers(0, 2**16), st.sampled_from([0.0, 0.1]))
@settings(max_examples=20, deadline=None)
def test_certain_weights_give_the_rank_itself(seed, missing):
    x = made(20, 5, seed, missing)
    table = simulate(
        x, people_of(x), index_of(1, 2, 3, 4, 5), worse_of(x), weight_spread=0, runs=20
    ).table
    for column in RANK_COLUMNS[1:4]:
        assert table[column].dropna().eq(table["rank"].dropna()).all()
    assert (table["rank_shift"].dropna() == 0).all()


@given(st.integers(0, 2**16))
@settings(max_examples=20, deadline=None)
def test_a_wider_spread_widens_the_intervals(seed):
    x = made(30, 5, seed)
    width, shift = [], []
    for spread in (0.05, 0.25, 0.75):
        done = simulate(
            x, people_of(x), index_of(1, 1, 1, 1, 1), worse_of(x), weight_spread=spread
        )
        width.append((done.table["rank_upper"] - done.table["rank_lower"]).mean())
        shift.append(done.mean_shift)
    assert width == sorted(width)
    assert shift == sorted(shift)


@given(st.integers(0, 2**16), st.booleans())
@settings(max_examples=15, deadline=None)
def test_order_of_the_areas_does_not_matter(seed, figures):
    x = made(15, 4, seed, 0.1)
    shuffled = x.sample(frac=1, random_state=seed % 1000)
    tables = [
        simulate(
            one,
            people_of(x),
            index_of(1, 2, 3, 4),
            worse_of(x),
            runs=50,
            seed=seed,
            lower=one - 1 if figures else None,
            upper=one + 1 if figures else None,
        ).table
        for one in (x, shuffled)
    ]
    assert tables[1].index.equals(shuffled.index)
    pd.testing.assert_frame_equal(tables[0], tables[1].loc[x.index])


def test_two_copies_of_a_city_keep_its_order():
    x = made(15, 4, 3)
    twice = pd.concat([x, x.set_axis([f"{code}'" for code in x.index])])
    index = index_of(1, 2, 3, 4)
    one, two = (
        simulate(each, people_of(each), index, worse_of(x), runs=500, seed=4).table
        for each in (x, twice)
    )
    copy = two.iloc[15:].set_axis(x.index)
    pd.testing.assert_frame_equal(two.iloc[:15], copy)  # they are tied in every run
    # rank r among 15 is 2 r - 1 among 30
    for column in RANK_COLUMNS[:4]:
        assert (two.iloc[:15][column] == 2 * one[column] - 1).all()


def test_the_unit_of_a_component_does_not_matter():
    x = made(15, 3, 3)
    other = x.assign(a=1000 * x["a"] - 7)
    index = index_of(1, 2, 3, normalisation="z")
    tables = [
        simulate(one, people_of(x), index, worse_of(x), runs=200).table[RANK_COLUMNS]
        for one in (x, other)
    ]
    pd.testing.assert_frame_equal(*tables)


def test_same_seed_same_answer_and_nothing_is_changed():
    x = made(40, 4, 1)
    before = x.copy()
    lower, upper = x - 1, x + 1
    arguments = (x, people_of(x), index_of(1, 2, 3, 4), worse_of(x))
    first, again = (
        simulate(*arguments, lower=lower, upper=upper, runs=5000, seed=9).table
        for _ in range(2)
    )
    pd.testing.assert_frame_equal(first, again)
    pd.testing.assert_frame_equal(x, before)
    other = simulate(*arguments, lower=lower, upper=upper, runs=5000, seed=10).table
    assert not other.equals(first)


def test_one_component_has_one_order():
    x = made(10, 1, 1)
    table = simulate(x, people_of(x), index_of(1), worse_of(x)).table
    assert (table["rank_lower"] == table["rank_upper"]).all()
    assert table["index_lower"].to_numpy() == pytest.approx(table["index"], rel=1e-6)


def test_areas_without_an_index_have_no_rank():
    x = made(10, 3, 1)
    x.loc["0004", "a"] = np.nan
    table = simulate(x, people_of(x), index_of(1, 2, 3), worse_of(x), runs=50).table
    assert table.loc["0004"].isna().all()
    assert table.drop(index="0004").notna().all(axis=None)
    assert table["rank"].max() == 9
    nothing = simulate(
        x * np.nan, people_of(x), index_of(1, 2, 3), worse_of(x), runs=50
    )
    assert nothing.table.isna().all(axis=None)
    assert list(nothing.table.columns) == SIMULATION_COLUMNS
    assert np.isnan(nothing.mean_shift)


def test_a_single_area_is_first():
    x = pd.DataFrame({"a": [5.0], "b": [7.0]}, index=["A"])
    parts = tuple(Component(indicator=key, goalposts=(0.0, 10.0)) for key in "ab")
    index = IndexDefinition(components=parts, normalisation="goalposts")
    table = simulate(x, people_of(x), index, worse_of(x), runs=50).table
    assert table.loc["A", ["rank", "rank_lower", "rank_upper"]].tolist() == [1, 1, 1]
    assert table.loc["A", "probability_top"] == 1


def test_other_normalisations_leave_the_index_without_an_interval():
    x = made(10, 3, 1)
    done = simulate(
        x, people_of(x), index_of(1, 2, 3), worse_of(x), normalisations=["z"], runs=50
    )
    assert done.normalisations == ("min_max", "z")
    assert done.aggregations == ("arithmetic",)
    assert done.table[["index_lower", "index_upper"]].isna().all(axis=None)


def test_rank_intervals_are_those_of_simulate():
    found = rank_intervals(VALUES, PEOPLE, DEFINITION, HIGH, runs=300, seed=5)
    whole = simulate(VALUES, PEOPLE, DEFINITION, HIGH, runs=300, seed=5).table
    pd.testing.assert_frame_equal(found, whole[["rank", "rank_lower", "rank_upper"]])
    assert (found.dtypes == "Int64").all()


def test_drawn_figures_have_the_cut_normal_distribution():
    # one exact area at each end fixes min-max; the middle one is the drawn figure
    x = pd.DataFrame({"a": [0.0, 40.0, 100.0]}, index=["A", "B", "C"])
    half = pd.DataFrame({"a": [np.nan, 30 * 1.959964, np.nan]}, index=x.index)
    table = simulate(
        x,
        people_of(x),
        index_of(1),
        worse_of(x),
        lower=x - half,
        upper=x + half,
        plausible={"a": (0.0, 100.0)},
        runs=20_000,
        confidence=0.5,
    ).table
    cut = truncnorm(-40 / 30, 60 / 30, loc=40, scale=30)
    assert table.loc["B", "index_lower"] == pytest.approx(cut.ppf(0.25), abs=0.7)
    assert table.loc["B", "index_upper"] == pytest.approx(cut.ppf(0.75), abs=0.7)


@pytest.mark.parametrize(
    ("others", "message"),
    [
        ({"runs": 0}, "runs is 0"),
        ({"weight_spread": 1.0}, "weight_spread is 1"),
        ({"weight_spread": -0.1}, "weight_spread is -0.1"),
        ({"confidence": 1.0}, "confidence is 1"),
        ({"top": 0}, "top is 0"),
        ({"runs": 10**8}, "at most 1000000"),
        ({"lower": X}, "give both or neither"),
        ({"lower": X + 1, "upper": X + 2}, "outside its interval"),
        ({"lower": X.iloc[:2], "upper": X}, r"check \['C'\]"),
        (
            {"lower": X, "upper": X, "plausible": {"a": (0.0, 50.0)}},
            "a of area A is 100, outside its plausible range 0 to 50",
        ),
        ({"normalisations": ["goalposts"]}, "a has no goalposts"),
        ({"normalisations": ["best"]}, "normalisation"),
        ({"values": X[["a"]]}, "no column b"),
        (
            {
                "lower": X,
                "upper": X,
                "definition": index_of(1, 1, outliers="log"),
            },
            "changes the unit",
        ),
        (
            {
                "values": made(501, 2, 1),
                "population": people_of(made(501, 2, 1)),
                "aggregations": ["copeland"],
            },
            "501 areas are too many",
        ),
    ],
)
def test_refuses_and_says_what_to_do(others, message):
    given_ = {
        "values": X,
        "population": people_of(X),
        "definition": index_of(1, 1),
        "worse": worse_of(X),
    } | others
    with pytest.raises(ValueError, match=message):
        simulate(**given_)


def test_weights_have_the_published_names():
    assert set(WEIGHTS) == set(RANKS)
