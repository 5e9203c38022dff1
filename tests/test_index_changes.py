"""What would change a rank: by hand, by applying the change, by refusal."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indicators.index import Component, IndexDefinition, Pillar, build_index
from indicators.index.changes import CHANGE_COLUMNS, swap_weights, what_would_change
from tests.index_tai import DEFINITION, HIGH, PEOPLE, VALUES

X = pd.DataFrame(
    {"a": [0.0, 40.0, 100.0], "b": [100.0, 50.0, 0.0]}, index=["A", "B", "C"]
)
ONE = pd.Series(1, index=X.index)
WORSE = {"a": "high", "b": "high"}


def index_of(a: float, b: float, **others) -> IndexDefinition:
    parts = (Component(indicator="a", weight=a), Component(indicator="b", weight=b))
    return IndexDefinition(components=parts, normalisation="min_max", **others)


def test_two_areas_by_hand():
    # min-max leaves the figures as they are: A = 0 a + 100 b, B = 40 a + 50 b (over
    # a + b). Equal where 40 a = 50 b: with b = 1, a = 1.25; with a = 2, b = 1.6.
    found = swap_weights(X, ONE, index_of(2, 1), WORSE, "A", "B")
    assert list(found.columns) == CHANGE_COLUMNS
    assert found["component"].tolist() == ["a", "b"]
    assert found["weight"].tolist() == pytest.approx([2, 1])
    assert found["weight_needed"].tolist() == pytest.approx([1.25, 1.6])
    # shares of the index: 2/3 and 1/3 now; 1.25/2.25 and 1.6/3.6 then
    assert found["share"].tolist() == pytest.approx([2 / 3, 1 / 3])
    assert found["share_needed"].tolist() == pytest.approx([1.25 / 2.25, 1.6 / 3.6])
    assert found["change"].tolist() == pytest.approx([-0.375, 0.6])
    # now C 66.7, B 43.3, A 33.3; beyond, A is ahead of B
    assert found["rank"].tolist() == [3, 3]
    assert found["rank_after"].tolist() == [2, 2]


def test_nearest_change_by_hand():
    # C = 100 a. With b = 1, B passes C where 40 a + 50 = 100 a, a = 5/6; A passes B at
    # 5/4. B is second: it loses that to A at a = 1.25, the nearest.
    found = what_would_change(X, ONE, index_of(2, 1), WORSE, "B")
    by_part = found.set_index("component")
    assert by_part.loc["a", "weight_needed"] == pytest.approx(1.25)
    assert by_part.loc["a", ["other", "rank", "rank_after"]].tolist() == ["A", 2, 3]
    assert found["component"].tolist() == ["a", "b"]  # -37.5 % before +60 %
    # Into the first one: A passes B at 1.25, then C at 1 (100 b = 100 a)
    top = what_would_change(X, ONE, index_of(2, 1), WORSE, "A", top=1)
    top = top.set_index("component")
    assert top["weight_needed"].to_dict() == pytest.approx({"a": 1.0, "b": 2.0})
    assert top["other"].tolist() == ["C", "C"]


def test_geometric_mean_by_hand():
    # ln a, ln b on goalposts 0..100: A = (1, 100), B = (10, 25).
    # 0 w_a + ln 100 w_b = ln 10 w_a + ln 25 w_b: w_a ln 10 = w_b ln 4
    x = pd.DataFrame({"a": [1.0, 10.0], "b": [100.0, 25.0]}, index=["A", "B"])
    parts = tuple(
        Component(indicator=key, weight=w, goalposts=(0.0, 100.0))
        for key, w in (("a", 1.0), ("b", 1.0))
    )
    index = IndexDefinition(
        components=parts, normalisation="goalposts", aggregation="geometric"
    )
    found = swap_weights(x, pd.Series(1, index=x.index), index, WORSE, "A", "B")
    assert found["weight_needed"].tolist() == pytest.approx(
        [np.log(4) / np.log(10), np.log(10) / np.log(4)]
    )


def test_harmonic_mean_by_hand():
    # 1/a and 1/b: A = 1, 1/100; B = 1/10, 1/20. Equal: 0.9 w_a = 0.04 w_b
    x = pd.DataFrame({"a": [1.0, 10.0], "b": [100.0, 20.0]}, index=["A", "B"])
    parts = tuple(
        Component(indicator=key, goalposts=(0.0, 100.0)) for key in ("a", "b")
    )
    index = IndexDefinition(
        components=parts, normalisation="goalposts", aggregation="harmonic"
    )
    found = swap_weights(x, pd.Series(1, index=x.index), index, WORSE, "A", "B")
    assert found["weight_needed"].tolist() == pytest.approx([0.04 / 0.9, 0.9 / 0.04])


def test_pillars_by_hand():
    # min-max columns; pillar P = (a, b), Q = (c), all weights 1. A is 100, 0 | 0 and B
    # 0, 100 | 30: means 50 | 0 and 50 | 30. With the weight t of a: A 100 t / (1 + t),
    # B 100 / (1 + t) + 30: 100 t = 100 + 30 + 30 t, t = 13/7. No weight of Q does it
    # but 0, as both have 50 in P; no weight of c, which is alone.
    x = pd.DataFrame(
        {"a": [100.0, 0.0, 0.0], "b": [0.0, 100.0, 0.0], "c": [0.0, 30.0, 100.0]},
        index=["A", "B", "C"],
    )
    index = IndexDefinition(
        components=tuple(
            Component(indicator=key, pillar=pillar)
            for key, pillar in (("a", "P"), ("b", "P"), ("c", "Q"))
        ),
        pillars=(Pillar(name="P"), Pillar(name="Q")),
        normalisation="min_max",
    )
    worse = dict.fromkeys("abc", "high")
    found = swap_weights(x, pd.Series(1, index=x.index), index, worse, "A", "B")
    needed = found.set_index("component")["weight_needed"]
    assert needed["a"] == pytest.approx(13 / 7)
    # b: A 100 / (1 + t), B 100 t / (1 + t) + 30: 70 = 130 t
    assert needed["b"] == pytest.approx(7 / 13)
    assert needed[["c", "P", "Q"]].isna().all()
    assert found["level"].tolist() == ["component"] * 3 + ["pillar"] * 2
    assert found["share"].tolist() == pytest.approx([0.25, 0.25, 0.5, 0.5, 0.5])


def test_a_component_alone_changes_nothing():
    index = IndexDefinition(components=(Component(indicator="a"),))
    found = what_would_change(X, ONE, index, WORSE, "A")
    assert found["weight_needed"].isna().all()
    assert found["rank_after"].isna().all()


def test_areas_that_are_equal_need_no_change():
    # a and b of equal weight: A and C are 50 both, tied on 1 with B 45 behind
    found = swap_weights(X, ONE, index_of(1, 1), WORSE, "A", "C")
    assert found["change"].tolist() == pytest.approx([0, 0])
    moves = what_would_change(X, ONE, index_of(1, 1), WORSE, "A").set_index("component")
    # any more of a puts C ahead, any less of b too
    assert moves.loc["a", "change"] == 0
    assert moves.loc["a", "rank_after"] == 2


def test_the_tie_after_agrees_with_the_published_index():
    """The handbook's Technology Achievement Index: Korea is fifth under equal weights.

    OECD and JRC (2008), table 23: with the weights of the analytic hierarchy process,
    in which university has 0.25, Korea is second; with equal weights fifth. University
    is what lifts it.
    """
    found = what_would_change(VALUES, PEOPLE, DEFINITION, HIGH, "Korea", top=2)
    up = found[found["component"] == "university"].iloc[0]
    assert up["rank"] == 5
    assert up["weight_needed"] > up["weight"]
    assert up["rank_after"] <= 2


KEYS = ("a", "b", "c", "d")


@st.composite
def cases(draw):
    n = draw(st.integers(3, 7))
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    x = pd.DataFrame(rng.uniform(1, 99, (n, 4)), columns=list(KEYS))
    x.index = [f"area {i}" for i in range(n)]
    if draw(st.booleans()):
        x = x.mask(rng.random(x.shape) < 0.15)
    pillars = draw(st.booleans())
    parts = tuple(
        Component(
            indicator=key,
            weight=float(rng.uniform(0.2, 3)),
            pillar="PQ"[i // 2] if pillars else "",
            goalposts=(0.0, 100.0),
        )
        for i, key in enumerate(KEYS)
    )
    return x, IndexDefinition(
        components=parts,
        pillars=tuple(Pillar(name=p, weight=float(rng.uniform(0.5, 2))) for p in "PQ")
        if pillars
        else (),
        normalisation="goalposts",
        aggregation=draw(st.sampled_from(["arithmetic", "geometric", "harmonic"])),
        minimum_availability=0.25,
    )


def changed(index: IndexDefinition, row: pd.Series, weight: float) -> IndexDefinition:
    content = index.model_dump()
    kind, name = (
        ("pillars", "name") if row["level"] == "pillar" else ("components", "indicator")
    )
    for part in content[kind]:
        if part[name] == row["component"]:
            part["weight"] = weight
    return IndexDefinition.model_validate(content)


@given(cases(), st.integers(0, 2), st.sampled_from([None, 1, 2]))
@settings(max_examples=50, deadline=None)
def test_the_change_does_what_it_says_and_less_does_nothing(case, place, top):
    x, index = case
    people = pd.Series(1, index=x.index)
    worse = dict.fromkeys(KEYS, "high")
    ranks = build_index(x, people, index, worse).rank
    area = x.index[place]
    if pd.isna(ranks[area]):
        return
    for _, row in what_would_change(x, people, index, worse, area, top=top).iterrows():
        assert row["rank"] == ranks[area]
        if np.isnan(row["weight_needed"]):
            continue
        way = row["weight_needed"] - row["weight"]
        beyond = changed(index, row, row["weight_needed"] + 1e-7 * way)
        after = build_index(x, people, beyond, worse).rank[area]
        assert after == row["rank_after"]
        assert (after != row["rank"]) if top is None else True
        short = changed(index, row, row["weight"] + 0.999999 * way)
        before = build_index(x, people, short, worse).rank[area]
        if top is None:
            assert before == row["rank"]
        else:
            assert (before <= top) == (row["rank"] <= top) != (after <= top)


@given(cases())
@settings(max_examples=30, deadline=None)
def test_two_areas_are_equal_at_the_weight_needed(case):
    x, index = case
    people = pd.Series(1, index=x.index)
    worse = dict.fromkeys(KEYS, "high")
    known = build_index(x, people, index, worse).index.dropna().index
    if len(known) < 2:
        return
    a, b = known[:2]
    for _, row in swap_weights(x, people, index, worse, a, b).iterrows():
        if not np.isnan(row["weight_needed"]):
            there = build_index(
                x, people, changed(index, row, row["weight_needed"]), worse
            )
            assert there.index[a] == pytest.approx(there.index[b], rel=1e-7)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: swap_weights(X, ONE, index_of(1, 2), WORSE, "A", "A"), "two areas"),
        (
            lambda: swap_weights(X, ONE, index_of(1, 2), WORSE, "A", "Z"),
            "area Z has no",
        ),
        (
            lambda: what_would_change(X, ONE, index_of(1, 2), WORSE, "A", top=0),
            "top is 0",
        ),
        (
            lambda: what_would_change(
                X, ONE, index_of(1, 2, aggregation="copeland"), WORSE, "A"
            ),
            "copeland have no formula",
        ),
    ],
)
def test_refuses_and_says_what_to_do(call, message):
    with pytest.raises(ValueError, match=message):
        call()
