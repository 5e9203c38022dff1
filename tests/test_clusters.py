"""Moran's I and its local parts: by hand, published figures, esda, degenerate input."""

import itertools
import math

import esda
import geopandas as gpd
import libpysal
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from libpysal.graph import Graph

from geo.areas import load_areas
from geo.clusters import (
    CLUSTER_SENTENCE,
    QUADRANTS,
    false_discovery,
    local_moran,
    morans_i,
)
from geo.neighbours import neighbour_graph


def line(count):
    """Areas 0, 1, 2, ... in a row, each beside the next."""
    one = list(range(count - 1))
    other = list(range(1, count))
    return Graph.from_arrays(one + other, other + one, [1] * (2 * len(one)))


def example(weights, table, column):
    path = libpysal.examples.get_path
    graph = Graph.from_W(libpysal.io.open(path(weights)).read())
    values = np.array(libpysal.io.open(path(table)).by_col(column), dtype=float)
    return pd.Series(values, index=graph.unique_ids), graph


def test_a_row_of_four_by_hand():
    # x = 1, 2, 3, 4; z = -1.5, -0.5, 0.5, 1.5, sum z^2 = 5; binary links 6
    # sum w z z = 2 * (0.75 - 0.25 + 0.75) = 2.5; I = 4 / 6 * 2.5 / 5 = 1/3
    x = pd.Series([1.0, 2, 3, 4])
    assert morans_i(x, line(4), transformation="b").i == pytest.approx(1 / 3)
    # by rows: lags -0.5, -0.5, 0.5, 0.5; sum z lag = 2; I = 4 / 4 * 2 / 5
    assert morans_i(x, line(4)).i == pytest.approx(0.4)
    table = local_moran(x, line(4))
    # (n - 1) z_i lag_i / sum z^2 = 3/5 * 0.75, 0.25, 0.25, 0.75
    assert table["local_i"].tolist() == pytest.approx([0.45, 0.15, 0.15, 0.45])
    assert table["quadrant"].tolist() == ["low-low"] * 2 + ["high-high"] * 2
    assert table["lag"].tolist() == [2, 2, 3, 3]


# PySAL's esda, docstrings and tests/test_moran.py (BSD-3): I; spdep's moran.test for
# columbus, as printed in R. Bivand's notes (ECS530): I, variance, standard deviate.
@pytest.mark.parametrize(
    ("files", "expected"),
    [
        (("stl.gal", "stl_hom.txt", "HR8893"), 0.24365582621771659),
        (("sids2.gal", "sids2.dbf", "SIDR74"), 0.24772519320480135),
    ],
)
def test_published_i_of_pysal(files, expected):
    values, graph = example(*files)
    found = morans_i(values, graph)
    assert found.i == pytest.approx(expected, abs=1e-9)
    assert found.expected == pytest.approx(-1 / (len(values) - 1))
    assert found.p_value < 0.01
    assert found.sentence.startswith("Like areas lie side by side")


def test_published_i_variance_and_z_of_columbus():
    areas = gpd.read_file(libpysal.examples.get_path("columbus.shp"))
    found = morans_i(areas["CRIME"], neighbour_graph(areas))
    assert found.i == pytest.approx(0.500188557, abs=1e-9)
    assert found.expected == pytest.approx(-0.020833333, abs=1e-9)
    assert found.variance == pytest.approx(0.008689289, abs=1e-9)
    assert found.z == pytest.approx(5.5894, abs=5e-5)


def test_published_variance_of_a_grid():
    # esda/tests/test_moran.py, test_variance: 1..9 on a 3 by 3 rook grid, binary
    graph = Graph.from_W(libpysal.weights.lat2W(3, 3))
    values = pd.Series(np.arange(1.0, 10), index=graph.unique_ids)
    found = morans_i(values, graph, transformation="b")
    assert found.variance == pytest.approx(0.0596875, abs=1e-9)


def test_published_local_i_of_de_smith():
    # PySAL 1.0, docstring of Moran_Local, on desmith.gal and desmith.txt: q and Is
    values, graph = example("desmith.gal", "desmith.txt", "z")
    table = local_moran(values, graph)
    q = [4, 4, 4, 2, 3, 3, 1, 4, 3, 3]
    assert table["quadrant"].tolist() == [QUADRANTS[i - 1] for i in q]
    published = [-0.11409277, -0.19940543, -0.13351408, -0.51770383, 0.48095009]
    published += [0.12208113, 1.19148298, -0.58144305, 0.07101383, 0.34314301]
    assert table["local_i"].tolist() == pytest.approx(published, abs=1e-8)


def test_esda_agrees_on_the_city_s_districts():
    areas = load_areas("district")
    graph = neighbour_graph(areas)
    # smooth from west to east, with noise
    east = areas.geometry.to_crs(3879).centroid.x
    noise = np.random.default_rng(1).normal(size=len(areas))
    values = (east - east.mean()) / east.std() + noise
    table = local_moran(values, graph)
    # without its permutations, which take 20 s to compile
    theirs = esda.Moran_Local(values, graph, permutations=0)
    assert table["local_i"].to_numpy() == pytest.approx(theirs.Is)
    assert table["quadrant"].tolist() == [QUADRANTS[i - 1] for i in theirs.q]
    np.random.seed(3)  # esda draws from numpy's global state
    whole = esda.Moran(values, graph, permutations=999)
    found = morans_i(values, graph, alternative="directed")
    assert found.variance == pytest.approx(whole.VI_rand)
    assert found.z == pytest.approx(whole.z_rand)
    assert found.p_value == pytest.approx(whole.p_sim, abs=0.03)


def test_pseudo_p_is_the_share_of_every_placing():
    x = pd.Series([1.0, 5, 2, 8, 9, 4])
    graph = line(6)
    value = morans_i(x, graph).i
    every = [
        morans_i(pd.Series(order), graph, permutations=0).i
        for order in itertools.permutations(x)
    ]
    share = np.mean(np.array(every) >= value - 1e-12)
    greater = morans_i(x, graph, alternative="greater").p_value
    assert greater == pytest.approx(share, abs=0.02)
    # area 4 has value 9 and neighbours 8 and 4: of the 10 pairs among the other five
    # values (1 5 2 8 4), only 5 + 8 is above 8 + 4 = 12; with the pair itself 2 of 10
    local = local_moran(x, graph, alternative="greater")
    assert local.loc[4, "p_value"] == pytest.approx(0.2, abs=0.02)
    # area 0 has value 1, below the mean, and neighbour 5: I falls as the neighbour
    # rises, so that I is at least as large with 2, 4 or 5 of the five others
    assert local.loc[0, "p_value"] == pytest.approx(3 / 5, abs=0.02)


def test_alternatives():
    values, graph = example("stl.gal", "stl_hom.txt", "HR8893")
    p = {
        name: morans_i(values, graph, alternative=name).p_value
        for name in ("two-sided", "greater", "less", "directed")
    }
    assert p["directed"] == min(p["greater"], p["less"])
    assert p["two-sided"] == pytest.approx(2 * p["directed"])
    # the smallest p there can be is 1 / (permutations + 1)
    gradient = pd.Series(np.arange(30.0))
    least = morans_i(gradient, line(30), permutations=99, alternative="greater")
    assert least.p_value == pytest.approx(1 / 100)


def test_benjamini_and_hochberg_1995_example():
    # JRSS B 57, the thrombolysis example: 15 p-values, of which 0.05 rejects four
    p = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459]
    p += [0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0000]
    adjusted = false_discovery(pd.Series(p))
    assert (adjusted <= 0.05).sum() == 4
    assert adjusted[3] == pytest.approx(0.0095 * 15 / 4)
    assert (pd.Series(p) <= esda.fdr(np.array(p), 0.05)).sum() == 4


def test_correction_names_fewer_clusters_and_chance_alone_hardly_any():
    graph = Graph.from_W(libpysal.weights.lat2W(12, 12, rook=False))
    noise = np.random.default_rng(5).normal(size=144)
    values = pd.Series(noise, index=graph.unique_ids)
    plain = local_moran(values, graph, correction="none")
    fdr = local_moran(values, graph)
    assert (plain["cluster"] != "not significant").sum() >= 3
    assert (fdr["cluster"] != "not significant").sum() == 0
    assert (fdr["p_adjusted"] >= fdr["p_value"] - 1e-12).all()


def test_a_cluster_is_found():
    graph = Graph.from_W(libpysal.weights.lat2W(10, 10, rook=False))
    values = np.random.default_rng(6).normal(size=(10, 10))
    values[2:5, 2:5] += 6
    table = local_moran(pd.Series(values.ravel(), graph.unique_ids), graph)
    assert table.loc[33, "cluster"] == "high-high"  # row 3, column 3: the middle
    assert "not why" in CLUSTER_SENTENCE


@given(st.lists(st.integers(-9, 9), min_size=5, max_size=12), st.integers(1, 9))
@settings(max_examples=40, deadline=None)
def test_scale_shift_order_and_sum(values, scale):
    graph = line(len(values))
    x = pd.Series(values, dtype=float)
    one = morans_i(x, graph, permutations=0)
    other = morans_i(x[::-1] * -scale + 3, graph, permutations=0)
    assert other.i == pytest.approx(one.i, abs=1e-9, nan_ok=True)
    table = local_moran(x, graph, permutations=99)
    # the local parts add up: sum I_i = (n - 1) / n * S0 * I, S0 = n by rows
    if x.nunique() > 1:
        assert table["local_i"].sum() == pytest.approx((len(x) - 1) * one.i)


def test_missing_areas_are_left_out_with_their_links():
    x = pd.Series([1.0, 2, float("nan"), 4, 7, 5])
    found, table = morans_i(x, line(6)), local_moran(x, line(6))
    assert found.left_out == (2,) and found.areas == 5
    assert table.loc[2, "cluster"] == "no figure"
    part = Graph.from_arrays([0, 1, 3, 4, 4, 5], [1, 0, 4, 3, 5, 4], [1] * 6)
    assert found.i == pytest.approx(morans_i(x.dropna(), part).i)
    assert math.isnan(table.loc[2, "p_value"]) and table.loc[2, "quadrant"] == ""


def test_islands_count_in_n_but_have_no_cluster():
    x = pd.Series([1.0, 2, 4, 7, 3])
    graph = Graph.from_arrays(
        [0, 1, 1, 2, 2, 3, 4], [1, 0, 2, 1, 3, 2, 4], [1] * 6 + [0]
    )
    found, table = morans_i(x, graph), local_moran(x, graph)
    assert found.islands == (4,) and found.areas == 5
    assert found.i == pytest.approx(esda.Moran(x, graph, permutations=9).I)
    assert table.loc[4, "cluster"] == "no neighbours"
    assert math.isnan(table.loc[4, "local_i"]) and math.isnan(table.loc[4, "lag"])
    alone = x.where(x.index == 4).fillna(x.where(x.index == 0))  # 0 and 4: no links
    assert math.isnan(morans_i(alone, graph).i)
    assert morans_i(alone, graph).sentence.endswith("cannot be told.")


@pytest.mark.parametrize("values", [[5.0] * 6, [0.1 + 0.2, *[0.3] * 5], [0.0] * 6])
def test_the_same_everywhere_has_no_answer(values):
    x = pd.Series(values)
    assert math.isnan(morans_i(x, line(6)).i)
    assert local_moran(x, line(6))["cluster"].tolist() == ["no answer"] * 6


@pytest.mark.parametrize("count", [0, 1, 2])
def test_few_areas_have_no_answer(count):
    x = pd.Series(np.arange(float(count)))
    assert math.isnan(morans_i(x, line(6)).p_value)
    assert len(local_moran(x, line(6))) == count
    three = local_moran(pd.Series([1.0, 2, 4]), line(6))
    assert three["cluster"].tolist() == ["no answer"] * 3
    assert math.isnan(morans_i(pd.Series([1.0, 2, 4]), line(6)).z)


def test_all_missing():
    x = pd.Series([float("nan")] * 6)
    assert morans_i(x, line(6)).areas == 0
    assert local_moran(x, line(6))["cluster"].tolist() == ["no figure"] * 6


def test_same_seed_same_answer_and_nothing_is_changed():
    values, graph = example("stl.gal", "stl_hom.txt", "HR8893")
    before = values.copy()
    one, two = (local_moran(values, graph, seed=4) for _ in range(2))
    pd.testing.assert_frame_equal(one, two)
    assert morans_i(values, graph, seed=1) == morans_i(values, graph, seed=1)
    pd.testing.assert_series_equal(values, before)
    assert one.index.equals(values.index)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (
            {"values": pd.Series([1.0, 2], index=[0, 99])},
            r"\[99\] are not in the graph",
        ),
        ({"values": pd.Series([1.0, 2], index=[0, 0])}, "there twice"),
        ({"values": pd.Series([1.0, np.inf])}, r"areas \[1\]"),
        ({"transformation": "d"}, "use r or b"),
        ({"permutations": 9}, "99 or more"),
        ({"alternative": "both"}, "use one of"),
        ({"correction": "bonferroni"}, "fdr or none"),
        ({"alpha": 5}, "between 0 and 1"),
    ],
)
def test_refusals(change, message):
    arguments = {"values": pd.Series(np.arange(6.0)), "graph": line(6)} | change
    with pytest.raises(ValueError, match=message):
        local_moran(**arguments)
    if not {"correction", "alpha"} & set(change):
        with pytest.raises(ValueError, match=message):
            morans_i(**arguments)


def test_local_moran_refuses_no_permutations():
    with pytest.raises(ValueError, match="99 or more"):
        local_moran(pd.Series(np.arange(6.0)), line(6), permutations=0)
