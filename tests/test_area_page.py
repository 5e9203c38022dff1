"""The area page says how sure a figure is; its funnel; the overview in one pass."""

import csv
import tomllib
from dataclasses import asdict
from math import sqrt

import pandas as pd
import pytest

from indicators.area_funnel import NO_FUNNEL, area_funnel, why_no_funnel
from indicators.catalogue import load_catalogue
from indicators.data import load_data
from indicators.inequality.meaning import MEASURES
from indicators.ranking import profile
from indicators.series import area_overview, over_years
from tests.page_tools import DATA, map_of, open_page, run
from ui.area_sure import sure_texts
from ui.charts import years_chart, years_note, years_table
from ui.funnel_chart import funnel_chart, funnel_table
from ui.method_measures import measure_table
from ui.method_statistics import minimum_table, statistics_topics

KEY, YEAR = "foreign_language_share", 2025
LANSIMAKI, LENTOKENTTA, HELSINGE = "0927091000", "0923053000", "0924069000"
NAN = float("nan")


@pytest.fixture(scope="module")
def data():
    return load_data()


def row_of(code, key=KEY, year=YEAR):
    """The row of data/observations.csv as it stands there."""
    with (DATA / "observations.csv").open(encoding="utf-8", newline="") as file:
        (found,) = (
            row
            for row in csv.DictReader(file)
            if (row["area_code"], row["indicator"], row["year"])
            == (code, key, str(year))
        )
    return found


def wilson(x, n, z):
    """Wilson's score interval in percent, written out once more."""
    middle, reach = 2 * x + z * z, z * sqrt(z * z + 4 * x * (1 - x / n))
    return [100 * (middle + s * reach) / (2 * (n + z * z)) for s in (-1, 1)]


# What the page says


@pytest.mark.parametrize(
    ("code", "verdict", "flag"),
    [
        # 3 229 of 5 793 is 55.7 %, the city 29.4 %
        (LANSIMAKI, "far worse than the city", "good"),
        # 10 of 143 is 7.0 %; a variation of 30.5 % is between 16.6 and 33.3
        (HELSINGE, "far better than the city", "use with caution"),
    ],
)
def test_the_sentences_are_right_by_the_file(code, verdict, flag):
    row = row_of(code)
    x, n = float(row["numerator"]), float(row["denominator"])
    lower, upper = wilson(x, n, 1.959964)
    far = wilson(x, n, 3.090232)
    city = float(row_of("092")["value"])
    assert not far[0] <= city <= far[1]
    p = x / n
    variation = 100 * sqrt(p * (1 - p) / n) / p
    at = run(open_page("area", area=code, indicator=KEY))
    assert at.header[2].value == "How sure is it?"
    text = at.markdown[1].value.replace("\\", "")
    assert f"{YEAR}: **{float(row['value']):.1f}\u00a0%**" in text
    assert f"95 % interval {lower:.1f}\u2009–\u2009{upper:.1f}" in text
    assert f"**{verdict}**" in text
    assert f"**{flag}**; the coefficient of variation is {variation:.1f}\u00a0%" in text
    assert "never used to judge the programme" in text


def test_the_overview_has_interval_and_verdict():
    row = row_of(LANSIMAKI)
    x, n = float(row["numerator"]), float(row["denominator"])
    lower, upper = wilson(x, n, 1.959964)
    at = run(open_page("area", area=LANSIMAKI, indicator=KEY))
    tables = [frame.value for frame in at.dataframe]
    (every,) = [table for table in tables if "Rank by need" in table]
    own = every.set_index("Indicator").loc["Residents with a foreign language"]
    assert own["95 % interval"] == f"{lower:.1f}\u2009–\u2009{upper:.1f}"
    assert own["Beside the city"] == "far worse than the city"
    income = every.set_index("Indicator").loc["Mean income"]
    assert income[["95 % interval", "Beside the city"]].tolist() == ["–", "–"]


@pytest.mark.parametrize(
    ("key", "why"),
    [
        ("kota", "An index is made of several figures"),
        ("mean_income", "this figure is none"),
        ("population", "Residents are no event of chance"),
        ("unemployment_rate", "this figure is an estimate"),
        ("flats_share", "published without them"),
    ],
)
def test_without_counts_the_page_says_why_there_is_no_funnel(key, why):
    at = run(open_page("area", area=HELSINGE, indicator=key))
    (said,) = [m.value for m in at.markdown if "No funnel plot" in m.value]
    assert why in said
    assert not [one for one in at.expander if "funnel" in one.label]


def test_a_district_without_a_figure_has_nothing_to_judge(data):
    at = run(open_page("area", area=LENTOKENTTA, indicator=KEY))
    assert "nothing to judge" in at.markdown[1].value
    assert "This area has no figure" in at.markdown[2].value
    texts = sure_texts(data, data.catalogue[KEY], LENTOKENTTA, YEAR)
    assert len(texts) == 1


def test_letting_go_of_the_area_on_the_map_keeps_page_and_map_together():
    at = open_page("area", area=LANSIMAKI, indicator=KEY)
    run(at)
    sent = map_of(at)
    assert (sent["selected"], sent["hold"]) == (LANSIMAKI, True)
    said = {"code": None, "turn": sent["turn"] + 1, "state": sent["state"]}
    at.session_state["area_map"] = {"choice": said}
    run(at)
    assert at.title[0].value.startswith("Länsimäki")
    assert map_of(at)["selected"] == LANSIMAKI


# Over the years


def test_the_years_table_has_the_ends_where_there_are_any(data):
    rows = over_years(data.observations, data.areas, KEY, HELSINGE)
    table = years_table(rows, data.catalogue[KEY], "x").set_index("Year")
    # 10 of 143: Wilson 3.8 to 12.4 %
    ends = table.loc[YEAR, ["95 % interval, lower", "95 % interval, upper"]]
    assert ends.tolist() == [round(end, 1) for end in wilson(10, 143, 1.959964)]
    assert "95 % interval" in years_note(rows)
    none = over_years(data.observations, data.areas, "flats_share", HELSINGE)
    without = years_table(none, data.catalogue["flats_share"], "x")
    assert not [name for name in without if "interval" in name]
    assert "interval" not in years_note(none)


def test_bars_are_drawn_only_where_there_are_intervals(data):
    for key, bars in ((KEY, 1), ("flats_share", 0)):
        rows = over_years(data.observations, data.areas, key, HELSINGE)
        chart = years_chart(rows, data.catalogue[key], "x").to_dict()
        marks = [layer["mark"]["type"] for layer in chart["layer"]]
        assert marks.count("errorbar") == bars


# The funnel


AREAS = pd.DataFrame(
    {"level": ["city", "district", "district", "district", "district", "postal_area"]},
    index=pd.Index(["092", "A", "B", "C", "D", "01200"], name="area_code"),
)


def figures(**changed):
    """A small city: 20 %; A 30 of 100, B 10 of 100, C an estimate, D nothing."""
    rows = {
        "092": (20.0, 200.0, 1000.0, "published"),
        "A": (30.0, 30.0, 100.0, "published"),
        "B": (10.0, 40.0, 400.0, "published"),
        "C": (25.0, 25.0, 100.0, "estimated"),
        "D": (NAN, NAN, NAN, "suppressed"),
        "01200": (50.0, 50.0, 100.0, "published"),
    } | changed
    table = pd.DataFrame(
        rows.values(), columns=["value", "numerator", "denominator", "status"]
    )
    return table.assign(area_code=list(rows), indicator=KEY, year=YEAR)


def funnel(**changed):
    entry = load_catalogue()[KEY]
    return area_funnel(figures(**changed), AREAS, entry, area_code="A", year=YEAR)


def test_funnel_by_hand():
    found = funnel()
    assert found.target == 20
    assert found.table.index.tolist() == ["A", "B"]  # no estimate, no other level
    # s = sqrt(0.2 x 0.8 / n): 4 points for n = 100, 2 for 400; z 1.96 and 3.0902
    columns = ["lower_998", "lower_95", "upper_95", "upper_998"]
    a, b = found.table[columns].to_numpy()
    assert a == pytest.approx([7.6391, 12.1601, 27.8399, 32.3609], abs=1e-4)
    assert b == pytest.approx([13.8195, 16.0801, 23.9199, 26.1805], abs=1e-4)
    assert found.table["band"].tolist() == ["high 95", "low 99.8"]
    assert found.curve["denominator"].iloc[[0, -1]].tolist() == [100, 400]
    # Marshall: m = 70/500 = .14; sum n (p - m)^2 / sum n = (100 x .16^2 + 400 x .04^2)
    # / 500 = .0064; A = .0064 - .14/250 = .00584; w = A / (A + m/n)
    for code, p, n in (("A", 0.3, 100), ("B", 0.1, 400)):
        w = 0.00584 / (0.00584 + 0.14 / n)
        assert found.table.at[code, "smoothed"] == pytest.approx(
            100 * (0.14 + w * (p - 0.14))
        )


@pytest.mark.parametrize(
    ("worse", "high", "low"),
    [
        ("high", "worse than the city", "far better than the city"),
        ("low", "better than the city", "far worse than the city"),
        ("neither", "higher than the city", "far lower than the city"),
    ],
)
def test_funnel_table_begins_with_the_area_and_says_which_end_is_worse(
    worse, high, low
):
    entry = load_catalogue()[KEY].model_copy(update={"worse": worse})
    names = AREAS.assign(name_fi=["City", "Aa", "Bee", "Cee", "Dee", "P"], name_sv="x")
    table = funnel_table(funnel(), entry, names, "A")
    assert table["Area"].tolist() == ["Aa", "Bee"]
    assert table["Beside the city"].tolist() == [high, low]
    assert table["95 % limit, lower"].tolist() == [12.2, 16.1]
    assert table["Size of the area: residents"].tolist() == [100, 400]


def test_funnel_chart_marks_the_area_and_names_the_others():
    names = AREAS.assign(name_fi=["City", "Aa", "Bee", "Cee", "Dee", "P"], name_sv="x")
    chart = funnel_chart(funnel(), load_catalogue()[KEY], names, "A").to_dict()
    points = [
        row for rows in chart["datasets"].values() for row in rows if "own" in row
    ]
    assert {row["name"]: row["own"] for row in points} == {"Aa": True, "Bee": False}
    assert points[-1]["name"] == "Aa"  # drawn last, so on top


def test_funnel_says_the_same_as_the_intervals(data):
    for key in (KEY, "age_19_34"):
        entry = data.catalogue[key]
        found = area_funnel(
            data.observations, data.areas, entry, area_code=LANSIMAKI, year=YEAR
        )
        own = data.observations.assign(band=data.bands)
        own = own[(own["indicator"] == key) & (own["year"] == YEAR)]
        beside = own.set_index("area_code")["band"].reindex(found.table.index)
        outside = {
            **{"low 99.8": 1, "low 95": 2, "inside": 3},
            **{"high 95": 4, "high 99.8": 5},
        }
        assert beside.tolist() == found.table["band"].map(outside).tolist()
        assert len(found.table) == 57


@pytest.mark.parametrize(
    ("code", "key", "changed", "reason"),
    [
        ("D", KEY, {}, "no_figure"),
        ("A", "kota", {}, "index"),
        ("A", "population", {}, "size"),
        ("A", "mean_income", {}, "mean"),
        ("C", KEY, {}, "estimated"),
        ("A", KEY, {"A": (30.0, NAN, NAN, "published")}, "no_counts"),
        ("A", KEY, {"092": (NAN, NAN, NAN, "not_published")}, "no_city"),
        ("A", KEY, {"B": (NAN, NAN, NAN, "suppressed")}, "no_others"),
        ("A", KEY, {}, ""),
    ],
)
def test_why_there_is_no_funnel(code, key, changed, reason):
    rows = figures(**changed).assign(indicator=key)
    entry = load_catalogue()[key]
    where = {"area_code": code, "year": YEAR}
    assert why_no_funnel(rows, AREAS, entry, **where) == reason
    assert reason == "" or reason in NO_FUNNEL
    if reason:
        with pytest.raises(ValueError, match=f"no funnel \\({reason}\\)"):
            area_funnel(rows, AREAS, entry, **where)


# The overview in one pass


def test_overview_is_the_profiles_of_each_indicator(data):
    """Equal to one `profile` an indicator, as it was worked out before."""
    areas, rows = data.areas, data.observations
    level = areas["level"]
    codes = [LANSIMAKI, LENTOKENTTA, HELSINGE, "092"]
    codes += areas.index[level == "district"][::15].tolist()
    codes += areas.index[level == "major_area"][:2].tolist()
    codes += areas.index[level == "postal_area"][::20].tolist()
    assert len(codes) >= 10
    for code in codes:
        peers = areas.index[level == level[code]]
        known = rows[rows["area_code"].isin(peers) & rows["value"].notna()]
        wanted = []
        for entry in data.catalogue.indicator:
            mine = known[known["indicator"] == entry.key]
            if len(mine):
                own = mine[mine["area_code"] == code]
                year = int((own if len(own) else mine)["year"].max())
                facts = profile(rows, areas, entry, area_code=code, year=year)
                wanted.append({"key": entry.key, "year": year, **asdict(facts)})
        found = area_overview(rows, areas, data.catalogue, code)
        expected = pd.DataFrame(wanted).astype(found.dtypes)  # None is NaN
        pd.testing.assert_frame_equal(found, expected)


# The method page


def test_the_method_page_names_every_topic_and_measure():
    at = run(open_page("method"))
    topics = [one.label for one in at.expander]
    assert topics == [topic.title for topic in statistics_topics(load_catalogue())]
    named = [
        table.value["Measure"].str.replace("\\", "").tolist()  # no markup: escaped
        for table in at.table
        if "Measure" in table.value
    ]
    assert named == [measure_table()["Measure"].tolist()]
    assert len(named[0]) == len(set(named[0])) == len(MEASURES)


def test_the_measures_kinds_are_those_of_the_core():
    table = measure_table()
    assert table["Kind"].tolist() == [m.kind for m in MEASURES.values()]
    alike = table["How it is worked out"].str.contains("every area counts alike")
    assert (~alike).tolist() == [m.weighted for m in MEASURES.values()]


def test_minimums_are_those_of_the_catalogue():
    table = minimum_table(load_catalogue()).set_index("Indicator")
    with (DATA / "indicators.toml").open("rb") as file:
        entries = tomllib.load(file)["indicator"]
    for one in entries:
        fewest = [one.get(f"minimum_{part}", 0) for part in ("count", "denominator")]
        if any(fewest):
            said = table.loc[one["name"]["en"]].tolist()
            assert said == [str(least or "–") for least in fewest]
        else:
            assert one["name"]["en"] not in table.index
