"""The readers of sources/ against facts of the real files, worked out without them.

The figures were got with awk and sqlite3 on the source files, as each comment says;
where a test counts by itself it uses the csv or sqlite3 module only.
"""

import importlib
import sqlite3

import pandas as pd
import pytest

from sources import aluesarjat, boundaries, paavo
from sources.declarations import SOURCES, paavo_sources
from sources.joins import join_report
from sources.read_csv import read_text_table
from tests.source_copies import plain_rows
from tests.source_folder import SOURCE_FOLDER, source_file

STATISTICS = "statistics"
REVISED = f"{STATISTICS}/paavo_annual_2013_2024_hakunila_region.csv"
HISTORY = f"{STATISTICS}/paavo_history_release2019_2026_vantaa.csv"
LATEST = f"{STATISTICS}/aluesarjat_districts_latest.csv"
SERIES = f"{STATISTICS}/aluesarjat_districts_history.csv"
YEARS = ["2012", "2013", "2014", "2015", "2016", "2017", "2021", "2024", "2026"]


def release(key: str) -> pd.DataFrame:
    """One Paavo release, indexed by area_code and field."""
    source = SOURCES[f"paavo_{key}"]
    source_file(source.file)
    fields = paavo.read_release(source, SOURCE_FOLDER)
    table = fields.set_index(["area_code", "field"])
    assert table.index.is_unique
    return table


@pytest.fixture(scope="module")
def releases():
    return {key: release(key) for key in YEARS}


@pytest.fixture(scope="module")
def history():
    source_file(HISTORY)
    fields = paavo.read_history(SOURCE_FOLDER)
    return fields.set_index(["area_code", "field", "year"])


@pytest.fixture(scope="module")
def latest():
    source_file(LATEST)
    fields = aluesarjat.read_latest(SOURCE_FOLDER)
    return fields.set_index(["area_code", "field"])


@pytest.fixture(scope="module")
def series():
    source_file(SERIES)
    rows = plain_rows(LATEST)
    codes = {row["kaupunginosa_code"]: row["kokotunnus"] for row in rows}
    fields = aluesarjat.read_history(SOURCE_FOLDER, pd.Series(codes))
    return fields.set_index(["area_code", "field", "year"])


# Paavo, release by release


@pytest.mark.parametrize(
    ("key", "areas", "fields"),
    [
        # wc -l less the header, less the FI row (2012-2017); the fields are those that
        # README's list of useful codes and the ages need, counted by hand:
        # 5 ko + 7 hr + 2 pt + pt_vakiy = 15
        ("2012", 37, 15),
        # 13 he + 5 ko + 7 hr + 3 te + 2 pt + pt_vakiy = 31; no 01490: 36 areas
        ("2013", 36, 31),
        ("2014", 36, 31),
        ("2015", 36, 26),  # without the 5 ko
        ("2016", 36, 31),
        ("2017", 36, 23),  # 13 he + 5 ko + 3 te + 2 lm
        # 1 he + 3 ko + 5 hr + 1 te + 2 pt in the file, and 4 derived
        ("2021", 37, 16),
        ("2024", 37, 33),  # 31 + te_yks + te_yhlap
        ("2026", 37, 33),
    ],
)
def test_a_release_has_each_area_and_field_once(releases, key, areas, fields):
    index = releases[key].index
    assert index.get_level_values("area_code").nunique() == areas
    assert index.get_level_values("field").nunique() == fields
    assert len(index) == areas * fields


# awk -F, '$2 != "FI" {s += $c} END {print s}' on each file, c the field's column
SUMS = [
    ("2012", "pt_vakiy", 202_283),
    ("2013", "he_vakiy", 201_074),
    ("2014", "he_vakiy", 203_535),
    ("2015", "he_vakiy", 207_200),
    ("2016", "he_vakiy", 211_673),
    ("2017", "he_vakiy", 215_273),
    ("2021", "he_vakiy", 229_558),
    ("2024", "he_vakiy", 237_836),
    ("2026", "he_vakiy", 245_357),
    ("2016", "ko_perus", 47_678),
    ("2016", "ko_ika18y", 166_897),
    ("2016", "pt_tyott", 13_013),
    ("2016", "pt_tyoll", 99_901),
    ("2021", "ko_koul", 134_090),
    ("2021", "pt_tyott", 9_888),
    ("2024", "te_yks", 52_757),
    ("2024", "te_yhlap", 6_818),
    ("2026", "ko_perus", 55_234),
    ("2026", "ko_ika18y", 196_717),
    ("2026", "te_yks", 54_084),  # of 36 areas: 01720 is suppressed
]


@pytest.mark.parametrize(("key", "field", "total"), SUMS)
def test_sums_are_those_of_the_file(releases, key, field, total):
    assert releases[key]["value"].xs(field, level="field").sum() == total


@pytest.mark.parametrize("key", YEARS)
def test_every_cell_is_that_of_the_file(releases, key):
    # Each number as float() reads it; a cell that is none has no value.
    source = SOURCES[f"paavo_{key}"]
    read = releases[key]["value"]
    nobody = releases[key].index[:0]
    if "hr_tuy" in read.index.get_level_values("field"):
        tuy = read.xs("hr_tuy", level="field")
        nobody = tuy.index[tuy == 0]
    compared = 0
    for row in plain_rows(source.file):
        code = row["postinumeroalue"]
        for field in source.fields:
            cell = row[field].strip()
            if code == "FI":
                assert code not in read.index.get_level_values("area_code")
            elif cell in ("", ".", "..", "-1", "-1.0"):
                assert pd.isna(read[code, field])
            elif field in ("hr_ktu", "hr_mtu") and code in nobody:
                assert cell in ("0", "0.0")
                assert pd.isna(read[code, field])
            else:
                assert read[code, field] == float(cell)
                compared += 1
    assert compared > 400


def test_the_row_of_finland_is_no_area(releases):
    # FI stands first in the files of 2012 to 2017 with 5.4 million residents
    for key in YEARS:
        assert "FI" not in releases[key].index.get_level_values("area_code")


def test_suppressed_cells_of_petikko_in_2024(releases):
    # awk counts 19 cells at -1, all in the row of 01720; te_vuok_as, te_omis_as and
    # te_takk are empty there. Of what is read: three at -1, one empty.
    petikko = releases["2026"].xs("01720", level="area_code")
    suppressed = petikko.index[petikko["status"] == "suppressed"]
    assert sorted(suppressed) == ["te_laps", "te_vuok_as", "te_yhlap", "te_yks"]
    assert petikko.loc[suppressed, "value"].isna().all()
    assert petikko.at["te_taly", "value"] == 28
    assert petikko.at["ko_perus", "value"] == 17
    assert petikko.at["he_vakiy", "value"] == 47
    others = releases["2026"].drop("01720", level="area_code")
    assert (others["status"] != "suppressed").all()


def test_one_dot_is_not_published(releases):
    # 01770 (an industrial area) has "." for ages and education in 2016, 0 for pt
    industrial = releases["2016"].xs("01770", level="area_code")
    assert industrial.at["he_vakiy", "status"] == "not_published"
    assert pd.isna(industrial.at["he_vakiy", "value"])
    assert industrial.at["pt_tyott", "status"] == "published"
    assert industrial.at["pt_tyott", "value"] == 0


@pytest.mark.parametrize("key", ["2016", "2021", "2024", "2026"])
def test_a_median_of_nobody_is_no_zero(releases, key):
    # the files write 0 or 0.0 euros for 01770, where nobody lives
    industrial = releases[key].xs("01770", level="area_code")
    assert industrial.at["hr_tuy", "value"] == 0
    assert industrial.loc[["hr_mtu", "hr_ktu"], "value"].isna().all()
    assert (industrial.loc[["hr_mtu", "hr_ktu"], "status"] == "not_published").all()


def test_basic_education_of_2019_by_hand(releases):
    # 01200: hr_pi_tul 1986 + hr_ke_tul 6399 + hr_hy_tul 1484 = 9869 adults;
    # 9869 - 6121 with a qualification (ko_koul) = 3748 with basic education only;
    # hr_ktu 23096 × 9869 adults = 227 934 424 euros
    hakunila = releases["2021"]["value"].xs("01200", level="area_code")
    assert hakunila["hr_tuy"] == 9_869
    assert hakunila["ko_ika18y"] == 9_869
    assert hakunila["ko_perus"] == 3_748
    assert hakunila["hr_ovy"] == 227_934_424


def test_basic_education_of_2019_in_the_city(releases):
    # awk: the three fifths sum to 182 090 over the areas, ko_koul to 134 090
    value = releases["2021"]["value"]
    assert value.xs("ko_ika18y", level="field").sum() == 182_090
    assert value.xs("ko_perus", level="field").sum() == 182_090 - 134_090


def test_adults_of_education_and_income_are_the_same_people(releases):
    # what makes the derivation of 2019 right: in every year that has both, they agree
    for key in ("2013", "2014", "2016", "2024", "2026"):
        value = releases[key]["value"]
        education = value.xs("ko_ika18y", level="field")
        income = value.xs("hr_tuy", level="field")
        known = education.notna()
        assert (education[known] == income[known]).all()


def test_main_activity_of_the_release_of_2021_is_of_2018(releases):
    year = releases["2021"]["year"]
    assert (year.xs("pt_tyott", level="field") == 2018).all()
    assert (year.xs("ko_koul", level="field") == 2019).all()


@pytest.mark.parametrize("key", ["2013", "2014", "2015", "2016", "2017"])
def test_nikinmaki_is_missing_from_2013_to_2017(releases, key):
    codes = {row["postinumeroalue"] for row in plain_rows(SOURCES[f"paavo_{key}"].file)}
    assert "01490" not in codes
    assert "01490" not in releases[key].index.get_level_values("area_code")


@pytest.mark.parametrize("key", ["2012", "2021", "2024", "2026"])
def test_nikinmaki_is_there_in_the_other_years(releases, key):
    assert "01490" in releases[key].index.get_level_values("area_code")


def test_leading_blanks_in_names_are_taken_off():
    source = SOURCES["paavo_2021"]
    raw = plain_rows(source.file)
    assert raw[0]["nimi"] == " Hakunila"
    table = read_text_table(source, SOURCE_FOLDER, required=["nimi"])
    assert table["nimi"].iloc[0] == "Hakunila"
    assert (table["nimi"] == table["nimi"].str.strip()).all()


def test_the_line_of_a_row_is_its_line_in_the_file():
    source = SOURCES["paavo_2026"]
    lines = source_file(source.file).read_text(encoding="utf-8").split("\n")
    table = read_text_table(source, SOURCE_FOLDER, required=[])
    for _, row in table.iloc[[0, 20, 36]].iterrows():
        assert f",{row['postinumeroalue']}," in lines[int(row["line"]) - 1]


# The other tables of Paavo


def test_release_of_2018_repeats_2015_and_2016(releases):
    # Counted here: a cell of a declared field that is a number in both files.
    here = plain_rows("statistics/paavo_release2018_vantaa.csv")
    there = {
        year: {row["postinumeroalue"]: row for row in plain_rows(SOURCES[key].file)}
        for year, key in ((2015, "paavo_2015"), (2016, "paavo_2016"))
    }
    fields = {year: SOURCES[f"paavo_{year}"].fields for year in there}
    equal = 0
    for row in here:
        for column, cell in row.items():
            field, year = column[:-6], column[-4:]
            if column[-6:-4] != "__" or field not in fields[int(year)]:
                continue
            if row["postinumeroalue"] == "FI":
                continue
            other = there[int(year)].get(row["postinumeroalue"], {}).get(field, ".")
            income = field in ("hr_ktu", "hr_mtu") and cell == "0"
            if cell not in (".", "..", "") and other not in (".", "..", ""):
                assert float(cell) == float(other)
                equal += not income
    frames = [releases[key].reset_index() for key in ("2015", "2016")]
    compared = paavo.check_release_2018(pd.concat(frames), SOURCE_FOLDER)
    assert compared == equal > 1_000


def test_history_maps_releases_to_years(history):
    # the file's rows of 01720: he_vakiy 62 (release 2020), 60 (2021), 47 (2026);
    # hr_mtu 22546 (2020), 24704 (2021), 28834 (2026); README: 2020 -> residents of
    # 2018, income of 2017; 2021 -> 2019; 2026 -> 2024
    value = history["value"]
    assert value["01720", "he_vakiy", 2018] == 62
    assert value["01720", "he_vakiy", 2019] == 60
    assert value["01720", "he_vakiy", 2024] == 47
    assert value["01720", "hr_mtu", 2017] == 22_546
    assert value["01720", "hr_mtu", 2019] == 24_704
    assert value["01720", "hr_mtu", 2024] == 28_834
    assert ("01720", "hr_mtu", 2018) not in value.index


def test_history_has_two_fields_of_seven_releases(history):
    # cut -d, -f3,4 | sort | uniq -c: 37 rows for each of the two fields and releases
    # 2020 to 2026: 2 × 7 × 37 = 518
    assert len(history) == 518
    years = history.reset_index().groupby("field")["year"].unique()
    assert sorted(years["he_vakiy"]) == [*range(2018, 2025)]
    assert sorted(years["hr_mtu"]) == [2017, *range(2019, 2025)]


@pytest.mark.parametrize(
    ("year", "key"), [(2019, "2021"), (2022, "2024"), (2024, "2026")]
)
def test_history_says_the_same_as_the_releases(history, releases, year, key):
    # two files of the same release: this is what proves the mapping of years
    for field in ("he_vakiy", "hr_mtu"):
        there = releases[key]["value"].xs(field, level="field").sort_index()
        here = history["value"].xs((field, year), level=("field", "year")).sort_index()
        pd.testing.assert_series_equal(here, there, check_names=False)


def test_median_of_nobody_in_the_history(history):
    # seven rows "01770,…,hr_mtu,…,0"
    industrial = history.xs(("01770", "hr_mtu"), level=("area_code", "field"))
    assert len(industrial) == 7
    assert industrial["value"].isna().all()
    assert (industrial["status"] == "not_published").all()


def test_revised_table(releases):
    source_file(REVISED)
    fields = paavo.read_revised(SOURCE_FOLDER)
    # wc -l: 240 rows = 4 areas × 5 indicators × 12 years
    assert len(fields) == 240
    assert sorted(fields["area_code"].unique()) == ["01200", "01230", "01260", "01280"]
    income = fields[
        (fields["area_code"] == "01200")
        & (fields["field"] == "revised_hr_mtu")
        & (fields["year"] == 2013)
    ]
    # README: 20 691 in the revised table, 20 570 in the release of 2013
    assert income["value"].tolist() == [20_691]
    assert releases["2013"].at[("01200", "hr_mtu"), "value"] == 20_570


def test_revised_fields_are_never_those_of_the_releases(releases):
    source_file(REVISED)
    revised = set(paavo.read_revised(SOURCE_FOLDER)["field"])
    for key in YEARS:
        assert not revised & set(releases[key].index.get_level_values("field"))


def test_foreign_language_by_postal_area():
    source_file("statistics/foreign_language_2020_postal_vantaa.csv")
    fields = paavo.read_foreign_language(SOURCE_FOLDER).set_index("area_code")
    # the file: "01200,Hakunila,39.1", "01360,…,38.1", "01770,…," (empty)
    assert len(fields) == 37
    assert fields.at["01200", "value"] == 39.1
    assert fields.at["01360", "value"] == 38.1
    assert pd.isna(fields.at["01770", "value"])
    assert fields.at["01770", "status"] == "not_published"
    assert (fields["year"] == 2020).all()


# Aluesarjat


def test_latest_has_61_districts_and_nine_fields(latest):
    assert len(latest) == 61 * 9
    assert latest.index.get_level_values("area_code").str.fullmatch(r"092\d{7}").all()


def test_latest_of_hakunila(latest):
    # the row: 092094,…,0927094000,12464,2025,0.265,49.487,23.395,49.34,59.607,85.665,
    # 10.004,17.59
    hakunila = latest.xs("0927094000", level="area_code")
    expected = {
        "residents": (12_464, 2025),
        "growth_pct": (0.265, 2025),
        "foreign_language_pct": (49.487, 2025),
        "age_19_34_pct": (23.395, 2025),
        "one_person_households_pct": (49.34, 2025),
        "rented_dwellings_pct": (59.607, 2024),
        "flats_pct": (85.665, 2024),
        "unoccupied_dwellings_pct": (10.004, 2024),
        "tertiary_15plus_pct": (17.59, 2025),
    }
    read = {
        field: (row["value"], row["year"])
        for field, row in hakunila.to_dict("index").items()
    }
    assert read == expected


def test_long_ago_is_not_today(latest):
    # awk -F, '$7 != 2025': Viinikkala 2005, Lentokenttä 1996, Länsisalmi 1976,
    # Ojanko 1979, with 105, 111, 111 and 100 residents
    old = ["0923041000", "0923053000", "0927090000", "0927092000"]
    assert sorted(aluesarjat.OUTDATED) == old
    rows = latest[latest.index.get_level_values("area_code").isin(old)]
    assert rows["value"].isna().all()
    assert (rows["status"] == "not_published").all()
    # 246 987 in all rows - 105 - 111 - 111 - 100 = 246 560
    assert latest["value"].xs("residents", level="field").sum() == 246_560


def test_shrinking_districts_keep_their_sign(latest):
    # "092010,Linnainen,…,727,2025,-0.683": minus 0.683 percent, no sentinel
    assert latest.at[("0921010000", "growth_pct"), "value"] == -0.683


def test_series_has_36_districts(series):
    # wc -l: 1607 rows; cut -d, -f1 | sort -u: 36 districts
    assert len(series) == 1_607
    assert series.index.get_level_values("area_code").nunique() == 36
    # "092094,Hakunila,Hakunila,foreign_language_pct,2024,47.929"
    at = ("0927094000", "foreign_language_pct", 2024)
    assert series.at[at, "value"] == 47.929


@pytest.mark.parametrize(
    ("field", "year", "districts"),
    [
        ("foreign_language_pct", 2025, 34),
        ("one_person_households_pct", 2025, 33),
        ("tertiary_15plus_pct", 2025, 35),
        ("rented_dwellings_pct", 2024, 35),
    ],
)
def test_the_two_files_agree_on_the_newest_year(series, latest, field, year, districts):
    # That is how the year of each column of the latest file was found: every district
    # that both have has the same figure. No other year agrees for a single one.
    newest = series["value"].xs((field, year), level=("field", "year"))
    assert len(newest) == districts
    there = latest["value"].xs(field, level="field")[newest.index]
    pd.testing.assert_series_equal(newest, there, check_names=False)
    assert (latest["year"].xs(field, level="field") == year).all()


# Boundaries and grid


def test_districts():
    source_file("boundaries/vantaa_districts_2024.gpkg")
    districts = boundaries.read_districts(SOURCE_FOLDER)
    assert districts.crs == "EPSG:3879"
    # sqlite3: select major_code, count(*) … group by 1: 11, 10, 6, 10, 6, 9, 9
    sizes = districts.groupby("major_area").size().to_dict()
    codes = [f"092{number}000000" for number in range(1, 8)]
    assert sizes == dict(zip(codes, [11, 10, 6, 10, 6, 9, 9], strict=True))
    # README: Petikko is 26, in major area 1
    assert districts.loc["0921026000", ["kosa", "name_fi"]].tolist() == [
        "26",
        "Petikko",
    ]
    assert (districts.index.str[5:7] == districts["kosa"]).all()


def test_district_names_are_those_of_the_statistics():
    source_file("boundaries/vantaa_districts_2024.gpkg")
    districts = boundaries.read_districts(SOURCE_FOLDER)
    names = {row["kokotunnus"]: row["kaupunginosa"] for row in plain_rows(LATEST)}
    assert districts["name_fi"].to_dict() == names


def test_postal_areas():
    source_file("boundaries/metro_postal_areas_2017.gpkg")
    areas = boundaries.read_postal_areas(SOURCE_FOLDER)
    # sqlite3: 172 rows, 48 in Espoo, 84 in Helsinki, 40 in Vantaa
    assert len(areas) == 40
    assert areas.at["01200", "name_sv"] == "Håkansböle"
    assert areas.index.str.fullmatch(r"\d{5}").all()


@pytest.mark.parametrize(
    ("year", "column", "cells", "residents"),
    [
        # sqlite3: select count(*), sum(column) from grid
        (2015, "ASUKKAITA", 1_537, 208_416),
        (2019, "ASUKKAITA", 1_546, 227_225),
        (2021, "inhabitants", 1_543, 232_240),
    ],
)
def test_grid(year, column, cells, residents):
    path = source_file(f"boundaries/vantaa_population_grid_{year}.gpkg")
    with sqlite3.connect(f"file:{path}?immutable=1", uri=True) as database:
        query = f"select count(*), sum({column}), min({column}) from grid"
        counted = database.execute(query).fetchone()
    assert counted == (cells, residents, 5)
    grid = boundaries.read_grid(year, SOURCE_FOLDER)
    assert (len(grid), grid["residents"].sum()) == (cells, residents)
    assert list(grid.columns) == ["residents", "geometry"]  # no age column, no 99


# Declarations and joins


@pytest.mark.parametrize("key", SOURCES)
def test_declaration_is_complete(key):
    source = SOURCES[key]
    for name in ("publisher", "title", "service", "licence", "attribution", "vintage"):
        assert getattr(source, name).strip(), name
    assert source.page.startswith("https://")
    module, _, function = source.reader.rpartition(".")
    assert callable(getattr(importlib.import_module(module), function))
    assert source.fields
    assert set(source.missing.values()) <= {"suppressed", "not_published"}
    assert source_file(source.file).is_file()


def test_every_statistics_and_boundary_file_used_is_declared():
    source_file(LATEST)
    statistics = {p.name for p in (SOURCE_FOLDER / STATISTICS).iterdir()}
    declared = {s.file.rpartition("/")[2] for s in SOURCES.values()}
    assert statistics <= declared


def test_releases_are_read_oldest_first():
    years = [max(source.years.values()) for source in paavo_sources()]
    assert years == sorted(years)


def test_join_says_what_is_left_over():
    line = join_report(
        "toy", ["A", "C"], ["A", "B"], file="x.csv",
        allowed_left={"C": "old"}, allowed_right={"B": "new"},
    )  # fmt: skip
    assert line == (
        "toy: 1 joined; left over in the figures: C (old); in the areas: B (new)"
    )


@pytest.mark.parametrize(
    ("left", "right", "message"),
    [
        (["A", "Z"], ["A"], "x.csv, row Z: toy: the code is in no area; correct"),
        (["A"], ["A", "B"], "x.csv, row B: toy: the area has no row; complete"),
    ],
)
def test_join_refuses_what_is_not_declared(left, right, message):
    with pytest.raises(ValueError, match=message):
        join_report("toy", left, right, file="x.csv")
