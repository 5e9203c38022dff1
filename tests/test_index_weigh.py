"""Weights: given, equal, hierarchical, from principal components."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.datasets import load_iris

from indicators.index import Component, IndexDefinition, Pillar
from indicators.index.weigh import (
    first_component_weights,
    hierarchical,
    loadings_of,
    pca_weights,
    varimax,
    weights_of,
)
from tests.index_tai import VALUES as TAI

SOME = settings(max_examples=40, deadline=None)
KEYS = ("a", "b", "c", "d", "e")
PILLARS = (Pillar(name="p", weight=1), Pillar(name="q", weight=3))
COMPONENTS = tuple(
    Component(indicator=key, weight=weight, pillar=pillar)
    for key, weight, pillar in zip(KEYS, (1, 1, 2, 3, 1), "ppqqq", strict=True)
)
RANDOM = np.random.default_rng(5)
X = pd.DataFrame(RANDOM.normal(size=(40, 5)), columns=[*KEYS])
X["b"] += X["a"]
X["d"] += X["c"]


def test_pillars_and_within_them():
    # p has 1/4, of which a and b a half each; q 3/4, shared 2 : 3 : 1
    definition = IndexDefinition(components=COMPONENTS, pillars=PILLARS)
    weights = weights_of(definition, X)
    expected = {"a": 1 / 8, "b": 1 / 8, "c": 1 / 4, "d": 3 / 8, "e": 1 / 8}
    assert weights.to_dict() == pytest.approx(expected)
    assert weights.name == "weight"


def test_equal_is_equal_in_pillars_too():
    definition = IndexDefinition(
        components=COMPONENTS, pillars=PILLARS, weighting="equal"
    )
    expected = {"a": 1 / 4, "b": 1 / 4, "c": 1 / 6, "d": 1 / 6, "e": 1 / 6}
    assert weights_of(definition, X).to_dict() == pytest.approx(expected)


def test_effective_weights_as_coinr_prints_them():
    # COINr, vignette "Weights": half of the index is Conn with 5 pillars, one of them
    # ConEcFin with 5 indicators: 0.02 each; half Sust with 3, Environ with 5: 0.0333333
    pillar = pd.Series(["con"] * 25 + ["sus"] * 15)
    top = pd.Series({"con": 1.0, "sus": 1.0})
    weights = hierarchical(pd.Series(1.0, pillar.index), pillar, top)
    assert weights[[0, 39]].tolist() == pytest.approx([0.02, 0.03333333], abs=5e-9)


@SOME
@given(
    st.lists(
        st.tuples(st.floats(0.01, 100), st.sampled_from("pqr")), min_size=1, max_size=9
    )
)
def test_weights_sum_to_one(parts):
    own = pd.Series([weight for weight, _ in parts])
    pillar = pd.Series([name for _, name in parts], dtype="object")
    top = pd.Series(1.5, index=sorted(set(pillar)))
    weights = hierarchical(own, pillar, top)
    assert weights.sum() == pytest.approx(1)
    assert weights.groupby(pillar).sum().tolist() == pytest.approx(
        [1 / len(top)] * len(top)
    )
    plain = hierarchical(own, pillar * 0, pd.Series(dtype="float64"))
    assert plain.tolist() == pytest.approx((own / own.sum()).tolist())


# The handbook's example


def test_the_handbooks_eigenvalues():
    # tables 7 and 16: eigenvalues and per cent of variance of 23 countries
    values, _ = loadings_of(TAI)
    printed = [3.3, 1.7, 1.0, 0.9, 0.5, 0.3, 0.2, 0.1]
    assert values == pytest.approx(printed, abs=0.06)
    share = [41.9, 21.8, 12.3, 11.1, 6.0, 3.7, 2.2, 0.9]
    assert values / 8 * 100 == pytest.approx(share, abs=0.12)


def test_the_handbooks_rotated_loadings():
    # tables 9 and 17; a factor's sign is free
    _, loadings = loadings_of(TAI)
    printed = [
        [0.07, 0.97, 0.06, 0.06],
        [0.13, 0.07, -0.07, 0.93],
        [0.79, -0.21, 0.21, 0.42],
        [-0.64, 0.56, -0.04, 0.36],
        [0.37, 0.17, 0.38, 0.68],
        [0.82, -0.04, 0.25, 0.35],
        [0.88, 0.23, -0.09, 0.09],
        [0.08, 0.04, 0.96, 0.04],
    ]
    rotated = varimax(loadings[:, :4])
    turn = np.sign(rotated[[6, 0, 7, 1], range(4)])
    assert rotated * turn == pytest.approx(np.array(printed), abs=0.016)
    explained = (rotated**2).sum(axis=0)
    assert explained == pytest.approx([2.64, 1.39, 1.19, 1.76], abs=0.025)


def test_the_handbooks_weights():
    # table 18, column PC; table A.2 prints logarithms with two decimals only
    printed = [0.17, 0.15, 0.11, 0.07, 0.08, 0.12, 0.14, 0.16]
    weights = pca_weights(TAI)  # of itself it keeps the four factors
    assert weights.tolist() == pytest.approx(printed, abs=0.0065)
    assert pca_weights(TAI, factors=4).tolist() == weights.tolist()


def test_first_component_as_r_prints_it():
    # R: prcomp(iris[1:4], scale. = TRUE), rotation and sdev
    iris = pd.DataFrame(load_iris().data)
    weights = first_component_weights(iris)
    printed = [0.5210659, -0.2693474, 0.5804131, 0.5648565]
    assert weights.tolist() == pytest.approx(printed, abs=5e-7)
    deviations = loadings_of(iris)[0] ** 0.5
    printed = [1.7083611, 0.9560494, 0.3830886, 0.1439265]
    assert deviations == pytest.approx(printed, abs=5e-7)


# Properties and refusals


def test_two_components_are_alike():
    # a correlation matrix of two has the loadings of both the same on each factor
    assert pca_weights(X[["a", "b"]]).tolist() == pytest.approx([0.5, 0.5])
    assert pca_weights(X[["a"]]).tolist() == [1.0]


def test_weights_by_pca_within_pillars():
    definition = IndexDefinition(
        components=COMPONENTS, pillars=PILLARS, weighting="pca"
    )
    weights = weights_of(definition, X)
    assert weights[["a", "b"]].tolist() == pytest.approx([1 / 8, 1 / 8])
    inside = pca_weights(X[["c", "d", "e"]]) * 3 / 4
    assert weights[["c", "d", "e"]].tolist() == pytest.approx(inside.tolist())


@SOME
@given(st.permutations(KEYS), st.floats(0.1, 10))
def test_order_and_scale_of_the_components_do_not_matter(order, factor):
    weights = pca_weights(X)
    other = pca_weights(X[[*order]] * factor + 3)
    assert other[weights.index].tolist() == pytest.approx(weights.tolist(), abs=1e-6)
    assert weights.sum() == pytest.approx(1)
    assert (weights >= 0).all()


def test_varimax_keeps_what_is_explained():
    _, loadings = loadings_of(TAI)
    rotated = varimax(loadings[:, :3])
    assert (rotated**2).sum(axis=1) == pytest.approx((loadings[:, :3] ** 2).sum(axis=1))
    assert varimax(loadings[:, :1]).tolist() == loadings[:, :1].tolist()


def test_too_few_areas_and_no_spread():
    with pytest.raises(ValueError, match="need 3 areas with every component, not 2"):
        pca_weights(X.iloc[:2])
    with pytest.raises(ValueError, match="c is the same everywhere"):
        pca_weights(X.assign(c=7.0))
    gaps = X.copy()
    gaps.loc[2:, "a"] = np.nan
    with pytest.raises(ValueError, match="not 2: choose equal or given weights"):
        pca_weights(gaps)
