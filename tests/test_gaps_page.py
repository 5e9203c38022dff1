"""The Gaps page as a person uses it: by link, choices, tabs, refusals."""

import json
from datetime import date

import pytest

from indicators.gaps import same_areas, year_figures
from indicators.inequality import gap_between_fifths
from reports.figures_csv import inequality_csv
from tests.page_tools import go_to, open_page, run
from ui import data as stored
from ui.gaps_data import gaps_view

LEVELS = ("district", "major_area", "postal_area")
TABS = (
    "All measures",
    "Every area's trend",
    "Do areas converge?",
    "How many people",
    "Living apart",
    "Between and within major areas",
    "Where high and low lie together",
)


def opened(indicator, level="district", **address):
    return run(open_page("gaps", indicator=indicator, level=level, **address))


def with_tab(name, indicator, level="district", **address):
    at = open_page("gaps", indicator=indicator, level=level, **address)
    at.session_state["gaps_tabs"] = name
    return run(at)


def said(at, *kinds):
    """All that stands on the page in sentences, without escapes."""
    kinds = kinds or ("header", "markdown", "caption", "info")
    texts = [one.value for kind in kinds for one in getattr(at, kind)]
    return "\n".join(texts).replace("\\", "")


def in_address(at, name):
    value = at.query_params.get(name)
    return value[0] if isinstance(value, list) else value


def combinations():
    have = stored.figures().available
    pairs = set(zip(have["indicator"], have["level"], strict=True))
    return sorted((key, level) for key, level in pairs if level in LEVELS)


@pytest.mark.parametrize(("indicator", "level"), combinations())
def test_opens_by_link_for_every_indicator_and_level(indicator, level):
    at = opened(indicator, level)
    assert at.title[0].value == "Is the gap growing?"
    assert at.selectbox(key="gaps_indicator").value == indicator
    assert at.selectbox(key="gaps_level").value == level
    assert at.header or at.info  # an answer, or why there is none
    assert "nan" not in said(at).split()


@pytest.mark.parametrize("tab", TABS)
@pytest.mark.parametrize(
    ("indicator", "level"),
    [
        ("unemployment_rate", "district"),
        ("foreign_language_share", "postal_area"),
        ("kota", "district"),
        ("mean_income", "major_area"),
        ("population_growth", "district"),
        ("tertiary_education_revised", "postal_area"),
    ],
)
def test_every_part_opens_or_says_why_not(tab, indicator, level):
    at = with_tab(tab, indicator, level)
    assert at.session_state["gaps_tabs"] == tab


def test_the_answer_is_of_the_figures():
    data = stored.figures()
    entry = data.catalogue["unemployment_rate"]
    figures = same_areas(
        year_figures(data.observations, data.areas, entry, "postal_area")
    )
    parts = figures.of(2024)
    gap = gap_between_fifths(parts["value"], parts["population"])
    told = said(opened(entry.key, "postal_area", year="2024"))
    assert f"{gap:.1f} percentage points above" in told
    assert "95 % interval" in told


def test_absolute_and_relative_answers_can_differ():
    told = said(opened("foreign_language_share"))
    assert "in absolute terms: growing; in relative: shrinking" in told
    assert "The two do not say the same" in told


def test_one_year_tells_no_trend():
    told = said(opened("foreign_language_share", "postal_area"))
    assert "It cannot be told: too few years" in told
    assert "there are figures of 1 year, and five are needed" in told
    told = said(with_tab("Every area's trend", "flats_share"))
    assert "no area has figures of five years" in told
    told = said(with_tab("Do areas converge?", "flats_share"))
    assert "One year says nothing" in told


def test_a_number_of_people_is_refused_in_a_sentence():
    at = opened("population")
    assert "A number of people has no gap" in said(at)
    assert not at.get("vega_lite_chart")


def test_an_index_has_no_ratio_and_no_trend():
    told = said(opened("kota"))
    assert "Over the years: cannot be told from an index" in told
    assert "no zero of its own" in told
    assert "no trend can be told" in said(with_tab("Every area's trend", "kota"))


def test_a_context_figure_has_no_worse_end():
    told = said(with_tab("How many people", "one_person_households"))
    assert "Neither end of this figure is worse" in told
    trends = with_tab("Every area's trend", "one_person_households").dataframe
    columns = [name for one in trends for name in one.value.columns]
    assert "Trend" in columns
    assert "That is" not in columns  # more or less need


def test_how_many_people_sums_the_areas():
    at = with_tab("How many people", "basic_education_only", "postal_area")
    table = next(
        one.value for one in at.dataframe if "People fewer" in one.value.columns
    )
    (told,) = [one for one in said(at).split("\n") if "people fewer" in one]
    count = int(told.split("about ")[1].split(" people")[0].replace("\u202f", ""))
    # each area is rounded to a person, the sum to ten
    assert abs(table["People fewer"].sum() - count) <= 5 + len(table) / 2


def test_estimates_are_told_of_and_never_judge_a_programme():
    told = said(opened("unemployment_rate"))
    assert "All these figures are estimates" in told
    assert "must not be used to judge a programme" in told
    assert "All figures are published ones" in said(
        opened("unemployment_rate", "postal_area")
    )


def test_published_only_is_usual_where_there_are_enough_years():
    at = opened("foreign_language_share")
    assert at.toggle(key="gaps_published").value is True
    assert in_address(at, "published") is None
    at.toggle(key="gaps_published").set_value(False)
    run(at)
    assert in_address(at, "published") == "no"
    at.toggle(key="gaps_panel").set_value(False)
    run(at)
    assert "estimates" in said(at, "caption")


def test_the_same_areas_or_all_of_each_year():
    at = opened("unemployment_rate", "postal_area", year="2024")
    assert "35 of the 36 postal areas" in said(at)
    at.toggle(key="gaps_panel").set_value(False)
    run(at)
    assert "36 postal areas are compared" in said(at)
    assert in_address(at, "panel") == "no"


def test_a_wish_of_one_indicator_does_not_turn_the_next():
    at = opened("foreign_language_share")
    at.selectbox(key="gaps_indicator").set_value("one_person_households")
    run(at)
    assert at.toggle(key="gaps_published").value is True
    assert in_address(at, "published") is None


def test_the_address_opens_the_same_page():
    at = opened("mean_income", "postal_area", year="2019")
    at.selectbox(key="gaps_absolute").set_value("slope_index")
    at.selectbox(key="gaps_relative").set_value("gini")
    at.toggle(key="gaps_panel").set_value(False)
    run(at)
    names = ("indicator", "level", "year", "absolute", "relative", "panel")
    again = run(open_page("gaps", **{name: in_address(at, name) for name in names}))
    assert said(again) == said(at)
    for name in ("year", "absolute", "relative"):
        key = f"gaps_{name}"
        assert again.selectbox(key=key).value == at.selectbox(key=key).value


@pytest.mark.parametrize(
    "address",
    [
        {"indicator": "nothing", "level": "street", "year": "x"},
        {"absolute": "gini", "relative": "absolute_gap", "panel": "perhaps"},
        {"published": "no", "year": "1900", "area": "elsewhere"},
    ],
)
def test_a_mistyped_address_gives_way(address):
    at = run(open_page("gaps", **address))
    assert at.selectbox(key="gaps_absolute").value == "gap_between_fifths"
    assert at.header


def test_the_choice_of_indicator_comes_along_from_another_page():
    at = run(open_page("area", indicator="mean_income"))
    go_to(at, "gaps")
    assert at.selectbox(key="gaps_indicator").value == "mean_income"


@pytest.mark.parametrize("level", LEVELS)
def test_the_map_has_its_clusters_and_says_what_they_are_not(level):
    at = with_tab("Where high and low lie together", "aged_65_plus", level, year="2014")
    (sent,) = [json.loads(one.proto.json) for one in at.get("bidi_component")]
    assert sent["state"]["series"] == "aged_65_plus"
    local = next(
        one.value for one in at.dataframe if "Local Moran's I" in one.value.columns
    )
    outlined = {one["label"]: len(one["areas"]) for one in sent["outlines"]}
    assert bool(outlined) is (level == "postal_area")
    for label, word in (
        ("High among high", "high among high"),
        ("Low among low", "low among low"),
    ):
        assert outlined.get(label, 0) == (local["Cluster"] == word).sum()
    assert "not why, not that one influences the other" in said(at)
    assert "Moran's I" in said(at)


def test_living_apart_needs_counts():
    assert "Living apart needs counts" in said(with_tab("Living apart", "flats_share"))
    told = said(with_tab("Living apart", "foreign_language_share", "postal_area"))
    assert "would have to move" in told


def test_parts_are_of_districts_within_major_areas():
    tab = "Between and within major areas"
    assert "lies between the major areas" in said(with_tab(tab, "unemployment_rate"))
    told = said(with_tab(tab, "unemployment_rate", "postal_area"))
    assert "Only districts lie within major areas" in told


def test_the_file_names_source_licence_and_date():
    view = gaps_view(
        "postal_area", "unemployment_rate", published_only=True, panel=True
    )
    file = inequality_csv(
        view.table, view.entry, view.level, stored.sources(), date(2026, 1, 2)
    )
    lines = file.decode("utf-8-sig").split("\r\n")
    assert lines[0].startswith("indicator,level,year,measure,value,lower,upper,unit")
    assert lines[0].endswith("source,licence,made")
    assert len(lines) == len(view.table) + 2  # heading, end
    assert all(line.endswith("2026-01-02") for line in lines[1:-1])
    assert "Statistics Finland" in lines[1]
