"""The catalogue: every entry against the data and its formula, and every refusal."""

import csv
from collections import defaultdict
from pathlib import Path

import pytest

from indicators.catalogue import CATALOGUE_FILE, CatalogueError, load_catalogue
from sources.formulas import DIRECT, RATIOS

CATALOGUE = load_catalogue()
DATA = CATALOGUE_FILE.parent
TEXT = CATALOGUE_FILE.read_text(encoding="utf-8")
# Those that the issue of the main job names, by their keys in the design.
WANTED = (
    "population", "children_0_6", "children_7_15", "children_16_17",
    "basic_education_only", "tertiary_education", "unemployment_rate", "median_income",
    "lowest_income_fifth", "foreign_language_share", "single_parent_share",
    "one_person_households", "rented_dwellings", "kota",
)  # fmt: skip


def values_by_indicator():
    """The values of observations.csv as the csv module reads them."""
    values = defaultdict(list)
    path = DATA / "observations.csv"
    with path.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            if row["value"]:
                values[row["indicator"]].append(float(row["value"]))
    return values


VALUES = values_by_indicator()


@pytest.mark.parametrize("key", CATALOGUE.keys)
def test_entry_is_complete(key):
    entry = CATALOGUE[key]
    names = [entry.name.in_language(language) for language in ("fi", "sv", "en")]
    assert len(set(names)) >= 2  # three languages, no copy of one name
    for text in (*names, entry.theme, entry.unit, entry.source, entry.licence):
        assert text == text.strip() != ""
    for name in names:
        assert name[0] == name[0].upper()
        assert not name.endswith(".")
    assert entry.caveat.endswith(".")
    assert entry.unit == entry.unit.lower()


@pytest.mark.parametrize("key", CATALOGUE.keys)
def test_entry_has_figures_in_its_range_or_is_an_index(key):
    entry = CATALOGUE[key]
    if entry.index:
        assert key not in VALUES  # computed from the others when the data is loaded
        return
    low, high = entry.valid_range
    assert VALUES[key]
    assert low <= min(VALUES[key])
    assert max(VALUES[key]) <= high


@pytest.mark.parametrize("key", CATALOGUE.keys)
def test_entry_has_a_formula_or_components(key):
    entry = CATALOGUE[key]
    assert (key in RATIOS or key in DIRECT) != bool(entry.index)
    for component in entry.index.components if entry.index else ():
        assert CATALOGUE[component].worse in ("high", "low")


@pytest.mark.parametrize("key", CATALOGUE.keys)
def test_a_percent_has_a_denominator_and_lies_between_0_and_100(key):
    entry = CATALOGUE[key]
    if entry.unit == "percent":
        assert entry.denominator
        assert entry.valid_range == (0, 100)


def test_no_figure_is_without_an_entry():
    assert set(VALUES) <= set(CATALOGUE.keys)


@pytest.mark.parametrize("key", WANTED)
def test_what_was_asked_for_is_there(key):
    assert key in CATALOGUE.keys


@pytest.mark.parametrize(
    ("key", "worse"),
    [
        ("unemployment_rate", "high"), ("basic_education_only", "high"),
        ("foreign_language_share", "high"), ("lowest_income_fifth", "high"),
        ("single_parent_share", "high"), ("median_income", "low"),
        ("mean_income", "low"), ("tertiary_education", "low"),
        ("population", "neither"), ("kota", "high"),
    ],
)  # fmt: skip
def test_which_end_is_worse(key, worse):
    assert CATALOGUE[key].worse == worse


def test_kota_is_what_is_documented_of_it():
    # README of the sources: basic education only, unemployment, foreign language;
    # the issue: equal weights, a year at most one away
    definition = CATALOGUE["kota"].index
    assert set(definition.components) == {
        "basic_education_only", "unemployment_rate", "foreign_language_share"
    }  # fmt: skip
    assert len(set(definition.weights)) == 1
    assert definition.max_year_gap == 1
    assert "30 to 54" in definition.documented  # the national grant's ages
    assert "Weights are equal" in definition.ours


def test_unknown_key_lists_what_exists():
    with pytest.raises(CatalogueError) as caught:
        CATALOGUE["kotta"]
    assert str(caught.value).startswith("there is no indicator 'kotta'; choose one of:")
    assert all(key in str(caught.value) for key in CATALOGUE.keys)


# Refusals: (old, new, sentence)
PARTS = "".join(
    f'  {{ indicator = "{key}", weight = 1 }},\n'
    for key in ("basic_education_only", "unemployment_rate", "foreign_language_share")
)
KOTA = 'indicator = "unemployment_rate", weight = 1'
CHANGES = {
    "key twice": (
        'key = "unemployment_rate"', 'key = "mean_income"',
        "the key mean_income is there twice: rename one",
    ),
    "key of the wrong form": (
        'key = "mean_income"', 'key = "Mean income"', "Mean income, key: string should",
    ),
    "unknown component": (
        KOTA, KOTA.replace("unemployment_rate", "unemployment"),
        "kota: the component unemployment is no other indicator",
    ),
    "itself as a component": (
        KOTA, KOTA.replace("unemployment_rate", "kota"),
        "kota: the component kota is no other indicator",
    ),
    "component without a worse end": (
        KOTA, KOTA.replace("unemployment_rate", "population"),
        "kota: the component population must be a figure of the sources with a worse",
    ),
    "component twice": (
        KOTA, KOTA.replace("unemployment_rate", "basic_education_only"),
        "kota, index, definition: the component basic_education_only is named twice",
    ),
    "weight below zero": (
        KOTA, KOTA.replace("1", "-1"),
        "kota, index, definition, components, 1, weight: input should be greater than",
    ),
    "weights of nought": (
        PARTS, PARTS.replace("1", "0"),
        "kota, index, definition: weights must not be negative, nor all zero",
    ),
    "weight that is no number": (
        KOTA, KOTA.replace("1", "nan"),
        "kota, index, definition, components, 1, weight: input should be a finite",
    ),
    "unknown normalisation": (
        'normalisation = "z"', 'normalisation = "zz"',
        "kota, index, definition, normalisation: input should be 'z', 'min_max'",
    ),
    "field of the old definition": (
        'name = "Kota"', 'scaling = "population_weighted_z"',
        "kota, index, definition, scaling: extra inputs are not permitted",
    ),
    "unknown worse end": (
        'worse = "high"', 'worse = "bad"', "kota, worse: input should be 'high', 'low'",
    ),
    "no worse end": ('worse = "high"\n', "", "kota, worse: field required"),
    "unit in capitals": (
        'unit = "standard deviations"', 'unit = "Percent"',
        "kota: unit 'Percent' must be lower case, no full stop",
    ),
    "range upside down": (
        "valid_range = [-10, 10]", "valid_range = [10, -10]",
        "kota: valid_range must rise from its first to its second end",
    ),
    "empty name": (
        'sv = "Kota-indikatorn (jämlikhet i utbildningen)"', 'sv = ""',
        "kota, name, sv: string should have at least 1 character",
    ),
    "name missing": (
        'sv = "Kota-indikatorn (jämlikhet i utbildningen)"\n', "",
        "kota, name, sv: field required",
    ),
    "unknown field": (
        'theme = "index"', 'theme = "index"\nyear = 2020',
        "kota, year: extra inputs are not permitted",
    ),
    "no TOML": (
        'key = "kota"', "key = kota",
        "no valid TOML: Invalid value (at line 9, column 7)",
    ),
}  # fmt: skip


def sentence_of(path):
    with pytest.raises(CatalogueError) as caught:
        load_catalogue(path)
    return str(caught.value)


@pytest.mark.parametrize("name", CHANGES)
def test_refusal_names_the_entry(tmp_path, name):
    old, new, sentence = CHANGES[name]
    assert old in TEXT
    path = tmp_path / "indicators.toml"
    path.write_text(TEXT.replace(old, new, 1), encoding="utf-8")
    said = sentence_of(path)
    assert said.startswith("indicators.toml")
    assert sentence.lower() in said.lower()


def test_missing_file(tmp_path):
    sentence = sentence_of(tmp_path / "indicators.toml")
    assert sentence == (
        "indicators.toml: the file is missing; restore it from the repository"
    )


def test_latin_1(tmp_path):
    path = tmp_path / "indicators.toml"
    path.write_bytes('# työ\nkey = "x"'.encode("latin-1"))
    # "# ty" are four bytes: the ö is byte 4, counted from 0
    assert sentence_of(path) == (
        "indicators.toml, byte 4: not UTF-8; save the file as UTF-8"
    )


def test_empty_file(tmp_path):
    path = tmp_path / "indicators.toml"
    path.write_text("\n")
    assert sentence_of(path) == (
        "indicators.toml: the file is empty; restore it from the repository"
    )


@pytest.mark.parametrize("text", ["indicators = []", "indicator = 5"])
def test_a_file_without_entries(tmp_path, text):
    path = tmp_path / "indicators.toml"
    path.write_text(text)
    assert sentence_of(path).startswith("indicators.toml, indicator: ")


def test_the_file_lies_in_data():
    assert Path(CATALOGUE_FILE).name == "indicators.toml"
    assert (DATA / "observations.csv").is_file()
