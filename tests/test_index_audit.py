"""The audit of an index: as the handbook prints it, by hand, and beside statsmodels."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from sklearn.datasets import load_iris
from statsmodels.stats.outliers_influence import variance_inflation_factor

from indicators.index import (
    Component,
    IndexDefinition,
    Pillar,
    audit,
    build_index,
    contributions,
)
from indicators.index.audit import (
    correlations,
    cronbach_alpha,
    influence,
    principal_components,
    variance_inflation,
)
from tests.index_tai import VALUES as TAI

NAN = float("nan")
SOME = settings(max_examples=40, deadline=None)
KEYS = list(TAI.columns)

# OECD and JRC, Handbook (2008), table 6: the upper triangle, by rows
TABLE_6 = [
    *(0.13, -0.09, 0.45, 0.28, 0.03, 0.22, 0.08),
    *(0.46, 0.25, 0.56, 0.32, 0.30, 0.06),
    *(-0.45, 0.56, 0.84, 0.63, 0.27),
    *(0.00, -0.36, -0.35, -0.03),
    *(0.64, 0.30, 0.33),
    *(0.65, 0.26),
    0.08,
]


def test_the_handbooks_correlations():
    # table A.2 prints logarithms of telephones with two decimals only: within 0.02
    found = correlations(TAI)
    assert found["pearson"].tolist() == pytest.approx(TABLE_6, abs=0.021)
    sharp = ~found[["component", "other"]].isin(["telephones", "electricity"]).any(
        axis=1
    )
    exact = np.array(TABLE_6)[sharp]
    assert found["pearson"][sharp].tolist() == pytest.approx(exact.tolist(), abs=0.0051)
    assert (found["areas"] == 23).all()
    assert found["within"].all()


def test_the_handbooks_alpha():
    # section 4.3: 0.70; table 11: without each indicator
    assert cronbach_alpha(TAI) == pytest.approx(0.70, abs=0.005)
    printed = [0.704, 0.645, 0.636, 0.774, 0.603, 0.624, 0.662, 0.706]
    found = [cronbach_alpha(TAI.drop(columns=key)) for key in KEYS]
    assert found == pytest.approx(printed, abs=0.0015)


def test_the_handbooks_principal_components():
    # tables 7 and 8; the third component, university's; a component's sign is free
    table, loadings = principal_components(TAI)
    cumulative = [41.9, 63.7, 76.0, 87.2, 93.2, 96.9, 99.1, 100]
    assert (table["cumulative"] * 100).tolist() == pytest.approx(cumulative, abs=0.15)
    printed = [-0.11, -0.56, -0.92, 0.35, -0.76, -0.91, -0.74, -0.36]
    assert (-loadings[1]).tolist() == pytest.approx(printed, abs=0.011)
    assert loadings.at["university", 3] == pytest.approx(0.87, abs=0.015)
    assert (loadings.sum() >= 0).all()
    assert table["share"].sum() == pytest.approx(1)


def test_alpha_of_covariances_as_coinr_defines_it():
    # tests/testthat/test-correlations.R, "cronbach": k^2 mean covariance / their sum
    iris = pd.DataFrame(load_iris().data)
    cov = np.cov(iris.T)
    mean = (cov.sum() - np.trace(cov)) / (4 * 3)
    expected = 16 * mean / cov.sum()
    assert cronbach_alpha(iris, standardised=False) == pytest.approx(expected)


def test_variance_inflation_is_statsmodels():
    design = np.column_stack([np.ones(len(TAI)), TAI.to_numpy()])
    expected = [variance_inflation_factor(design, i + 1) for i in range(len(KEYS))]
    assert variance_inflation(TAI).tolist() == pytest.approx(expected)


def test_what_the_others_explain_wholly_is_infinite():
    x = pd.DataFrame(np.random.default_rng(1).normal(size=(20, 3)), columns=[*"abc"])
    x["d"] = x["a"] - 2 * x["b"]
    inflation = variance_inflation(x)
    assert np.isinf(inflation[["a", "b", "d"]]).all()
    assert 1 <= inflation["c"] < 2


def test_flags_and_ranks_of_pairs():
    x = pd.DataFrame(
        {
            "a": [1.0, 2, 3, 4, 5, NAN],
            "b": [1.0, 2, 3, 4, 6, 9],
            "c": [5.0, 4, 3, 2, 1.5, 0],
            "d": [7.0] * 6,
            "e": [1.0, NAN, NAN, NAN, 2, 3],
        }
    )
    pillar = pd.Series({"a": "p", "b": "p", "c": "q", "d": "q", "e": "q"})
    found = correlations(x, pillar).set_index(["component", "other"])
    assert found.at[("a", "b"), "flag"] == "collinear"
    assert found.at[("a", "c"), "flag"] == "collinear"  # turned round, the same again
    assert found.at[("a", "b"), "within"]
    assert not found.at[("a", "c"), "within"]
    assert found.at[("a", "b"), "spearman"] == pytest.approx(1)
    expected = stats.pearsonr(x["a"][:5], x["b"][:5])[0]
    assert found.at[("a", "b"), "pearson"] == pytest.approx(expected)
    assert found.at[("a", "b"), "areas"] == 5
    assert np.isnan(found.at[("a", "d"), "pearson"])  # the same everywhere
    assert np.isnan(found.at[("a", "e"), "pearson"])  # two areas have both
    assert found.at[("c", "e"), "flag"] == "collinear"
    assert correlations(x[["a", "c"]], collinear=1.1)["flag"].tolist() == ["negative"]


def test_influence_by_hand():
    # see the doctest: variances 1/4 and 1 of a and b; y = (a + b) / 2 has 5/16.
    # cov(a, y) = 1/8, cov(b, y) = 1/2: r^2 = (1/64) / (1/4 · 5/16) = 1/5, and 4/5.
    x = pd.DataFrame({"a": [0.0, 0, 1, 1], "b": [0.0, 2, 0, 2]})
    found = influence(x, (x["a"] + x["b"]) / 2, pd.Series({"a": 3, "b": 3}))
    assert found["weight"].tolist() == [0.5, 0.5]
    assert found["main_effect"].tolist() == pytest.approx([0.2, 0.8])
    assert found["main_effect_share"].tolist() == pytest.approx([0.2, 0.8])
    assert found["correlation"].tolist() == pytest.approx([0.2**0.5, 0.8**0.5])
    assert found["variance_share"].tolist() == pytest.approx([0.2, 0.8])


def definition_of(keys, **fields):
    return IndexDefinition(components=[Component(indicator=k) for k in keys], **fields)


HIGH = dict.fromkeys(KEYS, "high")
PEOPLE = pd.Series(1, index=TAI.index)


def test_the_whole_audit():
    parts = [
        Component(indicator=key, pillar=pillar)
        for key, pillar in zip(KEYS, "ccrroohh", strict=True)
    ]
    definition = IndexDefinition(
        components=parts, pillars=[Pillar(name=name) for name in "croh"]
    )
    result = build_index(TAI, PEOPLE, definition, HIGH)
    found = audit(result)
    assert found.areas == 23
    assert found.alpha[""] == pytest.approx(cronbach_alpha(TAI))
    # two standardised indicators: 2 r / (1 + r)
    r = TAI["patents"].corr(TAI["royalties"])
    assert found.alpha["c"] == pytest.approx(2 * r / (1 + r))
    assert found.correlations["within"].sum() == 4
    assert found.influence["variance_share"].sum() == pytest.approx(1)
    assert found.inflation.to_dict() == pytest.approx(variance_inflation(TAI).to_dict())
    assert found.components["eigenvalue"].sum() == pytest.approx(8)


@pytest.mark.parametrize("rows", [1, 2])
def test_of_few_areas_nothing_can_be_told(rows):
    x = TAI.iloc[:rows]
    definition = definition_of(KEYS[:3], normalisation="rank")
    found = audit(build_index(x, PEOPLE[:rows], definition, HIGH))
    assert found.areas == rows
    assert found.alpha.isna().all()
    assert found.inflation.isna().all()
    assert found.influence.drop(columns="weight").isna().all(axis=None)
    assert found.correlations[["pearson", "spearman"]].isna().all(axis=None)
    assert found.components.isna().all(axis=None)
    assert found.loadings.isna().all(axis=None)


def test_of_one_component():
    found = audit(build_index(TAI, PEOPLE, definition_of(["patents"]), HIGH))
    assert found.correlations.empty
    assert np.isnan(found.alpha[""])
    assert found.inflation.tolist() == pytest.approx([1])
    assert found.influence["variance_share"].tolist() == pytest.approx([1])
    assert found.components["eigenvalue"].tolist() == pytest.approx([1])


def test_components_that_cancel_out():
    x = pd.DataFrame({"a": [1.0, 2, 3, 4], "b": [4.0, 3, 2, 1]})
    assert cronbach_alpha(x) == float("-inf")
    found = influence(x, (x["a"] + x["b"]) / 2, pd.Series({"a": 1.0, "b": 1.0}))
    assert found["variance_share"].isna().all()


@SOME
@given(st.lists(st.floats(0.1, 5), min_size=8, max_size=8), st.permutations(range(23)))
def test_shares_of_the_variance_add_up(weights, order):
    parts = [
        Component(indicator=key, weight=weight)
        for key, weight in zip(KEYS, weights, strict=True)
    ]
    definition = IndexDefinition(components=parts, normalisation="min_max")
    result = build_index(TAI.iloc[order], PEOPLE.iloc[order], definition, HIGH)
    found = influence(result.normalised, result.index, result.weights)
    assert found["variance_share"].sum() == pytest.approx(1)
    # a component's share is what its contribution has in common with the index
    part = contributions(result)["internet"]
    share = np.cov(part, result.index)[0, 1] / result.index.var()
    assert found.at["internet", "variance_share"] == pytest.approx(share)
