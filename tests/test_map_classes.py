"""Classes as the browser makes them: by hand, by property, and beside mapclassify's."""

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from indicators.classes import SCHEMES, classify
from tests.map_tools import map_module

__all__ = ["map_module"]

CLASSES = """(map, { values, scheme, k }) => {
    const column = Float32Array.from(values, (value) => value ?? NaN);
    const known = column.filter((value) => !Number.isNaN(value)).sort();
    const ends = map.borders(known, scheme, k);
    return [ends, [...map.classesOf(column, ends)]];
}"""
NUMBERS = st.floats(-1e6, 1e6, width=32)
# few different numbers: many ties
VALUES = st.lists(st.one_of(st.none(), NUMBERS, st.sampled_from([0.0, 1.0, 2.5])))
patient = settings(
    deadline=None,
    max_examples=60,
    suppress_health_check=[
        HealthCheck.function_scoped_fixture,
        HealthCheck.too_slow,
    ],
)


def classes_of(map_module, values, scheme, k):
    return map_module(CLASSES, {"values": values, "scheme": scheme, "k": k})


@pytest.mark.parametrize(
    ("scheme", "k", "values", "ends", "classes"),
    [
        # four values, two classes: half of them up to the median, 2.5
        ("quantiles", 2, [4, 1, 3, 2], [1, 2.5, 4], [1, 0, 1, 0]),
        ("equal_steps", 3, [0, 1, 4, 9, 12], [0, 4, 8, 12], [0, 0, 0, 2, 2]),
        ("natural_breaks", 2, [1, 2, 3, 10, 11, 12], [1, 3, 12], [0, 0, 0, 1, 1, 1]),
        ("quantiles", 5, [7, 7, None, 7], [7, 7], [0, 0, -1, 0]),
        ("natural_breaks", 5, [3], [3, 3], [0]),
        ("equal_steps", 4, [None, None], [], [-1, -1]),
        ("quantiles", 3, [], [], []),
    ],
)
def test_by_hand(map_module, scheme, k, values, ends, classes):
    assert classes_of(map_module, values, scheme, k) == [ends, classes]


@patient
@given(VALUES, st.sampled_from(SCHEMES), st.integers(3, 7))
def test_every_value_is_in_the_one_class_that_holds_it(map_module, values, scheme, k):
    ends, classes = classes_of(map_module, values, scheme, k)
    assert ends == sorted(ends)
    assert len(ends) <= k + 1
    for value, number in zip(values, classes, strict=True):
        if value is None:
            assert number == -1
            continue
        low, high = ends[number], ends[number + 1]
        assert low < value <= high or (number == 0 and value == low)


@patient
@given(VALUES, st.sampled_from(SCHEMES), st.integers(3, 7))
def test_equal_values_stay_together_and_order_is_kept(map_module, values, scheme, k):
    _ends, classes = classes_of(map_module, values, scheme, k)
    known = sorted(
        (value, number)
        for value, number in zip(values, classes, strict=True)
        if value is not None
    )
    numbers = [number for _value, number in known]
    assert numbers == sorted(numbers)
    assert len(set(known)) == len({value for value, _number in known})


@patient
@given(
    st.lists(st.integers(-1000, 1000), min_size=1, max_size=40),
    st.sampled_from(("quantiles", "equal_steps")),
    st.integers(3, 7),
)
def test_borders_are_those_of_mapclassify(map_module, values, scheme, k):
    ends, _classes = classes_of(map_module, values, scheme, k)
    series = pd.Series(np.array(values, dtype="float64"))
    edges = classify(series, scheme, min(k, series.nunique() + 1)).edges
    if series.nunique() >= k:  # with fewer, each side leaves out classes in its own way
        assert len(ends) == len(edges)
        assert all(
            math.isclose(one, other, rel_tol=1e-6, abs_tol=1e-4)
            for one, other in zip(ends, edges, strict=True)
        )


def squares(values, numbers):
    """Sum of squares within classes, which natural breaks make as small as can be."""
    groups = pd.Series(values, dtype="float64").groupby(np.array(numbers))
    return float(groups.apply(lambda group: ((group - group.mean()) ** 2).sum()).sum())


@patient
@given(
    st.lists(st.integers(0, 100), min_size=8, max_size=30, unique=True),
    st.integers(3, 5),
)
def test_natural_breaks_are_as_good_as_mapclassifys(map_module, values, k):
    _ends, classes = classes_of(map_module, values, "natural_breaks", k)
    theirs = classify(pd.Series(values, dtype="float64"), "natural_breaks", k).number
    assert squares(values, classes) <= squares(values, theirs) + 1e-6


GAP = """(map, reference) => {
    const series = { key: "a", name: "A", unit: "%", changeUnit: "points", decimals: 1,
        worse: "high", years: [2020], reference: [reference], spread: [1], offset: 0 };
    const column = {
        values: Float32Array.of(1, 3, NaN), statuses: Uint8Array.of(0, 1, 3) };
    const kept = new Map();
    const keep = (key, make) => {
        if (!kept.has(key)) kept.set(key, make());
        return kept.get(key);
    };
    const figures = { names: ["x", "y", "z"], series: [series], keep,
        find: () => series, column: () => column };
    const words = { numbers: { group: "", decimal: ".", minus: "-" },
        kinds: ["published", "estimated", "suppressed", "not_published"],
        statuses: ["P", "E", "S", "N"], notes: ["", "e", "s", "n"],
        noReference: "no city", gapTitle: "", gapDirections: {}, rank: "",
        diverging: [[], ["#000", "#333"], ["#000", "#111", "#222", "#333"]] };
    const scene = map.compose(figures, { series: "a", year: 2020, mode: "gap",
        scheme: "equal_steps", classes: 4 }, words);
    const legend = map.legendOf(scene, [], words);
    const told = legend.statuses.map((one) => [one.label, one.count]);
    return [told, scene.facts(0), scene.facts(2)];
}"""


def test_an_area_without_a_city_to_compare_with_is_not_called_unpublished(map_module):
    statuses, first, last = map_module(GAP, None)
    assert statuses == [["N", "1"], ["no city", "2"]]
    assert first[-1] == "no city"
    assert last[-1] == "n"
    statuses, first, _last = map_module(GAP, 2)
    assert statuses == [["E", "1"], ["N", "1"]]
    assert first[1] == "-1.0\u00a0points"


COMPARED = """(map, worse) => {
    const series = { key: "a", name: "A", unit: "%", decimals: 1, worse,
        years: [2019, 2020], reference: [], offset: 0 };
    const header = JSON.stringify({ areas: 4, banded: true, codes: ["1", "2", "3", "4"],
        names: ["w", "x", "y", "z"], series: [series] });
    const padding = " ".repeat((4 - header.length % 4) % 4);
    const text = new TextEncoder().encode(header + padding);
    const buffer = new ArrayBuffer(4 + text.length + 8 * 6);
    new DataView(buffer).setUint32(0, text.length, true);
    new Uint8Array(buffer, 4, text.length).set(text);
    new Float32Array(buffer, 4 + text.length, 8).set([9, 9, 9, 9, 1, 2, 3, NaN]);
    const bytes = new Uint8Array(buffer, 4 + text.length + 32, 16);
    bytes.set([0, 0, 0, 0, 0, 1, 0, 3, 0, 0, 0, 0, 5, 1, 0, 0]);
    const kinds = ["need", "neither"].map((kind) => [kind, {
        labels: [1, 2, 3, 4, 5].map((band) => kind + band),
        colors: ["", "", "", "", ""] }]);
    const words = { numbers: { group: "", decimal: ".", minus: "-" },
        kinds: ["published", "estimated", "suppressed", "not_published"],
        statuses: ["P", "E", "S", "N"], notes: ["", "e", "s", "n"], rank: "",
        compared: Object.fromEntries(kinds), comparedTitle: "{name} in {year}",
        notCompared: "no interval", palettes: { warm: { need: [[], [], [], [], []],
        context: [[], [], [], [], []] } } };
    const scene = map.compose(new map.Figures(buffer), { series: "a", year: 2020,
        mode: "compared", scheme: "equal_steps", classes: 3, palette: "warm" }, words);
    const legend = map.legendOf({ ...scene, colors: Array(5) }, [], words);
    return [[...scene.classes], scene.title, legend.classes.map((one) => one.count),
        legend.statuses.map((one) => [one.label, one.count]),
        [0, 1, 2, 3].map((area) => scene.facts(area).at(-1))];
}"""


@pytest.mark.parametrize(("worse", "kind"), [("high", "need"), ("neither", "neither")])
def test_beside_the_city_by_the_bands_that_came_with_the_figures(
    map_module, worse, kind
):
    classes, title, counts, statuses, told = map_module(COMPARED, worse)
    assert classes == [4, 0, -1, -1]
    assert title == "A in 2020"
    assert counts == ["1", "0", "0", "0", "1"]
    # the third area has a figure and no interval, the last one has no figure
    assert statuses == [["E", "1"], ["N", "1"], ["no interval", "1"]]
    assert told == [f"{kind}5", f"{kind}1", "no interval", ""]
