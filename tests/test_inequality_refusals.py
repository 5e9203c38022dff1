"""Inequality: what is refused, and the sentence that says what to do."""

import pandas as pd
import pytest

from indicators.inequality import (
    atkinson,
    concentration_index,
    decompose,
    disadvantage_rank,
    draw_figures,
    fewer_people,
    gap_between_fifths,
    gini,
    mean_difference,
    population_impact,
    slope_index,
    slope_index_simulated,
    theil,
)


def changed(series, **areas):
    return (
        series.copy()
        .astype("float64")
        .where(~series.index.isin(areas), pd.Series(areas))
    )


VALUE = pd.Series({"A": 30.0, "B": 20.0, "C": 10.0})
CROWD = pd.Series({"A": 100, "B": 50, "C": 50})


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: gini(VALUE, CROWD[["A", "B"]]), r"same areas; only one has \['C'\]"),
        (lambda: gini(VALUE, changed(CROWD, B=0)), r"above zero; check areas \['B'\]"),
        (
            lambda: gini(VALUE, changed(CROWD, B=float("nan"))),
            r"above zero; check areas \['B'\]",
        ),
        (
            lambda: theil(changed(VALUE, C=float("inf")), CROWD),
            r"value must be finite; check areas \['C'\]",
        ),
        (lambda: theil(pd.concat([VALUE, VALUE]), CROWD), "more than once"),
        (lambda: theil(VALUE.astype(str) + "%", CROWD), "must hold numbers"),
        (lambda: atkinson(VALUE, CROWD, epsilon=-1), "epsilon must be 0 or above"),
        (lambda: gap_between_fifths(VALUE, CROWD, parts=1), "parts must be 2 or more"),
        (lambda: mean_difference(VALUE, CROWD, reference="best"), "give worse="),
        (lambda: mean_difference(VALUE, CROWD, reference="Q"), "'Q' has no figure"),
        (
            lambda: decompose(VALUE, CROWD, changed(CROWD, A=float("nan"))),
            r"areas \['A'\] have a figure but no group",
        ),
        (
            lambda: decompose(VALUE, CROWD, CROWD, measure="gini"),
            'must be "theil" or "mld"',
        ),
        (
            lambda: disadvantage_rank(VALUE, CROWD, CROWD, disadvantaged="up"),
            'must be "high" or "low"',
        ),
        (
            lambda: slope_index(
                VALUE, CROWD, changed(CROWD, A=float("nan")), disadvantaged="low"
            ),
            r"rank_by is missing for areas \['A'\]",
        ),
        (
            lambda: slope_index(
                VALUE * 5, CROWD, VALUE, disadvantaged="low", model="logit"
            ),
            r"from 0 to scale \(100\); check areas \['A'\]",
        ),
        (
            lambda: slope_index(
                VALUE * 0, CROWD, VALUE, disadvantaged="low", model="logit"
            ),
            "no logit curve fits",
        ),
        (
            lambda: slope_index(
                VALUE, CROWD, VALUE, disadvantaged="low", confidence=95
            ),
            "confidence must lie between 0 and 1",
        ),
        (
            lambda: slope_index_simulated(VALUE, CROWD, VALUE, disadvantaged="low"),
            "give se, or both lower and upper",
        ),
        (
            lambda: slope_index_simulated(
                VALUE, CROWD, VALUE, disadvantaged="low", se=-VALUE
            ),
            r"not negative: areas \['A', 'B', 'C'\]",
        ),
        (
            lambda: slope_index_simulated(
                VALUE - 10,
                CROWD,
                VALUE,
                disadvantaged="low",
                se=VALUE,
                transform="log",
            ),
            r"log needs figures and limits between 0 and inf; check areas \['C'\]",
        ),
        (
            lambda: concentration_index(
                VALUE, CROWD, VALUE, disadvantaged="low", bounds=(0, 25)
            ),
            r"within \(0, 25\); check areas \['A'\]",
        ),
        (
            lambda: concentration_index(
                VALUE, CROWD, VALUE, disadvantaged="low", bounds=(9, 9)
            ),
            "bounds must rise",
        ),
        (
            lambda: population_impact(VALUE, CROWD, worse="neither"),
            'worse must be "high" or "low"',
        ),
        (
            lambda: population_impact(VALUE, CROWD, worse="high", reference="Q"),
            "'Q' has no figure",
        ),
        (
            lambda: fewer_people(VALUE, CROWD, worse="high", denominator=-CROWD),
            r"not negative; check areas \['A', 'B', 'C'\]",
        ),
        (
            lambda: fewer_people(VALUE, CROWD, worse="high", scale=0),
            "scale must be above zero",
        ),
        (lambda: draw_figures(VALUE, CROWD), "give numerator and denominator"),
        (
            lambda: draw_figures(VALUE, CROWD, numerator=CROWD * 2, denominator=CROWD),
            "numerator must lie from 0 to denominator",
        ),
        (
            lambda: draw_figures(VALUE, CROWD, numerator=CROWD, denominator=CROWD),
            "value must be numerator / denominator times",
        ),
        (
            lambda: draw_figures(VALUE, CROWD, lower=VALUE + 1, upper=VALUE),
            "lower must not be above upper",
        ),
    ],
)
def test_refuses_and_says_what_to_do(call, message):
    with pytest.raises(ValueError, match=message):
        call()
