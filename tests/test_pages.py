"""Every page as a person opens it: each indicator, level, year, class, measure."""

import csv
import tomllib
from collections import Counter

import pytest

from tests.page_tools import (
    DATA,
    PAGES,
    figures_of,
    go_to,
    map_of,
    on_map,
    open_page,
    run,
)

LANSIMAKI, HAVUKOSKI, ASKISTO = "0927091000", "0925074000", "0921010000"
LENTOKENTTA, OJANKO = "0923053000", "0927092000"  # no published figures
LEVELS = ("district", "major_area", "postal_area")


def table_of(file):
    with (DATA / file).open(encoding="utf-8", newline="") as opened:
        return list(csv.DictReader(opened))


AREAS = {row["area_code"]: row for row in table_of("areas.csv")}
FIGURES = table_of("observations.csv")
INDICATORS = tomllib.loads((DATA / "indicators.toml").read_text(encoding="utf-8"))
MEASURES = tomllib.loads((DATA / "measures.toml").read_text(encoding="utf-8"))
DISTRICTS = [code for code, row in AREAS.items() if row["level"] == "district"]


def box(at, label):
    (found,) = [one for one in at.selectbox if one.label == label]
    return found


def choose(at, label, value):
    box(at, label).set_value(value)
    return run(at)


@pytest.mark.parametrize("page", PAGES)
def test_every_page_opens_by_its_own_link(page):
    at = run(open_page(page))
    assert len(at.title) == 1
    assert at.title[0].value


def test_every_indicator_opens_at_each_of_its_levels():
    at = run(open_page())
    seen = set()
    sizes = Counter(row["level"] for row in AREAS.values())
    for level in LEVELS:
        choose(at, "Areas", level)
        for key, years in figures_of(at).series.items():
            on_map(at, series=key, year=years[-1])
            assert shown_of(at) == (key, years[-1])
            shown = at.dataframe[0].value
            assert len(shown) == sizes[level]
            assert shown["value"].notna().any()
            seen.add((key, level))
    # worked from observations.csv: (indicator, level) pairs that have a value
    have = {
        (row["indicator"], AREAS[row["area_code"]]["level"])
        for row in FIGURES
        if row["value"]
    } | {("kota", level) for level in LEVELS}  # kota is not in the file
    assert seen == {pair for pair in have if pair[1] != "city"}
    assert {key for key, _level in seen} == {e["key"] for e in INDICATORS["indicator"]}


def shown_of(at):
    state = map_of(at)["state"]
    return state["series"], state["year"]


def test_every_year_of_kota_opens_with_ranks_from_one_to_the_last():
    at = run(open_page(indicator="kota"))
    years = figures_of(at).series["kota"]
    assert len(years) >= 10
    for year in years:
        on_map(at, year=year)
        assert shown_of(at) == ("kota", year)
        shown = at.dataframe[0].value
        ranks = shown["rank"].dropna().tolist()
        assert ranks == list(range(1, len(ranks) + 1))
        assert shown["value"].dropna().is_monotonic_decreasing


def test_every_period_of_target_districts_is_outlined():
    at = run(open_page())
    codes = sorted_codes(at)
    for period in MEASURES["target_period"]:
        choose(at, "Target districts", period["key"])
        (outline,) = map_of(at)["outlines"]
        assert outline["style"] == "solid"
        assert {codes[at_] for at_ in outline["areas"]} == set(period["districts"])
        label = f"Target districts {period['first_year']}–{period['last_year']}"
        assert outline["label"] == label
    choose(at, "Target districts", "")
    assert map_of(at)["outlines"] == []
    choose(at, "Target districts", "2019-2022")
    choose(at, "Areas", "postal_area")  # target districts are no postal areas
    assert map_of(at)["outlines"] == []


def sorted_codes(at):
    """Codes of the map's areas in its order."""
    codes = figures_of(at).codes
    assert sorted(codes) == sorted(DISTRICTS)
    assert len(codes) == 61
    return codes


def test_every_measure_with_documented_areas_can_be_outlined():
    at = run(open_page())
    codes = sorted_codes(at)
    named = {m["key"]: m for m in MEASURES["measure"] if m.get("areas")}
    offered = box(at, "Areas of a measure").options
    assert offered[0] == "None"
    assert {f"{m['name_en']} ({m['year']})" for m in named.values()} <= set(offered)
    for key, measure in named.items():
        choose(at, "Areas of a measure", key)
        (outline,) = [o for o in map_of(at)["outlines"] if o["style"] == "dashed"]
        reached = {codes[at_] for at_ in outline["areas"]}
        # a named district itself, or every district of a named major area
        assert reached == {
            code
            for code in DISTRICTS
            if code in measure["areas"] or AREAS[code]["parent"] in measure["areas"]
        }


def test_the_profile_is_right_by_the_file():
    at = run(open_page(indicator="foreign_language_share", year="2020", area=HAVUKOSKI))
    value = {
        row["area_code"]: float(row["value"])
        for row in FIGURES
        if row["indicator"] == "foreign_language_share"
        and (row["year"], bool(row["value"])) == ("2020", True)
    }
    districts = [value[code] for code in DISTRICTS if code in value]
    rank = 1 + sum(other > value[HAVUKOSKI] for other in districts)
    # The city's series gives Havukoski 46.122 % in 2020. The city: 49 264.4 of its
    # 232 897 residents, 21.153 %. 46.122 - 21.153 = 24.969 percentage points.
    (profile,) = at.table
    assert at.header[0].value == "Havukoski"
    assert profile.value.iloc[:, 0].str.replace("\\", "").tolist() == [
        "46.1\u00a0%",
        f"rank {rank} of {len(districts)} by need",
        "21.2\u00a0%",
        "+25.0\u00a0percentage points",
    ]


def test_a_district_without_figures_says_why():
    at = run(open_page(indicator="kota", year="2025", area=OJANKO))
    text = " ".join(one.value for one in at.markdown).replace("\\", "")
    assert "Kota indicator (educational equality) 2025: no figure (missing:" in text
    at = run(open_page(indicator="foreign_language_share", year="2025", area=OJANKO))
    text = " ".join(one.value for one in at.markdown).replace("\\", "")
    assert "no figure (not published)" in text


@pytest.mark.parametrize("code", [LANSIMAKI, ASKISTO, LENTOKENTTA, OJANKO])
def test_a_district_on_its_page(code):
    at = run(open_page("area", area=code))
    own, other = AREAS[code]["name_fi"], AREAS[code]["name_sv"]
    assert at.title[0].value == (own if own == other else f"{own} · {other}")
    text = at.markdown[0].value
    assert AREAS[AREAS[code]["parent"]]["name_fi"] in text
    target = any(code in p["districts"] for p in MEASURES["target_period"])
    assert ("Not a target district" not in text) is target
    every = at.dataframe[1].value  # the first is the chart's table
    assert len(every) == len(box(at, "Indicator").options) >= 20
    assert every["Indicator"].tolist() == box(at, "Indicator").options
    if code in (LENTOKENTTA, OJANKO):
        no_value = every["Value"] == "–"
        assert no_value.any()
        assert (every.loc[no_value, "Rank by need"] == "–").all()
        assert not every.loc[no_value, "Status"].isin(["published", "estimate"]).any()


@pytest.mark.parametrize(
    "key", ["kota", "mean_income", "population_growth", "flats_share", "age_19_34"]
)
def test_a_district_without_figures_has_a_page_for_each_kind_of_figure(key):
    at = run(open_page("area", area=LENTOKENTTA, indicator=key))
    assert box(at, "Indicator").value == key
    sent = map_of(at)
    assert (sent["state"]["series"], sent["selected"]) == (key, LENTOKENTTA)


def test_measures_there_are_those_that_name_the_district():
    at = run(open_page("area", area="0927094000"))  # Hakunila
    reached = at.dataframe[2].value
    named = [
        m["name_en"]
        for m in MEASURES["measure"]
        if {"0927094000", AREAS["0927094000"]["parent"]} & set(m.get("areas", []))
    ]
    way = reached["How it reaches the district"]
    listed = reached.loc[way.str.contains("named"), "Measure"]
    assert sorted(listed) == sorted(named)
    assert len(named) >= 3  # the community house of 2019, 2020 and 2021 at least


def test_each_filter_of_the_measures():
    at = run(open_page("measures"))
    whole = at.dataframe[0].value
    assert len(whole) == len(MEASURES["measure"])
    assert (whole["Year"] == 2019).sum() == 24  # the city's list of 2019
    for label, field in (
        ("Year", "year"),
        ("Theme (from 2020 on)", "theme"),
        ("How it is targeted", "targeting"),
    ):
        for value in {m[field] for m in MEASURES["measure"] if field in m}:
            choose(at, label, str(value))
            fit = [m for m in MEASURES["measure"] if m.get(field) == value]
            assert at.dataframe[0].value["Measure"].tolist() == [
                m["name_en"]
                for m in sorted(fit, key=lambda m: (m["year"], m["number"]))
            ]
        choose(at, label, "")


def pages_of(measure):
    return [evidence["url"] for evidence in measure.get("evidence", [])]


def test_every_measure_opens():
    at = run(open_page("measures"))
    for measure in MEASURES["measure"]:
        choose(at, "Measure", measure["key"])
        facts = at.table[0].value.iloc[:, 0].str.replace("\\", "")
        assert facts["In Finnish"] == measure["name_fi"]
        assert facts["Budget"] == "none is published for a measure"
        for address in [measure["source"], *pages_of(measure)]:
            assert any(f"<{address}>" in one.value for one in at.markdown)
        assert len(map_of(at)["outlines"]) >= 1


def test_the_row_marked_is_the_measure_shown():
    at = run(open_page("measures"))
    last = MEASURES["measure"][-1]
    choose(at, "Measure", last["key"])
    for year in ("", str(last["year"])):
        choose(at, "Year", year)
        (row,) = at.session_state["measures_list"]["selection"]["rows"]
        assert at.dataframe[0].value["Measure"].iloc[row] == last["name_en"]
    choose(at, "Year", "2019")  # the measure is of another year
    assert at.session_state["measures_list"]["selection"]["rows"] == [0]
    assert box(at, "Measure").value == next(
        m["key"] for m in MEASURES["measure"] if m["year"] == 2019
    )


def test_a_combination_without_measures_says_so():
    at = run(open_page("measures", measures_year="2019", theme="skills"))
    assert "No measure fits these choices" in at.info[0].value
    assert not at.get("bidi_component")


def test_a_wrong_address_gives_the_defaults():
    plain = run(open_page())
    wrong = run(
        open_page(
            indicator="nonsense", year="1800", area="xx", level="moon", classes="99",
            scheme="<b>", period="\u0000", measure="'", other="thing",
        )
    )  # fmt: skip
    assert wrong.query_params == plain.query_params
    assert map_of(wrong) == map_of(plain)
    for page in ("area", "measures", "method"):
        run(open_page(page, indicator="nonsense", area="xx", measure="?", theme="!"))


def test_the_address_is_written_and_a_link_opens_the_same_view():
    at = run(open_page())
    on_map(at, series="unemployment_rate")
    choose(at, "Areas", "postal_area")
    on_map(at, year=2018, area="01200", scheme="equal_steps", classes=4)
    link = {name: value for name, value in at.query_params.items() if value}
    assert link == {
        "indicator": "unemployment_rate", "level": "postal_area", "year": "2018",
        "area": "01200", "scheme": "equal_steps", "classes": "4",
        "period": "2023-2025",
    }  # fmt: skip
    other = run(open_page(**link))
    assert seen_on(other) == seen_on(at)
    assert map_of(other)["selected"] == "01200"
    assert other.query_params == at.query_params


def seen_on(at):
    """What the map is sent, but for what only other modes use."""
    sent = map_of(at)
    unused = {"base", "second", "secondYear", "small"}
    state = {name: sent["state"][name] for name in sent["state"].keys() - unused}
    return {**sent, "state": state, "turn": 0}


def test_the_period_begins_with_the_one_of_the_year():
    for year, period in (("2022", "2019-2022"), ("2024", "2023-2025")):
        at = run(open_page(indicator="unemployment_rate", year=year))
        assert box(at, "Target districts").value == period


def test_an_area_chosen_on_one_page_is_that_of_the_others():
    at = run(open_page(indicator="mean_income", area=LANSIMAKI))
    go_to(at, "area")
    assert at.title[0].value.startswith("Länsimäki")
    assert box(at, "Indicator").value == "mean_income"
    assert at.query_params == {"area": LANSIMAKI, "indicator": "mean_income"}
    choose(at, "District", HAVUKOSKI)
    go_to(at, "method")
    go_to(at, "map")
    assert map_of(at)["selected"] == HAVUKOSKI


def test_opening_other_pages_chooses_nothing_on_the_map():
    at = run(open_page())
    before = map_of(at)
    for page in ("area", "measures", "method", "map"):
        go_to(at, page)
    assert map_of(at) == before
    assert map_of(at)["selected"] is None
    assert box(at, "Areas of a measure").value == ""


def test_the_row_marked_is_the_area_selected():
    at = run(open_page(indicator="kota", year="2025", area=LANSIMAKI))
    for key in ("kota", "mean_income", "population"):
        on_map(at, series=key)
        (row,) = marked(at)
        assert at.dataframe[0].value["area_name"].iloc[row] == "Länsimäki"
    choose(at, "Areas", "postal_area")
    assert marked(at) == []


def marked(at):
    key = f"map_table_{map_of(at)['state']['series']}"
    return at.session_state[key]["selection"]["rows"]
