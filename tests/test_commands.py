"""python -m indicators list | table: what it prints, and says when it cannot."""

import csv
import io
import json
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

from indicators import __main__ as command
from indicators.data import load_data

ROOT = Path(__file__).resolve().parent.parent
COLUMNS = "area_code,area_name,year,value,unit,rank,status,source"
DATA = cache(load_data)


@pytest.fixture
def run(monkeypatch, capsys):
    """Runs the command in this process: (exit code, standard output, errors)."""
    monkeypatch.setattr(command, "load_data", DATA)

    def run_(*arguments):
        code = command.main([str(argument) for argument in arguments])
        printed = capsys.readouterr()
        return code, printed.out, printed.err

    return run_


def table_arguments(indicator, level, year, *more):
    return (
        "table", "--indicator", indicator, "--level", level, "--year", year, *more
    )  # fmt: skip


@pytest.fixture
def table(run):
    """The rows of a table printed as CSV, and the text itself."""

    def table_(indicator, level, year):
        code, out, err = run(*table_arguments(indicator, level, year))
        assert (code, err) == (0, "")
        return list(csv.DictReader(io.StringIO(out))), out

    return table_


def test_columns_are_the_contract(table):
    rows, out = table("foreign_language_share", "district", 2025)
    assert out.split("\n")[0] == COLUMNS
    assert len(rows) == 61
    assert out.endswith("\n")
    assert "\r" not in out


def test_a_published_cell(table):
    # Aluesarjat: "092094,Hakunila,…,0927094000,12464,2025,0.265,49.487,…"
    rows, out = table("foreign_language_share", "district", 2025)
    [hakunila] = [row for row in rows if row["area_code"] == "0927094000"]
    assert hakunila["area_name"] == "Hakunila"
    assert hakunila["value"] == "49.487"
    assert hakunila["unit"] == "percent"
    assert hakunila["status"] == "published"
    assert hakunila["source"].split(";")[0].startswith("aluesarjat")


def test_rank_1_is_the_greatest_need_when_high_is_worse(table):
    rows, _ = table("unemployment_rate", "postal_area", 2024)
    ranked = [row for row in rows if row["rank"]]
    assert ranked[0]["rank"] == "1"
    values = [float(row["value"]) for row in ranked]
    assert values == sorted(values, reverse=True)
    # pt_tyott / (pt_tyott + pt_tyoll) of the release of 2026, sorted: 01200 19.7263,
    # 01360 18.9612, 01600 17.4072
    assert [row["area_code"] for row in rows[:3]] == ["01200", "01360", "01600"]
    assert values[:3] == pytest.approx([19.7263, 18.9612, 17.4072], abs=1e-3)


def test_rank_1_is_the_greatest_need_when_low_is_worse(table):
    rows, _ = table("median_income", "postal_area", 2024)
    values = [float(row["value"]) for row in rows if row["rank"]]
    assert rows[0]["rank"] == "1"
    assert values == sorted(values)
    # the release of 2026 sorted by hr_mtu: 01360 23609, 01200 24068, 01530 24992
    assert [(row["area_code"], row["value"]) for row in rows[:3]] == [
        ("01360", "23609.0"),
        ("01200", "24068.0"),
        ("01530", "24992.0"),
    ]


def test_a_context_figure_has_no_rank(table):
    rows, _ = table("population", "district", 2025)
    assert {row["rank"] for row in rows} == {""}


def test_codes_keep_their_zeros(table):
    for level, form in (("district", 10), ("major_area", 10), ("postal_area", 5)):
        rows, _ = table("unemployment_rate", level, 2024)
        for row in rows:
            assert len(row["area_code"]) == form
            assert row["area_code"][0] == "0"


def test_missing_has_no_value_and_no_rank(table):
    # 01720 in 2024: te_yhlap is -1, suppressed; 01770 has no households
    rows, _ = table("single_parent_share", "postal_area", 2024)
    cells = {row["area_code"]: row for row in rows}
    assert len(rows) == 40
    for code, status in (("01720", "suppressed"), ("01770", "not_published")):
        assert cells[code]["status"] == status
        assert (cells[code]["value"], cells[code]["rank"]) == ("", "")


def test_suppressed_stays_out_of_other_years(table):
    # in 2022 the file has 1 single parent among 4 households with children: 25 percent
    rows, _ = table("single_parent_share", "postal_area", 2022)
    cells = {row["area_code"]: row for row in rows}
    assert cells["01720"]["value"] == "25.0"


def test_kota_is_printed_like_any_other(table):
    rows, _ = table("kota", "district", 2025)
    assert rows[0]["rank"] == "1"
    assert rows[0]["unit"] == "standard deviations"
    statuses = {row["status"] for row in rows}
    assert statuses == {"estimated", "component_missing"}


def test_json_has_the_same_columns_and_values(run, table):
    arguments = ("single_parent_share", "postal_area", 2024)
    code, out, _ = run(*table_arguments(*arguments, "--format", "json"))
    records = json.loads(out)
    rows, _ = table(*arguments)
    assert code == 0
    assert ",".join(records[0]) == COLUMNS
    for record, row in zip(records, rows, strict=True):
        assert record["area_code"] == row["area_code"]
        assert record["year"] == 2024
        if row["value"]:
            assert record["value"] == pytest.approx(float(row["value"]))
            assert record["rank"] == int(row["rank"])
        else:
            assert record["value"] is None
            assert record["rank"] is None
    assert "Hämevaara" in out  # written as it is, not as \u00e4


def test_csv_is_the_default_format(run):
    arguments = table_arguments("kota", "district", 2025)
    assert run(*arguments) == run(*arguments, "--format", "csv")


@pytest.mark.parametrize(
    ("arguments", "parts"),
    [
        (
            ("kotta", "district", 2025),
            ["there is no indicator 'kotta'; choose one of: kota, ", "median_income"],
        ),
        (
            ("kota", "districts", 2025),
            ["there is no level 'districts'; choose one of: district, major_area, "
             "postal_area"],
        ),
        (
            ("kota", "city", 2025),
            ["there is no level 'city'; choose one of: district, major_area, "],
        ),
        (
            ("unemployment_rate", "district", 2017),
            ["unemployment_rate has no figures at level district for 2017; years that "
             "exist: 2012, 2013, 2014, 2015, 2016, 2018, 2022, 2024"],
        ),
        (
            ("median_income", "district", 2024),
            ["median_income has no figures at level district for 2024; years that "
             "exist: none: it is not published at this level"],
        ),
        (("kota", "district", "soon"), ["has no figures at level district for soon"]),
        (("kota", "district", "2025.0"), ["has no figures at level district for 2025"]),
        (("kota", "district", ""), ["has no figures at level district for ; years"]),
        (("kota", "postal_area", 2020), ["years that exist: 2019, 2021"]),
    ],
)  # fmt: skip
def test_what_does_not_exist_is_said_in_one_sentence(run, arguments, parts):
    code, out, err = run(*table_arguments(*arguments))
    assert (code, out) == (2, "")
    assert err.count("\n") == 1
    for part in parts:
        assert part in err


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("tables",),
        ("table", "--level", "district", "--year", "2025"),
        table_arguments("kota", "district", 2025, "--format", "xml"),
    ],
)
def test_wrong_use_is_exit_2(run, capsys, arguments):
    with pytest.raises(SystemExit) as caught:
        run(*arguments)
    assert caught.value.code == 2
    assert "usage: python -m indicators" in capsys.readouterr().err


def test_list_prints_every_entry(run):
    code, out, _ = run("list")
    lines = list(csv.reader(io.StringIO(out)))
    assert code == 0
    assert lines[0] == ["key", "unit", "worse", "levels and years", "name"]
    assert [line[0] for line in lines[1:]] == list(DATA().catalogue.keys)
    assert {len(line) for line in lines} == {5}
    rows = {line[0]: line for line in lines}
    assert rows["median_income"][1:4] == [
        "euros a year", "low", "postal_area 2012-2017 2019-2024"
    ]  # fmt: skip
    # unemployment has no 2017, 2019-2021 and 2023; 2020 is too far for kota
    assert rows["kota"][3].endswith("postal_area 2019 2021")
    assert rows["kota"][4] == "Kota indicator (educational equality)"


def test_every_listed_table_can_be_printed(run):
    # the newest year of each indicator and level, as `list` says
    _, out, _ = run("list")
    for line in csv.DictReader(io.StringIO(out)):
        for span in line["levels and years"].split("; "):
            level, *years = span.split(" ")
            newest = years[-1].split("-")[-1]
            code, printed, err = run(*table_arguments(line["key"], level, newest))
            assert (code, err) == (0, "")
            assert printed.startswith(COLUMNS + "\n")


def test_the_report_on_estimates_is_the_file_of_the_build(run):
    code, printed, err = run("estimate", "--report")
    assert (code, err) == (0, "")
    rows = list(csv.DictReader(io.StringIO(printed)))
    with (ROOT / "data" / "estimate_error.csv").open(encoding="utf-8") as file:
        built = list(csv.DictReader(file))
    assert list(rows[0]) == list(built[0])
    for row, was in zip(rows, built, strict=True):
        for name, cell in was.items():
            number = name in ("mean_error", "largest_error", "coverage") and cell
            assert float(row[name]) == float(cell) if number else row[name] == cell


def test_a_table_with_intervals_has_two_columns_more(run):
    code, printed, _ = run(
        *table_arguments("unemployment_rate", "district", "2024"), "--intervals"
    )
    assert code == 0
    rows = list(csv.DictReader(io.StringIO(printed)))
    assert list(rows[0]) == [*COLUMNS.split(","), "lower", "upper"]
    known = [row for row in rows if row["value"]]
    assert all(
        float(row["lower"]) <= float(row["value"]) <= float(row["upper"])
        for row in known
    )


def test_broken_data_is_a_sentence_and_exit_2(monkeypatch, capsys):
    def broken():
        raise ValueError("observations.csv, row 7: something; correct it.")

    monkeypatch.setattr(command, "load_data", broken)
    assert command.main(["list"]) == 2
    assert (
        capsys.readouterr().err == "observations.csv, row 7: something; correct it.\n"
    )


def in_a_shell(*arguments):
    return subprocess.run(
        [sys.executable, "-m", "indicators", *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


def test_the_command_itself():
    done = in_a_shell(*table_arguments("kota", "district", "1999"))
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.startswith("kota has no figures at level district for 1999; ")
    assert "Traceback" not in done.stderr
