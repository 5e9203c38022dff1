"""Components on one scale: as the handbook and COINr print it, and by property."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from sklearn.datasets import load_iris

from indicators.index import Component, IndexDefinition
from indicators.index.normalise import (
    distance_to_reference,
    goalposts,
    min_max,
    normalise,
    percentile,
    rank,
    z_score,
)
from tests.index_tai import VALUES as TAI

NAN = float("nan")
SOME = settings(max_examples=40, deadline=None)
SCHOOLING = TAI[["schooling"]].to_numpy()

# OECD and JRC, Handbook (2008), table 15, page 87: mean years of schooling of the 23
# countries, in the order of table A.2
RANK = [15, 23, 19, 12, 17, 9, 9, 20, 18, 1, 16, 22, 9, 8, 21, 6, 5, 14, 4, 3, 12, 7, 1]
Z = [
    *(0.26, 1.52, 1.14, -0.06, 0.76, -0.12, -0.12, 1.27, 0.83, -1.58, 0.38, 1.46),
    *(-0.12, -0.19, 1.33, -0.76, -1.08, 0.00, -1.46, -1.52, -0.06, -0.31, -1.58),
]
MIN_MAX = [
    *(0.59, 1.00, 0.88, 0.49, 0.76, 0.47, 0.47, 0.92, 0.78, 0.00, 0.63, 0.98, 0.47),
    *(0.45, 0.94, 0.27, 0.16, 0.51, 0.04, 0.02, 0.49, 0.41, 0.00),
]
RATIO_TO_MEAN = [
    *(1.04, 1.25, 1.19, 0.99, 1.13, 0.98, 0.98, 1.21, 1.14, 0.74, 1.06, 1.24, 0.98),
    *(0.97, 1.22, 0.88, 0.82, 1.00, 0.76, 0.75, 0.99, 0.95, 0.74),
]
RATIO_TO_BEST = [
    *(0.83, 1.00, 0.95, 0.79, 0.90, 0.78, 0.78, 0.97, 0.91, 0.59, 0.85, 0.99, 0.78),
    *(0.78, 0.98, 0.70, 0.66, 0.80, 0.61, 0.60, 0.79, 0.76, 0.59),
]


@pytest.mark.parametrize(
    ("computed", "printed"),
    [
        (rank(SCHOOLING), RANK),
        (z_score(SCHOOLING), Z),
        (min_max(SCHOOLING, 0, 1), MIN_MAX),
        (distance_to_reference(SCHOOLING, np.array([NAN])), RATIO_TO_MEAN),
        (distance_to_reference(SCHOOLING, np.array([12.0])), RATIO_TO_BEST),
        (distance_to_reference(SCHOOLING, np.array([7.1]))[[0, 22]], [1.41, 1.00]),
    ],
)
def test_the_handbooks_table_15(computed, printed):
    # two decimals as printed; 0.005 and a hair for what was rounded before
    assert computed.ravel() == pytest.approx(printed, abs=0.0051)


def test_the_handbooks_table_14():
    # each indicator divided by the leader's: (35 / 39 + 75 / 75) / 2 = 0.949
    x = np.array([[35.0, 75.0], [39.0, 50.0]])
    mean = distance_to_reference(x, x.max(axis=0)).mean(axis=1)
    assert mean.tolist() == pytest.approx([0.949, 0.833], abs=5e-4)


# COINr, vignette "Normalisation": Normalise(mtcars, n_dist2max), six rows as printed;
# the last two rows are the ends of the data set's columns.
MTCARS = np.array(
    [
        [21.0, 160, 110, 3.90, 2.620, 16.46],
        [21.0, 160, 110, 3.90, 2.875, 17.02],
        [22.8, 108, 93, 3.85, 2.320, 18.61],
        [21.4, 258, 110, 3.08, 3.215, 19.44],
        [18.7, 360, 175, 3.15, 3.440, 17.02],
        [18.1, 225, 105, 2.76, 3.460, 20.22],
        [10.4, 71.1, 52, 2.76, 1.513, 14.5],
        [33.9, 472, 335, 4.93, 5.424, 22.9],
    ]
)
MTCARS_PRINTED = [
    [0.4510638, 0.2217511, 0.2049470, 0.5253456, 0.2830478, 0.2333333],
    [0.4510638, 0.2217511, 0.2049470, 0.5253456, 0.3482485, 0.3000000],
    [0.5276596, 0.0920429, 0.1448763, 0.5023041, 0.2063411, 0.4892857],
    [0.4680851, 0.4662010, 0.2049470, 0.1474654, 0.4351828, 0.5880952],
    [0.3531915, 0.7206286, 0.4346290, 0.1797235, 0.4927129, 0.3000000],
    [0.3276596, 0.3838863, 0.1872792, 0.0000000, 0.4978266, 0.6809524],
]


def test_min_max_as_coinr_prints_it():
    assert min_max(MTCARS, 0, 1)[:6] == pytest.approx(
        np.array(MTCARS_PRINTED), abs=5e-8
    )
    # Normalise(iris): min-max 0 to 100, first six rows
    iris = min_max(load_iris().data)[:6]
    printed = [
        [22.222222, 62.50000, 6.779661, 4.166667],
        [16.666667, 41.66667, 6.779661, 4.166667],
        [11.111111, 50.00000, 5.084746, 4.166667],
        [8.333333, 45.83333, 8.474576, 4.166667],
        [19.444444, 66.66667, 6.779661, 4.166667],
        [30.555556, 79.16667, 11.864407, 12.500000],
    ]
    assert iris == pytest.approx(np.array(printed), abs=5e-6)


def test_goalposts_as_coinr_tests_them():
    # tests/testthat/test-normalise.R: n_goalposts(c(1, 11, -1), c(0, 10, 1))
    x = np.array([[1.0], [11.0], [-1.0]])
    assert goalposts(x, np.array([[0, 10]]), 0, 1).ravel() == pytest.approx([0.1, 1, 0])
    # direction -1: 0.9, 0, 1
    turned = goalposts(-x, np.array([[0, -10]]), 0, 1).ravel()
    assert turned == pytest.approx([0.9, 0, 1])


def test_percentile_as_coinr_defines_it():
    # n_prank: (rank - 1) / (n - 1), ties the lower; ranks of 5 1 5 3 are 3 1 3 2
    x = np.array([[5.0], [1.0], [5.0], [3.0], [NAN]])
    assert percentile(x).ravel()[:4] == pytest.approx([2 / 3, 0, 2 / 3, 1 / 3])
    assert np.isnan(percentile(x)[4, 0])


def test_ridit_by_hand():
    # 100 people at 1, 300 at 5 (in two areas), 100 at 9; 500 in all:
    # 50 / 500, (100 + 150) / 500, (400 + 50) / 500
    x = np.array([[9.0], [5.0], [1.0], [5.0]])
    weight = np.array([100, 200, 100, 100])
    assert percentile(x, weight).ravel() == pytest.approx([0.9, 0.5, 0.1, 0.5])


# A definition and what it chooses


def one(key="a", **fields):
    part = {
        name: fields.pop(name) for name in ("goalposts", "reference") if name in fields
    }
    return IndexDefinition(components=(Component(indicator=key, **part),), **fields)


X = pd.DataFrame({"a": [2.0, 4.0, NAN, 8.0]}, index=[*"ABCD"])
PEOPLE = pd.Series([1, 1, 5, 2], index=[*"ABCD"])


@pytest.mark.parametrize(
    ("definition", "worse", "expected"),
    [
        (one(normalisation="min_max"), "high", [0, 100 / 3, 100]),
        (one(normalisation="min_max"), "low", [100, 200 / 3, 0]),
        (one(normalisation="min_max", scale=(0, 3)), "high", [0, 1, 3]),
        (one(normalisation="min_max", aggregation="geometric"), "high", [1, 34, 100]),
        (one(aggregation="harmonic"), "high", [1, 34, 100]),  # z: put on 1 to 100
        (one(normalisation="rank"), "high", [1, 2, 3]),
        (one(normalisation="rank"), "low", [3, 2, 1]),
        (one(normalisation="percentile"), "low", [100, 50, 0]),
        (one(normalisation="percentile", aggregation="geometric"), "high",
         [1, 50.5, 100]),
        (one(normalisation="percentile", population_weighted=True), "high",
         [12.5, 37.5, 75]),
        (one(normalisation="goalposts", goalposts=(0, 5)), "high", [40, 80, 100]),
        (one(normalisation="goalposts", goalposts=(0, 5)), "low", [60, 20, 0]),
        (one(normalisation="goalposts", goalposts=(4, 8), scale=(1, 5)), "high",
         [1, 1, 5]),
        (one(normalisation="distance_to_reference", reference=4), "high", [0.5, 1, 2]),
        (one(normalisation="distance_to_reference", reference=4), "low", [1.5, 1, 0]),
        # mean 14 / 3; weighted by residents (2 + 4 + 16) / 4 = 5.5
        (one(normalisation="distance_to_reference"), "high", [3 / 7, 6 / 7, 12 / 7]),
        (one(normalisation="distance_to_reference", population_weighted=True), "high",
         [2 / 5.5, 4 / 5.5, 8 / 5.5]),
        # weighted variance (12.25 + 2.25 + 2 · 6.25) / 4 = 6.75
        (one(population_weighted=True), "high",
         [-3.5 / 6.75**0.5, -1.5 / 6.75**0.5, 2.5 / 6.75**0.5]),
        # mean 14 / 3, squares (64 + 4 + 100) / 9 = 56 / 3, divided by 2: 28 / 3
        (one(), "low",
         [(8 / 3) / (28 / 3) ** 0.5, (2 / 3) / (28 / 3) ** 0.5,
          (-10 / 3) / (28 / 3) ** 0.5]),
    ],
)  # fmt: skip
def test_by_hand(definition, worse, expected):
    normal = normalise(X, PEOPLE, definition, {"a": worse})["a"]
    assert normal.drop("C").tolist() == pytest.approx(expected)
    assert pd.isna(normal["C"])


@pytest.mark.parametrize(
    ("values", "definition", "people", "sentence"),
    [
        ([5.0, 5.0, 5.0], one(), None, "the same everywhere, .*: a; take it out"),
        ([0.1 + 0.2, 0.3, 0.3], one(), None, "nothing to compare: a"),
        ([5.0, 5.0, NAN], one(normalisation="min_max"), None, "nothing to compare: a"),
        ([5.0, NAN, NAN], one(), None, "nothing to compare: a"),
        ([0.0, 0.0, 0.0], one(normalisation="min_max"), None, "nothing to compare: a"),
        (
            [-1.0, 0.0, 1.0],
            one(normalisation="distance_to_reference"),
            None,
            "the reference of a is 0",
        ),
        ([1.0, 2.0, 3.0], one(population_weighted=True), [1, 0, 2], r"areas \['B'\]"),
        ([1.0, 2.0, 3.0], one(population_weighted=True), [1, NAN, 2], r"areas \['B'\]"),
        ([1.0, 2.0, 3.0], one(population_weighted=True), [1, -3, 2], r"areas \['B'\]"),
        (
            [1.0, 2.0, 3.0],
            one(population_weighted=True),
            [1, float("inf"), 2],
            r"population must be above zero; check areas \['B'\]",
        ),
    ],
)
def test_refusals(values, definition, people, sentence):
    x = pd.DataFrame({"a": values}, index=[*"ABC"])
    people = pd.Series(people or 0, index=x.index, dtype="float64")
    with pytest.raises(ValueError, match=sentence):
        normalise(x, people, definition, {"a": "high"})


def test_what_is_the_same_everywhere_has_ranks_all_the_same():
    x = pd.DataFrame({"a": [5.0, 5.0, 5.0]})
    people = pd.Series([1, 2, 3])
    for method, weighted, expected in (
        ("rank", False, 1), ("percentile", False, 0), ("percentile", True, 50)
    ):  # fmt: skip
        definition = one(normalisation=method, population_weighted=weighted)
        assert (normalise(x, people, definition, {"a": "high"}) == expected).all(
            axis=None
        )


# Properties

COLUMN = st.lists(
    st.tuples(st.integers(-1000, 1000), st.integers(1, 10_000)), min_size=2, max_size=12
)
METHODS = ["z", "min_max", "rank", "percentile"]


def table_of(rows):
    x = pd.DataFrame({"a": [float(value) for value, _ in rows]})
    assume(x["a"].nunique() > 1)
    return x, pd.Series([people for _, people in rows])


@SOME
@given(
    COLUMN, st.floats(0.01, 100), st.integers(-50, 50), st.sampled_from(METHODS),
    st.booleans(),
)  # fmt: skip
def test_units_do_not_matter(rows, factor, shift, method, weighted):
    x, people = table_of(rows)
    definition = one(normalisation=method, population_weighted=weighted)
    before = normalise(x, people, definition, {"a": "high"})
    after = normalise(x * factor + shift, people, definition, {"a": "high"})
    assert after.to_numpy() == pytest.approx(before.to_numpy(), abs=1e-6)


@SOME
@given(COLUMN, st.sampled_from(["rank", "percentile"]), st.booleans())
def test_ranks_keep_under_any_rising_change(rows, method, weighted):
    x, people = table_of(rows)
    definition = one(normalisation=method, population_weighted=weighted)
    before = normalise(x, people, definition, {"a": "high"})
    after = normalise(np.exp(x / 500), people, definition, {"a": "high"})
    pd.testing.assert_frame_equal(before, after)


@SOME
@given(COLUMN, st.sampled_from(["z", "min_max", "percentile"]))
def test_two_copies_of_a_city_are_as_one(rows, method):
    x, people = table_of(rows)
    definition = one(normalisation=method, population_weighted=True)
    once = normalise(x, people, definition, {"a": "high"})
    twice = normalise(
        pd.concat([x, x], ignore_index=True),
        pd.concat([people, people], ignore_index=True),
        definition,
        {"a": "high"},
    )
    assert twice.to_numpy()[: len(x)] == pytest.approx(once.to_numpy(), abs=1e-9)


@SOME
@given(COLUMN, st.booleans())
def test_mean_and_spread_of_z(rows, weighted):
    x, people = table_of(rows)
    z = normalise(x, people, one(population_weighted=weighted), {"a": "low"})["a"]
    weight = people if weighted else pd.Series(1, index=z.index)
    degrees = weight.sum() - (0 if weighted else 1)
    assert (z * weight).sum() == pytest.approx(0, abs=1e-6 * weight.sum())
    assert (z**2 * weight).sum() / degrees == pytest.approx(1)
