"""Inequality worked by hand: the sums are in the comments."""

import numpy as np
import pandas as pd
import pytest

from indicators.inequality import (
    absolute_gap,
    concentration_index,
    fewer_people,
    gap_between_fifths,
    population_impact,
    quantile_means,
    ratio_of_fifths,
    relative_gap,
)


def areas(numbers):
    return pd.Series(
        [float(x) for x in numbers], index=list("abcdefgh")[: len(numbers)]
    )


def test_kakwani_standard_error_by_hand():
    # Thirds with 3, 2 and 1: m = 2, R = 1/6, 1/2, 5/6; C = 2/(3*2) (3/6 + 2/2 + 5/6)
    # - 1 = -2/9. Curve q = 0, 1/2, 5/6, 1. a = (y/m)(2R - 1 - C) + 2 - q' - q:
    # 1.5 (-4/9) + 3/2 = 5/6; 1 (2/9) + 2/3 = 8/9; 0.5 (8/9) + 1/6 = 11/18
    # var = ((25/36 + 64/81 + 121/324) / 3 - (7/9)^2) / 3 = (602/972 - 588/972) / 3
    value, people = areas([3, 2, 1]), areas([10, 10, 10])
    index = concentration_index(
        value,
        people,
        areas([1, 2, 3]),
        disadvantaged="low",
        standard_error="kakwani",
        bounds=(0, 4),
    )
    assert index.relative == pytest.approx(-2 / 9)
    assert index.relative_se == pytest.approx(np.sqrt(14 / 972 / 3))
    # h = y/4, mean 1/2: Wagstaff C / (1 - 1/2) = -4/9, Erreygers 4 * 1/2 * C = -4/9
    assert index.wagstaff == pytest.approx(-4 / 9)
    assert index.erreygers == pytest.approx(-4 / 9)


def test_gaps_by_hand():
    # 100 people; fifths of 20. Lowest: all 10 of A (2.0) and 10 of B (4.0): 3.0;
    # highest: all 5 of D (10.0) and 15 of C (8.0): 8.5
    value = pd.Series({"D": 10.0, "B": 4.0, "A": 2.0, "C": 8.0, "E": float("nan")})
    people = pd.Series({"D": 5, "B": 40, "A": 10, "C": 45, "E": 0})
    assert absolute_gap(value, people) == 8
    assert relative_gap(value, people) == 5
    assert gap_between_fifths(value, people) == pytest.approx(5.5)
    assert ratio_of_fifths(value, people) == pytest.approx(8.5 / 3)
    fifths = quantile_means(value, people)["value"]
    # The third fifth: 10 of B, 10 of C: 6
    assert fifths.tolist() == pytest.approx([3, 4, 6, 8, 8.5])
    # By need, D, C, B, A: the first 20 are D's 5 and 15 of C, the last as before.
    need = pd.Series({"D": 1, "B": 3, "A": 4, "C": 2, "E": 9})
    assert gap_between_fifths(value, people, need) == pytest.approx(-5.5)
    assert ratio_of_fifths(value, people, need) == pytest.approx(3 / 8.5)
    by_tie = quantile_means(value, people, people * 0, parts=2)
    assert by_tie["value"].tolist() == pytest.approx([5.9, 5.9])  # the mean, split
    assert by_tie["population"].tolist() == [50, 50]


def test_fewer_people_by_hand():
    # The best fifth (lowest) is 3.0, as above. B is 1.0 above, C 5.0, D 7.0 percentage
    # points; of 400, 450 and 50 in the labour force: 4, 22.5 and 3.5 people.
    value = pd.Series({"D": 10.0, "B": 4.0, "A": 2.0, "C": 8.0, "E": float("nan")})
    people = pd.Series({"D": 5, "B": 40, "A": 10, "C": 45, "E": 0})
    force = people * 10.0
    fewer = fewer_people(value, people, worse="high", denominator=force)
    assert fewer.index.equals(value.index)
    assert fewer.drop("E").to_dict() == pytest.approx(
        {"D": 3.5, "B": 4, "A": 0, "C": 22.5}
    )
    assert np.isnan(fewer["E"])
    # A is better than its fifth: with "all" it would lose, 1.0 * 10/100.
    worse_only = population_impact(value, people, worse="high")
    everyone = population_impact(value, people, worse="high", change="all")
    assert worse_only.risk == pytest.approx(-30 / 1000 * 100)
    assert everyone.risk == pytest.approx(3 - 5.9)
    to_mean = fewer_people(value, people, worse="low", reference="average")
    # Mean 5.9: B is 1.9 short, A 3.9, of 40 and 10 people.
    assert to_mean.drop("E").to_dict() == pytest.approx(
        {"D": 0, "B": 0.76, "A": 0.39, "C": 0}
    )
