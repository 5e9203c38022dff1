"""Inequality: what every measure must keep, what it answers at the edge, refusals."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indicators.inequality import (
    absolute_gap,
    atkinson,
    between_group_variance,
    coefficient_of_variation,
    concentration_index,
    decompose,
    disadvantage_rank,
    draw_figures,
    gap_between_fifths,
    gini,
    index_of_disparity,
    mean_difference,
    mean_log_deviation,
    population_impact,
    quantile_means,
    ratio_of_fifths,
    relative_gap,
    slope_index,
    slope_index_simulated,
    theil,
    weighted_standard_deviation,
)


def best_gap(value, people):
    return mean_difference(value, people, reference="best", worse="high")


def attributable_risk(value, people):
    return population_impact(value, people, worse="high").risk


def attributable_fraction(value, people):
    return population_impact(value, people, worse="high").fraction


def heap(value, people):
    order = pd.Series(range(len(value)), index=value.index.sort_values())
    return concentration_index(value, people, order, disadvantaged="low").absolute


def relative_heap(value, people):
    order = pd.Series(range(len(value)), index=value.index.sort_values())
    return concentration_index(value, people, order, disadvantaged="low").relative


ABSOLUTE = [
    *(absolute_gap, gap_between_fifths, weighted_standard_deviation),
    *(mean_difference, best_gap, attributable_risk, heap),
]
RELATIVE = [
    *(relative_gap, ratio_of_fifths, coefficient_of_variation, index_of_disparity),
    *(gini, theil, mean_log_deviation, atkinson, attributable_fraction, relative_heap),
]
TRANSFERS = [
    *(between_group_variance, coefficient_of_variation, gini, theil),
    *(mean_log_deviation, atkinson),
]
ROWS = st.lists(
    st.tuples(st.floats(0.5, 90), st.integers(1, 20_000)), min_size=3, max_size=12
)


def city(rows):
    index = [f"a{place:02d}" for place in range(len(rows))]
    value, people = (pd.Series(x, index=index) for x in zip(*rows, strict=True))
    return value.astype("float64"), people


@pytest.mark.parametrize("measure", RELATIVE)
@settings(max_examples=15, deadline=None)
@given(rows=ROWS, factor=st.sampled_from([0.01, 3.0, 1000.0]))
def test_relative_measures_know_no_unit(measure, rows, factor):
    value, people = city(rows)
    expected = measure(value, people)
    assert measure(value * factor, people) == pytest.approx(expected, abs=1e-9)


@pytest.mark.parametrize("measure", ABSOLUTE)
@settings(max_examples=15, deadline=None)
@given(rows=ROWS, factor=st.sampled_from([0.01, 3.0, 1000.0]))
def test_absolute_measures_scale_with_the_unit_and_know_no_level(measure, rows, factor):
    value, people = city(rows)
    expected = measure(value, people)
    # A standard deviation near nothing is the root of a sum's rounding.
    close = pytest.approx(expected, rel=1e-9, abs=1e-5)
    assert measure(value + 50, people) == close
    assert measure(value * factor, people) / factor == pytest.approx(
        expected, rel=1e-9, abs=1e-5
    )


@pytest.mark.parametrize("measure", ABSOLUTE[:-1] + RELATIVE[:-1] + TRANSFERS[:1])
@settings(max_examples=15, deadline=None)
@given(rows=ROWS)
def test_two_copies_of_a_city_and_twice_the_people_are_as_unequal(measure, rows):
    value, people = city(rows)
    copy = value.rename(lambda code: f"b{code}")
    twice = pd.concat([value, copy])
    crowd = pd.concat([people, people.rename(lambda code: f"b{code}")])
    expected = pytest.approx(measure(value, people), rel=1e-9, abs=1e-9)
    assert measure(twice, crowd) == expected
    assert measure(value, people * 2) == expected


@settings(max_examples=15, deadline=None)
@given(rows=ROWS)
def test_two_copies_have_the_same_gradient(rows):
    value, people = city(rows)
    order = pd.Series(range(len(value)), index=value.index)
    twice, crowd, orders = (
        pd.concat([x, x.rename(lambda code: f"b{code}")])
        for x in (value, people, order)
    )
    one = slope_index(value, people, order, disadvantaged="low")
    two = slope_index(twice, crowd, orders, disadvantaged="low")
    assert two.sii == pytest.approx(one.sii, rel=1e-6, abs=1e-6)
    heap_one = concentration_index(value, people, order, disadvantaged="low")
    heap_two = concentration_index(twice, crowd, orders, disadvantaged="low")
    assert heap_two.relative == pytest.approx(heap_one.relative, abs=1e-9)


@pytest.mark.parametrize("measure", ABSOLUTE + RELATIVE)
@settings(max_examples=15, deadline=None)
@given(rows=ROWS)
def test_the_order_of_the_areas_does_not_count_to_the_last_bit(measure, rows):
    value, people = city(rows)
    backwards = value.iloc[::-1]
    assert measure(backwards, people) == measure(value, people)


@pytest.mark.parametrize("measure", TRANSFERS)
@settings(max_examples=15, deadline=None)
@given(rows=ROWS, part=st.floats(0.05, 0.5))
def test_a_transfer_from_high_to_low_lessens_inequality(measure, rows, part):
    value, people = city(rows)
    high, low = value.idxmax(), value.idxmin()
    if value[high] - value[low] < 0.1:
        return
    # As much as keeps the two in order, and the total of both as it was.
    share = people[low] / (people[high] + people[low])
    moved = value.copy()
    moved[high] -= part * share * (value[high] - value[low])
    moved[low] += part * (1 - share) * (value[high] - value[low])
    before = measure(value, people)
    assert measure(moved, people) <= before * (1 + 1e-9) + 1e-12


@pytest.mark.parametrize("measure", ["theil", "mld"])
@settings(max_examples=15, deadline=None)
@given(rows=ROWS)
def test_between_and_within_add_up(measure, rows):
    value, people = city(rows)
    group = pd.Series(["x", "y", "z"] * 4, index=[f"a{i:02d}" for i in range(12)])
    split = decompose(value, people, group[value.index], measure=measure)
    whole = (theil if measure == "theil" else mean_log_deviation)(value, people)
    assert split.total == whole
    assert split.between + split.within == pytest.approx(whole, rel=1e-9, abs=1e-12)
    parts = split.groups[["between_part", "within_part"]].to_numpy().sum()
    assert parts == pytest.approx(whole, rel=1e-9, abs=1e-12)
    alone = decompose(value, people, pd.Series("x", index=value.index), measure=measure)
    assert alone.between == pytest.approx(0, abs=1e-12)


@settings(max_examples=15, deadline=None)
@given(rows=ROWS)
def test_parts_of_the_residents_give_back_the_mean(rows):
    value, people = city(rows)
    mean = (value * people).sum() / people.sum()
    tenths = quantile_means(value, people, parts=10)
    assert tenths["value"].mean() == pytest.approx(mean)
    assert tenths["value"].is_monotonic_increasing or np.allclose(
        tenths["value"], tenths["value"].sort_values()
    )
    fifths = quantile_means(value, people)["value"]
    gap = gap_between_fifths(value, people)
    assert fifths.iloc[-1] - fifths.iloc[0] == pytest.approx(gap, abs=1e-9)


@settings(max_examples=15, deadline=None)
@given(rows=ROWS)
def test_the_mean_rank_is_a_half(rows):
    value, people = city(rows)
    rank = disadvantage_rank(value, people, value.round(-1), disadvantaged="high")
    assert (rank * people).sum() / people.sum() == pytest.approx(0.5)


def test_ranking_by_itself_the_concentration_index_is_the_gini():
    value = pd.Series({"A": 3.0, "B": 1.0, "C": 7.0})
    people = pd.Series({"A": 1, "B": 2, "C": 3})
    index = concentration_index(value, people, value, disadvantaged="low")
    assert index.relative == pytest.approx(gini(value, people))
    turned = concentration_index(value, people, value, disadvantaged="high")
    assert turned.relative == pytest.approx(-gini(value, people))


ALIKE = pd.Series({"A": 14.3, "B": 14.3, "C": 14.3, "D": float("nan")})
PEOPLE = pd.Series({"A": 140, "B": 18_000, "C": 7, "D": float("nan")})


@pytest.mark.parametrize("measure", [*ABSOLUTE, between_group_variance])
def test_alike_areas_have_no_inequality_at_all(measure):
    assert measure(ALIKE, PEOPLE) == 0
    assert measure(ALIKE[["B"]], PEOPLE[["B"]]) == 0


@pytest.mark.parametrize("measure", RELATIVE)
def test_alike_areas_have_no_relative_inequality(measure):
    expected = 1 if measure in (relative_gap, ratio_of_fifths) else 0
    assert measure(ALIKE, PEOPLE) == expected
    assert measure(ALIKE[["B"]], PEOPLE[["B"]]) == expected


@pytest.mark.parametrize("measure", [*ABSOLUTE, *RELATIVE, between_group_variance])
def test_without_figures_nothing_is_known(measure):
    assert np.isnan(measure(ALIKE[["D"]], PEOPLE[["D"]]))
    empty = pd.Series(dtype="float64")
    assert np.isnan(measure(empty, empty))


@pytest.mark.parametrize("measure", RELATIVE)
def test_a_negative_figure_or_no_figure_above_zero_has_no_ratio(measure):
    people = pd.Series({"A": 1, "B": 2, "C": 3})
    assert np.isnan(measure(pd.Series({"A": -1.0, "B": 2.0, "C": 9.0}), people))
    assert np.isnan(measure(pd.Series({"A": 0.0, "B": 0.0, "C": 0.0}), people))


def test_zeros():
    value = pd.Series({"A": 0.0, "B": 2.0, "C": 4.0})
    people = pd.Series({"A": 1, "B": 1, "C": 2})
    assert relative_gap(value, people) == float("inf")
    minus = value.where(value > 0, -0.0)
    assert relative_gap(minus, people) == float("inf")
    assert mean_log_deviation(value, people) == float("inf")
    # r = 0, 0.8, 1.6 with shares 1/4, 1/4, 1/2
    expected = 0.25 * 0.8 * np.log(0.8) + 0.5 * 1.6 * np.log(1.6)
    assert theil(value, people) == pytest.approx(expected)
    assert atkinson(value, people, epsilon=1) == 1
    assert atkinson(value, people, epsilon=2) == 1
    group = pd.Series({"A": "x", "B": "y", "C": "y"})
    split = decompose(value, people, group)
    assert split.between + split.within == pytest.approx(expected)
    assert decompose(value, people, group, measure="mld").between == float("inf")


def test_decompose_at_the_edge():
    split = decompose(ALIKE[["D"]], PEOPLE[["D"]], pd.Series({"D": "x"}))
    assert np.isnan([split.total, split.between, split.within]).all()
    assert split.groups.empty
    negative = pd.Series({"A": -1.0, "B": 2.0})
    for measure in ("theil", "mld"):
        split = decompose(
            negative, PEOPLE[["A", "B"]], pd.Series({"A": 1, "B": 2}), measure=measure
        )
        assert np.isnan([split.total, split.between, split.within]).all()
    assert np.isnan(decompose(ALIKE, PEOPLE, PEOPLE.fillna(0)).share_between)


def test_a_gradient_needs_three_areas_of_different_rank():
    two = ALIKE[["A", "B"]], PEOPLE[["A", "B"]], PEOPLE[["A", "B"]]
    assert np.isnan(slope_index(*two, disadvantaged="high").sii)
    tied = pd.Series(1.0, index=ALIKE.index)
    assert np.isnan(slope_index(ALIKE, PEOPLE, tied, disadvantaged="high").sii)
    error = pd.Series(1.0, index=ALIKE.index)
    simulated = slope_index_simulated(*two, disadvantaged="high", se=error[["A", "B"]])
    assert np.isnan(simulated.sii) and simulated.areas == 2
    heap = concentration_index(ALIKE, PEOPLE, tied, disadvantaged="high")
    assert heap.absolute == 0 and np.isnan(heap.absolute_se)


def test_a_line_below_zero_has_no_ratio_of_its_ends():
    value = pd.Series({"A": 50.0, "B": 1.0, "C": 0.0})
    people = pd.Series({"A": 10, "B": 40, "C": 50})
    index = slope_index(value, people, value, disadvantaged="high")
    assert index.at_least_disadvantaged < 0
    assert index.sii < 0 and np.isnan([index.rii, index.rii_lower]).all()
    logit = slope_index(value, people, value, disadvantaged="high", model="logit")
    assert 0 < logit.rii < 1


@pytest.mark.parametrize("model", ["linear", "logit"])
def test_intervals_nest(model):
    value = pd.Series({"A": 30.0, "B": 26.0, "C": 10.0, "D": 12.0})
    people = pd.Series({"A": 10, "B": 40, "C": 50, "D": 20})
    rows = [
        slope_index(
            value, people, value, disadvantaged="high", model=model, confidence=level
        )
        for level in (0.8, 0.95, 0.998)
    ]
    for wide, narrow in zip(rows[1:], rows, strict=False):
        assert wide.sii_lower < narrow.sii_lower < narrow.sii < narrow.sii_upper
        assert narrow.rii < narrow.rii_upper < wide.rii_upper


def test_draws_have_the_spread_of_the_counts_and_their_seed():
    value = pd.Series({"A": 20.0, "B": 50.0, "C": 0.0, "D": float("nan")})
    people = pd.Series({"A": 400, "B": 100, "C": 30, "D": 0})
    cases = pd.Series({"A": 80.0, "B": 50.0, "C": 0.0, "D": float("nan")})
    counts = {"numerator": cases, "denominator": people.astype(float)}
    draws = draw_figures(value, people, **counts, replicates=20_000, seed=3)
    assert list(draws) == ["A", "B", "C"]
    # Binomial: 100 sqrt(p (1 - p) / n): A 2.0, B 5.0
    assert draws.std().tolist() == pytest.approx([2, 5, 0], rel=0.03)
    assert draws.mean().tolist() == pytest.approx([20, 50, 0], abs=0.15)
    again = draw_figures(value.iloc[::-1], people, **counts, replicates=20_000, seed=3)
    pd.testing.assert_frame_equal(draws, again)
    half = pd.Series({"A": 1.96, "B": 0.0, "C": 0.0, "D": float("nan")})
    normal = draw_figures(
        value, people, lower=value - half, upper=value + half, replicates=20_000
    )
    assert normal.std().tolist() == pytest.approx([1, 0, 0], rel=0.03)
