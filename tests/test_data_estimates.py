"""The committed data/: what is estimated, how far off, and kota worked out again.

Recomputed in plain Python, as in tests/test_data.py.
"""

import math
from collections import defaultdict

import pytest

from indicators.catalogue import load_catalogue
from indicators.data import load_data
from tests.data_tools import AREAS, CELLS, ROWS, number, of_level, read
from tests.source_copies import plain_rows

# Estimates keep what they are made of


@pytest.mark.parametrize(
    ("indicator", "year"),
    [
        ("basic_education_only", 2022),
        ("unemployment_rate", 2022),
        ("lowest_income_fifth", 2019),
        ("mean_income", 2022),
        ("children_0_6", 2022),
        ("basic_education_only", 2024),
    ],
)
def test_major_areas_add_up_to_the_city(indicator, year):
    # every postal area is known in these years: nothing may be lost on the way
    for column in ("numerator", "denominator"):
        parts = [number(c, indicator, year, column) for c in of_level("major_area")]
        whole = number("092", indicator, year, column)
        # counts are written with ten digits: euros in billions to the euro
        assert sum(parts) == pytest.approx(whole, rel=1e-9, abs=0.02)


def test_districts_add_up_to_nearly_the_city():
    # less those of the four districts that are not shown, and of the suppressed
    for indicator in ("basic_education_only", "unemployment_rate"):
        parts = [number(c, indicator, 2022, "numerator") for c in of_level("district")]
        whole = number("092", indicator, 2022, "numerator")
        known = sum(part for part in parts if part is not None)
        assert 0.99 * whole < known <= whole


def test_estimated_shares_of_districts_have_an_interval_and_nothing_else_has():
    shares = ("basic_education_only", "unemployment_rate", "lowest_income_fifth")
    levels = {row["area_code"]: row["level"] for row in AREAS.values()}
    for row in ROWS:
        ends = [row["lower"], row["upper"]]
        assert (ends[0] == "") == (ends[1] == "")
        if row["status"] != "estimated" or levels[row["area_code"]] != "district":
            continue
        if row["indicator"] in shares:
            assert all(ends), row
        if row["indicator"] in ("population", "mean_income"):
            assert not any(ends), row
    for row in ROWS:
        if row["lower"]:
            assert row["status"] == "estimated"
            value = float(row["value"])
            assert 0 <= float(row["lower"]) <= value <= float(row["upper"]) <= 100


def test_what_districts_publish_is_not_estimated():
    for row in plain_rows("statistics/aluesarjat_districts_latest.csv"):
        code, cell = row["kokotunnus"], row["foreign_language_pct"]
        if row["pop_year"] == "2025":
            assert number(code, "foreign_language_share", 2025) == float(cell)
            status = CELLS[code, "foreign_language_share", 2025]["status"]
            assert status == "published"


ERRORS = read("estimate_error.csv")
JUDGED = {
    "foreign_language_share": range(2014, 2026),
    "tertiary_education_15plus": range(2015, 2026),
    "one_person_households": range(2014, 2026),
    "rented_dwellings": range(2013, 2025),
}


def errors(method):
    return [r for r in ERRORS if r["method"] == method and r["indicator"] in JUDGED]


def test_error_of_the_estimates_is_what_the_design_found():
    # design: foreign-language share 2020, 34 districts, residents per 250 m cell: 4.0;
    # a model fitted between postal areas: 1.0
    found = {}
    for row in ERRORS:
        if row["postal_counts"] == "not used":  # of years that were filled
            continue
        if (row["indicator"], row["year"]) == ("foreign_language_share", "2020"):
            assert (row["districts"], row["postal_counts"]) == ("34", "published")
            found[row["method"]] = float(row["mean_error"])
    assert round(found["dasymetric"], 1) == 4.0
    assert found["model"] <= 1.2


def test_every_year_with_a_truth_is_judged_by_each_method():
    for method in ("model", "dasymetric", "by area"):
        judged = sorted((r["indicator"], int(r["year"])) for r in errors(method))
        expected = [(key, year) for key, years in JUDGED.items() for year in years]
        assert judged == sorted(expected)


def test_the_model_halves_the_error_on_average():
    pairs = list(zip(errors("model"), errors("dasymetric"), strict=True))
    parts = [float(m["mean_error"]) / float(d["mean_error"]) for m, d in pairs]
    assert sum(parts) / len(parts) <= 0.5
    for key in JUDGED:
        of_key = [p for p, (m, _) in zip(parts, pairs, strict=True) if
                  m["indicator"] == key]  # fmt: skip
        assert sum(of_key) / len(of_key) <= 0.5, key


def test_intervals_cover_what_they_say():
    rows = errors("model")
    truths = sum(int(r["districts"]) for r in rows)
    inside = sum(int(r["districts"]) * float(r["coverage"]) for r in rows)
    assert 0.90 <= inside / truths <= 0.98
    plain = ("dasymetric", "by area")  # give no intervals
    assert not any(r["coverage"] for r in ERRORS if r["method"] in plain)


# Kota, recomputed

COMPONENTS = ("basic_education_only", "unemployment_rate", "foreign_language_share")


@pytest.fixture(scope="module")
def kota():
    table = load_data().observations
    table = table[table["indicator"] == "kota"]
    return table.set_index(["area_code", "year"])


def near(code, indicator, year, away=1):
    """The value of the year, else of the nearest, of two as near the earlier."""
    years = range(year - away, year + away + 1)
    for other in sorted(years, key=lambda one: (abs(one - year), one)):
        row = CELLS.get((code, indicator, other))
        if row and row["value"]:
            return float(row["value"])
    return None


@pytest.mark.parametrize(
    ("level", "year"),
    [("district", 2016), ("district", 2025), ("major_area", 2025),
     ("postal_area", 2019), ("postal_area", 2021)],
)  # fmt: skip
def test_kota_again(kota, level, year):
    codes = of_level(level)
    values = {c: [near(c, name, year) for name in COMPONENTS] for c in codes}
    people = {c: near(c, "population", year, away=3) for c in codes}
    known = [c for c in codes if None not in values[c] and people[c]]
    total = sum(people[c] for c in known)
    score = dict.fromkeys(known, 0.0)
    for i in range(3):
        mean = sum(people[c] * values[c][i] for c in known) / total
        square = sum(people[c] * (values[c][i] - mean) ** 2 for c in known) / total
        for c in known:
            score[c] += (values[c][i] - mean) / math.sqrt(square) / 3
    computed = kota["value"].xs(year, level="year")[codes]
    assert computed.dropna().to_dict() == pytest.approx(score, abs=1e-6)
    assert computed.isna().sum() == len(codes) - len(known)
    missing = kota["detail"].xs(year, level="year")[computed.index[computed.isna()]]
    assert missing.str.startswith("missing=").all()


def test_kota_of_2016_is_above_average_where_the_city_went(kota):
    # the programme's five districts of 2019 to 2022, chosen on the figures known then
    targets = plain_rows("programme/target_areas.csv")
    numbers = [row["kosa"] for row in targets if row["period"] == "2019-2022"]
    assert sorted(numbers) == ["17", "74", "82", "91", "94"]
    value = kota["value"].xs(2016, level="year")
    for code in of_level("district"):
        if code[5:7] in numbers:
            assert value[code] > 0, code


def test_years_of_kota(kota):
    # districts: foreign language from 2012 on, of before 2014 as estimated, but no
    # unemployment within a year of 2020
    years = defaultdict(set)
    for (code, year), row in kota.iterrows():
        if row["value"] == row["value"]:
            years[AREAS[code]["level"]].add(year)
    assert years["district"] == set(range(2012, 2026)) - {2020}
    # postal areas: foreign language of 2020 only
    assert years["postal_area"] == {2019, 2021}


def test_kota_says_which_years_it_is_of(kota):
    # 2025: education and unemployment of 2024; foreign language of the year itself
    row = kota.loc[("0927094000", 2025)]
    assert row["detail"] == (
        "basic_education_only=2024;unemployment_rate=2024;foreign_language_share=2025"
    )
    assert row["status"] == "estimated"


def test_catalogue_lists_what_there_is():
    keys = {row["indicator"] for row in ROWS}
    entries = load_catalogue().indicator
    assert keys == {entry.key for entry in entries if not entry.index}
