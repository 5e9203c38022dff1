"""Rank intervals: by hand, beside a slow way, published figures, properties."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import norm

from indicators.index import IndexDefinition, Pillar, build_index
from indicators.index._kernel import descending_ranks, order_places, spread_of_runs
from indicators.index.simulate import (
    SIMULATION_COLUMNS,
    simulate,
)
from tests.index_made import X, index_of, made, people_of, worse_of
from tests.index_tai import DEFINITION, HIGH, PEOPLE, RANKS, VALUES, tai


def test_an_interval_by_hand():
    # w_a = 1 + u, w_b = 1 + v, u and v uniform within 0.25. A is first where a > b:
    # half of the runs. B passes A where 40 a + 52 b > 100 a, b / a > 60 / 52 = 1.1538,
    # and C where 40 a > 48 b, a / b > 1.2: never first, as it cannot be above both.
    # P(b > 1.1538 a), a and b uniform on 0.75..1.25: a from 0.75 to 1.25 / 1.1538 =
    # 1.0833 and b from 1.1538 a to 1.25: half of 0.3333 x (1.25 - 0.8654) = 0.0641,
    # of an area 0.25: 0.2564. P(a > 1.2 b): half of (1.0417 - 0.75)(1.25 - 0.9) / 0.25
    # = 0.2042. A: first 1/2, last where B is above it: 0.2564, else second.
    done = simulate(X, people_of(X), index_of(1, 1), worse_of(X), runs=40_000, seed=1)
    table = done.table
    assert list(table.columns) == SIMULATION_COLUMNS
    assert table["index"].tolist() == pytest.approx([50, 46, 50])
    assert table["rank"].tolist() == [1, 3, 1]
    # A: 1 x 0.5 + 3 x 0.2564 + 2 x the rest
    assert table.loc["A", "rank_mean"] == pytest.approx(2 - 0.5 + 0.2564, abs=0.015)
    assert table["rank_lower"].tolist() == [1, 2, 1]
    assert table["rank_upper"].tolist() == [3, 3, 3]
    assert done.top == 1
    share = table["probability_top"]
    assert share["A"] == pytest.approx(0.5, abs=0.01)
    assert share["B"] == 0
    assert share["A"] + share["C"] == pytest.approx(1)
    # B is second, not third, where it is above A or C
    assert table.loc["B", "rank_shift"] == pytest.approx(0.2564 + 0.2042, abs=0.01)
    # A: 0 when first, 2 when third, else 1
    assert table.loc["A", "rank_shift"] == pytest.approx(0.5 + 0.2564, abs=0.015)
    # a's share is at least 0.75 / 2 and at most 1.25 / 2
    assert table.loc["A", "index_lower"] > 37.5
    assert table.loc["A", "index_upper"] < 62.5
    assert done.mean_shift == pytest.approx(table["rank_shift"].mean())


def test_the_top_by_hand():
    done = simulate(X, people_of(X), index_of(1, 1), worse_of(X), top=2, runs=100)
    assert done.table["probability_top"].sum() == pytest.approx(2)
    five = pd.DataFrame({"a": np.arange(11.0)})
    done = simulate(five, people_of(five), index_of(1), worse_of(five), runs=10)
    assert done.top == 2  # a fifth of 11, rounded down
    assert done.table["probability_top"].tolist() == [0] * 9 + [1, 1]


def test_intervals_of_the_figures_by_hand():
    # One component; A is 2 and exact, B 1 with the standard deviation 1: B is above
    # where Z > 1, P = 0.158655. C is far below.
    x = pd.DataFrame({"a": [2.0, 1.0, -90.0]}, index=["A", "B", "C"])
    half = pd.DataFrame({"a": [np.nan, 1.959964, np.nan]}, index=x.index)
    done = simulate(
        x,
        people_of(x),
        index_of(1),
        worse_of(x),
        lower=x - half,
        upper=x + half,
        runs=20_000,
        seed=2,
    )
    assert done.figures == 1
    table = done.table
    assert table.loc["B", "probability_top"] == pytest.approx(0.158655, abs=0.008)
    assert table["rank_upper"].tolist() == [2, 2, 3]
    # Cut at 1.5: never above 2. At 2.5: P(1 < Z < 1.5) of P(Z < 1.5)
    for most, share in ((1.5, 0), (2.5, 1 - norm.cdf(1) / norm.cdf(1.5))):
        done = simulate(
            x,
            people_of(x),
            index_of(1),
            worse_of(x),
            lower=(x - half).clip(upper=1.0),
            upper=x + half,
            plausible={"a": (-100.0, most)} if most > 2 else None,
            runs=20_000,
            seed=3,
        )
        if most > 2:
            found = done.table.loc["B", "probability_top"]
            assert found == pytest.approx(share, abs=0.008)


def test_published_index_and_its_interval():
    """The Technology Achievement Index: see tests/index_tai.py.

    TAI of Finland 74.4 and of the United States 73.3 in Saisana et al. (2005), 4.1;
    ranks of table 23 of the handbook, by equal weights and by budget allocation. The
    weights are printed with two digits, which is up to a tenth of one of them: factor
    analysis and the hierarchy give other ranks, of four and three countries, that are
    within the intervals of such a spread.
    """
    table = simulate(VALUES, PEOPLE, DEFINITION, HIGH, runs=200).table
    assert table.loc[["Finland", "United States"], "index"].tolist() == pytest.approx(
        [0.744, 0.733], abs=0.0015
    )
    assert (table["rank"] == RANKS["EW"]).all()
    budget = simulate(VALUES, PEOPLE, tai("BAP"), HIGH, runs=200).table
    assert (budget["rank"] == RANKS["BAP"]).all()
    for how, others in (("FA", 4), ("AHP", 3)):
        table = simulate(
            VALUES,
            PEOPLE,
            tai(how),
            HIGH,
            runs=4000,
            weight_spread=0.1,
            confidence=0.999,
        ).table
        assert (table["rank"] != RANKS[how]).sum() == others
        assert (table["rank_lower"] <= RANKS[how]).all()
        assert (table["rank_upper"] >= RANKS[how]).all()


def test_weights_are_drawn_as_coinr_draws_them():
    """COINr's get_noisy_weights: w + (2 U - 1) x 0.25 w, so between 0.75 and 1.25 w.

    With one component from 0 to 1 and one that is 0 for that area, its index is the
    first one's share, w_a / (w_a + w_b), between 0.75 / 2 and 1.25 / 2.
    """
    done = simulate(
        X, people_of(X), index_of(1, 1), worse_of(X), runs=50_000, confidence=0.9999
    ).table
    assert done.loc["A", "index_lower"] == pytest.approx(37.5, abs=0.4)
    assert done.loc["A", "index_upper"] == pytest.approx(62.5, abs=0.4)


def rank_of(index: pd.Series) -> pd.Series:
    """Sums of ranks and shares are often equal but for rounding."""
    return index.round(9).rank(method="min", ascending=False)


def slow(x, index, worse, *, runs, spread, seed, top, lower=None, upper=None, ways=()):
    """Run by run by `build_index`, with the same random numbers."""
    k, people = len(index.components), people_of(x)
    pillars = max(1, len(index.pillars))
    chance = np.random.default_rng([seed, 0]).random((runs, k + pillars))
    chosen = np.random.default_rng([seed, 1]).integers(1 + len(ways), size=runs)
    drawn = np.random.default_rng([seed, 2, 0]).random((len(x), runs, k))
    ranks = {}
    for run in range(runs):
        content = index.model_dump()
        if chosen[run]:
            content |= ways[chosen[run] - 1]
        factor = 1 + spread * (2 * chance[run] - 1)
        for part, times in zip(content["components"], factor, strict=False):
            part["weight"] *= times
        for part, times in zip(content["pillars"], factor[k:], strict=False):
            part["weight"] *= times
        figures = x
        if lower is not None:
            sd = ((upper - lower) / 2 / 1.959964).fillna(0)
            figures = (x + sd * norm.ppf(drawn[:, run])).where(sd > 0, x)
        one = IndexDefinition.model_validate(content)
        ranks[run] = rank_of(build_index(figures, people, one, worse).index)
    ranks = pd.DataFrame(ranks).astype("float64")
    own = rank_of(build_index(x, people, index, worse).index)
    return pd.DataFrame(
        {
            "rank": own,
            "rank_mean": ranks.mean(axis=1),
            "rank_median": ranks.median(axis=1),
            "rank_lower": ranks.quantile(0.025, axis=1, interpolation="lower"),
            "rank_upper": ranks.quantile(0.975, axis=1, interpolation="higher"),
            "rank_shift": ranks.sub(own, axis=0).abs().mean(axis=1),
            "probability_top": (ranks <= top).mean(axis=1).where(own.notna()),
        }
    )


PILLARS = {"pillars": (Pillar(name="P", weight=2.0), Pillar(name="Q"))}


@pytest.mark.parametrize("aggregation", ["arithmetic", "geometric", "harmonic"])
@pytest.mark.parametrize("missing", [0, 0.2])
@pytest.mark.parametrize("pillars", [False, True])
def test_as_the_slow_way_does(aggregation, missing, pillars):
    x = made(12, 4, 5, missing)
    index = index_of(1, 2, 0.5, 3, aggregation=aggregation, minimum_availability=0.5)
    if pillars:
        parts = tuple(
            part.model_copy(update={"pillar": "PPQQ"[number]})
            for number, part in enumerate(index.components)
        )
        index = IndexDefinition.model_validate(
            index.model_dump() | {"components": parts} | PILLARS
        )
    compare(x, index, {})


def test_as_the_slow_way_does_with_copeland():
    compare(made(9, 4, 6), index_of(1, 2, 0.5, 3, aggregation="copeland"), {})
    sparse = index_of(1, 2, 0.5, 3, aggregation="copeland", minimum_availability=0.5)
    compare(made(9, 4, 6, 0.2), sparse, {})


def test_as_the_slow_way_does_with_other_ways():
    compare(
        made(12, 4, 7),
        index_of(1, 2, 0.5, 3),
        {"normalisations": ["z", "rank"], "aggregations": ["copeland"]},
        ways=[
            {"aggregation": "copeland"},
            {"normalisation": "z"},
            {"normalisation": "z", "aggregation": "copeland"},
            {"normalisation": "rank"},
            {"normalisation": "rank", "aggregation": "copeland"},
        ],
    )


NORMALISATIONS = (
    *("z", "min_max", "rank", "percentile", "goalposts", "distance_to_reference"),
)


@pytest.mark.parametrize("normalisation", NORMALISATIONS)
@pytest.mark.parametrize("weighted", [False, True])
def test_figures_as_the_slow_way_draws_them(normalisation, weighted):
    x = made(10, 3, 8)
    index = index_of(1, 2, 0.5)
    parts = tuple(
        part.model_copy(update={"goalposts": (10.0, 90.0)}) for part in index.components
    )
    content = index.model_dump() | {
        "components": parts,
        "normalisation": normalisation,
        "population_weighted": weighted,
    }
    index = IndexDefinition.model_validate(content)
    lower, upper = x - 8, x + 8
    lower.iloc[3], upper.iloc[4, 1] = np.nan, np.nan
    worse = {"a": "high", "b": "low", "c": "high"}
    compare(x, index, {"lower": lower, "upper": upper}, worse=worse)


def test_figures_as_the_slow_way_draws_them_with_other_means():
    x = made(10, 4, 9, 0.1)
    for aggregation in ("geometric", "harmonic", "copeland"):
        index = index_of(
            1, 2, 0.5, 1, aggregation=aggregation, minimum_availability=0.5
        )
        compare(x, index, {"lower": x - 5, "upper": x + 5})


def compare(x, index, others, ways=(), worse=None):
    worse = worse or worse_of(x)
    found = simulate(
        x,
        people_of(x),
        index,
        worse,
        runs=60,
        weight_spread=0.4,
        seed=11,
        top=3,
        **others,
    ).table
    figures = {key: others[key] for key in ("lower", "upper") if key in others}
    expected = slow(
        x, index, worse, runs=60, spread=0.4, seed=11, top=3, ways=ways, **figures
    )
    own = found[list(expected.columns)].astype("float64")
    pd.testing.assert_frame_equal(own, expected, check_names=False)


@pytest.mark.parametrize(("n", "runs"), [(1, 7), (2, 100), (61, 999), (2500, 300)])
def test_the_kernel_counts_every_rank(n, runs):
    rng = np.random.default_rng(n)
    scores = rng.normal(size=(runs, n))
    scores[: runs // 3] = np.round(scores[: runs // 3], 1)  # many ties
    nominal = np.arange(1, n + 1)
    found = spread_of_runs(
        lambda part: scores[part], runs, n, nominal=nominal, tail=0.05, top=3
    )
    ranks = pd.DataFrame(scores).rank(axis=1, method="min", ascending=False)
    assert (descending_ranks(scores) == ranks.to_numpy()).all()
    low, high = order_places(runs, 0.05)
    ordered = np.sort(ranks.to_numpy(), axis=0)
    assert (found.rank_lower == ordered[low]).all()
    assert (found.rank_upper == ordered[high]).all()
    assert found.rank_median == pytest.approx(np.median(ordered, axis=0))
    assert found.rank_mean == pytest.approx(ordered.mean(axis=0))
    assert found.top == pytest.approx((ordered <= 3).mean(axis=0))
    assert found.shift == pytest.approx(np.abs(ordered - nominal).mean(axis=0))
    values = np.sort(scores.astype("float32"), axis=0)
    assert (found.index_lower == values[low]).all()
    assert (found.index_upper == values[high]).all()


def test_ranks_of_more_areas_than_16_bits_hold():
    scores = np.random.default_rng(0).normal(size=(2, 70_000))
    expected = pd.DataFrame(scores).rank(axis=1, ascending=False).to_numpy()
    assert (descending_ranks(scores) == expected).all()


@given(
    st.lists(st.floats(-1e6, 1e6, width=32), min_size=1, max_size=40),
    st.integers(0, 2**16),
)
@settings(deadline=None)
def test_ranks_of_nearly_equal_scores(values, seed):
    # rounding in the 15th digit is a tie; a difference in the 8th is not
    base = np.array([values])
    size = np.ptp(base)
    noise = np.random.default_rng(seed).uniform(-1, 1, base.shape) * size * 1e-14
    whole = pd.DataFrame(base).rank(axis=1, method="min", ascending=False)
    near = np.abs(np.diff(np.sort(base[0])))
    if ((near > 0) & (near <= size * 1e-11)).any():
        return
    assert (descending_ranks(base + noise) == whole.to_numpy()).all()
