"""One indicator by area and year, its measures over the years, and their trends."""

import math

import pandas as pd
import pytest

from indicators.catalogue import load_catalogue
from indicators.gaps import (
    YEAR_COLUMNS,
    measure_trend,
    same_areas,
    year_figures,
    yearly_inequality,
)
from indicators.inequality import MEASURES
from indicators.trend import CANNOT_BE_TOLD, GROWING, NO_CHANGE, SHRINKING

CATALOGUE = load_catalogue()
RATE = CATALOGUE["unemployment_rate"]
AREAS = pd.DataFrame(
    {
        "level": ["city", "major_area", *["district"] * 3],
        "parent": ["", "092", "M", "M", "M"],
    },
    index=pd.Index(["092", "M", "A", "B", "C"], name="area_code"),
)


def rows(indicator, figures, *, status="published", source="s", people=None):
    """Observations: {(area, year): value}; counts where people are given."""
    return pd.DataFrame(
        [
            {
                "area_code": area,
                "indicator": indicator,
                "year": year,
                "value": value,
                "numerator": math.nan if people is None else value * people / 100,
                "denominator": math.nan if people is None else float(people),
                "lower": math.nan,
                "upper": math.nan,
                "status": status,
                "source": source,
            }
            for (area, year), value in figures.items()
        ]
    )


def everywhere(value, years=(2020,), areas="ABC"):
    return {(area, year): value for area in areas for year in years}


PEOPLE = rows("population", everywhere(100.0))
GAP = rows(RATE.key, {("A", 2020): 10.0, ("B", 2020): 20.0, ("C", 2020): 30.0})


def figures_of(*tables, entry=RATE, **options):
    return year_figures(pd.concat(tables), AREAS, entry, "district", **options)


def test_residents_of_the_nearest_year_the_earlier_of_two():
    people = rows("population", {("A", 2019): 90.0, ("A", 2021): 80.0})
    more = rows("population", {("B", 2022): 70.0, ("C", 2017): 60.0})
    figures = figures_of(GAP, people, more)
    assert figures.population.loc[["A", "B"], 2020].tolist() == [90, 70]
    # three years away is too far: without residents the area takes no part
    assert figures.value.loc["C"].isna().all()


def test_published_only_leaves_estimates_out():
    estimate = rows(RATE.key, everywhere(9.0, [2021]), status="estimated")
    assert figures_of(GAP, PEOPLE, estimate).years == [2020, 2021]
    assert figures_of(GAP, PEOPLE, estimate, published_only=True).years == [2020]


@pytest.mark.parametrize("mark", ["fill_between", "backcast"])
def test_filled_figures_take_no_part(mark):
    filled = rows(
        RATE.key, everywhere(9.0, [2021]), status="estimated", source=f"a;{mark}"
    )
    assert figures_of(GAP, PEOPLE, filled).years == [2020]


def test_sums_of_a_mean_are_no_counts_of_people():
    income = CATALOGUE["mean_income"]
    figures = figures_of(
        rows(income.key, everywhere(30_000.0), people=50), PEOPLE, entry=income
    )
    assert figures.numerator.isna().all(axis=None)
    share = figures_of(rows(RATE.key, everywhere(20.0), people=50), PEOPLE)
    assert share.numerator[2020].tolist() == [10, 10, 10]


def test_same_areas_are_those_of_every_year():
    later = rows(RATE.key, {("A", 2021): 11.0, ("B", 2021): 21.0})
    figures = same_areas(figures_of(GAP, PEOPLE, later))
    assert figures.value.index.tolist() == ["A", "B"]
    assert figures.major.index.tolist() == ["A", "B"]
    assert figures.of(2020)["value"].tolist() == [10, 20]


def test_every_measure_of_every_year():
    later = rows(RATE.key, everywhere(20.0, [2021]))
    table = yearly_inequality(figures_of(GAP, PEOPLE, later), RATE)
    assert table.columns.tolist() == YEAR_COLUMNS
    assert len(table) == 2 * len(MEASURES)
    gap = table[table["measure"] == "absolute_gap"].set_index("year")["value"]
    assert gap.to_dict() == {2020: 20.0, 2021: 0.0}  # 30 - 10; all alike


def test_intervals_from_counts_of_published_figures_only():
    known = rows(RATE.key, {("A", 2020): 10.0, ("B", 2020): 30.0}, people=1000)
    ends = ["lower", "upper"]
    told = yearly_inequality(figures_of(known, PEOPLE), RATE).set_index("measure")
    assert told.loc["absolute_gap", ends].notna().all()
    guessed = figures_of(known.assign(status="estimated"), PEOPLE)
    told = yearly_inequality(guessed, RATE).set_index("measure")
    assert told.loc["absolute_gap", ends].isna().all()
    limits = known.assign(status="estimated", lower=[8.0, 28.0], upper=[12.0, 32.0])
    told = yearly_inequality(figures_of(limits, PEOPLE), RATE).set_index("measure")
    assert told.loc["absolute_gap", ends].notna().all()
    assert told["estimated"].eq(2).all()


def test_an_index_has_no_relative_measure():
    kota = CATALOGUE["kota"]
    score = rows(kota.key, {("A", 2020): 1.0, ("B", 2020): 2.0, ("C", 2020): 3.0})
    table = yearly_inequality(figures_of(score, PEOPLE, entry=kota), kota)
    relative = table[table["kind"] == "relative"]
    assert relative["value"].isna().all()
    assert (relative["note"].str.contains("no zero of its own")).all()


def test_persons_are_refused():
    with pytest.raises(ValueError, match="number of persons"):
        figures_of(PEOPLE, entry=CATALOGUE["population"])


def test_nothing_there_is_an_empty_table():
    figures = figures_of(PEOPLE)
    assert figures.years == []
    assert yearly_inequality(figures, RATE).columns.tolist() == YEAR_COLUMNS
    assert yearly_inequality(figures, RATE).empty
    assert measure_trend(yearly_inequality(figures, RATE), "gini").years == ()


def series(key, values, first=2015):
    return pd.DataFrame(
        {
            "measure": key,
            "year": range(first, first + len(values)),
            "value": values,
            "lower": math.nan,
            "upper": math.nan,
        }
    )


@pytest.mark.parametrize(
    ("key", "values", "verdict"),
    [
        ("absolute_gap", [1.0, 2, 3, 4, 5, 6], GROWING),
        ("absolute_gap", [6.0, 5, 4, 3, 2, 1], SHRINKING),
        ("absolute_gap", [1.0, 2, 3, 4], CANNOT_BE_TOLD),
        ("absolute_gap", [3.0] * 6, NO_CHANGE),
        # ever further below zero, or below one, is growing inequality
        ("slope_index", [-1.0, -2, -3, -4, -5, -6], GROWING),
        ("relative_index", [0.9, 0.8, 0.7, 0.6, 0.5, 0.4], GROWING),
        ("relative_index", [1.9, 1.8, 1.7, 1.6, 1.5, 1.4], SHRINKING),
    ],
)
def test_a_trend_is_of_the_size_of_inequality(key, values, verdict):
    assert measure_trend(series(key, values), key).verdict == verdict


def test_signed_measures_keep_their_interval_in_order():
    table = series("slope_index", [-1.0, -2, -3, -4, -5])
    table = table.assign(lower=table["value"] - 0.2, upper=table["value"] + 0.1)
    found = measure_trend(table, "slope_index")
    assert found.method == "weighted line"
    assert found.slope == pytest.approx(1)


def test_a_year_without_the_measure_is_no_year():
    table = series("gini", [0.1, math.nan, 0.2, 0.3, 0.4])
    assert measure_trend(table, "gini").years == (2015, 2017, 2018, 2019)
