"""What the readers of sources/ refuse: one broken copy of one real file each time.

Every message must name the file, the row, the column and what to do.
"""

import re

import geopandas as gpd
import pandas as pd
import pytest
from shapely import Polygon

from sources import aluesarjat, boundaries, paavo
from sources.areas import build_areas
from sources.declarations import SOURCES
from sources.faults import SourceError
from tests.source_copies import folder_with, plain_rows, text_of
from tests.source_folder import SOURCE_FOLDER, source_file

PAAVO = SOURCES["paavo_2026"]
NAME = PAAVO.file
LATEST = SOURCES["aluesarjat_latest"].file
SERIES = SOURCES["aluesarjat_history"].file
HISTORY = SOURCES["paavo_history"].file
LANGUAGE = SOURCES["foreign_language_2020"].file
DISTRICTS = SOURCES["vantaa_districts"].file
POSTAL = SOURCES["hsy_postal_areas"].file
GRID = SOURCES["hsy_grid_2021"].file


def read_release(folder):
    return paavo.read_release(PAAVO, folder)


def read_series(folder):
    codes = {row["kaupunginosa_code"]: row["kokotunnus"] for row in plain_rows(LATEST)}
    return aluesarjat.read_history(folder, pd.Series(codes))


def first_line(text: str) -> str:
    return text.split("\n")[0]


def swap(old: str, new: str):
    def change(text: str) -> str:
        assert old in text
        return text.replace(old, new, 1)

    return change


# In the release of 2026 the row of 01200 is line 2; its ko_perus is 4226.0 (of 10420
# adults), its hr_ktu 25215.0. The row of 01230 is line 3.
RELEASE = {
    "empty": (lambda _: "", f"{NAME}: the file is empty; fetch it from Statistics Fin"),
    "only blanks": (lambda _: " \n\n", f"{NAME}: the file is empty; fetch it from"),
    "blank first line": (
        lambda text: "\n" + text,
        f"{NAME}: the file is empty; fetch it from Statistics Fin",
    ),
    "header only": (
        lambda text: first_line(text) + "\n",
        f"{NAME}: the file has a header and no rows; fetch it from",
    ),
    "missing column": (
        swap("ko_perus", "ko_x"),
        f"{NAME}, row 1, column ko_perus: the column is missing; add it or fetch",
    ),
    "column twice": (
        swap("ko_koul", "ko_perus"),
        f"{NAME}, row 1, column ko_perus: the column is there twice; keep one",
    ),
    "area twice": (
        lambda text: text + text.split("\n")[1] + "\n",
        f"{NAME}, row 39, column postinumeroalue: the same area and year stand in an "
        "earlier row: 01200; keep one",
    ),
    "decimal comma": (
        swap(",25215.0,", ",25215,0,"),
        f"{NAME}, row 2, column .*: 115 cells where the header has 114; look for a "
        "decimal comma",
    ),
    "decimal comma in quotes": (
        swap(",25215.0,", ',"25215,5",'),
        f"{NAME}, row 2, column hr_ktu: '25215,5' is not a number; write 25215.5",
    ),
    "cell lost": (
        swap(",25215.0,", ","),
        f"{NAME}, row 2, column .*: 113 cells where the header has 114; look for",
    ),
    "text": (
        swap(",4226.0,", ",many,"),
        f"{NAME}, row 2, column ko_perus: 'many' is not a number; write a number or "
        r"one of the tokens for no figure \('-1', '-1.0', ''\)",
    ),
    "thousands with a blank": (
        swap(",4226.0,", ",4 226,"),
        f"{NAME}, row 2, column ko_perus: '4 226' is not a number; write a number",
    ),
    "not a number": (
        swap(",4226.0,", ",nan,"),
        f"{NAME}, row 2, column ko_perus: 'nan' is not a number; write a number",
    ),
    "token of another release": (
        swap(",4226.0,", ",..,"),
        f"{NAME}, row 2, column ko_perus: '..' is not a number; write a number",
    ),
    "below zero": (
        swap(",4226.0,", ",-99,"),
        f"{NAME}, row 2, column ko_perus: -99 is outside 0 to any number; correct",
    ),
    "part above whole": (
        swap(",4226.0,", ",14226.0,"),
        f"{NAME}, row 2, column ko_perus: 14226 is more than ko_ika18y, 10420; correct",
    ),
    "quotation mark not closed": (
        swap(",Hakunila,", ',"Hakunila,'),
        f"{NAME}, row 2, column .*: 4 cells where the header has 114; look for",
    ),
    "quotation mark not closed, long": (
        lambda text: swap(",Hakunila,", ',"Hakunila,')(text) + "x" * 140_000,
        rf"{NAME}, row 2: the row cannot be read \(field larger than .*\); look for a "
        "missing quotation mark",
    ),
    "line ends of old Macs": (
        lambda text: text.replace("\n", "\r"),
        f"{NAME}, row 1: the row cannot be read .*; look for .* ordinary line ends",
    ),
    "file of another year": (
        swap("2026,2024,01200", "2026,2023,01200"),
        f"{NAME}, row 2, column stat_year: 2023, but the file is declared of 2024; put",
    ),
}


def test_the_cells_changed_are_there():
    row = plain_rows(NAME)[0]
    assert row["postinumeroalue"] == "01200"
    assert row["ko_perus"] == "4226.0"
    assert row["ko_ika18y"] == "10420"
    assert row["hr_ktu"] == "25215.0"
    assert len(row) == 114


@pytest.mark.parametrize("name", RELEASE)
def test_release(tmp_path, name):
    change, message = RELEASE[name]
    folder = folder_with(tmp_path, NAME, change(text_of(NAME)))
    with pytest.raises(SourceError, match=message):
        read_release(folder)


def test_release_in_latin_1(tmp_path):
    # the first letter that is not ASCII is the å of Håkansböle, in row 2, cell 5
    folder = folder_with(tmp_path, NAME, text_of(NAME).encode("latin-1"))
    message = (
        rf"{NAME}, row 2, column 5: byte 0xe5 is not UTF-8 \(in Latin-1 it would be "
        r"'å'\); save the file as UTF-8"
    )
    with pytest.raises(SourceError, match=message):
        read_release(folder)


def test_a_latin_1_a_umlaut_is_named(tmp_path):
    # foreign_language_…: row 4 is "01260,Itä-Hakkila,9.5"
    folder = folder_with(tmp_path, LANGUAGE, text_of(LANGUAGE).encode("latin-1"))
    with pytest.raises(SourceError, match="row 4, column 2: byte 0xe4 .* be 'ä'"):
        paavo.read_foreign_language(folder)


def test_missing_file(tmp_path):
    folder = folder_with(tmp_path, NAME, None)
    message = f"{NAME}: the file is missing; fetch it from .* \\(https://stat.fi"
    with pytest.raises(SourceError, match=message):
        read_release(folder)


@pytest.mark.parametrize(
    "change",
    [
        lambda text: "\ufeff" + text,
        lambda text: text.replace("\n", "\r\n"),
        lambda text: text + "\n",
    ],
    ids=["byte order mark", "line ends of Windows", "blank last line"],
)
def test_harmless_differences_are_read_the_same(tmp_path, change):
    folder = folder_with(tmp_path, NAME, change(text_of(NAME)))
    pd.testing.assert_frame_equal(read_release(folder), read_release(SOURCE_FOLDER))


def test_every_fault_is_told_at_once(tmp_path):
    text = swap(",4226.0,", ",many,")(text_of(NAME))
    text = swap(",25215.0,", ',"25215,5",')(text)
    with pytest.raises(SourceError) as caught:
        read_release(folder_with(tmp_path, NAME, text))
    assert [fault.column for fault in caught.value.faults] == ["ko_perus", "hr_ktu"]
    assert len(str(caught.value).split("\n")) == 2


def test_two_dots_are_suppressed(tmp_path):
    # no field that is read has ".." in the files of 2012 to 2017: put one there.
    # In 2012 the row of 01200 has 9168 adults, 3641 of them with basic education only.
    source = SOURCES["paavo_2012"]
    text = swap("Vantaa,9168,3641,", "Vantaa,9168,..,")(text_of(source.file))
    fields = paavo.read_release(source, folder_with(tmp_path, source.file, text))
    cell = fields[(fields["area_code"] == "01200") & (fields["field"] == "ko_perus")]
    assert cell["status"].tolist() == ["suppressed"]
    assert cell["value"].isna().all()


# Each other table: (file, change, reader, message)
OTHERS = {
    "percent above 100": (
        LATEST, swap(",49.487,", ",149.487,"), aluesarjat.read_latest,
        f"{LATEST}, row 58, column foreign_language_pct: 149.487 is outside 0 to 100",
    ),
    "growth below -100": (
        LATEST, swap(",0.265,", ",-265,"), aluesarjat.read_latest,
        f"{LATEST}, row 58, column growth_pct: -265 is outside -100 to 1000; correct",
    ),
    "sentinel": (
        LATEST, swap(",49.487,", ",-1,"), aluesarjat.read_latest,
        f"{LATEST}, row 58, column foreign_language_pct: -1 is outside 0 to 100",
    ),
    "row of an older year": (
        LATEST, swap(",12464,2025,", ",12464,2019,"), aluesarjat.read_latest,
        f"{LATEST}, row 58, column pop_year: 0927094000 is of 2019, not of 2025; "
        "declare the year",
    ),
    "declared row brought up to date": (
        LATEST, swap(",111,1996,", ",111,2025,"), aluesarjat.read_latest,
        f"{LATEST}, row .*, column pop_year: 0923053000 is of 2025, not of 1996",
    ),
    "district twice": (
        LATEST, swap(",0927095000,", ",0927094000,"), aluesarjat.read_latest,
        f"{LATEST}, row 59, column kokotunnus: the same area .*: 0927094000; keep one",
    ),
    "unknown district": (
        SERIES, swap("092094,", "092194,"), read_series,
        f"{SERIES}, row .*, column kaupunginosa_code: '092194' is not a district that "
        "is known; correct the code",
    ),
    "unknown indicator": (
        SERIES, swap("foreign_language_pct", "foreign_pct"), read_series,
        f"{SERIES}, row 2, column indicator: 'foreign_pct' is not an indicator that "
        "is known; correct",
    ),
    "area and year twice": (
        SERIES, lambda text: text + text.split("\n")[1] + "\n", read_series,
        f"{SERIES}, row 1609, column kaupunginosa_code: the same area and year stand "
        "in an earlier row: 092010, foreign_language_pct, 2014; keep one",
    ),
    "year out of range": (
        SERIES, swap(",2014,2.767", ",1914,2.767"), read_series,
        f"{SERIES}, row 2, column year: 1914 is outside 2013 to 2025; correct",
    ),
    "no figure where none may lack": (
        SERIES, swap(",2014,2.767", ",2014,"), read_series,
        f"{SERIES}, row 2, column value_pct: '' is not a number; .*none is declared",
    ),
    "release twice": (
        HISTORY, swap(",he_vakiy,2021,", ",he_vakiy,2020,"), paavo.read_history,
        f"{HISTORY}, row 3, column postinumeroalue: .*: 01200, he_vakiy, 2020; keep",
    ),
    "release before 2020": (
        HISTORY, swap(",he_vakiy,2020,", ",he_vakiy,2019,"), paavo.read_history,
        f"{HISTORY}, row 2, column paavo_release_year: 2019 is outside 2020",
    ),
    "median without a number": (
        HISTORY, swap(",he_vakiy,2020,12195,", ",he_vakiy,2020,..,"),
        paavo.read_history,
        f"{HISTORY}, row 2, column value: '..' is not a number; write a number",
    ),
    "foreign-language percent with a comma": (
        LANGUAGE, swap(",39.1", ',"39,1"'), paavo.read_foreign_language,
        f"{LANGUAGE}, row 2, column .*2020: '39,1' is not a number; write 39.1, with",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", OTHERS)
def test_other_tables(tmp_path, name):
    file, change, reader, message = OTHERS[name]
    folder = folder_with(tmp_path, file, change(text_of(file)))
    with pytest.raises(SourceError, match=message):
        reader(folder)


def test_release_of_2018_must_agree(tmp_path):
    # 01200 has 12 045 residents in 2016, in both files
    file = SOURCES["paavo_2018"].file
    text = swap(",12045,", ",12046,")(text_of(file))
    fields = paavo.read_release(SOURCES["paavo_2016"], SOURCE_FOLDER)
    message = (
        f"{file}, row .*, column he_vakiy__2016: 12046, but the release of 2016 says "
        "12045; find out"
    )
    with pytest.raises(SourceError, match=message):
        paavo.check_release_2018(fields, folder_with(tmp_path, file, text))


# Maps


def map_folder(tmp_path, name, change):
    """A folder in which the map `name` is changed."""
    areas = change(gpd.read_file(source_file(name)))
    folder = folder_with(tmp_path, name, None)
    areas.to_file(folder / name, driver="GPKG", layer="areas")
    return folder


def cell(row, column, value):
    def change(areas):
        areas = areas.copy()
        areas[column] = areas[column].astype(object)
        areas.loc[row, column] = value
        return areas

    return change


BOWTIE = Polygon([(0, 0), (9, 9), (9, 0), (0, 9)])
# (file, change, reader, message); row 4 of the districts is 0921013000, Varisto
MAPS = {
    "wrong coordinate system": (
        DISTRICTS, lambda areas: areas.to_crs(4326), boundaries.read_districts,
        f"{DISTRICTS}: its coordinate system is EPSG:4326, not EPSG:3879; reproject",
    ),
    "no rows": (
        DISTRICTS, lambda areas: areas.iloc[:0], boundaries.read_districts,
        f"{DISTRICTS}: it holds no areas; fetch it again",
    ),
    "missing column": (
        DISTRICTS, lambda areas: areas.drop(columns="name_sv"),
        boundaries.read_districts,
        f"{DISTRICTS}, column name_sv: the column is missing; add it",
    ),
    "code of no form": (
        DISTRICTS, cell(3, "statcode", "0929013000"), boundaries.read_districts,
        f"{DISTRICTS}, row 4, column statcode: '0929013000' has not the form of a "
        "code; correct it",
    ),
    "code missing": (
        DISTRICTS, cell(3, "statcode", None), boundaries.read_districts,
        f"{DISTRICTS}, row 4, column statcode: .* has not the form of a code; correct",
    ),
    "code twice": (
        DISTRICTS, lambda areas: pd.concat([areas, areas.iloc[[3]]]),
        boundaries.read_districts,
        f"{DISTRICTS}, row 62, column statcode: the code 0921013000 is there twice",
    ),
    "other major area": (
        DISTRICTS, cell(3, "major_code", "2"), boundaries.read_districts,
        f"{DISTRICTS}, row 0921013000, column major_code: the major area differs",
    ),
    "other district number": (
        DISTRICTS, cell(3, "kosa", "14"), boundaries.read_districts,
        f"{DISTRICTS}, row 0921013000, column kosa: the district number differs",
    ),
    "no geometry": (
        DISTRICTS, cell(3, "geometry", None), boundaries.read_districts,
        f"{DISTRICTS}, row 4, column geometry: the feature has no geometry",
    ),
    "invalid polygon": (
        DISTRICTS, cell(3, "geometry", BOWTIE), build_areas,
        f"{DISTRICTS}: area 0921013000: its geometry is not a valid polygon",
    ),
    "overlap too wide for mending": (
        DISTRICTS,
        lambda areas: areas.assign(
            geometry=areas.geometry.where(areas.index != 3, areas.buffer(300))
        ),
        build_areas,
        f"{DISTRICTS}: area 0921011000 would change by",
    ),
    "points": (
        POSTAL, lambda areas: areas.assign(geometry=areas.representative_point()),
        boundaries.read_postal_areas,
        f"{POSTAL}, row 1, column geometry: the feature has Point geometry",
    ),
    "postal code lost its zero": (
        POSTAL,
        lambda areas: areas.assign(Posno=areas["Posno"].replace("01200", "1200")),
        boundaries.read_postal_areas,
        f"{POSTAL}, row .*, column Posno: '1200' has not the form of a code",
    ),
    "cell below zero": (
        GRID, cell(5, "inhabitants", -1), lambda f: boundaries.read_grid(2021, f),
        f"{GRID}, row 6, column inhabitants: -1 residents; a cell of the grid has",
    ),
    "cell without residents": (
        GRID, cell(5, "inhabitants", None), lambda f: boundaries.read_grid(2021, f),
        f"{GRID}, row 6, column inhabitants: .* residents; a cell of the grid has",
    ),
    "residents as text": (
        GRID, lambda cells: cells.assign(inhabitants="many"),
        lambda f: boundaries.read_grid(2021, f),
        f"{GRID}, row 1, column inhabitants: many residents; a cell of the grid has",
    ),
    "cell twice": (
        GRID, lambda cells: pd.concat([cells, cells.iloc[[0]]]),
        lambda f: boundaries.read_grid(2021, f),
        f"{GRID}, row 1544, column geometry: the same cell is there twice; keep one",
    ),
    "cell without geometry": (
        GRID, cell(5, "geometry", None), lambda f: boundaries.read_grid(2021, f),
        f"{GRID}, row 6, column geometry: the feature has no geometry",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", MAPS)
def test_maps(tmp_path, name):
    file, change, reader, message = MAPS[name]
    folder = map_folder(tmp_path, file, change)
    with pytest.raises(SourceError, match=message):
        reader(folder)


@pytest.mark.parametrize("content", [b"", b"no map", "half"])
def test_map_that_is_none(tmp_path, content):
    if content == "half":
        content = source_file(DISTRICTS).read_bytes()[:300_000]
    folder = folder_with(tmp_path, DISTRICTS, content)
    with pytest.raises(SourceError) as caught:
        boundaries.read_districts(folder)
    assert re.match(f"{DISTRICTS}: it cannot be read as a map: ", str(caught.value))
    assert "fetch it from The city's WFS" in str(caught.value)


def test_missing_map(tmp_path):
    folder = folder_with(tmp_path, GRID, None)
    with pytest.raises(SourceError, match=f"{GRID}: the file is missing; fetch it"):
        boundaries.read_grid(2021, folder)
