"""Orienting, screening, outliers, imputation: one step of an index at a time."""

import io

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from indicators.index.impute import impute
from indicators.index.orient import orient, signs
from indicators.index.outliers import (
    has_outliers,
    skewness_kurtosis,
    treat,
    winsorise,
)
from indicators.index.screen import check_values, screen

NAN = float("nan")
SOME = settings(max_examples=40, deadline=None)

# Orient


def test_the_low_end_is_turned_round():
    x = pd.DataFrame({"income": [1.0, NAN, 3.0], "rent": [4.0, 5.0, 6.0]})
    turned = orient(x, {"income": "low", "rent": "high"})
    assert turned["income"].tolist()[::2] == [-1.0, -3.0]
    assert turned["rent"].tolist() == [4.0, 5.0, 6.0]
    assert x["income"].tolist()[0] == 1.0  # what was handed in is as it was


@pytest.mark.parametrize(
    ("worse", "sentence"),
    [({"a": "neither"}, "neither end of a is worse"), ({}, "worse says nothing of a")],
)
def test_a_component_without_a_worse_end_is_refused(worse, sentence):
    with pytest.raises(ValueError, match=sentence):
        signs(["a"], worse)


# Screen

AREAS = pd.DataFrame(
    {"a": [1.0, 2.0, NAN, NAN], "b": [1.0, NAN, NAN, 1.0], "c": [1.0, 1.0, NAN, NAN]},
    index=[*"ABCD"],
)


@pytest.mark.parametrize(
    ("minimum", "kept"),
    [(1.0, "A"), (2 / 3, "AB"), (0.67, "A"), (1 / 3, "ABD"), (1e-9, "ABD")],
)
def test_share_of_components_that_an_area_needs(minimum, kept):
    keep, excluded = screen(AREAS, minimum)
    assert keep.index[keep].tolist() == [*kept]
    assert {*kept, *excluded["area_code"]} == {*"ABCD"}


def test_why_an_area_is_out():
    _, excluded = screen(AREAS, 1.0)
    assert excluded.to_dict("list") == {
        "area_code": ["B", "C", "D"],
        "why": ["missing=b", "missing=a,b,c", "missing=a,c"],
    }


@pytest.mark.parametrize("minimum", [0, -1, 1.1, NAN])
def test_a_share_that_is_none(minimum):
    with pytest.raises(ValueError, match="give a share above 0"):
        screen(AREAS, minimum)


PEOPLE = pd.Series(1, index=[*"ABCD"])


@pytest.mark.parametrize(
    ("values", "people", "sentence"),
    [
        (pd.concat([AREAS, AREAS[:1]]), PEOPLE, "area A is there twice"),
        (AREAS[["a", "a"]], PEOPLE, "component a is there twice"),
        (AREAS, pd.concat([PEOPLE, PEOPLE[:1]]), "area A is in population twice"),
        (AREAS, PEOPLE.drop("B"), r"the same areas; check areas \['B'\]"),
        (AREAS.drop("B"), PEOPLE, r"the same areas; check areas \['B'\]"),
        (AREAS.replace(2.0, np.inf), PEOPLE, "a is infinite in area B"),
        (AREAS.replace(2.0, -np.inf), PEOPLE, "a is infinite in area B"),
    ],
)
def test_input_that_no_index_is_built_from(values, people, sentence):
    with pytest.raises(ValueError, match=sentence):
        check_values(values, people)


# Outliers

TEN = [*range(1, 11)]


def test_skewness_and_kurtosis_as_coinr_prints_them():
    # COINr, vignette "Outlier Treatment": x <- c(1:10, 30, 100); skew, kurt
    skewness, kurtosis = skewness_kurtosis(np.array([*TEN, 30, 100]))
    assert skewness == pytest.approx(3.063241, abs=5e-7)
    assert kurtosis == pytest.approx(9.741391, abs=5e-7)


@SOME
@given(st.lists(st.integers(-1000, 1000), min_size=4, max_size=30))
def test_skewness_and_kurtosis_are_scipys(values):
    x = np.array(values, dtype="float64")
    if np.ptp(x) == 0:
        assert np.isnan(skewness_kurtosis(x)).all()
        return
    expected = stats.skew(x, bias=False), stats.kurtosis(x, bias=False)
    assert skewness_kurtosis(x) == pytest.approx(expected, rel=1e-9, abs=1e-9)
    gaps = np.append(x, [NAN, NAN])
    assert skewness_kurtosis(gaps) == skewness_kurtosis(x)


@pytest.mark.parametrize(
    "values", [[], [1.0], [1, 2, 3], [5] * 9, [0.1 + 0.2, *[0.3] * 5]]
)
def test_outliers_cannot_be_told_of_few_or_equal_values(values):
    x = np.array(values, dtype="float64")
    assert np.isnan(skewness_kurtosis(x)).all()
    assert not has_outliers(x)


def test_winsorised_as_coinr_prints_it():
    # COINr, reference of winsorise: 1 2 3 4 5 6 7 8 9 10 30 30, one point
    moved = winsorise(np.array([*TEN, 30, 100], dtype="float64"), 5)
    assert moved.tolist() == [*TEN, 30, 30]
    # tests/testthat/test-treat.R: x <- c(1:10, 100), winmax 5: 100 becomes 10
    assert winsorise(np.array([*TEN, 100.0]), 5).tolist() == [*TEN, 10]


def test_low_outliers_are_raised():
    assert winsorise(-np.array([*TEN, 100.0]), 5).tolist() == [-x for x in TEN] + [-10]


def test_no_more_points_than_allowed():
    x = np.array([*range(1, 21), 100, 200], dtype="float64")
    assert winsorise(x, 0).tolist() == x.tolist()
    assert winsorise(x, 1).tolist() == [*range(1, 21), 100, 100]
    assert winsorise(x, 5).tolist() == [*range(1, 21), 20, 20]


def test_too_many_outliers_are_drawn_in_by_the_logarithm():
    # COINr's log_CT: log(x - min + 0.01 (max - min)); here min 1, max 200
    x = pd.DataFrame({"a": [*range(1, 21), 100.0, 200.0]})
    treated, changes = treat(x, "log", at_most=1)
    expected = np.log(x["a"] - 1 + 1.99)
    assert treated["a"].tolist() == pytest.approx(expected.tolist())
    assert len(changes) == 22
    assert set(changes["method"]) == {"log"}
    assert changes["before"].tolist() == x["a"].tolist()
    # with two points allowed, winsorising does
    assert treat(x, "log", at_most=5)[1]["method"].tolist() == ["winsorise"] * 2


def test_the_logarithm_draws_in_the_low_tail_too():
    x = pd.DataFrame({"a": [*range(1, 21), 100.0, 200.0]})
    mirrored = treat(-x, "log", at_most=1)[0]
    assert mirrored["a"].tolist() == pytest.approx(
        (-treat(x, "log", 1)[0])["a"].tolist()
    )


def test_box_cox_is_scipys_on_a_scale_without_unit():
    x = pd.DataFrame({"a": [*range(1, 21), 100.0, 200.0]})
    treated, changes = treat(x, "box_cox", at_most=1)
    expected = stats.boxcox((x["a"] - 1) / 199 + 0.01)[0]
    assert treated["a"].tolist() == pytest.approx(expected.tolist())
    assert set(changes["method"]) == {"box_cox"}
    # in other units the same, but for scale: COINr's shift of 1 would not be
    other = treat(x * 1000 + 7, "box_cox", at_most=1)[0]
    assert other["a"].tolist() == pytest.approx(expected.tolist(), rel=1e-6)


LONG = st.lists(st.integers(0, 30), min_size=6, max_size=20)


@SOME
@given(LONG, st.integers(500, 5000), st.sampled_from(["winsorise", "log", "box_cox"]))
def test_treatment_keeps_order_and_gaps(values, far, method):
    x = pd.DataFrame({"a": [*values, far, far * 2.0, NAN]})
    treated, changes = treat(x, method, at_most=1)
    before, after = x["a"].to_numpy()[:-1], treated["a"].to_numpy()[:-1]
    order = np.argsort(before, kind="stable")
    assert (np.diff(after[order]) >= -1e-9).all()
    assert np.isnan(treated["a"].iloc[-1])
    assert len(changes) == (before != after).sum()


def test_a_component_without_outliers_stays():
    x = pd.DataFrame({"a": [float(v) for v in TEN], "b": [*[1.0] * 9, 100.0]})
    treated, changes = treat(x, "winsorise")
    assert treated["a"].tolist() == x["a"].tolist()
    assert changes.to_dict("records") == [
        {"area_code": 9, "component": "b", "before": 100.0, "after": 1.0,
         "method": "winsorise"}
    ]  # fmt: skip
    assert treat(x, "none")[1].empty


def test_treatments_that_are_none():
    with pytest.raises(ValueError, match="no treatment of outliers 'trim'"):
        treat(AREAS, "trim")
    with pytest.raises(ValueError, match="give 0 or more"):
        treat(AREAS, "log", -1)


# Imputation: COINr, vignette "Imputation", rows 37 to 46 of ASEM_iData

ASEM = pd.read_csv(
    io.StringIO(
        """\
Pat,CultServ,CultGood,Tourist
23.7,0.13405,,11.519
583.5,2.20754,16.182,24.040
3.6,0.05780,0.985,6.509
249.8,1.79800,,17.242
,,,3.315
64.2,1.15292,7.555,26.757
0.3,0.00266,0.046,0.404
,0.08905,,2.907
46.5,0.34615,1.213,3.370
7.2,0.03553,1.256,0.966
"""
    )
)


def test_mean_as_coinr_prints_it():
    # Impute(df1, f_i = "i_mean"): Pat 122.35, CultServ 0.6470778, CultGood 4.5395
    filled, record = impute(ASEM, "mean")
    assert filled.loc[[4, 7], "Pat"].tolist() == pytest.approx([122.35] * 2)
    assert filled.loc[4, "CultServ"] == pytest.approx(0.6470778, abs=5e-8)
    assert filled.loc[[0, 3, 4, 7], "CultGood"].tolist() == pytest.approx([4.5395] * 4)
    assert len(record) == 7
    assert filled[ASEM.notna()].equals(ASEM)


def test_median():
    # Pat, sorted: 0.3 3.6 7.2 23.7 46.5 64.2 249.8 583.5; (23.7 + 46.5) / 2 = 35.1
    assert impute(ASEM, "median")[0].loc[4, "Pat"] == pytest.approx(35.1)


def test_mean_of_the_group():
    # Pat of the first five: (23.7 + 583.5 + 3.6 + 249.8) / 4 = 215.15
    groups = pd.Series([*"aaaaabbbbb"])
    filled, record = impute(ASEM, "group_mean", groups)
    assert filled.loc[4, "Pat"] == pytest.approx(215.15)
    assert record["method"].unique().tolist() == ["group_mean"]
    # a group without any figure, and an area without a group: the mean of all
    alone = pd.Series([*"aaaa", None, *"bbbbb"])
    assert impute(ASEM, "group_mean", alone)[0].loc[4, "Pat"] == pytest.approx(122.35)
    alone[4] = "c"
    assert impute(ASEM, "group_mean", alone)[0].loc[4, "Pat"] == pytest.approx(122.35)


def test_what_nobody_has_stays_missing():
    x = pd.DataFrame({"a": [NAN, NAN], "b": [1.0, NAN]})
    filled, record = impute(x, "mean")
    assert filled["a"].isna().all()
    assert record["component"].tolist() == ["b"]
    assert impute(x, "none")[0].equals(x)


@pytest.mark.parametrize(
    ("method", "groups", "sentence"),
    [
        ("zero", None, "there is no imputation 'zero'"),
        ("group_mean", None, "needs groups"),
        ("group_mean", pd.Series([*"abcdefghi"]), r"groups has no areas \[9\]"),
        ("group_mean", pd.Series([*"ab"], index=[1, 1]), "has area 1 twice"),
    ],
)
def test_imputations_that_are_none(method, groups, sentence):
    with pytest.raises(ValueError, match=sentence):
        impute(ASEM, method, groups)
