"""Segregation: by hand, against published figures and PySAL's package, properties."""

import itertools
import math

import libpysal
import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from segregation.singlegroup import (
    BiasCorrectedDissim,
    CorrelationR,
    Dissim,
    Interaction,
    Isolation,
)
from segregation.singlegroup.modified_dissim import _modified_dissim

from indicators.segregation import (
    MEASURES,
    dissimilarity,
    expected_dissimilarity,
    exposure,
    isolation,
    segregation_table,
)

PEOPLE = pd.Series({"A": 100, "B": 100, "C": 200})
GROUP = pd.Series({"A": 60, "B": 30, "C": 10})
ROWS = st.lists(
    st.tuples(st.integers(0, 300), st.integers(0, 300)), min_size=2, max_size=8
)


@pytest.fixture(scope="module")
def sids():
    """100 counties of North Carolina, libpysal's sids2: non-white and all births."""
    file = libpysal.io.open(libpysal.examples.get_path("sids2.dbf"))
    columns = {"group": file.by_col("NWBIR74"), "total": file.by_col("BIR74")}
    return pd.DataFrame(columns).astype(int)


def test_worked_by_hand():
    # X = 100, Y = 300; shares .6 .3 .1 and 40/300, 70/300, 190/300
    # D = (|180 - 40| + |90 - 70| + |30 - 190|) / 300 / 2 = 320 / 600
    assert dissimilarity(GROUP, PEOPLE) == pytest.approx(320 / 600)
    # xPx = .6 * .6 + .3 * .3 + .1 * .05 = 0.455
    assert isolation(GROUP, PEOPLE) == pytest.approx(0.455)
    assert exposure(GROUP, PEOPLE) == pytest.approx(0.545)
    table = segregation_table(GROUP, PEOPLE)["value"]
    # P = 1/4: eta squared = (0.455 - 0.25) / 0.75
    assert table["isolation_adjusted"] == pytest.approx(0.205 / 0.75)


def test_taeuber_and_taeuber_1965_page_236():
    # Negroes in Cities, p. 236, as in spsstools.net "Dissimilarity index": the two
    # percentage distributions differ by .03 .02 .02 0 .07 0 .06, half of which is 0.10
    some = pd.Series([15, 15, 10, 12, 18, 20, 10])
    others = pd.Series([12, 17, 12, 12, 11, 20, 16])
    assert dissimilarity(some, some + others) == pytest.approx(0.10)


def test_the_segregation_package_agrees(sids):
    group, total = sids["group"], sids["total"]
    for ours, theirs in (
        (dissimilarity(group, total), Dissim(sids, "group", "total")),
        (isolation(group, total), Isolation(sids, "group", "total")),
        (exposure(group, total), Interaction(sids, "group", "total")),
        (
            segregation_table(group, total).loc["isolation_adjusted", "value"],
            CorrelationR(sids, "group", "total"),
        ),
    ):
        assert ours == pytest.approx(theirs.statistic, abs=1e-9)


@pytest.fixture
def small_areas():
    rng = np.random.default_rng(2)
    total = pd.Series(rng.integers(15, 60, 40))
    return pd.DataFrame({"group": rng.binomial(total, 0.3), "total": total})


def test_bias_correction_agrees_with_the_package_s_simulation(small_areas):
    table = segregation_table(small_areas["group"], small_areas["total"], draws=4000)
    np.random.seed(1)  # the package draws from numpy's global state
    theirs = BiasCorrectedDissim(small_areas, "group", "total", B=2000).statistic
    ours = table.loc["dissimilarity_corrected", "value"]
    assert ours == pytest.approx(theirs, abs=0.003)


def test_systematic_dissimilarity_by_simulation_as_the_package_s_is_one_draw(
    small_areas,
):
    few, many = (
        _modified_dissim(small_areas, "group", "total", n, n_jobs=1, seed=1)[0]
        for n in (2, 50)
    )
    assert few == pytest.approx(many)  # 50 draws change nothing: all are the same
    group, total = small_areas["group"], small_areas["total"].to_numpy()
    rng = np.random.default_rng(3)
    spread = rng.multivariate_hypergeometric(total, group.sum(), 4000)
    drawn = [dissimilarity(pd.Series(x), small_areas["total"]) for x in spread]
    expected = expected_dissimilarity(group, small_areas["total"])
    assert expected == pytest.approx(np.mean(drawn), abs=0.001)


def test_expected_dissimilarity_by_hand():
    # two areas of two people, two of the four in the group: x is 0, 1, 2 with chances
    # 1/6, 4/6, 1/6, so that E|x - 1| = 1/3 in each: (1/3 + 1/3) / (2 * 4 * 1/4) = 1/3
    two = pd.Series([2, 2])
    assert expected_dissimilarity(pd.Series([1, 1]), two) == pytest.approx(1 / 3)
    table = segregation_table(pd.Series([1, 1]), two)["value"]
    assert table["dissimilarity_systematic"] == pytest.approx(-1)
    table = segregation_table(pd.Series([2, 1]), pd.Series([2, 2]))["value"]
    # X = 3 of 4: x is 2, 1 or 1, 2, always D = (|2/3 - 0| + |1/3 - 1|) / 2: as random
    assert table["dissimilarity_systematic"] == pytest.approx(0)


def test_expected_dissimilarity_is_the_mean_over_every_way_to_spread():
    total = np.array([1, 2, 4])
    homes = np.repeat([0, 1, 2], total)
    every = [
        dissimilarity(pd.Series(np.bincount(homes[list(c)], minlength=3)), people)
        for people in [pd.Series(total)]
        for c in itertools.combinations(range(7), 3)
    ]
    expected = expected_dissimilarity(pd.Series([1, 1, 1]), pd.Series(total))
    assert expected == pytest.approx(np.mean(every))


def test_random_spread_of_few_people_is_no_segregation():
    rng = np.random.default_rng(8)
    total = pd.Series(rng.integers(10, 40, 60))
    group = pd.Series(rng.binomial(total, 0.2))
    table = segregation_table(group, total)
    assert table.loc["dissimilarity", "value"] > 0.1  # by chance alone
    assert table.loc["dissimilarity", "lower"] == 0
    systematic = table.loc["dissimilarity_systematic"]
    assert systematic["lower"] <= 0 and abs(systematic["value"]) < 0.25


def test_table_is_labelled_and_seeded():
    table = segregation_table(GROUP * 20, PEOPLE * 20, seed=3)
    assert table.index.tolist() == list(MEASURES)
    assert table["sentence"].tolist() == list(MEASURES.values())
    assert (table["lower"] <= table["value"]).all()
    assert (table["value"] <= table["upper"]).all()
    again = segregation_table(GROUP * 20, PEOPLE * 20, seed=3)
    pd.testing.assert_frame_equal(table, again)
    wide = segregation_table(GROUP * 20, PEOPLE * 20, level=0.998, seed=3)
    assert (wide["upper"] >= table["upper"]).all()
    assert (wide["lower"] <= table["lower"]).all()


@given(ROWS)
@settings(max_examples=60, deadline=None)
def test_bounds_order_size_and_two_copies(rows):
    group = pd.Series([a for a, _ in rows])
    total = pd.Series([a + b for a, b in rows])
    assume(0 < group.sum() < total.sum())
    d, xpx = dissimilarity(group, total), isolation(group, total)
    share = group.sum() / total.sum()
    assert -1e-12 <= d <= 1 + 1e-12
    assert share - 1e-12 <= xpx <= 1 + 1e-12
    assert exposure(group, total) == pytest.approx(1 - xpx)
    # the group and the others are as far apart as the others and the group
    assert dissimilarity(total - group, total) == pytest.approx(d)
    for change in (
        lambda s: s[::-1],
        lambda s: s * 7,
        lambda s: pd.concat([s, s], ignore_index=True),
    ):
        assert dissimilarity(change(group), change(total)) == pytest.approx(d)
        assert isolation(change(group), change(total)) == pytest.approx(xpx)


def test_a_move_towards_an_even_spread_lowers_all():
    closer = GROUP + pd.Series({"A": -10, "B": 0, "C": 10})
    people = PEOPLE + pd.Series({"A": -10, "B": 0, "C": 10})
    assert dissimilarity(closer, people) < dissimilarity(GROUP, PEOPLE)
    assert isolation(closer, people) < isolation(GROUP, PEOPLE)


def test_degenerate_input():
    assert dissimilarity(pd.Series([5, 0]), pd.Series([5, 9])) == 1
    assert isolation(pd.Series([5, 0]), pd.Series([5, 9])) == 1
    even = segregation_table(PEOPLE / 4, PEOPLE)
    assert even.loc["dissimilarity", "value"] == pytest.approx(0)
    for nobody in (PEOPLE * 0, PEOPLE):  # no member; no other
        assert math.isnan(dissimilarity(nobody, PEOPLE))
        assert (
            segregation_table(nobody, PEOPLE)[["lower", "upper"]].isna().all(axis=None)
        )
    assert math.isnan(isolation(PEOPLE * 0, PEOPLE))
    assert math.isnan(dissimilarity(GROUP.head(0), PEOPLE.head(0)))
    assert dissimilarity(GROUP.head(1), PEOPLE.head(1)) == 0  # one area: nowhere else
    # an unknown count leaves its area out; an empty area changes nothing
    known = pd.concat([GROUP, pd.Series({"D": float("nan")})])
    people = pd.concat([PEOPLE, pd.Series({"D": 50})])
    assert dissimilarity(known, people) == dissimilarity(GROUP, PEOPLE)
    assert isolation(known.fillna(0), people.replace(50, 0)) == pytest.approx(0.455)


@pytest.mark.parametrize(
    ("group", "total", "message"),
    [
        (GROUP, PEOPLE.drop("B"), r"same areas; check \['B'\]"),
        (GROUP.replace(60, 160), PEOPLE, r"check areas \['A'\]"),
        (GROUP.replace(60, -1), PEOPLE, r"check areas \['A'\]"),
        (GROUP, PEOPLE.replace(200, np.inf), r"check areas \['C'\]"),
        (pd.concat([GROUP, GROUP]), PEOPLE, "there twice"),
    ],
)
def test_refusals(group, total, message):
    with pytest.raises(ValueError, match=message):
        segregation_table(group, total)


def test_refuses_few_draws_and_no_share():
    with pytest.raises(ValueError, match="100 or more"):
        segregation_table(GROUP, PEOPLE, draws=10)
    with pytest.raises(ValueError, match="between 0 and 1"):
        segregation_table(GROUP, PEOPLE, level=95)
