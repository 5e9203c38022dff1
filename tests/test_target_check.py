"""Where the chosen districts stood: by hand, published tests, properties, refusals."""

import itertools
import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import mannwhitneyu

from indicators.target_check import RANK_COLUMNS, auc_test, standing

RANKS = pd.DataFrame(
    [
        ("kota", "A", 1, 1, 2),
        ("kota", "B", 2, 1, 4),
        ("kota", "C", 3, 2, 5),
        ("kota", "D", 4, 3, 6),
        ("kota", "E", 5, 4, 6),
        ("kota", "F", float("nan"), float("nan"), float("nan")),
        ("other", "A", 4, 4, 4),
        ("other", "B", 1, 1, 1),
        ("other", "C", 3, 3, 3),
        ("other", "D", 2, 2, 2),
    ],
    columns=RANK_COLUMNS,
)


def test_worked_by_hand():
    found = standing(RANKS, ["A", "C", "F"], top=[2])
    kota = found.summary.loc["kota"]
    assert (kota["ranked"], kota["targets_ranked"]) == (5, 2)
    # A stands first, C third; A's interval ends at 2, C's at 5
    assert (kota["in_top_2"], kota["surely_in_top_2"]) == (1, 1)
    assert kota["in_top_2_by_chance"] == pytest.approx(2 * 2 / 5)
    # A leads B, D, E and C leads D, E: 5 of 6 pairs. Of the ten pairs of five areas,
    # rank sums 3 (1 2) and 4 (1 3) are at most 1 + 3
    assert kota["auc"] == pytest.approx(5 / 6)
    assert kota["p_value"] == pytest.approx(2 / 10)
    other = found.summary.loc["other"]
    assert (other["ranked"], other["auc"], other["p_value"]) == (4, 0, 1)
    assert found.summary.index.tolist() == ["kota", "other"]


def test_targets_keep_their_intervals_and_order():
    table = standing(RANKS, ["F", "A"], top=[1, 5]).targets
    assert table["variant"].tolist() == ["kota", "kota", "other", "other"]
    assert table["area_code"].tolist() == ["F", "A", "F", "A"]
    first = table.iloc[1]
    assert first[["rank", "rank_lower", "rank_upper"]].tolist() == [1, 1, 2]
    assert first["in_top_1"] and not first["surely_in_top_1"]
    # without a rank, in no top, and in a variant it is not part of at all
    assert not table.loc[[0, 2], ["in_top_5", "surely_in_top_5"]].any(axis=None)
    assert table.loc[[0, 2], "rank"].isna().all()


def test_hollander_and_wolfe_1973_page_69():
    # R's ?wilcox.test, permeability of the chorioamnion: W = 35, p-value = 0.1272, the
    # alternative that x is greater; AUC = W / (10 * 5). Ranked greatest first.
    x = [0.80, 0.83, 1.89, 1.04, 1.45, 1.38, 1.91, 1.64, 0.73, 1.46]
    y = [1.15, 0.88, 0.90, 0.74, 1.21]
    rank = (-pd.Series(x + y)).rank()
    auc, p_value = auc_test(rank.head(10), rank.tail(5))
    assert auc == pytest.approx(35 / 50)
    assert round(p_value, 4) == 0.1272


@given(
    st.lists(st.integers(1, 8), min_size=1, max_size=4),
    st.lists(st.integers(1, 8), min_size=1, max_size=5),
)
@settings(max_examples=60, deadline=None)
def test_every_set_is_counted_equal_ranks_included(targets, others):
    def auc(mine, rest):
        pairs = itertools.product(mine, rest)
        return np.mean([(a < b) + (a == b) / 2 for a, b in pairs])

    both = targets + others
    value, p_value = auc_test(pd.Series(targets), pd.Series(others))
    assert value == pytest.approx(auc(targets, others))
    every = []
    for chosen in itertools.combinations(range(len(both)), len(targets)):
        mine = [both[i] for i in chosen]
        rest = [both[i] for i in range(len(both)) if i not in chosen]
        every.append(auc(mine, rest))
    assert p_value == pytest.approx(np.mean(np.array(every) >= value - 1e-12))


def test_scipy_s_exact_test_agrees_without_equal_ranks():
    order = np.random.default_rng(3).permutation(61) + 1.0
    mine, rest = pd.Series(order[:5]), pd.Series(order[5:])
    theirs = mannwhitneyu(mine, rest, alternative="less", method="exact")
    auc, p_value = auc_test(mine, rest)
    assert auc == pytest.approx(1 - theirs.statistic / (5 * 56))
    assert p_value == pytest.approx(theirs.pvalue)


def test_the_best_case_and_its_chance():
    # all five first of 61: one of C(61, 5) = 5 949 147 sets
    first = pd.Series(range(1, 6))
    rest = pd.Series(range(6, 62))
    auc, p_value = auc_test(first, rest)
    assert (auc, p_value) == (1.0, pytest.approx(1 / 5_949_147))
    assert auc_test(rest, first) == (0.0, pytest.approx(1.0))


def test_it_keeps_under_monotone_changes_and_needs_no_order():
    shuffled = RANKS.sample(frac=1, random_state=1)
    squared = shuffled.assign(
        **{c: shuffled[c] ** 2 for c in ("rank", "rank_lower", "rank_upper")}
    )
    one = standing(RANKS, ["A", "C"]).summary
    two = standing(squared, ["A", "C"]).summary.loc[one.index]
    columns = ["auc", "p_value", "ranked"]
    pd.testing.assert_frame_equal(one[columns], two[columns])


def test_degenerate_input():
    nobody = standing(RANKS.assign(rank=float("nan")), ["A"]).summary
    assert nobody["ranked"].tolist() == [0, 0] and nobody["auc"].isna().all()
    everyone = standing(RANKS, ["A", "B", "C", "D", "E"]).summary.loc["kota"]
    assert math.isnan(everyone["auc"]) and everyone["in_top_10_by_chance"] == 5
    tied = auc_test(pd.Series([1, 1]), pd.Series([1, 1, 1]))
    assert tied == (0.5, pytest.approx(1.0))
    without = standing(RANKS[RANK_COLUMNS[:3]], ["A"], top=[5]).summary
    assert without["surely_in_top_5"].tolist() == [0, 0]
    before = RANKS.copy()
    standing(RANKS, ["A"])
    assert RANKS.equals(before)


@pytest.mark.parametrize(
    ("ranks", "targets", "top", "message"),
    [
        (RANKS.drop(columns="rank"), ["A"], [5], r"lack the columns \['rank'\]"),
        (RANKS, [], [5], "name the target districts"),
        (RANKS, "A", [5], "as a list"),
        (RANKS, ["A", "A"], [5], "named twice"),
        (RANKS, ["A", "X"], [5], r"\['X'\] are in no variant"),
        (RANKS, ["A"], [], "top must be"),
        (RANKS, ["A"], [0], "top must be"),
        (pd.concat([RANKS, RANKS.head(1)]), ["A"], [5], r"\['A'\] are twice"),
        (RANKS.replace({"rank": {5: 0}}), ["A"], [5], r"\['E'\] are below 1"),
        (RANKS.replace({"rank": {5: 9}}), ["A"], [5], "outside their interval"),
    ],
)
def test_refusals(ranks, targets, top, message):
    with pytest.raises(ValueError, match=message):
        standing(ranks, targets, top=top)
