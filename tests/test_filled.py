"""What the catalogue lets be filled, by hand and in the project's own data."""

import json

import pandas as pd
import pytest

from indicators.catalogue import (
    CATALOGUE_FILE,
    Catalogue,
    CatalogueError,
    load_catalogue,
)
from indicators.kota import component_values
from indicators.tables import OBSERVATION_COLUMNS, load_areas_table, load_observations
from sources.documents import sources_json
from sources.filled import (
    ERROR_TABLE,
    FILL_METHODS,
    METHOD_SOURCES,
    backcast_candidates,
    fill_errors,
    is_filled,
    with_filled,
)

CATALOGUE = load_catalogue()
TEXT = CATALOGUE_FILE.read_text(encoding="utf-8")
DATA = CATALOGUE_FILE.parent
AREAS = load_areas_table(DATA / "areas.csv")
LOADED = load_observations(DATA / "observations.csv", CATALOGUE, list(AREAS.index))
BEFORE = LOADED[~is_filled(LOADED)].reset_index(drop=True)
AFTER = with_filled(BEFORE, AREAS, CATALOGUE)
MADE = AFTER[is_filled(AFTER) & AFTER["value"].notna()]
ERRORS = fill_errors(BEFORE, AREAS, CATALOGUE)
CELL = ["area_code", "indicator", "year"]
FILLED = [entry.key for entry in CATALOGUE.indicator if entry.fill]


# The catalogue


def test_what_may_be_filled():
    fill = {key: CATALOGUE[key].fill for key in FILLED}
    assert {key for key in fill if fill[key].between_years} == {"basic_education_only"}
    assert {key for key in fill if fill[key].backcast} == set(
        CATALOGUE["kota"].index.components
    )


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        (
            "between_years = false\nbackcast = true",
            "between_years = false\nbackcast = false",
            "foreign_language_share, fill: fill allows nothing: set one to true or lea",
        ),
        (
            "between_years = false\n", "",
            "foreign_language_share, fill, between_years: field required",
        ),
        (
            "between_years = false", "between_years = 0",
            "foreign_language_share, fill, between_years: input should be a valid bool",
        ),
        (
            "backcast = true", "backcast = true\nyears = 3",
            "foreign_language_share, fill, years: extra inputs are not permitted",
        ),
        (
            "\n[indicator.index]\n",
            "\n[indicator.fill]\nbetween_years = true\nbackcast = true\n"
            "[indicator.index]\n",
            "kota: fill is for shares in percent with valid_range [0, 100] only: leave",
        ),
        (
            '\n[indicator.name]\nfi = "Keskitulot"',
            "\n[indicator.fill]\nbetween_years = true\nbackcast = true\n"
            '[indicator.name]\nfi = "Keskitulot"',
            "mean_income: fill is for shares in percent",
        ),
    ],
)  # fmt: skip
def test_refusal_names_the_entry(tmp_path, old, new, sentence):
    assert old in TEXT
    path = tmp_path / "indicators.toml"
    path.write_text(TEXT.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(CatalogueError) as caught:
        load_catalogue(path)
    assert str(caught.value).startswith("indicators.toml, ")
    assert sentence in str(caught.value)


# The project's own data


def test_no_figure_of_the_sources_is_changed():
    known = BEFORE[BEFORE["value"].notna() | (BEFORE["status"] == "suppressed")]
    kept = known[CELL].merge(AFTER, how="left", on=CELL)
    pd.testing.assert_frame_equal(
        kept[BEFORE.columns], known.reset_index(drop=True), check_dtype=False
    )
    assert not AFTER.duplicated(CELL).any()


def test_every_filled_row_is_marked():
    assert len(MADE) > 0
    assert set(MADE["status"]) == {"estimated"}
    assert MADE["source"].str.endswith(tuple(f";{name}" for name in FILL_METHODS)).all()
    assert MADE[["numerator", "denominator"]].isna().all(axis=None)
    published = AFTER[AFTER["status"] == "published"]
    assert not is_filled(published).any()
    new = AFTER[~pd.MultiIndex.from_frame(AFTER[CELL]).isin(
        pd.MultiIndex.from_frame(BEFORE[CELL])
    )]  # fmt: skip
    assert is_filled(new).all()


def test_filled_values_lie_in_their_intervals_and_in_range():
    assert MADE[["value", "lower", "upper"]].notna().all(axis=None)
    for name in ("value", "lower", "upper"):
        assert MADE[name].between(0, 100).all()
    assert (MADE["lower"] <= MADE["value"]).all()
    assert (MADE["value"] <= MADE["upper"]).all()


def test_only_what_the_catalogue_allows_is_filled():
    method = MADE["source"].str.rsplit(";", n=1).str[-1]
    for key, rows in MADE.groupby("indicator"):
        fill = CATALOGUE[key].fill
        allowed = {"fill_between"} if fill.between_years else set()
        allowed |= {"backcast"} if fill.backcast else set()
        assert set(method[rows.index]) <= allowed


def test_only_years_without_a_release_are_filled_between():
    between = MADE[MADE["source"].str.endswith("fill_between")]
    released = BEFORE.groupby("indicator")["year"].unique()
    for key, rows in between.groupby("indicator"):
        assert not set(rows["year"]) & set(released[key])
        assert rows["year"].between(min(released[key]), max(released[key])).all()


def test_foreign_language_has_a_history_for_each_district_that_has_it_today():
    key = "foreign_language_share"
    rows = AFTER[(AFTER["indicator"] == key) & AFTER["value"].notna()]
    rows = rows[rows["area_code"].map(AREAS["level"]) == "district"]
    assert rows.groupby("year").size().to_dict() == dict.fromkeys(range(2012, 2026), 57)
    # Havukoski is published from 2014 on: 30.0 percent then
    havukoski = rows[rows["area_code"] == "0925074000"].set_index("year")
    assert round(havukoski.at[2014, "value"], 1) == 30.0
    assert havukoski.at[2014, "status"] == "published"
    assert havukoski.at[2012, "status"] == "estimated"


def test_every_component_of_kota_is_there_from_2012_on():
    # but for Luhtaanmäki, of which basic education and unemployment are not known
    rows = AFTER[AFTER["area_code"].map(AREAS["level"]) == "district"]
    for year in [*range(2012, 2020), *range(2021, 2025)]:
        have = [
            set(component_values(rows, key, year, 1).index)
            for key in CATALOGUE["kota"].index.components
        ]
        assert len(set.intersection(*have)) == 56


def test_every_area_of_a_filled_level_has_a_row():
    touched = AFTER[is_filled(AFTER)]
    level = AFTER["area_code"].map(AREAS["level"])
    sizes = AREAS["level"].value_counts()
    for (key, year, name), _ in touched.groupby(["indicator", "year", level]):
        rows = (AFTER["indicator"] == key) & (AFTER["year"] == year) & (level == name)
        assert rows.sum() == sizes[name]


def test_again_is_the_same():
    pd.testing.assert_frame_equal(with_filled(AFTER, AREAS, CATALOGUE), AFTER)
    assert AFTER.columns.tolist() == OBSERVATION_COLUMNS


def test_a_suppressed_cell_stays_suppressed():
    cell = {
        "area_code": "0922023000",  # Kivistö, filled else
        "indicator": "foreign_language_share",
        "year": 2016,
    }
    assert len(MADE.merge(pd.DataFrame([cell]), on=CELL)) == 1
    row = pd.DataFrame(
        [cell | {"status": "suppressed", "source": "aluesarjat_history"}]
    )
    hidden = pd.concat([BEFORE, row], ignore_index=True)
    row = with_filled(hidden, AREAS, CATALOGUE).merge(row[CELL], on=CELL)
    assert row["status"].tolist() == ["suppressed"]
    assert row["value"].isna().all()


def test_nothing_is_filled_that_no_entry_allows():
    bare = Catalogue(
        indicator=tuple(
            entry.model_copy(update={"fill": None}) for entry in CATALOGUE.indicator
        )
    )
    same = with_filled(BEFORE, AREAS, bare)
    order = ["indicator", "year", "area_code"]
    pd.testing.assert_frame_equal(
        same[BEFORE.columns],
        BEFORE.sort_values(order, ignore_index=True),
        check_dtype=False,
    )
    assert fill_errors(BEFORE, AREAS, bare).columns.tolist() == ERROR_TABLE
    assert fill_errors(BEFORE, AREAS, bare).empty
    assert backcast_candidates(BEFORE, AREAS, bare).empty


def test_methods_are_described_as_sources_are():
    described = json.loads(sources_json())
    fields = set(described["paavo_2024"])
    assert set(METHOD_SOURCES) == set(FILL_METHODS)
    assert all(set(entry) == fields for entry in METHOD_SOURCES.values())


# How good it is


def spread(key):
    """Weighted standard deviation between districts in each year, averaged."""
    rows = BEFORE[BEFORE["area_code"].map(AREAS["level"]) == "district"]
    people = rows[(rows["indicator"] == "population") & (rows["year"] == 2025)]
    weight = people.set_index("area_code")["value"]
    known = rows[(rows["indicator"] == key) & rows["value"].notna()]
    known = known.assign(w=known["area_code"].map(weight)).dropna(subset="w")
    total = known["w"].groupby(known["year"]).transform("sum")
    mean = (known["value"] * known["w"] / total).groupby(known["year"]).transform("sum")
    square = (known["value"] - mean) ** 2 * known["w"] / total
    return (square.groupby(known["year"]).sum() ** 0.5).mean()


def mean_error(key, method):
    rows = ERRORS[(ERRORS["indicator"] == key) & (ERRORS["method"] == method)]
    return (rows["mean_error"] * rows["districts"]).sum() / rows["districts"].sum()


@pytest.mark.parametrize("key", FILLED)
def test_switched_on_only_where_the_error_is_small_beside_the_differences(key):
    fill, limit = CATALOGUE[key].fill, spread(key) / 3
    if fill.between_years:
        assert mean_error(key, "fill_between") <= limit
    if fill.backcast:
        assert mean_error(key, "backcast") <= limit


def test_unemployment_between_years_fails_that_rule_in_a_year_that_stands_out():
    rows = ERRORS[
        (ERRORS["indicator"] == "unemployment_rate")
        & (ERRORS["method"] == "fill_between")
    ]
    assert rows["mean_error"].max() > spread("unemployment_rate") / 3


def test_a_line_through_2020_misses_the_unemployment_of_that_year():
    # the revised series has every year, of four postal areas: 20.6 percent in Hakunila
    # (01200) in 2020, where the line from 14.3 (2018) to 16.8 (2022) gives 15.6
    revised = BEFORE[BEFORE["indicator"] == "unemployment_rate_revised"]
    table = revised.pivot(index="area_code", columns="year", values="value")
    line = (table[2018] + table[2022]) / 2
    assert (table[2020] - line).mean() > 5


@pytest.mark.parametrize("key", FILLED)
def test_intervals_cover_what_they_say(key):
    rows = ERRORS[(ERRORS["indicator"] == key) & (ERRORS["method"] == "backcast")]
    assert 0.90 <= rows["coverage"].mean() <= 0.98


def test_the_table_of_errors():
    assert ERRORS.columns.tolist() == ERROR_TABLE
    assert set(ERRORS["indicator"]) == set(FILLED)
    assert ERRORS["coverage"].between(0, 1).all()
    assert (ERRORS["mean_error"] <= ERRORS["largest_error"]).all()
    language = ERRORS[ERRORS["indicator"] == "foreign_language_share"]
    back = language[language["method"] == "backcast"].set_index("year")
    assert back.index.tolist() == list(range(2014, 2025))
    assert set(back["districts"]) == {34}


def test_the_way_that_is_used_is_the_best_for_foreign_language():
    table = backcast_candidates(BEFORE, AREAS, CATALOGUE)
    best = table.groupby("indicator").first()["method"]
    assert best["foreign_language_share"] == "logit_level"
    assert best["basic_education_only"] == "logit_level"
    errors = table.set_index(["indicator", "method"])["mean_error"]
    share = errors["unemployment_rate"]
    assert share["logit_level"] <= share.min() * 1.01  # as good as any
