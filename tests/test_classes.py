"""Classes for a map: by hand, and what must hold whatever the values are."""

import warnings

import pandas as pd
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from indicators.classes import MAX_CLASSES, SCHEMES, classify

# mapclassify warns where there are too few different values, and without numba: both
# are expected here.
pytestmark = pytest.mark.filterwarnings("ignore::UserWarning")
FEW = settings(max_examples=40, deadline=None)
NAN = float("nan")


def series(values):
    return pd.Series(
        values, index=[f"a{i}" for i in range(len(values))], dtype="float64"
    )


# Worked by hand: (scheme, k, values, edges, counts)
BY_HAND = [
    # 0 to 12 in three steps of 4: 0..4, 4..8, 8..12; nothing between 4 and 8
    ("equal_steps", 3, [0, 1, 4, 9, 12], (0, 4, 8, 12), (3, 0, 2)),
    # six values in three classes of two; quantiles at ranks 1 + 5/3 and 1 + 10/3:
    # 2 + 2/3 · 1 = 2.667 and 4 + 1/3 · 10 = 7.333
    ("quantiles", 3, [1, 2, 3, 4, 14, 24], (1, 8 / 3, 22 / 3, 24), (2, 2, 2)),
    # two heaps: the break with the least spread within is between 3 and 10
    ("natural_breaks", 2, [1, 2, 3, 10, 11, 12], (1, 3, 12), (3, 3)),
]


@pytest.mark.parametrize(("scheme", "k", "values", "edges", "counts"), BY_HAND)
def test_by_hand(scheme, k, values, edges, counts):
    classes = classify(series(values), scheme, k)
    assert classes.edges == pytest.approx(edges)
    assert classes.counts == counts


def test_a_value_on_a_border_is_in_the_lower_class():
    classes = classify(series([0, 4, 8, 12]), "equal_steps", 3)
    assert classes.number.tolist() == [0, 0, 1, 2]


@pytest.mark.parametrize("scheme", SCHEMES)
def test_missing_values_have_no_class_and_no_count(scheme):
    classes = classify(series([1, NAN, 2, 3, NAN]), scheme, 2)
    assert classes.number.tolist().count(-1) == 2
    assert classes.number[["a1", "a4"]].tolist() == [-1, -1]
    assert sum(classes.counts) == 3


@pytest.mark.parametrize("scheme", SCHEMES)
def test_the_same_everywhere_is_one_class(scheme):
    classes = classify(series([7, 7, 7, NAN]), scheme, 5)
    assert classes.edges == (7, 7)
    assert classes.number.tolist() == [0, 0, 0, -1]
    assert classes.counts == (3,)


@pytest.mark.parametrize("scheme", SCHEMES)
def test_a_single_value_is_one_class(scheme):
    classes = classify(series([0.0]), scheme, 2)
    assert (classes.edges, classes.counts) == ((0, 0), (1,))


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("values", [[], [NAN, NAN]])
def test_nothing_known_is_no_class(scheme, values):
    classes = classify(series(values), scheme, 4)
    assert (classes.edges, classes.counts) == ((), ())
    assert classes.number.tolist() == [-1] * len(values)


@pytest.mark.parametrize("scheme", ["quantiles", "natural_breaks"])
def test_no_more_classes_than_different_values(scheme):
    classes = classify(series([1, 5, 9]), scheme, 9)
    assert classes.counts == (1, 1, 1)


@pytest.mark.parametrize(
    ("values", "scheme", "k", "message"),
    [
        ([1, 2], "jenks", 3, "unknown scheme 'jenks': use one of quantiles, natural"),
        ([1, 2], "quantiles", 1, "1 classes: choose from 2 to 9"),
        ([1, 2], "quantiles", 10, "10 classes: choose from 2 to 9"),
        ([1, float("inf")], "quantiles", 3, r"must be finite; check areas \['a1'\]"),
        ([1, float("-inf")], "equal_steps", 3, r"check areas \['a1'\]"),
    ],
)
def test_refusals(values, scheme, k, message):
    with pytest.raises(ValueError, match=message):
        classify(series(values), scheme, k)


def test_what_is_handed_in_stays_as_it_is():
    values = series([3, NAN, 1])
    before = values.copy()
    classify(values, "quantiles", 2)
    pd.testing.assert_series_equal(values, before)


NUMBER = st.one_of(st.floats(-1e6, 1e6), st.integers(-4, 4).map(float), st.none())
VALUES = st.lists(NUMBER, max_size=30)


@FEW
@given(VALUES, st.sampled_from(SCHEMES), st.integers(2, MAX_CLASSES))
@example([0.0, 1.0, 1.0], "quantiles", 2)
@example([0.1, 0.2, 0.3, 0.1 + 0.2], "equal_steps", 9)
def test_every_value_is_in_the_one_class_that_holds_it(values, scheme, k):
    values = series(values)
    known = values.dropna()
    classes = classify(values, scheme, k)
    assert len(classes.counts) <= k
    assert sum(classes.counts) == len(known)
    assert classes.number.index.equals(values.index)
    assert (classes.number[values.isna()] == -1).all()
    for area, value in known.items():
        number = classes.number[area]
        low, high = classes.edges[number], classes.edges[number + 1]
        assert low < value <= high or (number == 0 and value == low)
    for number, count in enumerate(classes.counts):
        assert (classes.number == number).sum() == count


@FEW
@given(VALUES, st.sampled_from(SCHEMES), st.integers(2, MAX_CLASSES))
def test_edges_rise_from_the_least_to_the_greatest(values, scheme, k):
    known = series(values).dropna()
    edges = classify(series(values), scheme, k).edges
    if len(known):
        assert (edges[0], edges[-1]) == (known.min(), known.max())
        assert list(edges[1:]) == sorted(set(edges[1:]))
        assert edges[0] <= edges[1]


@FEW
@given(VALUES, st.sampled_from(SCHEMES), st.integers(2, MAX_CLASSES))
def test_numbers_rise_with_the_value_and_ties_stay_together(values, scheme, k):
    values = series(values)
    number = classify(values, scheme, k).number[values.notna()]
    ordered = number[values.dropna().sort_values().index]
    assert ordered.is_monotonic_increasing
    assert number.groupby(values.dropna()).nunique().le(1).all()


@FEW
@given(VALUES, st.sampled_from(SCHEMES), st.integers(2, MAX_CLASSES), st.randoms())
def test_order_of_the_areas_does_not_matter(values, scheme, k, random):
    values = series(values)
    order = list(values.index)
    random.shuffle(order)
    classes, shuffled = (
        classify(values, scheme, k),
        classify(values[order], scheme, k),
    )
    assert classes.edges == shuffled.edges
    pd.testing.assert_series_equal(shuffled.number[values.index], classes.number)


def test_no_scheme_fails_with_warnings_as_errors_on_ordinary_values():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for scheme in ("quantiles", "equal_steps"):
            assert len(classify(series(range(61)), scheme, 5).counts) == 5
