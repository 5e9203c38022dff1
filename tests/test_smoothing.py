"""Smoothing as esda does it, where it does it right, and the guard against its use."""

import libpysal
import numpy as np
import pandas as pd
import pytest
from esda.smoothing import Empirical_Bayes
from hypothesis import given, settings
from hypothesis import strategies as st

from indicators.smoothing import SMOOTHED, empirical_bayes, refuse_modelled

NAN = float("nan")
FEW = settings(max_examples=50, deadline=None)
PAIRS = st.lists(
    st.tuples(st.integers(0, 50), st.integers(100, 20000)), min_size=2, max_size=40
)
# esda's documentation of Empirical_Bayes: homicides in 78 counties around St Louis.
ESDA = [2.36718950e-05, 4.54539167e-05, 4.78114019e-05, 2.76907146e-05, 6.58989323e-05]
ESDA += [3.66494122e-05, 5.79952721e-05, 2.03064590e-05, 3.31152999e-05, 3.02748380e-05]


def test_the_example_of_esdas_documentation():
    path = libpysal.examples.get_path("stl_hom.csv")
    counties = pd.read_csv(path)
    events, people = counties.iloc[:, 10], counties.iloc[:, 13]
    table = empirical_bayes(events, people)
    assert table["value"].tolist()[:10] == pytest.approx(ESDA, rel=2e-8)


@given(PAIRS)
@FEW
def test_equal_to_esda_where_areas_differ_beyond_chance(pairs):
    events, people = (pd.Series(column) for column in zip(*pairs, strict=True))
    table = empirical_bayes(events, people)
    if (table["weight"] > 0).any():
        theirs = Empirical_Bayes(events, people).r.ravel()
        assert table["value"].tolist() == pytest.approx(theirs.tolist(), rel=1e-9)
    between = table[["raw", "value"]].assign(common=events.sum() / people.sum())
    low, high = between[["raw", "common"]].min(axis=1), between.max(axis=1)
    assert (table["value"] >= low - 1e-15).all()
    assert (between[["raw", "common"]].max(axis=1) >= high - 1e-15).all()


def test_where_esda_pushes_rates_beyond_the_common_one():
    # 10 of 100, 101 and 99: less spread than chance makes. Esda's weights turn negative
    # and its second rate is below zero; all three are the common 0.1.
    events, people = pd.Series([10, 10, 10]), pd.Series([100, 101, 99])
    assert Empirical_Bayes(events, people).r.min() < 0
    table = empirical_bayes(events, people)
    assert table["value"].tolist() == pytest.approx([0.1] * 3)
    assert table["weight"].tolist() == [0, 0, 0]


def test_by_hand():
    # 0 and 40 of 100: m = 0.2, Σ b (r - m)² / Σ b = 0.04, m / mean(b) = 0.002
    # A = 0.038, weight = 0.038 / (0.038 + 0.002) = 0.95: 0.2 ∓ 0.19
    table = empirical_bayes(pd.Series({"A": 0, "B": 40}), 100, multiplier=100)
    assert table["value"].to_dict() == pytest.approx({"A": 1, "B": 39})
    assert table["raw"].to_dict() == {"A": 0, "B": 40}
    assert table["weight"].tolist() == pytest.approx([0.95, 0.95])


def test_the_smaller_the_area_the_more_it_is_pulled():
    events = pd.Series([2, 200, 10, 900])
    table = empirical_bayes(events, pd.Series([20, 2000, 1000, 9000]))
    weight = table["weight"]
    assert 0 < weight[0] < weight[2] < weight[1] < weight[3] < 1


@given(PAIRS)
@FEW
def test_neither_order_nor_unit_matters(pairs):
    events, people = (pd.Series(column) for column in zip(*pairs, strict=True))
    table = empirical_bayes(events, people)
    turned = empirical_bayes(events[::-1], people[::-1], multiplier=1000)
    assert turned["value"][::-1].tolist() == pytest.approx(
        (1000 * table["value"]).tolist()
    )


def test_areas_without_a_figure_take_no_part():
    events = pd.Series({"A": 0, "B": 40, "C": NAN, "D": 0})
    people = pd.Series({"A": 100, "B": 100, "C": 900, "D": 0})
    table = empirical_bayes(events, people)
    assert table["value"].to_dict()["B"] == pytest.approx(0.39)
    assert table.loc[["C", "D"], ["value", "raw", "weight"]].isna().all(axis=None)
    assert table["status"].tolist() == ["estimated"] * 2 + ["not_published"] * 2
    assert table["method"].unique().tolist() == [SMOOTHED]


@pytest.mark.parametrize(
    ("events", "people", "values"),
    [
        ([0, 0], [10, 20], [0, 0]),
        ([3], [10], [0.3]),
        ([NAN], [10], [NAN]),
        ([], [], []),
    ],
)
def test_degenerate_input(events, people, values):
    table = empirical_bayes(events, people)
    np.testing.assert_allclose(table["value"], values)


def _figures(**columns):
    rows = {"area_code": ["A", "B"], "indicator": "kota", "value": [1.0, 2.0]}
    return pd.DataFrame(rows | {"status": ["published"] * 2} | columns)


def test_smoothed_figures_cannot_pass_the_guard():
    table = empirical_bayes(pd.Series({"A": 0, "B": 40}), 100)
    with pytest.raises(ValueError, match=r"a figure in areas \['A', 'B'\]"):
        refuse_modelled(table)
    hidden = table.assign(status="published")  # its method still gives it away
    with pytest.raises(ValueError, match="never evaluate a programme"):
        refuse_modelled(hidden)


@pytest.mark.parametrize(
    ("columns", "message"),
    [
        ({"status": ["published", "estimated"]}, r"kota in areas \['B'\]"),
        ({"status": ["estimated", "published"]}, r"kota in areas \['A'\]"),
        ({"method": ["modelled", "counted"]}, r"kota in areas \['A'\]"),
        ({"status": [None, "published"]}, r"kota in areas \['A'\]"),
    ],
)
def test_the_guard_names_what_it_refuses(columns, message):
    with pytest.raises(ValueError, match=message):
        refuse_modelled(_figures(**columns))


def test_the_guard_lets_published_figures_and_gaps_pass():
    refuse_modelled(_figures())
    refuse_modelled(_figures(value=[1.0, NAN], status=["published", "suppressed"]))
    refuse_modelled(_figures()[:0])
    with pytest.raises(ValueError, match="no column status"):
        refuse_modelled(_figures().drop(columns="status"))
    with pytest.raises(
        ValueError, match=r"\['A', 'B'\]"
    ):  # values not shown: all count
        refuse_modelled(_figures(status="estimated").drop(columns="value"))
