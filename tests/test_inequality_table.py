"""The table of all measures: rows, intervals, sentences, and what it does not know."""

import string

import numpy as np
import pandas as pd
import pytest

from indicators.inequality import (
    MEASURES,
    NOTES,
    TABLE_COLUMNS,
    TEXTS,
    atkinson,
    coefficient_of_variation,
    concentration_index,
    decompose,
    disadvantage_rank,
    draw_figures,
    fewer_people,
    gap_between_fifths,
    gini,
    index_of_disparity,
    inequality_table,
    mean_difference,
    mean_log_deviation,
    population_impact,
    ratio_of_fifths,
    relative_gap,
    sentence,
    slope_index,
    slope_index_simulated,
    theil,
    weighted_standard_deviation,
)

CODES = list(string.ascii_uppercase[:12])
COUNT = pd.Series([140, 300, 800, 1500, 2500, 4000] * 2, index=CODES)
CASES = pd.Series([20, 30, 200, 200, 300, 800, 10, 90, 100, 400, 300, 300], CODES)
VALUE = 100 * CASES / COUNT
PEOPLE = COUNT * 2
MAJOR = pd.Series(["north", "south", "east"] * 4, index=CODES)
NEED = pd.Series(range(12), index=CODES)
COUNTS = {"numerator": CASES, "denominator": COUNT}


def table(value=VALUE, people=PEOPLE, **options):
    given = {"worse": "high", "replicates": 300} | options
    return inequality_table(value, people, **given).set_index("measure")


def test_every_row_is_what_its_function_says():
    rows = table(**COUNTS, major=MAJOR, rank_by=NEED)
    slope = slope_index(VALUE, PEOPLE, NEED, disadvantaged="high")
    heap = concentration_index(VALUE, PEOPLE, NEED, disadvantaged="high")
    impact = population_impact(VALUE, PEOPLE, worse="high")
    parts = decompose(VALUE, PEOPLE, MAJOR)
    log_parts = decompose(VALUE, PEOPLE, MAJOR, measure="mld")
    fewer = fewer_people(VALUE, PEOPLE, worse="high", denominator=COUNT)
    deviation = weighted_standard_deviation(VALUE, PEOPLE)
    expected = {
        "absolute_gap": VALUE.max() - VALUE.min(),
        "gap_between_fifths": gap_between_fifths(VALUE, PEOPLE),
        "between_group_variance": deviation**2,
        "weighted_standard_deviation": deviation,
        "mean_difference_from_mean": mean_difference(VALUE, PEOPLE),
        "mean_difference_from_best": mean_difference(
            VALUE, PEOPLE, reference="best", worse="high"
        ),
        "slope_index": slope.sii,
        "absolute_concentration_index": heap.absolute,
        "attributable_risk": impact.risk,
        "fewer_people": fewer.sum(),
        "relative_gap": relative_gap(VALUE, PEOPLE),
        "ratio_of_fifths": ratio_of_fifths(VALUE, PEOPLE),
        "coefficient_of_variation": coefficient_of_variation(VALUE, PEOPLE),
        "index_of_disparity_unweighted": index_of_disparity(
            VALUE, PEOPLE, weighted=False
        ),
        "index_of_disparity": index_of_disparity(VALUE, PEOPLE),
        "gini": gini(VALUE, PEOPLE),
        "theil": theil(VALUE, PEOPLE),
        "theil_between": parts.between,
        "theil_within": parts.within,
        "mean_log_deviation": mean_log_deviation(VALUE, PEOPLE),
        "mean_log_deviation_between": log_parts.between,
        "mean_log_deviation_within": log_parts.within,
        "atkinson": atkinson(VALUE, PEOPLE),
        "relative_index": slope.rii,
        "relative_concentration_index": heap.relative,
        "attributable_fraction": impact.fraction,
    }
    assert list(rows.index) == list(MEASURES)
    assert ["measure", *rows.columns] == TABLE_COLUMNS
    assert rows["value"].to_dict() == pytest.approx(expected, rel=1e-9)
    assert (rows["areas"] == 12).all()
    assert (rows["lower"] <= rows["value"]).all()
    assert (rows["value"] <= rows["upper"]).all()
    assert rows["kind"].tolist() == ["absolute"] * 10 + ["relative"] * 16
    assert rows.index[~rows["weighted"]].tolist() == [
        *("absolute_gap", "relative_gap", "index_of_disparity_unweighted")
    ]


def test_slope_has_the_published_interval_the_rest_one_without_the_bias():
    rows = table(**COUNTS, rank_by=NEED)
    draws = draw_figures(VALUE, PEOPLE, **COUNTS, replicates=300)
    ginis = np.array([gini(row, PEOPLE) for _, row in draws.iterrows()])
    bias = ginis.mean() - gini(VALUE, PEOPLE)
    assert rows.at["gini", "bias"] == pytest.approx(bias)
    # Chance adds to squares: theirs are lessened by twice their own bias.
    excess = (ginis**2).mean() - gini(VALUE, PEOPLE) ** 2
    limits = np.sqrt(np.quantile(ginis**2, [0.025, 0.975]) - 2 * excess)
    assert rows.loc["gini", ["lower", "upper"]].tolist() == pytest.approx(limits)
    rank = disadvantage_rank(VALUE, PEOPLE, NEED, disadvantaged="high")
    slopes = np.polyfit(rank, draws.to_numpy().T, 1, w=np.sqrt(PEOPLE))[0]
    limits = np.quantile(slopes, [0.025, 0.975])
    assert rows.loc["slope_index", ["lower", "upper"]].tolist() == pytest.approx(limits)
    assert rows.at["slope_index", "interval"] == "simulation"
    heap = concentration_index(VALUE, PEOPLE, NEED, disadvantaged="high")
    assert rows.at["absolute_concentration_index", "lower"] == heap.absolute_lower
    assert rows.at["relative_concentration_index", "interval"] == "regression"
    # Estimates with limits: the same simulation as phe_sii's, but for its draws.
    half = pd.Series(2.0, index=CODES)
    limits = {"lower": VALUE - half, "upper": VALUE + half}
    row = table(**limits, rank_by=NEED, replicates=4000).loc["slope_index"]
    one = slope_index_simulated(
        VALUE, PEOPLE, NEED, disadvantaged="high", **limits, replicates=4000
    )
    assert row["lower"] == pytest.approx(one.sii_lower, abs=0.2)
    assert row["upper"] == pytest.approx(one.sii_upper, abs=0.2)


def test_without_counts_only_regression_has_an_interval():
    rows = table(rank_by=NEED)
    slope = slope_index(VALUE, PEOPLE, NEED, disadvantaged="high")
    assert rows.at["slope_index", "lower"] == slope.sii_lower
    assert rows.at["relative_index", "upper"] == slope.rii_upper
    assert rows.at["gini", "interval"] == "none"
    assert np.isnan(rows.at["gini", "lower"])
    assert rows.at["gini", "note"] == NOTES["no_interval"]
    assert rows.at["gini", "value"] == gini(VALUE, PEOPLE)


def test_noise_alone_is_told_from_inequality():
    # Every area has the same chance, 0.2: what differs is chance.
    rng = np.random.default_rng(1)
    cases = pd.Series(rng.binomial(COUNT, 0.2), index=CODES)
    rows = table(100 * cases / COUNT, numerator=cases, denominator=COUNT)
    for key in ("gini", "absolute_gap", "theil", "index_of_disparity", "fewer_people"):
        assert rows.at[key, "lower"] == 0
    assert rows.at["ratio_of_fifths", "lower"] == 1
    assert rows.at["attributable_risk", "upper"] == 0
    assert rows.at["gini", "note"].startswith("Chance alone makes areas differ")


def test_intervals_nest_and_seeds_count():
    wide, narrow, again, other = (
        table(**COUNTS, major=MAJOR, rank_by=NEED, confidence=level, seed=seed)
        for level, seed in [(0.998, 1), (0.8, 1), (0.8, 1), (0.8, 2)]
    )
    assert (wide["lower"] <= narrow["lower"]).all()
    assert (wide["upper"] >= narrow["upper"]).all()
    pd.testing.assert_frame_equal(narrow, again)
    assert not narrow["lower"].equals(other["lower"])


def test_the_order_of_the_areas_does_not_count():
    turned = table(
        VALUE.iloc[::-1], PEOPLE, **COUNTS, major=MAJOR.sample(frac=1, random_state=1)
    )
    pd.testing.assert_frame_equal(turned, table(**COUNTS, major=MAJOR))


def test_arguments_are_left_as_they_were():
    given = [VALUE, PEOPLE, CASES, COUNT, MAJOR, NEED]
    before = [series.copy() for series in given]
    table(**COUNTS, major=MAJOR, rank_by=NEED)
    for series, copy in zip(given, before, strict=True):
        pd.testing.assert_series_equal(series, copy)


def test_what_lacks_says_so():
    rows = table(worse="neither")
    missing = rows["value"].isna()
    notes = rows.loc[missing, "note"]
    assert notes["slope_index"] == notes["relative_concentration_index"]
    assert notes["slope_index"] == NOTES["no_rank"]
    assert notes["theil_between"] == NOTES["no_major"]
    assert notes["attributable_risk"] == notes["fewer_people"] == NOTES["neither"]
    assert (rows.loc[missing, "meaning"] == "").all()
    assert rows.loc[~missing, "meaning"].str.len().gt(20).all()
    assert table().at["fewer_people", "note"] == NOTES["no_denominator"]
    fewer = fewer_people(VALUE, PEOPLE, worse="high", denominator=COUNT).sum()
    by_percent = table(denominator=COUNT).at["fewer_people", "value"]
    assert by_percent == pytest.approx(fewer)


@pytest.mark.parametrize(
    ("value", "options", "note"),
    [
        (VALUE - 20, {}, "negative"),
        (VALUE, {"ratio_scale": False}, "interval_scale"),
        (VALUE * 0, {}, "mean_zero"),
    ],
)
def test_no_ratios_where_they_mean_nothing(value, options, note):
    rows = table(value, major=MAJOR, rank_by=NEED, **options)
    relative = rows[rows["kind"] == "relative"]
    assert relative["value"].isna().all()
    assert (relative["note"] == NOTES[note]).all()
    assert (
        rows.loc[rows["kind"] == "absolute", "value"].drop("fewer_people").notna().all()
    )


def test_degenerate_cities():
    nothing = pd.Series(float("nan"), index=CODES)
    rows = table(nothing, **COUNTS, major=MAJOR, rank_by=NEED)
    assert rows["value"].isna().all() and (rows["note"] == NOTES["no_figures"]).all()
    assert (rows["areas"] == 0).all()
    one = [VALUE[["A"]], PEOPLE[["A"]]]
    rows = table(*one, rank_by=NEED[["A"]])
    assert rows.at["absolute_gap", "value"] == 0
    assert rows.at["absolute_gap", "note"] == NOTES["one_area"]
    assert rows.at["slope_index", "note"] == NOTES["few_areas"]
    alike = table(VALUE * 0 + 20, rank_by=NEED, major=MAJOR)["value"]
    ones = ["relative_gap", "ratio_of_fifths", "relative_index"]
    assert (alike[ones] == 1).all()
    assert (alike.drop([*ones, "fewer_people"]).abs() < 1e-12).all()


def test_a_zero_has_no_finite_ratio_and_draws_with_zeros_no_interval():
    value = VALUE.where(VALUE.index != "A", 0.0)
    rows = table(value)
    for key in ("relative_gap", "mean_log_deviation"):
        assert np.isnan(rows.at[key, "value"])
        assert rows.at[key, "note"] == NOTES["zero"]
    assert rows.at["theil", "value"] == theil(value, PEOPLE)
    rare = CASES.where(CASES.index != "A", 1)
    rows = table(100 * rare / COUNT, numerator=rare, denominator=COUNT)
    assert rows.at["relative_gap", "note"] == NOTES["no_interval_zero"]
    assert rows.at["relative_gap", "value"] > 1
    assert rows.at["gini", "interval"] == "bootstrap"


def test_one_sentence_a_measure_with_sign_and_unit():
    rows = table(**COUNTS, major=MAJOR, rank_by=NEED, unit="percent")
    # Highest H, 90/300 = 30 %... lowest G, 10/140
    high, low = VALUE.max(), VALUE.min()
    assert rows.at["absolute_gap", "meaning"] == (
        f"The highest area is {high - low:.1f} percentage points above the lowest."
    )
    assert rows.at["relative_gap", "meaning"].startswith(
        f"The highest area's figure is {high / low:.2f} times the lowest's"
    )
    fewer = rows.at["fewer_people", "value"]
    assert rows.at["fewer_people", "meaning"].startswith(f"{fewer:,.0f} people fewer")
    assert "lower" in rows.at["attributable_risk", "meaning"]
    assert rows.at["between_group_variance", "unit"] == "percentage points squared"
    low_worse = table(**COUNTS, worse="low", unit="years")
    assert "people more" in low_worse.at["fewer_people", "meaning"]
    assert "years higher" in low_worse.at["attributable_risk", "meaning"]
    limits = low_worse.loc[["attributable_risk", "fewer_people"]]
    assert (limits["lower"] >= 0).all() and (limits["upper"] > limits["value"]).all()
    limits = rows.loc[["attributable_risk", "attributable_fraction"]]
    assert (limits["upper"] <= 0).all() and (limits["lower"] < limits["value"]).all()
    for text in rows["meaning"]:
        assert text.endswith(".") and "{" not in text and len(text) < 160


def test_signs_have_their_own_sentences():
    assert "higher than" in sentence("slope_index", 2.0, unit="years")
    assert "2.00 years lower" in sentence("slope_index", -2.0, unit="years")
    assert "level" in sentence("slope_index", 0.0, unit="years")
    assert "only 0.500 times" in sentence("relative_index", 0.5, unit="times")
    assert sentence("gini", float("nan"), unit="") == ""


def test_texts_can_be_translated():
    finnish = {
        key: "yks." if key.startswith("unit:") else f"{key} {{value}} {{unit}}"
        for key in TEXTS
    }
    notes = dict.fromkeys(NOTES, "huom. {bias}")
    rows = table(
        **COUNTS,
        texts=finnish,
        notes=notes,
        number=lambda x: f"{x:.1f}".replace(".", ","),
    )
    assert rows.at["absolute_gap", "meaning"] == "absolute_gap 22,9 yks."
    assert rows.at["slope_index", "note"].startswith("huom.")


def test_every_measure_has_its_texts():
    signed = {key for key, measure in MEASURES.items() if measure.signed}
    expected = {f"{key}:{side}" for key in signed for side in ("plus", "minus", "zero")}
    expected |= {"fewer_people:high", "fewer_people:low"}
    expected |= set(MEASURES) - signed - {"fewer_people"}
    assert {key for key in TEXTS if not key.startswith("unit:")} == expected
    assert all(measure.unit_of("percent") is not None for measure in MEASURES.values())


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"worse": "up"}, 'worse must be "high", "low" or "neither"'),
        ({"confidence": 95}, "confidence must lie between 0 and 1"),
        ({"epsilon": -1}, "epsilon must be 0 or above"),
        ({**COUNTS, "replicates": 0}, "replicates must be 1 or more"),
        ({"major": MAJOR[:3]}, "group and value must have the same areas"),
        ({"denominator": -COUNT}, "denominator must be known, not negative"),
    ],
)
def test_refuses_and_says_what_to_do(options, message):
    with pytest.raises(ValueError, match=message):
        table(**options)
