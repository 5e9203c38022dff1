"""python -m sources build: the same bytes each time; refused, it touches nothing."""

import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

from sources import build as build_module
from sources.__main__ import main
from sources.areas import area_files, build_areas
from sources.build import CATALOGUES, STEPS
from sources.declarations import SOURCES
from sources.faults import SourceError
from tests.source_copies import folder_with, text_of
from tests.source_folder import SOURCE_FOLDER, source_file

ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT / "data"
FIRST = SOURCES["paavo_2012"].file  # the first table that the build reads
DISTRICTS = SOURCES["vantaa_districts"].file
AREAS = cache(build_areas)
BUILT_FILES = (
    "areas.csv", "districts.geojson", "estimate_error.csv", "major_areas.geojson",
    "observations.csv", "postal_areas.geojson", "school_catchments.geojson",
    "schools.geojson", "sources.json", "SOURCES.md",
)  # fmt: skip


def contents(folder: Path) -> dict[str, bytes]:
    """Every file of a folder by name."""
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@cache
def areas_and_files():
    """The areas, and their files, built once for the tests that are not about them."""
    areas = AREAS(SOURCE_FOLDER)
    return areas, area_files(areas)


@pytest.fixture
def known_areas(monkeypatch):
    """The build with its boundaries ready, for faults in the tables."""
    source_file(DISTRICTS)
    areas, files = areas_and_files()
    monkeypatch.setattr(build_module, "build_areas", lambda _: areas)
    monkeypatch.setattr(
        build_module, "area_files", lambda _: (dict(files[0]), list(files[1]))
    )


@pytest.fixture
def out(tmp_path):
    """An earlier data/: what a refused build must leave as it is."""
    folder = tmp_path / "data"
    folder.mkdir()
    for name in (*BUILT_FILES, *CATALOGUES):
        (folder / name).write_bytes((DATA / name).read_bytes())
    (folder / "notes.txt").write_text("of the user")
    return folder


# The whole build


@pytest.mark.usefixtures("known_areas")
def test_two_builds_give_the_bytes_of_the_committed_data(tmp_path, capsys):
    # once as a command of its own, once in this process: then the files cannot hang on
    # a process's order of things; and data/ cannot drift from what makes it
    first, second = tmp_path / "first", tmp_path / "deep" / "second"
    done = subprocess.run(
        [sys.executable, "-m", "sources", "build", "--from", SOURCE_FOLDER,
         "--out", first],
        cwd=ROOT, capture_output=True, text=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert STEPS[-1] in done.stderr
    assert "100%" in done.stderr
    assert main(["build", "--from", str(SOURCE_FOLDER), "--out", str(second)]) == 0
    assert capsys.readouterr().out == done.stdout
    built = contents(first)
    assert built == contents(second)
    assert sorted(built) == sorted((*BUILT_FILES, *CATALOGUES))
    committed = contents(DATA)
    for name, content in built.items():
        assert content == committed[name], f"{name}: run make data and commit it"
    assert set(committed) == set(built)
    the_report_tells_of_every_join(done.stdout)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["deep", "first"]


def the_report_tells_of_every_join(report):
    lines = report.splitlines()
    tables = [k for k, s in SOURCES.items() if s.file.startswith("statistics/")]
    for key in tables:
        if key != "paavo_revised":  # percents of four areas, joined with nothing
            assert any(line.startswith(f"{key}: ") for line in lines), key
    # 01490 has no row from 2013 to 2017; three fragments belong to other towns
    [line] = [line for line in lines if line.startswith("paavo_2016: ")]
    assert line.startswith("paavo_2016: 36 joined; left over in the figures: none; in ")
    for code in ("01490", "01800", "04260", "04320"):
        assert f"{code} (" in line
    # sqlite3: sum of inhabitants 232 240 in 1543 cells
    assert any(
        "hsy_grid_2021: 232240 residents in 1543 cells" in line for line in lines
    )
    assert any(line.startswith("districts: 61; found ") for line in lines)


# Without a source, or a wrong one


def test_without_from_every_source_is_named(capsys):
    assert main(["build"]) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert "Fetching from the official services is not there yet" in printed.err
    for source in SOURCES.values():
        line = f"- {source.file}: {source.publisher}, {source.service} ({source.page})"
        assert line in printed.err


def test_a_folder_that_is_not_there(tmp_path, capsys):
    assert main(["build", "--from", str(tmp_path / "none")]) == 2
    error = capsys.readouterr().err
    assert "none: there is no such folder; give the one that holds boundaries/" in error


def test_a_folder_without_the_files(tmp_path, out, capsys):
    before = contents(out)
    assert main(["build", "--from", str(tmp_path), "--out", str(out)]) == 2
    error = capsys.readouterr().err
    assert f"{DISTRICTS}: the file is missing; fetch it from The city's WFS" in error
    assert contents(out) == before


@pytest.mark.parametrize("arguments", [[], ["make"], ["build", "--to", "x"]])
def test_wrong_use_is_exit_2(arguments, capsys):
    with pytest.raises(SystemExit) as caught:
        main(arguments)
    assert caught.value.code == 2
    assert "usage: python -m sources" in capsys.readouterr().err


# Broken sources: what is said, and what stays. In the table of 2012 the row of FI is
# line 2 and that of 01200 line 3: 9168 adults, 3641 of them with basic education only,
# hr_mtu 20525.


def swap(old: str, new: str):
    def change(text: str) -> str:
        assert old in text
        return text.replace(old, new, 1)

    return change


TABLES = {
    "empty": (lambda _: "", f"{FIRST}: the file is empty; fetch it from"),
    "header only": (
        lambda text: text.split("\n")[0],
        f"{FIRST}: the file has a header and no rows; fetch it",
    ),
    "missing column": (
        swap(",ko_perus,", ",ko_x,"),
        f"{FIRST}, row 1, column ko_perus: the column is missing; add it",
    ),
    "area twice": (
        lambda text: text + text.split("\n")[2] + "\n",
        f"{FIRST}, row 40, column postinumeroalue: the same area and year stand in an "
        "earlier row: 01200; keep one",
    ),
    "decimal comma": (
        swap(",20525,", ',"20525,5",'),
        f"{FIRST}, row 3, column hr_mtu: '20525,5' is not a number; write 20525.5, "
        "with a decimal point",
    ),
    "decimal comma without quotes": (
        swap(",20525,", ",20525,5,"),
        f"{FIRST}, row 3, column pt_muut: 39 cells where the header has 38; look for "
        "a decimal comma",
    ),
    "Latin-1": (
        lambda text: text.encode("latin-1"),
        f"{FIRST}, row ",
    ),
    "below zero": (
        swap(",3641,", ",-1,"),
        f"{FIRST}, row 3, column ko_perus: -1 is outside 0 to any number; correct",
    ),
    "part above whole": (
        swap(",3641,", ",9641,"),
        f"{FIRST}, row 3, column ko_perus: 9641 is more than ko_ika18y, 9168; correct",
    ),
    "unknown code": (
        swap("2012,01200,", "2012,09999,"),
        f"{FIRST}, row 09999: paavo_2012: the code is in no area; correct the code, or "
        "declare it in sources/figures.py",
    ),
    "area without a row": (
        lambda text: "\n".join(
            line for line in text.split("\n") if ",01200," not in line
        ),
        f"{FIRST}, row 01200: paavo_2012: the area has no row; complete the file, or "
        "declare the area",
    ),
}


@pytest.mark.parametrize("name", TABLES)
@pytest.mark.usefixtures("known_areas")
def test_a_broken_table_is_refused_and_nothing_is_touched(tmp_path, out, capsys, name):
    change, sentence = TABLES[name]
    folder = folder_with(tmp_path, FIRST, change(text_of(FIRST)))
    before = contents(out)
    assert main(["build", "--from", str(folder), "--out", str(out)]) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert sentence in printed.err
    assert f"{out} is as it was." in printed.err
    assert "Traceback" not in printed.err
    assert contents(out) == before
    assert not list(tmp_path.glob(".data-*"))


@pytest.mark.usefixtures("known_areas")
def test_an_unknown_district_is_refused(tmp_path, out, capsys):
    # the last table but one that is read: Hakunila under a number that no district has
    file = SOURCES["aluesarjat_latest"].file
    text = text_of(file).replace("0927094000", "0927099000")
    before = contents(out)
    folder = folder_with(tmp_path, file, text)
    assert main(["build", "--from", str(folder), "--out", str(out)]) == 2
    error = capsys.readouterr().err
    assert f"{file}, row 0927099000: aluesarjat_latest: the code is in no area" in error
    assert f"{file}, row 0927094000: aluesarjat_latest: the area has no row" in error
    assert contents(out) == before


def test_a_broken_map_is_refused_by_the_command(tmp_path, out):
    folder = folder_with(tmp_path, DISTRICTS, b"no map")
    before = contents(out)
    done = subprocess.run(
        [sys.executable, "-m", "sources", "build", "--from", folder, "--out", out],
        cwd=ROOT, capture_output=True, text=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert done.returncode == 2
    assert f"{DISTRICTS}: it cannot be read as a map" in done.stderr
    assert "Traceback" not in done.stdout + done.stderr
    assert contents(out) == before


# The last step: the result is checked before it is put in place


def put(files, out):
    steps: list[str] = []
    build_module._put_in_place(files, out, steps.append)
    return steps


def built_files():
    return {name: (DATA / name).read_bytes() for name in BUILT_FILES}


def test_a_wrong_result_is_not_put_in_place(out):
    # 13100 residents of 01200 in 2024 become 1: out of step with the numerator
    files = built_files()
    row = b"01200,population,2024,13100,,,13100,,published,paavo_2026"
    assert row in files["observations.csv"]
    files["observations.csv"] = files["observations.csv"].replace(
        row, row.replace(b"2024,13100", b"2024,-1")
    )
    before = contents(out)
    message = "observations.csv, row .*, column value: '-1' is outside the catalogue's"
    with pytest.raises(SourceError, match=message):
        put(files, out)
    assert contents(out) == before
    assert not list(out.parent.glob(".data-*"))


def test_a_broken_catalogue_in_the_folder_is_refused(out):
    (out / "indicators.toml").write_text("[[indicator")
    before = contents(out)
    with pytest.raises(SourceError, match="indicators.toml: no valid TOML"):
        put(built_files(), out)
    assert contents(out) == before


def test_catalogues_of_the_folder_are_kept_and_its_other_files_too(out):
    text = (out / "indicators.toml").read_bytes() + b"\n# a note of the city's\n"
    (out / "indicators.toml").write_bytes(text)
    (out / "observations.csv").write_bytes(b"old")
    assert put(built_files(), out) == [STEPS[-1]]
    assert (out / "indicators.toml").read_bytes() == text
    assert (out / "notes.txt").read_text() == "of the user"
    after = contents(out)
    assert {name: after[name] for name in BUILT_FILES} == built_files()


def test_a_folder_that_cannot_be_written_is_a_sentence(tmp_path, monkeypatch, capsys):
    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("sources.__main__.build", full)
    source = str(tmp_path)
    assert main(["build", "--from", source, "--out", str(tmp_path / "data")]) == 2
    error = capsys.readouterr().err
    assert "No space left on device" in error
    assert "Traceback" not in error


def test_out_that_is_a_file(tmp_path):
    taken = tmp_path / "data"
    taken.write_text("not a folder")
    with pytest.raises(OSError, match="data"):
        put(built_files(), taken)
    assert taken.read_text() == "not a folder"
