"""What the measure catalogue refuses, and how it says so."""

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from measures.catalogue import (
    MeasureError,
    check_references,
    faults,
    load_measures,
)

FILE = Path(__file__).resolve().parent.parent / "data" / "measures.toml"
CATALOGUE = load_measures(FILE)
DISTRICT_CODES = {code for p in CATALOGUE.periods for code in p.districts}
TEXT = FILE.read_text(encoding="utf-8")
ENTRY = "environment_quality_2019"
HOUSE = 'areas = ["0927094000"] # Hakunila\nplaces = ["Hakunilan yhteisötalo"]'


def line_of(text: str, part: str) -> int:
    """Line on which the first occurrence of a text begins."""
    return text[: text.index(part)].count("\n") + 1


def changed(tmp_path: Path, old: str, new: str) -> Path:
    """A copy of the catalogue in which the first `old` is `new`."""
    assert old in TEXT
    path = tmp_path / "measures.toml"
    path.write_text(TEXT.replace(old, new, 1), encoding="utf-8")
    return path


REFUSALS = {
    "unknown field": (
        f'key = "{ENTRY}"',
        f'key = "{ENTRY}"\nbudget = 1',
        f"measure {ENTRY}: budget is no field here; remove or rename it",
    ),
    "missing field": (
        'name_sv = "Förbättring av miljöns kvalitet"\n',
        "",
        f"measure {ENTRY}: name_sv is missing; add it",
    ),
    "blank name": (
        "Förbättring av miljöns kvalitet",
        " ",
        f"measure {ENTRY}: name_sv is ' '; write one line of text",
    ),
    "unknown targeting": (
        'targeting = "target_districts"',
        'targeting = "guessed"',
        f"measure {ENTRY}: targeting is 'guessed'; input should be 'named_areas'",
    ),
    "area of the wrong form": (
        HOUSE,
        HOUSE.replace("0927094000", "94"),
        "measure community_house_2019: areas.0 is '94'; write the official code",
    ),
    "area as a number": (
        HOUSE,
        HOUSE.replace('"0927094000"', "927094000"),
        "measure community_house_2019: areas.0 is '927094000'; input should be a valid",
    ),
    "areas not as a list": (
        HOUSE,
        HOUSE.replace('["0927094000"]', '"0927094000"'),
        r"measure community_house_2019: areas is no list; write it in \[ \]",
    ),
    "area twice": (
        HOUSE,
        HOUSE.replace('"0927094000"', '"0927094000", "0927094000"'),
        "measure community_house_2019: areas has 0927094000 twice; keep one",
    ),
    "areas without named_areas": (
        f'key = "{ENTRY}"',
        f'key = "{ENTRY}"\nareas = ["0927094000"]',
        "areas .or undefined_area. go with targeting = 'named_areas'",
    ),
    "named_areas without areas": (HOUSE, "", "add the areas or change the targeting"),
    "incomplete areas without areas": (
        f'key = "{ENTRY}"',
        f'key = "{ENTRY}"\nareas_complete = false',
        "areas_complete = false goes with areas only",
    ),
    "indicator without rule": (
        'rule_indicator = "kota"\n',
        "",
        "measure school_health_care_2019: rule_indicator goes with targeting",
    ),
    "staff and posts differ": (
        "staff_posts = 3",
        "staff_posts = 4",
        "staff_posts is 4 and staff says '3'; make them agree",
    ),
    "target group in one language": (
        'target_group_sv = "långtidsarbetslösa"\n',
        "",
        "target_group is not there in all of fi, sv and en; add the missing ones",
    ),
    "key without its year": (
        f'key = "{ENTRY}"',
        'key = "environment"',
        "measure environment: the key does not end in _2019; add it",
    ),
    "year as text": (
        "year = 2019\nnumber = 1\n",
        'year = "2019"\nnumber = 1\n',
        f"measure {ENTRY}: year is '2019'; input should be a valid integer",
    ),
    "source without address": (
        'need_indicator = "children_0_6"',
        'evidence = [{ url = "a page", says = "x" }]\nneed_indicator = "children_0_6"',
        "health_clinics_2019: evidence.0.url is 'a page'; write a whole address",
    ),
    "key twice": (
        'key = "maintenance_2019"',
        f'key = "{ENTRY}"',
        f"measure {ENTRY}: the key is there twice; give it another",
    ),
    "number twice": (
        "year = 2019\nnumber = 2\n",
        "year = 2019\nnumber = 1\n",
        f"measure {ENTRY}: the year has this number twice; number it anew",
    ),
    "unknown theme": (
        'theme = "skills"',
        'theme = "skill"',
        "no theme has the key 'skill'; use one of skills, families, community",
    ),
    "theme in a year without": (
        f'key = "{ENTRY}"',
        f'key = "{ENTRY}"\ntheme = "community"',
        "the themes of 2019 are not documented; remove the theme",
    ),
    "continues nothing": (
        'continues = "youth_work_lower_secondary_2019"',
        'continues = "youth_work_2019"',
        "'youth_work_2019' is no measure of 2019; name one, or remove the field",
    ),
    "continues a measure of the same year": (
        'continues = "tempo_orchestra_2020"',
        'continues = "tempo_orchestra_2021"',
        "'tempo_orchestra_2021' is no measure of 2020",
    ),
    "count of the year": (
        "documented = 24",
        "documented = 23",
        "documented is 23 of 24, and 24 measures of the year are here; make them agree",
    ),
    "periods overlap": (
        "first_year = 2023",
        "first_year = 2022",
        "target_period 2023-2025: starts within 2019-2022; put the periods in order",
    ),
    "period backwards": (
        "first_year = 2019",
        "first_year = 2024",
        "target_period 2019-2022: first_year is after last_year; exchange them",
    ),
    "no period for the year": (
        "first_year = 2019",
        "first_year = 2020",
        f"measure {ENTRY}: no target_period covers 2019; add the period",
    ),
    "budget does not add up": (
        "budget_eur_total = 6_000_000",
        "budget_eur_total = 5_000_000",
        "programme: budget_eur_total is not budget_eur_per_year times the years",
    ),
    "programme of other years": (
        "years = [2019, 2020, 2021]",
        "years = [2020, 2021, 2022]",
        r"programme: years is not \[2019, 2020, 2021\], the years of \[\[year\]\]",
    ),
    "unknown table": (
        "[[theme]]",
        "[[topic]]",
        "'topic' is unknown here; remove or rename it",
    ),
}


@pytest.mark.parametrize("case", REFUSALS)
def test_refuses_and_says_what_to_do(tmp_path, case):
    old, new, message = REFUSALS[case]
    path = changed(tmp_path, old, new)
    with pytest.raises(MeasureError, match=message) as refusal:
        load_measures(path)
    sentence = str(refusal.value)
    assert re.match(r"measures\.toml, line \d+: ", sentence)
    assert sentence.endswith(".") and "\n" not in sentence
    found = faults(path)
    assert found and all(
        set(f) == {"file", "row", "column", "problem", "remedy"} for f in found
    )
    assert all(isinstance(text, str) for fault in found for text in fault.values())


@pytest.mark.parametrize(
    ("case", "part", "column"),
    [
        ("unknown field", "budget = 1", "budget"),
        ("blank name", 'name_sv = " "', "name_sv"),
        ("area of the wrong form", 'areas = ["94"]', "areas.0"),
        ("unknown theme", 'theme = "skill"', "theme"),
        ("count of the year", "documented = 23", "documented"),
        ("periods overlap", "first_year = 2022", "first_year"),
    ],
)
def test_says_the_line_and_the_field(tmp_path, case, part, column):
    old, new, _ = REFUSALS[case]
    path = changed(tmp_path, old, new)
    text = path.read_text(encoding="utf-8")
    fault = faults(path)[0]
    assert (fault["row"], fault["column"]) == (str(line_of(text, part)), column)


def test_lists_every_fault_in_the_order_of_the_file(tmp_path):
    text = TEXT.replace('targeting = "institution"', 'targeting = "school"')
    text = text.replace('key = "skills"', 'key = "Skills"')
    path = tmp_path / "measures.toml"
    path.write_text(text, encoding="utf-8")
    found = faults(path)
    # one theme and the 12 measures of 2019 (5), 2020 (3) and 2021 (4) in institutions
    assert len(found) == 13
    rows = [int(fault["row"]) for fault in found]
    assert rows == sorted(rows) and len(set(rows)) == 13
    with pytest.raises(MeasureError, match=r"\(12 more\)\.$"):
        load_measures(path)


def test_references_to_what_is_not_there():
    known = {code for m in CATALOGUE.measures for code in m.areas} | DISTRICT_CODES
    keys = {m.need_indicator for m in CATALOGUE.measures} | {"median_income"}
    keys = {key for key in keys if key}
    assert check_references(CATALOGUE, known, keys) == []
    found = check_references(CATALOGUE, known - {"0923051000"}, keys)
    assert [(f["column"], f["problem"]) for f in found] == [
        ("areas", "measure summer_meals_2021: no area has the code 0923051000")
    ]
    part = 'areas = ["0925074000", "0923051000"'
    assert found[0]["row"] == str(line_of(TEXT, part))
    found = check_references(CATALOGUE, known, keys - {"aged_65_plus"})
    assert [f["problem"] for f in found] == [
        f"measure lonely_older_people_{year}: no indicator has the key 'aged_65_plus'"
        for year in (2019, 2020)
    ]
    # Two needs, one rule and nothing else: kota is no selection indicator by itself.
    found = check_references(CATALOGUE, known, keys - {"median_income"})
    assert [f["column"] for f in found] == ["indicators", "indicators"]
    assert faults(FILE, known, keys) == []
    assert len(faults(FILE, set(), None)) > 10
    assert faults(FILE) == []


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (None, r"^measures\.toml: the file is missing; put it back\.$"),
        (b"", r"^measures\.toml: the file is empty; put its content back\.$"),
        (b" \n\n", r"^measures\.toml: the file is empty; put its content back\.$"),
        (
            "# ok\nname = 'Länsimäki'".encode("latin-1"),
            r"^measures\.toml, line 2: byte 0xe4 is not UTF-8; save the file as UTF-8",
        ),
        (
            b"[programme]\nname_fi = Ohjelma\n",
            r"^measures\.toml, line 2: not TOML at character 11: .*; correct this line",
        ),
        (
            b"[[measure]]\nnumber = 1\nnumber = 2\n",
            r"^measures\.toml, line 3: not TOML .*; correct this line\.$",
        ),
        (b"[[measure", r"^measures\.toml, line 1: not TOML.*; correct this line\.$"),
        (
            b"measure = 1\n",
            r"no \[\[year\]\] is there; add an entry under \[\[year\]\]",
        ),
        (
            b"[[year]]\n[[theme]]\n",
            r"^measures\.toml, line 1: year number 1: year is mi",
        ),
    ],
)
def test_files_that_are_no_catalogue(tmp_path, content, message):
    path = tmp_path / "measures.toml"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(MeasureError, match=message):
        load_measures(path)
    assert faults(path)


def test_a_folder_is_no_catalogue(tmp_path):
    with pytest.raises(MeasureError, match="the file cannot be read"):
        load_measures(tmp_path)


def test_byte_order_mark_and_windows_lines_are_read(tmp_path):
    path = tmp_path / "measures.toml"
    path.write_bytes(b"\xef\xbb\xbf" + TEXT.replace("\n", "\r\n").encode())
    assert load_measures(path).measures == CATALOGUE.measures


@settings(max_examples=60, deadline=None)
@given(st.integers(0, len(TEXT.encode()) - 1))
def test_a_file_cut_anywhere_is_read_or_refused(tmp_path_factory, end):
    path = tmp_path_factory.mktemp("cut") / "measures.toml"
    path.write_bytes(TEXT.encode()[:end])
    # Cut within the last entry's optional lines it may still be whole; else refused.
    if faults(path):
        with pytest.raises(MeasureError, match=r"^measures\.toml.*\.$"):
            load_measures(path)
    else:
        assert len(load_measures(path).measures) == len(CATALOGUE.measures)
