"""Which choice matters: analytic functions, published results, properties, refusals."""

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from SALib.test_functions import Sobol_G

from indicators.index import Component, IndexDefinition, build_index
from indicators.index.sensitivity import (
    SENSITIVITY_COLUMNS,
    Choices,
    sensitivity,
    sobol_indices,
)
from tests.index_tai import DEFINITION, HIGH, PEOPLE, VALUES


def ishigami(x: np.ndarray) -> np.ndarray:
    a, b, c = (2 * math.pi * x - math.pi).T
    return np.sin(a) + 7 * np.sin(b) ** 2 + 0.1 * c**4 * np.sin(a)


def test_ishigami():
    """T. Ishigami and T. Homma (1990), a = 7, b = 0.1; indices in closed form.

    V = a^2 / 8 + b pi^4 / 5 + b^2 pi^8 / 18 + 1 / 2; V1 = (1 + b pi^4 / 5)^2 / 2;
    V2 = a^2 / 8; V13 = b^2 pi^8 (1 / 18 - 1 / 50). As printed in Saltelli et al.,
    Global Sensitivity Analysis (2008): 0.3139, 0.4424, 0; 0.5576, 0.4424, 0.2437.
    """
    found = sobol_indices(ishigami, ["a", "b", "c"], samples=8192, seed=1)
    assert list(found.columns) == SENSITIVITY_COLUMNS
    v1 = (1 + 0.1 * math.pi**4 / 5) ** 2 / 2
    v13 = 0.01 * math.pi**8 * (1 / 18 - 1 / 50)
    whole = v1 + 49 / 8 + v13
    first = [v1 / whole, 49 / 8 / whole, 0]
    total = [(v1 + v13) / whole, 49 / 8 / whole, v13 / whole]
    assert first == pytest.approx([0.3139, 0.4424, 0], abs=5e-5)
    assert total == pytest.approx([0.5576, 0.4424, 0.2437], abs=5e-5)
    assert found["first_order"].tolist() == pytest.approx(first, abs=0.01)
    assert found["total"].tolist() == pytest.approx(total, abs=0.01)
    assert (found["first_order_lower"] <= found["first_order"]).all()
    assert (found["total_upper"] >= found["total"]).all()
    assert found["important"].tolist() == [False, True, False]  # above 1/3


G = np.array([0, 1, 4.5, 9, 99, 99, 99, 99])


def test_sobol_g():
    """Sobol' (1993) g function: V_i = 1 / (3 (1 + a_i)^2), V = prod(1 + V_i) - 1.

    SALib has the same closed form in its test functions.
    """

    def g(x: np.ndarray) -> np.ndarray:
        return ((np.abs(4 * x - 2) + G) / (1 + G)).prod(axis=1)

    part = 1 / (3 * (1 + G) ** 2)
    whole = (1 + part).prod() - 1
    first, total = part / whole, part / (1 + part) * (1 + part).prod() / whole
    assert first == pytest.approx(Sobol_G.sensitivity_index(G))
    assert total == pytest.approx(Sobol_G.total_sensitivity_index(G))
    found = sobol_indices(g, list("abcdefgh"), samples=4096, seed=1)
    assert found["first_order"].to_numpy() == pytest.approx(first, abs=0.01)
    assert found["total"].to_numpy() == pytest.approx(total, abs=0.01)
    # as one choice, the first two leave what is not theirs: 1 - S_both = the others'
    names = ["ab", "ab", *"cdefgh"]
    grouped = sobol_indices(g, names, samples=4096, seed=1).set_index("choice")
    both = (1 + part[0]) * (1 + part[1]) - 1
    assert grouped.loc["ab", "first_order"] == pytest.approx(both / whole, abs=0.01)


def test_choices_that_add_up_have_no_interaction():
    # y = 3 a + b: variances 9/12 and 1/12
    found = sobol_indices(lambda x: 3 * x[:, 0] + x[:, 1], ["a", "b"], samples=2048)
    assert found["first_order"].tolist() == pytest.approx([0.9, 0.1], abs=0.005)
    assert found["total"].tolist() == pytest.approx([0.9, 0.1], abs=0.005)


def test_the_handbooks_first_analysis():
    """The Technology Achievement Index, OECD and JRC (2008), 7.3.1 and table 39.

    There, of the average shift in rank, first order and total: normalisation 0.000 and
    0.008, aggregation 0.245 and 0.425, an indicator left out 0.148 and 0.435. Weights
    were those of 20 experts, which are not printed; the non-compensatory method there
    is Copeland's here. What must hold: normalisation does nothing, aggregation leads.
    """
    index = DEFINITION.model_copy(
        update={"normalisation": "min_max", "scale": (1.0, 100.0)}
    )
    found = sensitivity(
        VALUES,
        PEOPLE,
        index,
        HIGH,
        Choices(
            normalisations=("z",),
            aggregations=("geometric", "copeland"),
            leave_out=True,
        ),
        samples=1024,
        seed=1,
    )
    table = found.table.set_index("choice")
    assert found.runs == 1024 * (4 + 2)  # COINr and SALib: N (d + 2)
    assert table.loc["normalisation", "first_order"] == pytest.approx(0, abs=0.02)
    assert table.loc["normalisation", "total"] == pytest.approx(0.008, abs=0.01)
    assert table.index[0] == "aggregation"
    assert table["important"].to_dict() == {
        "aggregation": True,
        "left_out": False,
        "weights": False,
        "normalisation": False,
    }


def test_an_alternative_that_is_the_same_has_no_influence():
    """COINr's own test: two equal normalisations have the indices 0 and 0.

    Goalposts at the least and greatest value are min-max.
    """
    posts = {key: (VALUES[key].min(), VALUES[key].max()) for key in VALUES}
    index = IndexDefinition(
        components=tuple(
            Component(indicator=key, goalposts=ends) for key, ends in posts.items()
        ),
        normalisation="min_max",
    )
    found = sensitivity(
        VALUES, PEOPLE, index, HIGH, Choices(normalisations=("goalposts",)), samples=64
    )
    table = found.table.set_index("choice")
    assert table.loc["normalisation", ["first_order", "total"]].tolist() == [0, 0]
    assert table.loc["weights", "total"] > 0


def test_outputs_by_hand():
    # Two areas, one component apart from exact figures: A 2, B 1, and B's interval
    # reaches far above A. They change places in about a quarter of the draws or so;
    # then both shift by one rank: mean_shift is 0 or 1, A's rank is 1 + mean_shift.
    x = pd.DataFrame({"a": [2.0, 1.0]}, index=["A", "B"])
    ends = pd.DataFrame({"a": [np.nan, 1 - 1.959964]}, index=x.index)
    above = pd.DataFrame({"a": [np.nan, 1 + 1.959964]}, index=x.index)
    index = IndexDefinition(components=(Component(indicator="a"),))
    found = sensitivity(
        x,
        pd.Series(1, index=x.index),
        index,
        {"a": "high"},
        Choices(weight_spread=0),
        areas=["A", "B"],
        lower=ends,
        upper=above,
        samples=1024,
    )
    mean = found.outputs["mean"]
    # B above A: P(Z > 1) = 0.158655
    assert mean["mean_shift"] == pytest.approx(0.158655, abs=0.03)
    assert mean["A"] == pytest.approx(1 + mean["mean_shift"])
    assert mean["mean_rank"] == pytest.approx(1.5)
    table = found.table.set_index("output")
    assert table.loc["A", ["choice", "first_order", "total"]].tolist() == [
        *("figures", 1.0, 1.0)
    ]
    assert table.loc["mean_rank", ["first_order", "total"]].tolist() == [0.0, 0.0]


def test_leaving_out_by_hand():
    # A leads in a, B in b; weights exact. With both, and b left out: A, A; with a left
    # out B: A's rank is 2 in a third of the runs
    x = pd.DataFrame({"a": [3.0, 0.0], "b": [0.0, 1.0]}, index=["A", "B"])
    parts = (Component(indicator="a", weight=2.0), Component(indicator="b"))
    found = sensitivity(
        x,
        pd.Series(1, index=x.index),
        IndexDefinition(components=parts),
        {"a": "high", "b": "high"},
        Choices(weight_spread=0, leave_out=True),
        areas=["A"],
        samples=1024,
    )
    assert found.outputs.loc["A", "mean"] == pytest.approx(4 / 3, abs=0.05)


def test_nothing_changes_where_a_component_stands_alone():
    x = pd.DataFrame({"a": [3.0, 2.0, 1.0]}, index=list("ABC"))
    index = IndexDefinition(components=(Component(indicator="a"),))
    found = sensitivity(x, pd.Series(1, index=x.index), index, {"a": "high"})
    assert found.table["total"].tolist() == [0]
    assert found.outputs["variance"].tolist() == [0]


def test_each_weight_is_a_choice_of_its_own():
    found = sensitivity(
        VALUES, PEOPLE, DEFINITION, HIGH, Choices(each_weight=True), samples=64
    )
    assert set(found.table["choice"]) == {f"weight:{key}" for key in VALUES}
    assert found.runs == 64 * (8 + 2)


@given(st.integers(0, 2**16))
@settings(max_examples=10, deadline=None)
def test_order_of_areas_and_seed(seed):
    choices = Choices(normalisations=("z",), leave_out=True)
    shuffled = VALUES.sample(frac=1, random_state=seed % 1000)
    one, again, other = (
        sensitivity(
            x, PEOPLE.reindex(x.index), DEFINITION, HIGH, choices, samples=32, seed=seed
        )
        for x in (VALUES, VALUES, shuffled)
    )
    pd.testing.assert_frame_equal(one.table, again.table)
    pd.testing.assert_frame_equal(one.table, other.table)


def test_the_definition_itself_is_among_the_runs():
    # weights certain, two normalisations: half of the runs are the definition's own
    found = sensitivity(
        VALUES,
        PEOPLE,
        DEFINITION,
        HIGH,
        Choices(weight_spread=0, normalisations=("z",)),
        samples=256,
    )
    z = DEFINITION.model_copy(update={"normalisation": "z", "scale": None})
    own = build_index(VALUES, PEOPLE, DEFINITION, HIGH).rank
    other = build_index(VALUES, PEOPLE, z, HIGH).rank
    shift = (own - other).abs().mean()
    assert found.outputs.loc["mean_shift", "mean"] == pytest.approx(shift / 2, rel=0.15)


SPARSE = VALUES.astype("float64").copy()
SPARSE.loc["Finland", SPARSE.columns[1:]] = np.nan


@pytest.mark.parametrize(
    ("others", "message"),
    [
        ({"samples": 100}, "power of 2"),
        ({"samples": 2}, "power of 2"),
        ({"confidence": 1}, "confidence is 1"),
        ({"areas": ["Atlantis"]}, "Atlantis has no index"),
        ({"choices": Choices(weight_spread=0)}, "nothing is varied"),
        ({"lower": VALUES}, "give both or neither"),
        ({"values": VALUES * np.nan}, "no area has an index"),
        (
            {
                "values": SPARSE,
                "definition": DEFINITION.model_copy(
                    update={"minimum_availability": 0.1}
                ),
                "choices": Choices(leave_out=True),
            },
            "Finland has no component but patents",
        ),
    ],
)
def test_refuses_and_says_what_to_do(others, message):
    given_ = {
        "values": VALUES,
        "population": PEOPLE,
        "definition": DEFINITION,
        "worse": HIGH,
    } | others
    with pytest.raises(ValueError, match=message):
        sensitivity(**given_)


def test_a_spread_that_is_none_is_refused():
    with pytest.raises(ValueError, match="weight_spread is 1"):
        Choices(weight_spread=1)
