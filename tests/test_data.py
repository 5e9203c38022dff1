"""The committed data/: its own rules, and figures worked out from the sources by hand.

The tables are read with the csv module, and what is recomputed (ratios, sums, kota) is
recomputed here in plain Python: no function of the project takes part but for kota's
own values.
"""

import json
from collections import Counter, defaultdict

import pytest

from tests.data_tools import (
    AREAS,
    CELLS,
    DATA,
    LEVELS,
    OUTDATED,
    ROWS,
    number,
    of_level,
)
from tests.source_copies import plain_rows

# Areas


def test_areas_of_each_level():
    assert Counter(row["level"] for row in AREAS.values()) == LEVELS


def test_major_areas_nest():
    # sqlite3 on the districts: 11, 10, 6, 10, 6, 9 and 9 districts in areas 1 to 7
    parents = Counter(AREAS[code]["parent"] for code in of_level("district"))
    sizes = [11, 10, 6, 10, 6, 9, 9]
    assert parents == {f"092{i}000000": n for i, n in enumerate(sizes, 1)}
    for code in of_level("district"):
        assert code[:4] == AREAS[code]["parent"][:4]
    assert {AREAS[code]["parent"] for code in of_level("major_area")} == {"092"}


def test_names_are_in_two_languages():
    for row in AREAS.values():
        assert row["name_fi"] == row["name_fi"].strip() != ""
        assert row["name_sv"] == row["name_sv"].strip() != ""
    assert AREAS["0927091000"]["name_fi"] == "Länsimäki"
    assert AREAS["0927091000"]["name_sv"] == "Västerkulla"


@pytest.mark.parametrize(
    ("file", "level"),
    [
        ("districts.geojson", "district"),
        ("major_areas.geojson", "major_area"),
        ("postal_areas.geojson", "postal_area"),
    ],
)
def test_boundaries_have_the_same_areas(file, level):
    features = json.loads((DATA / file).read_text(encoding="utf-8"))["features"]
    names = {f["properties"]["area_code"]: f["properties"] for f in features}
    assert len(features) == len(names) == LEVELS[level]
    assert sorted(names) == sorted(of_level(level))
    for code, properties in names.items():
        assert properties["name_fi"] == AREAS[code]["name_fi"]


def test_districts_file_is_small_and_has_its_properties():
    path = DATA / "districts.geojson"
    assert path.stat().st_size <= 300_000
    features = json.loads(path.read_text(encoding="utf-8"))["features"]
    names = ["area_code", "kosa", "name_fi", "name_sv", "major_area"]
    for feature in features:
        assert sorted(feature["properties"]) == sorted(names)
        code = feature["properties"]["area_code"]
        assert code[5:7] == feature["properties"]["kosa"]


# Rules of every row


def test_each_area_indicator_and_year_once():
    assert len(CELLS) == len(ROWS)


def test_codes_and_sources_are_known():
    sources = json.loads((DATA / "sources.json").read_text(encoding="utf-8"))
    for row in ROWS:
        assert row["area_code"] in AREAS
        assert set(row["source"].split(";")) <= set(sources)


def test_a_value_stands_exactly_where_the_status_says():
    for row in ROWS:
        shown = row["status"] in ("published", "estimated")
        assert row["status"] in (
            "published", "estimated", "suppressed", "not_published"
        )  # fmt: skip
        assert bool(row["value"]) == shown
        if not shown:
            assert row["numerator"] == row["denominator"] == ""


def test_no_sentinel_is_left():
    for row in ROWS:
        for column in ("value", "numerator", "denominator"):
            cell = row[column]
            assert cell not in ("..", ".", "-1", "-1.0", "nan")
            assert not cell.startswith("-") or row["indicator"] == "population_growth"
    # 99 as a percent would be a lost sentinel: the greatest shares are far from it
    shares = [r for r in ROWS if r["value"] in ("99", "99.0")]
    assert shares == []


def test_years_are_those_of_the_sources():
    assert {int(row["year"]) for row in ROWS} == set(range(2012, 2026))


def test_where_one_area_of_a_level_has_a_row_all_have():
    found = defaultdict(set)
    for row in ROWS:
        level = AREAS[row["area_code"]]["level"]
        found[row["indicator"], row["year"], level].add(row["area_code"])
    for (_, _, level), codes in found.items():
        assert len(codes) == LEVELS[level]


def test_every_value_is_that_of_its_counts():
    euros = ("mean_income",)
    for row in ROWS:
        if row["value"] and row["denominator"]:
            factor = 1 if row["indicator"] in euros else 100
            again = factor * float(row["numerator"]) / float(row["denominator"])
            # counts behind published percents are rounded to a tenth of a person
            allowed = factor * 0.051 / float(row["denominator"]) + again * 1e-4
            assert float(row["value"]) == pytest.approx(again, abs=allowed)


def test_no_rate_stands_on_fewer_than_thirty_people_when_estimated():
    for row in ROWS:
        if row["status"] == "estimated" and row["denominator"]:
            assert float(row["denominator"]) >= 30


# Single cells, quoted from the source files

QUOTED = [
    # aluesarjat_districts_latest.csv
    ("0927094000", "foreign_language_share", 2025, "49.487"),
    ("0927094000", "population", 2025, "12464"),
    ("0927094000", "rented_dwellings", 2024, "59.607"),
    ("0927094000", "tertiary_education_15plus", 2025, "17.59"),
    ("0921010000", "population_growth", 2025, "-0.683"),
    # aluesarjat_districts_history.csv
    ("0927094000", "foreign_language_share", 2024, "47.929"),
    ("0921010000", "foreign_language_share", 2014, "2.767"),
    # the releases of Paavo, hr_mtu and he_vakiy
    ("01200", "median_income", 2024, "24068"),
    ("01360", "median_income", 2024, "23609"),
    ("01200", "population", 2024, "13100"),
    ("01720", "population", 2018, "62"),
    # foreign_language_2020_postal_vantaa.csv
    ("01360", "foreign_language_share", 2020, "38.1"),
    # paavo_annual_2013_2024_hakunila_region.csv, beside the release of 2013
    ("01200", "median_income_revised", 2013, "20691"),
    ("01200", "median_income", 2013, "20570"),
    ("01200", "unemployment_rate_revised", 2013, "15.77"),
]


@pytest.mark.parametrize(("area", "indicator", "year", "cell"), QUOTED)
def test_cells_as_published(area, indicator, year, cell):
    row = CELLS[area, indicator, year]
    assert row["value"] == cell
    assert row["status"] == "published"


@pytest.mark.parametrize(
    ("area", "indicator", "year", "status"),
    [
        # te_yks, te_laps, te_yhlap -1 and te_vuok_as empty for 01720 in 2024
        ("01720", "one_person_households", 2024, "suppressed"),
        ("01720", "families_with_children", 2024, "suppressed"),
        ("01720", "single_parent_share", 2024, "suppressed"),
        ("01720", "renting_households", 2024, "suppressed"),
        # ko_perus 17 of 45 adults is there
        ("01720", "basic_education_only", 2024, "published"),
        # nobody lives in 01770: no rate, no median, and no residents
        ("01770", "median_income", 2024, "not_published"),
        ("01770", "unemployment_rate", 2024, "not_published"),
        ("01770", "population", 2024, "published"),
        ("01770", "population", 2016, "not_published"),  # "." in the file
        # no row of 01490 from 2013 to 2017
        ("01490", "population", 2016, "not_published"),
        ("01490", "population", 2012, "published"),
        # parts of postal areas of other towns
        ("01800", "population", 2024, "not_published"),
    ],
)
def test_why_a_cell_is_missing(area, indicator, year, status):
    assert CELLS[area, indicator, year]["status"] == status


@pytest.mark.parametrize("area", OUTDATED)
def test_the_last_figure_of_long_ago_is_not_todays(area):
    # 105, 111, 111 and 100 residents in 2005, 1996, 1976 and 1979
    for (code, indicator, _), row in CELLS.items():
        if code == area:
            assert row["status"] == "not_published", indicator


def test_medians_are_of_postal_areas_only():
    for area, indicator, _ in CELLS:
        if indicator in ("median_income", "median_income_revised"):
            assert AREAS[area]["level"] == "postal_area"


# Postal areas: every ratio of every release again, from the file

FILES = {
    2012: "paavo_stat2012_vantaa.csv", 2013: "paavo_stat2013_vantaa.csv",
    2014: "paavo_stat2014_vantaa.csv", 2015: "paavo_stat2015_vantaa.csv",
    2016: "paavo_stat2016_vantaa.csv", 2017: "paavo_stat2017_vantaa.csv",
    2022: "paavo_release2024_stat2022_vantaa.csv",
    2024: "paavo_release2026_stat2024_vantaa.csv",
}  # fmt: skip
SHARES = {
    "children_0_6": ("he_0_2 he_3_6", "he_vakiy"),
    "children_7_15": ("he_7_12 he_13_15", "he_vakiy"),
    "children_16_17": ("he_16_17", "he_vakiy"),
    "youth_16_24": ("he_16_17 he_18_19 he_20_24", "he_vakiy"),
    "aged_65_plus": ("he_65_69 he_70_74 he_75_79 he_80_84 he_85_", "he_vakiy"),
    "basic_education_only": ("ko_perus", "ko_ika18y"),
    "unemployment_rate": ("pt_tyott", "pt_tyott pt_tyoll"),
    "lowest_income_fifth": ("hr_pi_tul", "hr_tuy"),
    "one_person_households": ("te_yks", "te_taly"),
    "families_with_children": ("te_laps", "te_taly"),
    "single_parent_share": ("te_yhlap", "te_laps"),
    "renting_households": ("te_vuok_as", "te_taly"),
}


def added(row, fields):
    """The sum of some cells of a source row; None where one is no number."""
    total = 0.0
    for field in fields.split():
        cell = row.get(field, "").strip()
        if cell in ("", ".", "..") or float(cell) < 0:
            return None
        total += float(cell)
    return total


@pytest.mark.parametrize("year", FILES)
def test_every_ratio_of_a_release_again(year):
    rows = plain_rows(f"statistics/{FILES[year]}")
    compared = 0
    for row in rows:
        code = row["postinumeroalue"]
        if code == "FI":
            continue
        for indicator, (part, whole) in SHARES.items():
            if not set(part.split()) | set(whole.split()) <= set(row):
                filled = CELLS.get((code, indicator, year))  # at most an estimate
                assert not filled or filled["source"].endswith(";fill_between")
                continue
            above, below = added(row, part), added(row, whole)
            value = number(code, indicator, year)
            if above is None or not below:
                assert value is None, (code, indicator)
            else:
                assert value == pytest.approx(100 * above / below, abs=1e-6)
                assert number(code, indicator, year, "numerator") == above
                assert number(code, indicator, year, "denominator") == below
                compared += 1
    # 2012 has no ages and no households: three ratios of 36 areas with people
    assert compared >= 3 * 36


def test_2019_again_from_the_fifths():
    compared = 0
    for row in plain_rows("statistics/paavo_release2021_vantaa.csv"):
        adults = added(row, "hr_pi_tul hr_ke_tul hr_hy_tul")
        if not adults:
            continue
        code = row["postinumeroalue"]
        basic = 100 * (adults - float(row["ko_koul"])) / adults
        lowest = 100 * float(row["hr_pi_tul"]) / adults
        assert number(code, "basic_education_only", 2019) == pytest.approx(basic)
        assert number(code, "lowest_income_fifth", 2019) == pytest.approx(lowest)
        assert number(code, "mean_income", 2019) == pytest.approx(float(row["hr_ktu"]))
        compared += 1
    assert compared == 36  # 37 areas less 01770, where nobody lives


def test_hakunila_2019_by_hand():
    # (1986 + 6399 + 1484 - 6121) / 9869 = 3748 / 9869 = 37.9775 percent
    row = CELLS["01200", "basic_education_only", 2019]
    assert (row["numerator"], row["denominator"]) == ("3748", "9869")
    assert float(row["value"]) == pytest.approx(37.9775, abs=5e-5)


# The city: sums got with awk (see tests/test_readers.py), divided by hand

CITY = [
    # 52 244 / 190 015 = 27.4947 percent; 55 234 / 196 717 = 28.0779
    ("basic_education_only", 2022, 52_244, 190_015, 27.4947, "published"),
    ("basic_education_only", 2024, 55_234, 196_717, 28.0779, "published"),
    # 2016 lacks 01490: an estimate. 47 678 / 166 897 = 28.5673
    ("basic_education_only", 2016, 47_678, 166_897, 28.5673, "estimated"),
    # 13 158 / (13 158 + 116 255) = 10.1674; 17 064 / (17 064 + 115 591) = 12.8634
    ("unemployment_rate", 2022, 13_158, 129_413, 10.1674, "published"),
    ("unemployment_rate", 2024, 17_064, 132_655, 12.8634, "published"),
    # te_yks 2024: 54 084 without 01720, and of the 121 130 households less its 28:
    # 54 084 / 121 102 = 44.6599
    ("one_person_households", 2024, 54_084, 121_102, 44.6599, "estimated"),
    # 6818 / 27 539 = 24.7576
    ("single_parent_share", 2022, 6_818, 27_539, 24.7576, "published"),
    # (7634 + 10 183) / 237 836 = 7.4913
    ("children_0_6", 2022, 17_817, 237_836, 7.4913, "published"),
]


@pytest.mark.parametrize(("indicator", "year", "above", "below", "value", "st"), CITY)
def test_city(indicator, year, above, below, value, st):
    row = CELLS["092", indicator, year]
    assert (float(row["numerator"]), float(row["denominator"])) == (above, below)
    assert float(row["value"]) == pytest.approx(value, abs=5e-5)
    assert row["status"] == st


@pytest.mark.parametrize(
    ("year", "residents", "status"),
    [
        (2012, 202_283, "published"),
        (2022, 237_836, "published"),
        (2024, 245_357, "published"),
        # 57 districts; the four others have a hundred or so each
        (2025, 246_560, "estimated"),
    ],
)
def test_residents_of_the_city(year, residents, status):
    assert number("092", "population", year) == residents
    assert CELLS["092", "population", year]["status"] == status


@pytest.mark.parametrize("year", range(2013, 2018))
def test_no_sum_of_residents_without_nikinmaki(year):
    # 01490 has some 2 percent of the residents: too many to leave out of a count
    row = CELLS.get(("092", "population", year))
    assert row is None or row["status"] == "not_published"


def test_foreign_language_of_major_areas_by_hand():
    # awk, districts of 2025 in area 1: Σ pop · pct / 100 = 20 294.1 of 62 594 = 32.4218
    # (in area 7 without Länsisalmi and Ojanko: 11 527.1 of 30 701 = 37.5463)
    for code, people, value, status in (
        ("0921000000", 62_594, 32.4218, "published"),
        ("0927000000", 30_701, 37.5463, "estimated"),
        ("092", 246_560, 29.3912, "estimated"),
    ):
        row = CELLS[code, "foreign_language_share", 2025]
        assert float(row["denominator"]) == people
        assert float(row["value"]) == pytest.approx(value, abs=1e-3)
        assert row["status"] == status


def test_a_percent_without_counts_is_not_summed():
    summed = {indicator for area, indicator, _ in CELLS if area[4:] == "000000"}
    for indicator in ("rented_dwellings", "flats_share", "tertiary_education_15plus"):
        assert indicator not in summed
