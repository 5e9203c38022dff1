"""Broken files in data/: each page says one clear sentence, and never raises.

Each case: the page, what is done to a copy of data/, what the sentence must name.
"""

import re

import pytest

from tests.page_tools import (
    DATA,
    PAGES,
    figures_of,
    map_of,
    open_page,
    replaced,
    run,
    told,
    with_data,
)

LANSIMAKI = "0927091000"


def without(file):
    return lambda copy: (copy / file).unlink()


def emptied(file):
    return lambda copy: (copy / file).write_bytes(b"")


def in_latin_1(file):
    def change(copy):
        content = (copy / file).read_text(encoding="utf-8")
        assert "ä" in content
        (copy / file).write_text(content, encoding="latin-1", errors="replace")

    return change


def cut(file):
    """Half of the file, to within a line: a copy that was broken off."""

    def change(copy):
        content = (copy / file).read_bytes()
        line = content.rindex(b"\n", 0, len(content) // 2)
        (copy / file).write_bytes(content[: line + 12])

    return change


def instead(file, content):
    return lambda copy: (copy / file).write_text(content, encoding="utf-8")


def folder_instead(file):
    def change(copy):
        (copy / file).unlink()
        (copy / file).mkdir()

    return change


def rows_kept(file, wanted):
    """Only the header and the lines that `wanted` says yes to."""

    def change(copy):
        header, *lines = (copy / file).read_text(encoding="utf-8").splitlines(True)
        kept = [line for line in lines if wanted(line)]
        assert len(kept) < len(lines)
        (copy / file).write_text(header + "".join(kept), encoding="utf-8")

    return change


CASES = [
    ("map", without("observations.csv"), r"observations\.csv.*missing.*make data"),
    ("map", emptied("observations.csv"), r"observations\.csv.*empty"),
    ("map", cut("observations.csv"), r"observations\.csv.*row \d+"),
    ("map", without("areas.csv"), r"areas\.csv.*missing"),
    ("map", in_latin_1("areas.csv"), r"areas\.csv, row \d+.*UTF-8.*save"),
    (
        "area",
        replaced(
            "observations.csv", f"{LANSIMAKI},population", "0927099000,population"
        ),
        r"observations\.csv, row \d+, column area_code: '0927099000'",
    ),
    (
        "map",
        replaced(
            "observations.csv", "092,population,2024,", '092,population,2024,"1,5'
        ),
        r"observations\.csv.*row \d+",
    ),
    (
        "map",
        rows_kept("observations.csv", lambda line: line == ""),
        r"observations\.csv.*no rows",
    ),
    ("map", folder_instead("observations.csv"), r"observations\.csv.*cannot be read"),
    ("map", without("indicators.toml"), r"indicators\.toml.*missing"),
    ("method", in_latin_1("indicators.toml"), r"indicators\.toml.*UTF-8"),
    ("map", instead("indicators.toml", "[[indicator"), r"indicators\.toml.*TOML"),
    (
        "map",
        replaced("indicators.toml", 'worse = "high"', 'worse = "up"'),
        r"indicators\.toml, kota, worse",
    ),
    ("map", without("measures.toml"), r"measures\.toml.*missing"),
    ("measures", in_latin_1("measures.toml"), r"measures\.toml, line \d+.*UTF-8"),
    ("measures", cut("measures.toml"), r"measures\.toml, line \d+"),
    (
        "area",
        replaced("measures.toml", '"0927094000"', '"0927099000"'),
        r"measures\.toml, line \d+.*0927099000",
    ),
    (
        "measures",
        replaced("measures.toml", 'need_indicator = "kota"', 'need_indicator = "x"'),
        r"measures\.toml, line \d+.*no indicator has the key 'x'",
    ),
    ("map", without("districts.geojson"), r"districts\.geojson.*missing.*make data"),
    ("area", cut("districts.geojson"), r"districts\.geojson, row \d+, column \d+"),
    ("map", in_latin_1("districts.geojson"), r"districts\.geojson, row \d+.*UTF-8"),
    (
        "measures",
        replaced("districts.geojson", f'"{LANSIMAKI}"', '"0927099000"'),
        r"districts\.geojson.*areas\.csv.*make data",
    ),
    (
        "map",
        instead("districts.geojson", '{"type": "FeatureCollection", "features": [1]}'),
        r"districts\.geojson, row feature 1",
    ),
    ("map", without("sources.json"), r"sources\.json.*missing"),
    (
        "map",
        replaced("sources.json", '"aluesarjat_history"', '"aluesarjat"'),
        r"sources\.json.*'aluesarjat_history'.*make data",
    ),
    ("method", without("sources.json"), r"sources\.json.*missing.*make data"),
    ("method", cut("sources.json"), r"sources\.json.*make data"),
    ("method", in_latin_1("sources.json"), r"sources\.json.*make data"),
    ("method", replaced("sources.json", '"title"', '"t"'), r"sources\.json.*'title'"),
    ("method", instead("sources.json", "[1]"), r"sources\.json.*make data"),
    ("method", folder_instead("sources.json"), r"sources\.json.*cannot be read"),
    ("method", without("estimate_error.csv"), r"estimate_error\.csv.*missing"),
    ("method", emptied("estimate_error.csv"), r"estimate_error\.csv.*make data"),
    (
        "method",
        replaced("estimate_error.csv", "method", "way"),
        r"estimate_error\.csv.*method",
    ),
    (
        "method",
        replaced("estimate_error.csv", "34,", "many,"),
        r"estimate_error\.csv.*many",
    ),
]


@pytest.mark.parametrize(("page", "change", "sentence"), CASES)
def test_a_page_says_what_is_wrong(page, change, sentence, monkeypatch, tmp_path):
    with_data(monkeypatch, tmp_path, change)
    said = told(open_page(page))
    assert re.search(sentence, said, re.DOTALL), said
    assert "Traceback" not in said
    assert str(tmp_path) not in said  # no path of the machine


@pytest.mark.parametrize("page", PAGES)
def test_no_page_raises_without_any_data(page, monkeypatch, tmp_path):
    monkeypatch.setenv("TASAPAINO_DATA", str(tmp_path / "nowhere"))
    assert "missing" in told(open_page(page))


def test_a_file_mended_is_read_again(monkeypatch, tmp_path):
    copy = with_data(monkeypatch, tmp_path, emptied("measures.toml"))
    at = open_page()
    assert "measures.toml" in told(at)
    (copy / "measures.toml").write_bytes((DATA / "measures.toml").read_bytes())
    run(at)


def test_an_indicator_without_figures_is_not_offered(monkeypatch, tmp_path):
    with_data(
        monkeypatch,
        tmp_path,
        rows_kept("observations.csv", lambda line: ",unemployment_rate," not in line),
    )
    at = run(open_page(indicator="unemployment_rate"))
    offered = figures_of(at).series
    # kota lacks one of its components everywhere: no figure, so not offered either
    assert not {"unemployment_rate", "kota"} & offered.keys()
    assert map_of(at)["state"]["series"] == next(iter(offered))
    assert at.dataframe[0].value["value"].notna().any()


def test_an_area_without_a_row_is_named(monkeypatch, tmp_path):
    lacking = f"{LANSIMAKI},mean_income,2024,"
    with_data(
        monkeypatch,
        tmp_path,
        rows_kept("observations.csv", lambda line: not line.startswith(lacking)),
    )
    assert told(open_page(indicator="mean_income", year="2024")) == (
        f"observations.csv: area {LANSIMAKI} has no row for mean_income, 2024; "
        "run: make data"
    )


def test_a_district_without_a_major_area_has_a_page(monkeypatch, tmp_path):
    def change(copy):
        text = (copy / "areas.csv").read_text(encoding="utf-8")
        line = f"{LANSIMAKI},district,0927000000,"
        assert line in text
        text = text.replace(line, f"{LANSIMAKI},district,,")
        (copy / "areas.csv").write_text(text, encoding="utf-8")

    with_data(monkeypatch, tmp_path, change)
    at = run(open_page("area", area=LANSIMAKI))
    assert at.title[0].value.startswith("Länsimäki")
    assert "major area" not in at.markdown[0].value
