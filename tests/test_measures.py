"""The measure catalogue against its sources, entry by entry, and targeting by hand."""

import csv
import json
import re
import tomllib
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest

from measures.catalogue import (
    LANGUAGES,
    TARGETINGS,
    MeasureError,
    check_references,
    load_measures,
)
from measures.targeting import (
    DOCUMENTED_WAYS,
    WAYS,
    areas_of,
    filter_measures,
    measures_in_area,
    measures_table,
    period_of,
    target_districts,
)
from tests.source_folder import source_file

ROOT = Path(__file__).resolve().parent.parent
FILE = ROOT / "data" / "measures.toml"
CATALOGUE = load_measures(FILE)
KEYS = [measure.key for measure in CATALOGUE.measures]

# Codes of the districts that the sources name: 092, major area, 0, number, 000.
CODES = {
    "Hakunila": "0927094000",
    "Havukoski": "0925074000",
    "Länsimäki": "0927091000",
    "Martinlaakso": "0921017000",
    "Mikkola": "0926082000",
    "Myyrmäki": "0921015000",
    "Koivukylä": "0925070000",
    "Pakkala": "0923051000",
    "Korso": "0926081000",
}
DISTRICTS = pd.DataFrame(
    {"parent": [code[:4] + "000000" for code in CODES.values()]},
    index=pd.Index(CODES.values(), name="area_code"),
)


# -- against the sources -------------------------------------------------------------


def source_rows(name: str) -> list[dict[str, str]]:
    with source_file(f"programme/{name}").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_every_documented_measure_is_here_word_for_word():
    rows = source_rows("measures_documented.csv")
    documented = [(int(r["year"]), int(r["number"]), r["measure_fi"]) for r in rows]
    ours = [(m.year, m.number, m.name_fi) for m in CATALOGUE.measures]
    assert ours == documented
    years = [year for year, _, _ in ours]
    assert [years.count(year) for year in (2019, 2020, 2021)] == [24, 16, 13]


def test_the_measures_of_2019_are_those_of_the_citys_own_page():
    text = source_file("programme/toimintaohjelma_2019.txt").read_text(encoding="utf-8")
    bullets = [line.strip(" •\t") for line in text.splitlines() if "•" in line]
    assert [m.name_fi for m in CATALOGUE.measures if m.year == 2019] == bullets
    assert "kaksi miljoonaa euroa vuosittain, yhteensä kuusi miljoonaa euroa" in text


def test_theme_group_staff_and_source_are_carried_over():
    for row, measure in zip(
        source_rows("measures_documented.csv"), CATALOGUE.measures, strict=True
    ):
        theme = CATALOGUE.theme(measure.theme).name_fi if measure.theme else ""
        assert theme == row["theme_fi"], measure.key
        assert (measure.staff or "") == row["staff_documented"], measure.key
        assert measure.source == row["source"]
        # The age of the trial of 2019 stands in the row's note, not in its column.
        group = row["target_group_fi"]
        if measure.key == "summer_meals_2019":
            assert (group, "under 18" in row["note"]) == ("", True)
            group = "alle 18-vuotiaat"
        assert (measure.target_group_fi or "") == group, measure.key


def test_every_area_that_the_source_names_is_carried_over():
    major_areas = {"Korso": "0926000000", "Koivukylä": "0925000000"}
    beyond = {}
    for row, measure in zip(
        source_rows("measures_documented.csv"), CATALOGUE.measures, strict=True
    ):
        names = [name for name in row["areas_named"].split("; ") if name]
        by_name = major_areas if "major areas" in row["note"] else CODES
        expected = {by_name[name] for name in names}
        assert expected <= set(measure.areas), measure.key
        if expected:
            assert measure.targeting == "named_areas"
        if more := set(measure.areas) - expected:
            beyond[measure.key] = more
    # Known from other pages of the city, which the entries name as evidence.
    assert beyond == {
        "participatory_budgeting_2020": {CODES["Hakunila"], CODES["Martinlaakso"]},
        "summer_meals_2021": {CODES["Myyrmäki"]},
    }
    assert all(CATALOGUE.measure(key).evidence for key in beyond)


def test_target_districts_are_those_of_the_source():
    rows = source_rows("target_areas.csv")
    for period in CATALOGUE.periods:
        of_period = [r for r in rows if r["period"] == period.key]
        # The code ends in 0, the district's number and 000.
        assert [c[5:7] for c in period.districts] == [r["kosa"] for r in of_period]
        assert [CODES[r["district_fi"]] for r in of_period] == list(period.districts)
        cited = {
            url for r in of_period for url in re.findall(r"https?://\S+", r["source"])
        }
        assert cited <= set(period.sources)
    assert {r["period"] for r in rows} == {p.key for p in CATALOGUE.periods}


def test_selection_indicators_are_those_of_the_source():
    rows = source_rows("selection_indicators.csv")
    ours = [
        (p.key, i.name_fi, "yes" if i.part_of_kota else "no")
        for p in CATALOGUE.periods
        for i in p.indicators
    ]
    assert ours == [(r["period"], r["indicator_fi"], r["part_of_kota"]) for r in rows]


def test_codes_of_this_test_are_the_published_ones():
    path = source_file("boundaries/vantaa_districts_2024.gpkg")
    published = gpd.read_file(path, ignore_geometry=True).set_index("name_fi")
    assert published.loc[list(CODES), "statcode"].to_dict() == CODES


# -- against the other catalogues ----------------------------------------------------


def test_indicator_keys_exist():
    path = ROOT / "data" / "indicators.toml"
    assert check_references(CATALOGUE, None, _indicator_keys(path)) == []


def test_area_codes_exist():
    known = set()
    for level in ("districts", "major_areas"):
        text = (ROOT / "data" / f"{level}.geojson").read_text(encoding="utf-8")
        features = json.loads(text)["features"]
        known |= {feature["properties"]["area_code"] for feature in features}
    assert check_references(CATALOGUE, known, None) == []


def _indicator_keys(path: Path) -> set[str]:
    raw = tomllib.loads(path.read_text(encoding="utf-8"))
    entries = raw["indicator"]
    if isinstance(entries, dict):
        return set(entries)
    return {entry["key"] for entry in entries}


# -- every entry ---------------------------------------------------------------------


@pytest.mark.parametrize("key", KEYS)
def test_entry(key):
    measure = CATALOGUE.measure(key)
    for language in LANGUAGES:
        assert measure.name(language).strip()
    assert measure.name_sv != measure.name_fi != measure.name_en
    assert measure.targeting_reason.endswith(".") and measure.need_reason.endswith(".")
    assert (measure.need_indicator is None) == measure.need_reason.startswith("None ")
    assert all(code[:3] == "092" for code in measure.areas)
    if measure.targeting == "not_documented":
        assert not measure.areas
    # A reason for a documented way quotes its source's words or names its page.
    else:
        assert '"' in measure.targeting_reason or measure.evidence
    if measure.continues:
        before = CATALOGUE.measure(measure.continues)
        assert before.year == measure.year - 1
        assert before.key.rsplit("_", 1)[0] == measure.key.rsplit("_", 1)[0]
    assert measure.theme is None if measure.year == 2019 else measure.theme


@pytest.mark.parametrize("key", KEYS)
def test_the_words_quoted_in_a_reason_come_from_the_name_or_another_source(key):
    measure = CATALOGUE.measure(key)
    if not measure.targeting_reason.startswith("The name says"):
        return
    quotes = re.findall(r'"([^"]+)"', measure.targeting_reason)
    for quote in quotes:
        assert quote.lower() in measure.name_fi.lower(), quote


def test_every_way_of_targeting_is_in_use():
    assert {measure.targeting for measure in CATALOGUE.measures} == set(TARGETINGS)


def test_the_programme_as_published():
    programme = CATALOGUE.programme
    assert programme.years == (2019, 2020, 2021)
    assert programme.budget_eur_per_year == 2_000_000
    assert programme.budget_eur_total == 6_000_000
    assert programme.names_translated == ("sv", "en")
    counts = [(y.year, y.documented, y.measures) for y in CATALOGUE.years]
    assert counts == [(2019, 24, 24), (2020, 16, 18), (2021, 13, 22)]
    for language in LANGUAGES:
        assert programme.budget_statement(language)
        assert programme.translation_statement(language)
    with pytest.raises(MeasureError, match="no names in the language 'de'"):
        programme.name("de")


def test_no_measure_carries_a_budget():
    # None is published per measure.
    assert not any(
        "budget" in field for field in type(CATALOGUE.measures[0]).model_fields
    )


# -- targeting, by hand --------------------------------------------------------------


def test_table_has_every_measure_in_each_language():
    for language in LANGUAGES:
        table = measures_table(CATALOGUE, language)
        assert list(table.index) == KEYS and len(table) == 53
        assert table["names_translated"].eq(language != "fi").all()
    row = measures_table(CATALOGUE, "sv").loc["youth_work_primary_2021"]
    assert row["target_group"] == "lågstadieelever"
    assert row["theme_name"] == "Vi stärker kunnandet – Vi stöder skolstigen"
    assert (row["staff"], row["staff_posts"]) == ("2 + 1", 3)
    # 2020: 3 + 6 + 5 = 14; 2021: 4 + 6 + 5 + 3 = 18; none documented in 2019
    posts = measures_table(CATALOGUE, "fi").groupby("year")["staff_posts"].sum()
    assert posts.to_dict() == {2019: 0, 2020: 14, 2021: 18}
    assert measures_table(CATALOGUE, "fi").loc["maintenance_2019", "theme"] is None


def test_filters_join():
    table = measures_table(CATALOGUE, "en")
    assert len(filter_measures(table)) == 53
    assert len(filter_measures(table, year=2020)) == 16
    # The city's list of 2020: 5 measures, 3 and 8 under its three themes.
    sizes = [
        len(filter_measures(table, year=2020, theme=t.key)) for t in CATALOGUE.themes
    ]
    assert sizes == [5, 3, 8]
    by_rule = filter_measures(table, targeting="indicator")
    assert list(by_rule.index) == ["school_health_care_2019"]
    assert filter_measures(table, year=2019, theme="skills").empty
    with pytest.raises(MeasureError, match="'everywhere'; take one of named_areas"):
        filter_measures(table, targeting="everywhere")


def test_target_districts_of_each_period():
    first = ["Hakunila", "Havukoski", "Länsimäki", "Martinlaakso", "Mikkola"]
    second = ["Hakunila", "Havukoski", "Länsimäki", "Mikkola", "Myyrmäki"]
    for year in (2019, 2021, 2022):
        assert target_districts(CATALOGUE, year) == [CODES[name] for name in first]
    for year in (2023, 2025):
        assert target_districts(CATALOGUE, year) == [CODES[name] for name in second]
    for year in (2018, 2026):
        with pytest.raises(
            MeasureError, match=f"{year}; take a year of 2019-2022, 2023"
        ):
            target_districts(CATALOGUE, year)


def reach(key: str) -> dict[str, str]:
    measure = CATALOGUE.measure(key)
    period = period_of(CATALOGUE, measure.year)
    return areas_of(measure, period, DISTRICTS)["way"].to_dict()


def test_ways_of_reaching():
    hakunila, havukoski = CODES["Hakunila"], CODES["Havukoski"]
    assert reach("community_house_2019") == {hakunila: "named"}
    # Major areas 5 and 6, of the nine districts here.
    names = ["Havukoski", "Mikkola", "Koivukylä", "Korso"]
    assert reach("youth_work_boys_2021") == {CODES[n]: "major_area" for n in names}
    assert reach("environment_quality_2019") == {
        CODES[name]: "target_district"
        for name in ("Hakunila", "Havukoski", "Länsimäki", "Martinlaakso", "Mikkola")
    }
    assert reach("school_health_care_2019") == dict.fromkeys(
        CODES.values(), "indicator"
    )
    assert reach("family_integration_2019") == dict.fromkeys(
        CODES.values(), "city_wide"
    )
    for key in ("youth_work_varia_2020", "home_service_2021", "maintenance_2019"):
        assert reach(key) == {}
    assert reach("summer_meals_2019") == {
        havukoski: "named",
        CODES["Myyrmäki"]: "named",
    }


def test_a_district_named_beside_its_major_area_counts_as_named():
    both = CATALOGUE.measure("youth_work_boys_2021").model_copy(
        update={"areas": ("0926000000", CODES["Korso"])}
    )
    ways = areas_of(both, None, DISTRICTS)["way"].to_dict()
    assert ways == {CODES["Mikkola"]: "major_area", CODES["Korso"]: "named"}


def test_measures_in_a_district():
    hakunila = measures_in_area(CATALOGUE, CODES["Hakunila"], DISTRICTS, 2021)
    documented = hakunila[hakunila["documented"]]
    assert documented["way"].to_dict() == {
        "afternoon_activities_2021": "named",
        "community_house_2021": "named",
    }
    korso = measures_in_area(CATALOGUE, CODES["Korso"], DISTRICTS)
    assert korso.loc["youth_work_boys_2021", ["way", "via"]].tolist() == [
        "major_area",
        "0926000000",
    ]
    assert korso.loc["school_health_care_2019", "via"] == "kota"
    # Placed elsewhere by a source: not listed. Three of six parks are not placed.
    assert "community_house_2021" not in korso.index
    assert korso.loc["summer_meals_2021", "way"] == "not_documented"
    assert korso.loc["home_service_2021", "way"] == "undefined_area"
    assert korso.loc["youth_work_varia_2019", "way"] == "institution"
    assert korso["documented"].eq(korso["way"].isin(DOCUMENTED_WAYS)).all()
    order = korso["way"].map(WAYS.index)
    assert order.is_monotonic_increasing
    assert not korso[~korso["documented"]].empty


@pytest.mark.parametrize("name", CODES)
def test_reached_or_not_told_or_placed_elsewhere(name):
    listed = measures_in_area(CATALOGUE, CODES[name], DISTRICTS)
    assert listed.index.is_unique
    for measure in CATALOGUE.measures:
        elsewhere = measure.key not in listed.index
        assert not (elsewhere and measure.targeting in ("city_wide", "not_documented"))
        if elsewhere:
            assert measure.areas or measure.targeting == "target_districts"


def test_questions_that_cannot_be_answered():
    environment = CATALOGUE.measure("environment_quality_2019")
    with pytest.raises(MeasureError, match="no column 'major_area'"):
        areas_of(environment, None, DISTRICTS, parent="major_area")
    with pytest.raises(MeasureError, match="no period was given for the target"):
        areas_of(environment, None, DISTRICTS)
    with pytest.raises(MeasureError, match="the period 2023-2025 was given"):
        areas_of(environment, CATALOGUE.periods[1], DISTRICTS)
    house = CATALOGUE.measure("community_house_2019")
    with pytest.raises(MeasureError, match="0927094000 is neither a district nor"):
        areas_of(house, None, DISTRICTS.drop(CODES["Hakunila"]))
    with pytest.raises(MeasureError, match="no district has the code '0927000000'"):
        measures_in_area(CATALOGUE, "0927000000", DISTRICTS)
    with pytest.raises(
        MeasureError, match="no measure has the key 'x'; take one of env"
    ):
        CATALOGUE.measure("x")
    with pytest.raises(MeasureError, match="no names in the language 'de'"):
        measures_table(CATALOGUE, "de")


def test_frames_and_entries_passed_in_are_left_alone():
    before = DISTRICTS.copy(deep=True)
    measures_in_area(CATALOGUE, CODES["Korso"], DISTRICTS)
    pd.testing.assert_frame_equal(DISTRICTS, before)
    with pytest.raises(ValueError, match="frozen"):
        CATALOGUE.measures[0].name_fi = "Muuta"
