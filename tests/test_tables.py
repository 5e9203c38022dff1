"""The tables behind every figure: read as they are, and every fault told."""

import pandas as pd
import pandera.pandas as pa
import pytest

from indicators import tables
from indicators.catalogue import Catalogue, Indicator
from indicators.tables import (
    AREA_COLUMNS,
    LEVELS,
    OBSERVATION_COLUMNS,
    STATUSES,
    TableError,
    load_areas_table,
    load_observations,
    observation_faults,
)


def entry(key, valid_range):
    return Indicator.model_validate(
        {
            "key": key, "theme": "x", "worse": "high", "unit": "percent", "decimals": 1,
            "valid_range": valid_range, "denominator": "", "source": "x",
            "licence": "x", "caveat": "", "name": {"fi": "a", "sv": "b", "en": "c"},
        }
    )  # fmt: skip


CATALOGUE = Catalogue(
    indicator=(entry("rate", (0, 100)), entry("income", (5_000, 200_000)))
)
CODES = ["092", "01200", "01720"]
HEADER = ",".join(OBSERVATION_COLUMNS)
RATE = "01200,rate,2024,25,,,10,40,published,paavo_2024"
SUPPRESSED = "01720,rate,2024,,,,,,suppressed,paavo_2024"
INCOME = "01200,income,2024,24068,,,,,published,paavo_2024"
ESTIMATE = "01200,rate,2024,25,20.5,31,10,40,estimated,paavo_2024"
ROWS = [HEADER, RATE, SUPPRESSED, INCOME]


def write(tmp_path, lines, name="observations.csv", encoding="utf-8"):
    content = lines if isinstance(lines, bytes) else "\n".join(lines).encode(encoding)
    path = tmp_path / name
    path.write_bytes(content)
    return path


def load(tmp_path, lines):
    return load_observations(write(tmp_path, lines), CATALOGUE, CODES)


def test_read_with_their_types(tmp_path):
    table = load(tmp_path, ROWS)
    assert table.columns.tolist() == OBSERVATION_COLUMNS
    assert table["area_code"].tolist() == ["01200", "01720", "01200"]
    assert table["year"].dtype == "int64"
    assert table["value"].tolist()[::2] == [25, 24_068]
    assert pd.isna(table["value"][1])
    assert table["status"].tolist() == ["published", "suppressed", "published"]
    assert observation_faults(tmp_path / "observations.csv", CATALOGUE, CODES) == []


def test_intervals_are_read_as_numbers(tmp_path):
    table = load(tmp_path, [HEADER, ESTIMATE, SUPPRESSED])
    assert table[["lower", "upper"]].dtypes.eq("float64").all()
    assert table.loc[0, ["value", "lower", "upper"]].tolist() == [25, 20.5, 31]
    assert table.loc[1, ["lower", "upper"]].isna().all()


def test_an_interval_of_no_width_is_one(tmp_path):
    row = changed(changed(ESTIMATE, "lower", "25"), "upper", "25")
    assert load(tmp_path, [HEADER, row]).at[0, "lower"] == 25


@pytest.mark.parametrize(
    "lines",
    [
        "\n".join(ROWS).encode("utf-8-sig"),
        "\r\n".join(ROWS).encode(),
        ("\n".join(ROWS) + "\n").encode(),
    ],
    ids=["byte order mark", "line ends of Windows", "last line end"],
)
def test_harmless_differences(tmp_path, lines):
    pd.testing.assert_frame_equal(load(tmp_path, lines), load(tmp_path, ROWS))


def changed(row, column, cell):
    cells = row.split(",")
    cells[OBSERVATION_COLUMNS.index(column)] = cell
    return ",".join(cells)


# (row, column, cell, sentence); the row is put in line 2 of the file
CELLS = [
    (RATE, "value", '"25,5"', "row 2, column value: '25,5' is not a number; write a "
     "decimal point, not a comma"),
    (RATE, "value", "many", "row 2, column value: 'many' is not a number; write"),
    (RATE, "value", "nan", "row 2, column value: 'nan' is not a number; write"),
    (RATE, "value", "..", "row 2, column value: '..' is not a number; write"),
    (RATE, "value", "100.1", "row 2, column value: '100.1' is outside the catalogue's "
     "valid_range; correct"),
    (RATE, "value", "-1", "row 2, column value: '-1' is outside the catalogue's "
     "valid_range; correct"),
    (INCOME, "value", "-1", "row 2, column value: '-1' is outside"),
    (INCOME, "value", "99", "row 2, column value: '99' is outside"),
    (INCOME, "value", "0", "row 2, column value: '0' is outside"),
    (RATE, "value", "", "row 2, column value: '' does not fit the status: only "
     "published and estimated have a value; correct"),
    (SUPPRESSED, "value", "-1", "row 2, column value: '-1' does not fit the status"),
    (SUPPRESSED, "value", "99", "row 2, column value: '99' does not fit the status"),
    (SUPPRESSED, "value", "0", "row 2, column value: '0' does not fit the status"),
    (changed(SUPPRESSED, "status", "not_published"), "value", "99",
     "row 2, column value: '99' does not fit the status"),
    (ESTIMATE, "lower", "", "row 2, column upper: '31' and the lower end: only one of "
     "them is there; give both"),
    (ESTIMATE, "upper", "", "row 2, column upper: '' and the lower end: only one"),
    (ESTIMATE, "lower", "25.1", "row 2, column lower: '25.1' and the upper end do not "
     "hold the value between them; correct"),
    (ESTIMATE, "upper", "24.9", "row 2, column lower: '20.5' and the upper end do not"),
    (ESTIMATE, "lower", "-0.1", "row 2, column lower: '-0.1' is outside"),
    (ESTIMATE, "upper", "100.1", "row 2, column upper: '100.1' is outside the "
     "catalogue's valid_range; correct"),
    (SUPPRESSED, "upper", "3", "row 2, column lower: '' and the upper end stand where "
     "there is no value; leave both empty"),
    (SUPPRESSED, "numerator", "3", "row 2, column numerator: '3' stands where there is "
     "no value; leave it empty"),
    (SUPPRESSED, "denominator", "3", "row 2, column numerator: '' stands where there"),
    (RATE, "numerator", "inf", "row 2, column numerator: 'inf' is not a number; write"),
    (RATE, "numerator", "-10", "row 2, column denominator: '40' and the numerator: one "
     "is below zero"),
    (RATE, "denominator", "0", "row 2, column denominator: '0' and the numerator: one"),
    (RATE, "area_code", "1200", "row 2, column area_code: '1200' is no known area; "
     "correct the code"),
    (RATE, "area_code", "", "row 2, column area_code: '' is no known area; correct"),
    (RATE, "indicator", "rat", "row 2, column indicator: 'rat' is not in the "
     "catalogue; add it"),
    (RATE, "year", "24", "row 2, column year: '24' is not a year; write four digits"),
    (RATE, "year", "2024.5", "row 2, column year: '2024.5' is not a year; write"),
    (RATE, "year", "", "row 2, column year: '' is not a year; write"),
    (RATE, "year", "1024", "row 2, column year: '1024' is no year from 1990 to 2100"),
    (RATE, "status", "guessed", "row 2, column status: 'guessed' is no status; use one "
     "of published, estimated, suppressed, not_published"),
    (RATE, "source", "", "row 2, column source: '' names no source; name"),
]  # fmt: skip


@pytest.mark.parametrize(("row", "column", "cell", "sentence"), CELLS)
def test_a_bad_cell_is_named(tmp_path, row, column, cell, sentence):
    cells = row.split(",")
    cells[OBSERVATION_COLUMNS.index(column)] = cell
    others = [other for other in ROWS[1:] if other[:10] != row[:10]]
    with pytest.raises(TableError) as caught:
        load(tmp_path, [HEADER, ",".join(cells), *others])
    sentences = str(caught.value).split("\n")
    found = [
        line for line in sentences if line.startswith(f"observations.csv, {sentence}")
    ]
    assert found, sentences
    assert all(line.startswith("observations.csv, row 2, ") for line in sentences)


# (lines, sentence)
FILES = {
    "empty": (b"", ": the file is empty; run: make data"),
    "blanks": (b"\n  \n", ": the file is empty; run: make data"),
    "header only": ([HEADER], ": a header and no rows; run: make data"),
    "missing column": (
        [HEADER.replace("value,", ""), RATE.replace("25,", "", 1)],
        ", row 1, column value: the column is missing; add it",
    ),
    "decimal comma in the first row": (
        [HEADER, RATE.replace(",25,", ",25,5,"), SUPPRESSED],
        ", row 2, column source: 11 cells where the header has 10; look for a decimal "
        "comma",
    ),
    "decimal comma in a later row": (
        [HEADER, SUPPRESSED, RATE.replace(",25,", ",25,5,")],
        ", row 3, column source: 11 cells where the header has 10; look for a decimal",
    ),
    "row cut short": (
        [HEADER, SUPPRESSED, "01200,rate,2024,25"],
        ", row 3, column value: 4 cells where the header has 10; look for",
    ),
    "blank row between": (
        [HEADER, RATE, "", SUPPRESSED],
        ", row 3, column area_code: 0 cells where the header has 10; look for",
    ),
    "quotation mark not closed": (
        [HEADER, '"' + RATE, SUPPRESSED],
        ", row 2: unexpected end of data; look for a missing quotation mark",
    ),
    "line ends of old Macs": (
        "\r".join(ROWS).encode() + b"\r",
        None,
    ),
    "area and year twice": (
        [*ROWS, RATE],
        ", row 5, column area_code: the same area, indicator and year again; keep one",
    ),
}


@pytest.mark.parametrize("name", FILES)
def test_a_bad_file_is_refused(tmp_path, name):
    lines, sentence = FILES[name]
    path = write(tmp_path, lines)
    if sentence is None:  # read the same: csv takes any line end outside quotes
        assert len(load_observations(path, CATALOGUE, CODES)) == 3
        return
    with pytest.raises(TableError) as caught:
        load_observations(path, CATALOGUE, CODES)
    assert str(caught.value).startswith(f"observations.csv{sentence}")
    [fault] = observation_faults(path, CATALOGUE, CODES)
    assert fault["file"] == "observations.csv"
    assert fault["problem"]
    assert fault["remedy"]


def test_latin_1_names_row_and_byte(tmp_path):
    lines = [*ROWS, "01720,rate,2023,,,,suppressed,lähde"]
    path = write(tmp_path, lines, encoding="latin-1")
    with pytest.raises(TableError) as caught:
        load_observations(path, CATALOGUE, CODES)
    assert str(caught.value) == (
        "observations.csv, row 5: byte 0xE4 is not UTF-8 (an ä in Latin-1 is 0xE4); "
        "save the file as UTF-8."
    )


def test_latin_1_far_into_a_long_file(tmp_path):
    # longer than any buffer of a reader: the row must still be the file's
    rows = [f"01200,rate,{1990 + i % 100},25,10,40,published,x" for i in range(30_000)]
    path = write(tmp_path, [HEADER, *rows, "ä"], encoding="latin-1")
    with pytest.raises(TableError, match="observations.csv, row 30002: byte 0xE4"):
        load_observations(path, CATALOGUE, CODES)


def test_missing_file(tmp_path):
    with pytest.raises(TableError, match="observations.csv: the file is missing; run"):
        load_observations(tmp_path / "observations.csv", CATALOGUE, CODES)


def test_one_bad_cell_is_one_fault(tmp_path):
    path = write(tmp_path, [HEADER, changed(RATE, "value", '"25,5"')])
    assert len(observation_faults(path, CATALOGUE, CODES)) == 1


def test_every_fault_is_told_in_order_of_the_rows(tmp_path):
    lines = [HEADER, changed(RATE, "value", "101"), changed(SUPPRESSED, "value", "-1"),
             changed(INCOME, "area_code", "9")]  # fmt: skip
    path = write(tmp_path, lines)
    faults = observation_faults(path, CATALOGUE, CODES)
    # -1 is out of range and does not fit its status: two faults of one row
    assert [fault["row"] for fault in faults] == ["2", "3", "3", "4"]


def test_at_most_ten_sentences(tmp_path):
    lines = [HEADER] + [changed(RATE, "year", f"19{i}") for i in range(70, 85)]
    with pytest.raises(TableError) as caught:
        load(tmp_path, lines)
    sentences = str(caught.value).split("\n")
    assert len(sentences) == 11
    assert sentences[-1] == "... and 5 more"
    assert len(caught.value.faults) == 15


def test_statuses_and_levels_are_those_of_the_design():
    assert STATUSES == ("published", "estimated", "suppressed", "not_published")
    assert LEVELS == ("district", "major_area", "postal_area", "city")


def test_a_check_that_cannot_run_is_no_pass(tmp_path, monkeypatch):
    # pandera keeps the exception of a check as one more failure, without a row
    def broken(_):
        raise TypeError("no such comparison")

    schema = pa.DataFrameSchema(checks=[pa.Check(broken, error="valid range")])
    monkeypatch.setattr(tables, "observation_schema", lambda *_: schema)
    with pytest.raises(RuntimeError, match="checks did not run.*no such comparison"):
        load(tmp_path, ROWS)


# The table of areas

AREAS = [
    ",".join(AREA_COLUMNS),
    "092,city,,Vantaa,Vanda",
    "0927000000,major_area,092,Hakunila,Håkansböle",
    "0927091000,district,0927000000,Länsimäki,Västerkulla",
]


def test_areas_are_read(tmp_path):
    table = load_areas_table(write(tmp_path, AREAS, "areas.csv"))
    assert table.index.tolist() == ["092", "0927000000", "0927091000"]
    assert table.loc["0927091000"].to_dict() == {
        "level": "district",
        "parent": "0927000000",
        "name_fi": "Länsimäki",
        "name_sv": "Västerkulla",
    }
    assert table.at["092", "parent"] == ""


@pytest.mark.parametrize(
    ("lines", "sentence"),
    [
        ([*AREAS, AREAS[2]], "row 5, column area_code: '0927000000' is there twice; k"),
        ([*AREAS, "01200,postal,,a,b"], "row 5, column level: 'postal' is no level; u"),
        (
            [*AREAS, "0927094000,district,0928000000,a,b"],
            "row 5, column parent: '0928000000' is the code of no row; correct it",
        ),
        ([*AREAS, "01200,postal_area,,a"], "row 5, column name_fi: 4 cells where the"),
        (AREAS[1:], "row 1, column area_code: the column is missing; add it"),
    ],
)
def test_areas_are_refused(tmp_path, lines, sentence):
    with pytest.raises(TableError) as caught:
        load_areas_table(write(tmp_path, lines, "areas.csv"))
    assert str(caught.value).startswith(f"areas.csv, {sentence}")


def test_areas_in_latin_1(tmp_path):
    path = write(tmp_path, AREAS, "areas.csv", "latin-1")
    with pytest.raises(TableError, match="areas.csv, row 3: byte 0xE5 is not UTF-8"):
        load_areas_table(path)


def test_a_table_without_any_figure(tmp_path):
    table = load(tmp_path, [HEADER, SUPPRESSED])
    assert table["value"].dtype == "float64"
    assert table["value"].isna().all()
