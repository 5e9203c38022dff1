"""Several components into one: as the handbook, COINr and UNDP print it."""

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indicators.index import Component, IndexDefinition, build_index
from indicators.index.aggregate import aggregate, copeland, outranking
from tests.index_tai import VALUES as TAI

NAN = float("nan")
SOME = settings(max_examples=40, deadline=None)


def equal(x):
    return pd.Series(1.0, index=x.columns)


def row(values, weights, method):
    x = pd.DataFrame([values], columns=[f"c{i}" for i in range(len(values))])
    return aggregate(x.astype("float64"), pd.Series(weights, index=x.columns), method)[
        0
    ]


# COINr, tests/testthat/test-aggregate.R, "agg_functions"


@pytest.mark.parametrize(
    ("values", "weights", "method", "expected"),
    [
        ([1, 2, 3], [1.0, 1, 1], "geometric", 6 ** (1 / 3)),
        ([1, 2, 3], [1.0, 1, 2], "geometric", 18**0.25),
        ([1, 2, 3], [2.0, 1, 1], "harmonic", 4 / (2 / 1 + 1 / 2 + 1 / 3)),
        ([1, 2, 3], [1.0, 1, 1], "arithmetic", 2),
        # a missing figure: the others' weights are shared out
        ([1, NAN, 3], [1.0, 5, 3], "arithmetic", 2.5),
        ([1, NAN, 16], [1.0, 5, 1], "geometric", 4),
        ([1, NAN, 3], [1.0, 5, 1], "harmonic", 1.5),
        # a component without weight may be anything
        ([4, 0, 9], [1.0, 0, 1], "geometric", 6),
        ([4, -1, 4], [1.0, 0, 1], "harmonic", 4),
    ],
)
def test_means(values, weights, method, expected):
    assert row(values, weights, method) == pytest.approx(expected)


def test_the_handbooks_page_104():
    # four figures and a unit more in the second; two decimals, cut off
    printed = {(21, 1, 1, 1): 2.14, (6, 6, 6, 6): 6, (21, 2, 1, 1): 2.54}
    for values, mean in (printed | {(6, 7, 6, 6): 6.23}).items():
        found = row(list(values), [1.0] * 4, "geometric")
        assert found == pytest.approx(mean, abs=0.006)
    assert row([21, 1, 1, 1], [1.0] * 4, "arithmetic") == 6


# Table 38, page 116, column GME: the ranks of the 23 countries of table A.2 by the
# geometric mean of the raw indicators, equal weights
GME = [
    *(2, 1, 3, 4, 16, 5, 6, 13, 14, 18, 8, 11, 7, 9, 17, 12, 10, 15, 19, 21, 23, 22),
    20,
]


def test_the_handbooks_table_38():
    mean = aggregate(TAI, equal(TAI), "geometric")
    assert mean.rank(ascending=False).tolist() == GME


def test_coinrs_index_of_switzerland():
    # COINr, vignette "Presenting Results", first row of the table: CHE, by pillar
    conn, sust = [63.41, 32.87, 74.78, 85.94, 56.93], [77.21, 87.85, 56.88]
    assert row(conn, [1.0] * 5, "arithmetic") == pytest.approx(62.79, abs=0.006)
    assert row(sust, [1.0] * 3, "arithmetic") == pytest.approx(73.98, abs=0.006)
    assert row([62.79, 73.98], [1.0] * 2, "arithmetic") == pytest.approx(
        68.38, abs=0.006
    )


@pytest.mark.parametrize("method", ["geometric", "harmonic"])
@pytest.mark.parametrize("bad", [0.0, -2.0])
def test_no_mean_of_what_is_not_above_nought(method, bad):
    x = pd.DataFrame({"a": [1.0, 2.0], "b": [3.0, bad]}, index=["A", "B"])
    with pytest.raises(ValueError, match=f"a {method} mean .* b is {bad:g} in area B"):
        aggregate(x, equal(x), method)


@pytest.mark.parametrize(
    "weights",
    [{"a": 1.0}, {"a": 1.0, "b": -1.0}, {"a": 0.0, "b": 0.0}, {"a": 1, "b": NAN}],
)
def test_weights_that_are_none(weights):
    x = pd.DataFrame({"a": [1.0], "b": [2.0]})
    with pytest.raises(ValueError, match="must not be negative, missing, nor all zero"):
        aggregate(x, pd.Series(weights), "arithmetic")


def test_a_method_that_is_none():
    x = pd.DataFrame({"a": [1.0]})
    with pytest.raises(ValueError, match="there is no aggregation 'mode'"):
        aggregate(x, equal(x), "mode")


@pytest.mark.parametrize("method", ["arithmetic", "geometric", "harmonic", "copeland"])
def test_nothing_known_is_nothing(method):
    x = pd.DataFrame({"a": [1.0, NAN, 2.0], "b": [4.0, NAN, 3.0]})
    index = aggregate(x, equal(x), method)
    assert index.isna().tolist() == [False, True, False]
    assert index.name == "index"
    assert aggregate(x.iloc[:0], equal(x), method).empty


# UNDP, Human Development Report 2020, technical note 1: an index of 0.6971 for life,
# 0.3447 for schooling, GNI of 3 829 dollars a head: 0.5506, HDI 0.510


def test_the_human_development_index():
    parts = {"life": (20, 85), "schooling": (0, 1), "income": (math.log(100), 0)}
    parts["income"] = (math.log(100), math.log(75_000))
    values = pd.DataFrame(
        {
            "life": [20 + 0.6971 * 65, 90.0],  # the second is beyond the goalposts
            "schooling": [0.3447, 1.0],
            "income": [math.log(3829), math.log(80_000)],
        },
        index=["A", "B"],
    )
    definition = IndexDefinition(
        components=[
            Component(indicator=key, goalposts=posts) for key, posts in parts.items()
        ],
        normalisation="goalposts",
        scale=(0, 1),
        aggregation="geometric",
    )
    people = pd.Series(1, index=values.index)
    result = build_index(values, people, definition, dict.fromkeys(parts, "high"))
    assert result.normalised.at["A", "income"] == pytest.approx(0.5506, abs=5e-5)
    assert result.index["A"] == pytest.approx(0.510, abs=5e-4)
    assert result.index["B"] == pytest.approx(1)


# Outranking


def profile(votes, countries):
    """Indicators from votes (how many, the order from the best): high is better."""
    columns = {}
    for i, (count, order) in enumerate(votes):
        for j in range(count):
            columns[f"v{i}_{j}"] = [len(order) - order.index(c) for c in countries]
    return pd.DataFrame(columns, index=[*countries], dtype="float64")


def test_the_handbooks_tables_25_to_27():
    # Handbook (2008), page 106: 21 indicators, 4 countries (after Moulin 1988)
    x = profile([(3, "abcd"), (5, "acbd"), (7, "bdca"), (6, "cbda")], "abcd")
    matrix = outranking(x, equal(x)) * 21
    # table 27
    printed = [[0, 8, 8, 8], [13, 0, 10, 21], [13, 11, 0, 14], [13, 0, 7, 0]]
    assert matrix.to_numpy() == pytest.approx(np.array(printed))
    # "c is the Condorcet winner", then b, d, a: wins less defeats 3, 1, -1, -3
    assert copeland(x, equal(x)).to_dict() == {"a": -3, "b": 1, "c": 3, "d": -1}


def test_the_handbooks_tables_28_to_30():
    # page 108: Condorcet's own example, 60 indicators: a cycle, so that all are alike
    votes = [(23, "abc"), (17, "bca"), (2, "bac"), (10, "cab"), (8, "cba")]
    x = profile(votes, "abc")
    printed = [[0, 33, 25], [27, 0, 42], [35, 18, 0]]
    assert (outranking(x, equal(x)) * 60).to_numpy() == pytest.approx(np.array(printed))
    assert copeland(x, equal(x)).tolist() == [0, 0, 0]


def test_the_handbooks_table_36():
    # page 114, five countries; of table 35 the telephones with three decimals
    x = TAI.iloc[:5].assign(telephones=[3.080, 2.997, 3.096, 3.003, 2.972])
    printed = [
        [0, 0.5, 0.375, 0.75, 0.625],
        [0.5, 0, 0.5, 0.625, 0.625],
        [0.625, 0.5, 0, 0.75, 0.625],
        [0.25, 0.375, 0.25, 0, 0.75],
        [0.375, 0.375, 0.375, 0.25, 0],
    ]
    assert outranking(x, equal(x)).to_numpy() == pytest.approx(np.array(printed))


def test_outranking_as_coinr_tests_it():
    # tests/testthat/test-aggregate.R, "outranking" and "copeland"
    x = pd.DataFrame({"x1": [1, 2, 3, 4], "x2": [3, 2, 1, 5], "x3": [2, 3, 1, 4]})
    matrix = outranking(x, equal(x)).to_numpy()
    assert matrix[1:, 0] == pytest.approx([2 / 3, 1 / 3, 1])
    assert np.diag(matrix).tolist() == [0, 0, 0, 0]
    assert (matrix == 1).sum() == 3
    assert copeland(x, equal(x)).tolist() == [-1, 1, -3, 3]


def test_a_half_of_the_weight_is_no_win():
    # 0.1 + 0.2 + 0.2 against 0.5: in floats 0.1 + 0.2 is more than 0.3
    x = pd.DataFrame({"a": [1.0, 0], "b": [1.0, 0], "c": [1.0, 0], "d": [0.0, 1]})
    weights = pd.Series({"a": 0.1, "b": 0.2, "c": 0.2, "d": 0.5})
    assert copeland(x, weights).tolist() == [0, 0]


def test_areas_are_compared_in_what_both_have():
    # A and B share only b, in which B is higher; A and C only a, in which A is higher;
    # B and C share nothing
    x = pd.DataFrame(
        {"a": [2.0, NAN, 1.0], "b": [1.0, 2.0, NAN]}, index=["A", "B", "C"]
    )
    matrix = outranking(x, equal(x))
    assert matrix.loc["B", "A"] == 1
    assert matrix.loc["A", "C"] == 1
    assert matrix.loc["B", "C"] == matrix.loc["C", "B"] == 0.5
    assert copeland(x, equal(x)).to_dict() == {"A": 0, "B": 1, "C": -1}


TABLE = st.integers(1, 5).flatmap(
    lambda k: st.lists(
        st.lists(st.none() | st.integers(0, 4), min_size=k, max_size=k),
        min_size=2,
        max_size=40,
    )
)


@SOME
@given(TABLE)
def test_outranking_adds_up(rows):
    x = pd.DataFrame(rows, dtype="float64")
    weights = pd.Series(np.arange(1.0, x.shape[1] + 1), index=x.columns)
    matrix = outranking(x, weights).to_numpy()
    off = ~np.eye(len(x), dtype=bool)
    assert (matrix + matrix.T)[off] == pytest.approx(1)
    score = copeland(x, weights)
    assert score.sum() == 0
    assert score.isna().tolist() == x.isna().all(axis=1).tolist()
    # by the definition, one pair at a time
    win = (matrix > 0.5 + 1e-9) & off
    known = x.notna().any(axis=1).to_numpy()
    expected = (win[:, known].sum(axis=1) - win[known].sum(axis=0))[known]
    assert score[known].tolist() == expected.tolist()


POSITIVE = st.lists(st.floats(0.1, 1000), min_size=1, max_size=6)


@SOME
@given(POSITIVE, st.floats(0.1, 10))
def test_the_means_lie_in_order(values, factor):
    weights = [1.0] * len(values)
    found = [
        row(values, weights, how) for how in ("harmonic", "geometric", "arithmetic")
    ]
    assert min(values) * (1 - 1e-9) <= found[0] <= found[1] * (1 + 1e-9)
    assert found[1] <= found[2] * (1 + 1e-9) <= max(values) * (1 + 1e-8)
    scaled = [value * factor for value in values]
    for how, before in zip(("harmonic", "geometric", "arithmetic"), found, strict=True):
        assert row(scaled, weights, how) == pytest.approx(before * factor)
