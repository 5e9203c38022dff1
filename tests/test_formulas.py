"""The formulas: counts over counts, worked by hand, and never a rate of rates."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indicators.catalogue import load_catalogue
from sources import paavo
from sources.declarations import SOURCES, paavo_sources
from sources.formulas import DIRECT, RATIOS, Ratio, direct_observations, ratios
from tests.source_folder import SOURCE_FOLDER, source_file

FEW = settings(max_examples=25, deadline=None)


def field_rows(area, year, status="published", **values):
    """Fields as the readers give them, of one area and year."""
    return [
        {
            "area_code": area,
            "field": field,
            "year": year,
            "value": float("nan") if value is None else float(value),
            "status": status if value is None else "published",
            "source": f"paavo_{year}",
        }
        for field, value in values.items()
    ]


def made(rows, indicator):
    """The observations of one indicator, by area and year."""
    result = ratios(pd.DataFrame(rows))
    return result[result["indicator"] == indicator].set_index(["area_code", "year"])


LABOUR = [
    *field_rows("01200", 2024, pt_tyott=1326, pt_tyoll=5396),
    *field_rows("01770", 2024, pt_tyott=0, pt_tyoll=0),
    *field_rows("01720", 2024, status="suppressed", pt_tyott=None, pt_tyoll=29),
    *field_rows("01740", 2024, status="not_published", pt_tyott=None, pt_tyoll=76),
]


def test_unemployment_by_hand():
    # 1326 / (1326 + 5396) = 1326 / 6722 = 19.7263 percent
    row = made(LABOUR, "unemployment_rate").loc[("01200", 2024)]
    assert row["value"] == pytest.approx(19.7263, abs=5e-5)
    assert (row["numerator"], row["denominator"]) == (1326, 6722)
    assert (row["status"], row["source"]) == ("published", "paavo_2024")


@pytest.mark.parametrize(
    ("area", "status"),
    [
        ("01770", "not_published"),  # nobody in the labour force: no rate, no zero
        ("01720", "suppressed"),
        ("01740", "not_published"),
    ],
)
def test_without_a_figure_there_are_no_counts_either(area, status):
    row = made(LABOUR, "unemployment_rate").loc[(area, 2024)]
    assert row["status"] == status
    assert row[["value", "numerator", "denominator"]].isna().all()


def test_suppressed_outweighs_not_published():
    rows = [
        *field_rows("01720", 2024, status="not_published", te_yks=None),
        *field_rows("01720", 2024, status="suppressed", te_taly=None),
    ]
    result = made(rows, "one_person_households").loc[("01720", 2024)]
    assert result["status"] == "suppressed"


def test_ages_are_added_up():
    # 0-2: 411, 3-6: 589, of 13 100: 1000 / 13 100 = 7.6336 percent
    rows = field_rows("01200", 2024, he_0_2=411, he_3_6=589, he_vakiy=13_100)
    row = made(rows, "children_0_6").loc[("01200", 2024)]
    assert row["numerator"] == 1000
    assert row["value"] == pytest.approx(7.6336, abs=5e-5)


def test_one_age_missing_is_no_smaller_sum():
    rows = field_rows("01200", 2024, he_0_2=411, he_3_6=None, he_vakiy=13_100)
    row = made(rows, "children_0_6").loc[("01200", 2024)]
    assert pd.isna(row["value"])


def test_mean_income_is_income_over_adults():
    # 227 934 424 euros / 9869 adults = 23 096 euros
    rows = field_rows("01200", 2019, hr_ovy=227_934_424, hr_tuy=9869)
    assert made(rows, "mean_income").at[("01200", 2019), "value"] == 23_096


def test_population_is_a_count():
    row = made(field_rows("01200", 2024, he_vakiy=13_100), "population").iloc[0]
    assert (row["value"], row["numerator"]) == (13_100, 13_100)
    assert pd.isna(row["denominator"])


@pytest.mark.parametrize(
    ("indicator", "years"),
    [
        # ko_al_kork counts lowest tertiary degrees too from 2022 on: two indicators
        ("tertiary_education", [2022, 2024]),
        ("university_degree", [2012, 2019]),
    ],
)
def test_redefined_field_gives_two_indicators(indicator, years):
    rows = []
    for year in (2012, 2019, 2022, 2024):
        # (30 + 20) / 200 = 25 percent
        fields = {"ko_al_kork": 30, "ko_yl_kork": 20, "ko_ika18y": 200}
        rows += field_rows("01200", year, **fields)
    result = made(rows, indicator)
    assert [year for _, year in result.index] == years
    assert (result["value"] == 25).all()


def test_the_redefinition_shows_in_the_figures():
    # Whole of Vantaa, awk: lower degrees 2019 and 2022; a step that no three years
    # explain, while ko_yl_kork grows evenly.
    def total(key, field):
        source_file(SOURCES[key].file)
        fields = paavo.read_release(SOURCES[key], SOURCE_FOLDER)
        return fields.loc[fields["field"] == field, "value"].sum()

    lower = total("paavo_2024", "ko_al_kork") / total("paavo_2021", "ko_al_kork")
    higher = total("paavo_2024", "ko_yl_kork") / total("paavo_2021", "ko_yl_kork")
    assert lower > 1.4
    assert higher < 1.25


def test_an_area_without_one_of_the_fields_has_no_row():
    rows = [
        *field_rows("01200", 2017, te_laps=10, te_taly=40),
        *field_rows("01230", 2017, te_taly=40),
    ]
    result = made(rows, "families_with_children")
    assert result.index.tolist() == [("01200", 2017)]


def test_no_fields_of_any_formula():
    result = ratios(pd.DataFrame(field_rows("01200", 2017, he_vakiy=5)))
    assert result["indicator"].tolist() == ["population"]


@FEW
@given(
    st.lists(
        st.tuples(st.integers(0, 10_000), st.integers(0, 10_000)),
        min_size=1,
        max_size=20,
    )
)
def test_value_is_always_that_of_its_counts(counts):
    rows = []
    for number, (unemployed, employed) in enumerate(counts):
        code = f"{number:05}"
        rows += field_rows(code, 2024, pt_tyott=unemployed, pt_tyoll=employed)
    result = made(rows, "unemployment_rate")
    known = result[result["status"] == "published"]
    again = 100 * known["numerator"] / known["denominator"]
    assert known["value"].tolist() == pytest.approx(again.tolist())
    assert known["value"].between(0, 100).all()
    assert len(result) == len(counts)
    assert len(known) == sum(a + b > 0 for a, b in counts)


# Figures taken as published


def test_percent_of_a_known_whole_gives_counts():
    # 49.487 percent of 12 464 = 6168.06; rounded to a tenth 6168.1
    rows = [
        *field_rows("0927094000", 2025, foreign_language_pct=49.487),
        *field_rows("0927094000", 2025, residents=12_464),
    ]
    result = direct_observations(pd.DataFrame(rows)).set_index("indicator")
    row = result.loc["foreign_language_share"]
    assert row["value"] == 49.487
    assert row["numerator"] == pytest.approx(6168.1)
    assert row["denominator"] == 12_464


def test_percent_of_an_unknown_whole_stays_a_percent():
    rows = field_rows("0927094000", 2024, foreign_language_pct=47.929)
    rows += field_rows("0927094000", 2025, residents=12_464)  # another year
    result = direct_observations(pd.DataFrame(rows)).set_index("indicator")
    row = result.loc["foreign_language_share"]
    assert row["value"] == 47.929
    assert row[["numerator", "denominator"]].isna().all()


def test_missing_percent_hides_its_whole():
    rows = field_rows("01770", 2020, status="not_published", foreign_language_pct=None)
    rows += field_rows("01770", 2020, residents=0)
    result = direct_observations(pd.DataFrame(rows)).set_index("indicator")
    row = result.loc["foreign_language_share"]
    assert row["status"] == "not_published"
    assert row[["value", "numerator", "denominator"]].isna().all()


def test_medians_have_no_counts():
    rows = field_rows("01200", 2024, hr_mtu=24_068)
    result = direct_observations(pd.DataFrame(rows))
    assert result["indicator"].tolist() == ["median_income"]
    assert result[["numerator", "denominator"]].isna().all(axis=None)


# The formulas against the catalogue and the declarations


@pytest.mark.parametrize("key", [*RATIOS, *DIRECT])
def test_formula_is_in_the_catalogue(key):
    assert key in load_catalogue().keys


@pytest.mark.parametrize("key", RATIOS)
def test_fields_of_a_ratio_are_read_by_a_release(key):
    formula = RATIOS[key]
    derived = {"hr_tuy", "ko_ika18y", "ko_perus", "hr_ovy"}
    read = {field for source in paavo_sources() for field in source.fields}
    assert {*formula.numerator, *formula.denominator} <= read | derived


@pytest.mark.parametrize(
    "key", [key for key, formula in RATIOS.items() if formula.factor == 100]
)
def test_a_percent_has_a_denominator(key):
    assert RATIOS[key].denominator
    assert load_catalogue()[key].unit == "percent"


def test_a_ratio_is_a_percent_of_all_years_unless_said():
    assert Ratio(("a",)).factor == 100
    assert Ratio(("a",)).years == (0, 9999)
