"""The Index page as a person uses it: by link, sliders, method, files, sections."""

import json

import pandas as pd
import pytest

from indicators.index import IndexDefinition, from_json, to_address, to_json
from tests.page_tools import open_page, run, told
from ui import data as stored
from ui.index_choice import changed, on_sliders, starting_definition

TABS = (
    "How sure the ranks are",
    "What would change this",
    "What it is made of",
    "Without one component",
    "Which choice matters",
    "Where the target districts stood",
)
HAVUKOSKI = "0925074000"
TWO = IndexDefinition.model_validate(
    {
        "components": [
            {"indicator": "unemployment_rate", "weight": 6.0},
            {"indicator": "mean_income", "weight": 2.0},
        ]
    }
)


def opened(**address):
    return run(open_page("index", **address))


def sent(at, which):
    """What the page sends to its sliders or to its map."""
    found = [json.loads(one.proto.json) for one in at.get("bidi_component")]
    (one,) = [data for data in found if which in data]
    return one


def move(at, **values):
    """Move sliders, as the browser says it."""
    turn = sent(at, "rows")["turn"] + 1
    before = {row["key"]: row["value"] for row in sent(at, "rows")["rows"]}
    at.session_state["index_weights"] = {
        "moved": {"turn": turn, "values": before | values}
    }
    return run(at)


def warned(at):
    """Warnings without their escapes."""
    return [one.value.replace("\\", "") for one in at.warning]


def in_address(at, name):
    (value,) = (
        [at.query_params[name]]
        if isinstance(at.query_params[name], str)
        else at.query_params[name]
    )
    return value


def ranking(at):
    return at.dataframe[0].value


def test_it_opens_with_kota_and_ranks_as_the_map_does():
    at = opened(level="district", year="2016")
    rows = sent(at, "rows")["rows"]
    assert [row["key"] for row in rows] == [
        "basic_education_only",
        "unemployment_rate",
        "foreign_language_share",
    ]
    assert {row["value"] for row in rows} == {5.0}
    data = stored.figures()
    kota = data.observations[
        (data.observations["indicator"] == "kota")
        & (data.observations["year"] == 2016)
        & data.observations["area_code"].isin(
            data.areas.index[data.areas["level"] == "district"]
        )
    ].dropna(subset=["value"])
    shown = ranking(at).dropna(subset=["rank"])
    expected = kota.sort_values("value", ascending=False)["area_code"]
    names = data.areas["name_fi"].reindex(expected)
    assert shown["area_name"].tolist() == names.tolist()
    assert shown["value"].tolist() == pytest.approx(
        kota["value"].sort_values(ascending=False).tolist(), abs=0.005
    )


def test_a_link_holds_the_whole_index():
    text = to_address(TWO)
    at = opened(index=text, level="postal_area", year="2024", area="01360")
    assert [(r["key"], r["value"]) for r in sent(at, "rows")["rows"]] == [
        ("unemployment_rate", 6.0),
        ("mean_income", 2.0),
    ]
    assert in_address(at, "index") == text
    assert sent(at, "geometry")["selected"] == "01360"
    # by hand for two areas of the table: z of unemployment three times that of income
    values = {
        key: table_of(key).reindex(ranked_codes(at)).dropna()
        for key in ("unemployment_rate", "mean_income")
    }
    both = pd.DataFrame(values).dropna()
    z = (both - both.mean()) / both.std()
    by_hand = 0.75 * z["unemployment_rate"] - 0.25 * z["mean_income"]
    got = ranking(at).set_axis(ranked_codes(at), axis="index")["value"].dropna()
    assert got.to_dict() == pytest.approx(by_hand.to_dict(), abs=1e-6)


def ranked_codes(at):
    names = stored.figures().areas
    postal = names[names["level"] == "postal_area"]
    codes = pd.Series(postal.index, index=postal["name_fi"])
    return codes.reindex(ranking(at)["area_name"]).tolist()


def table_of(key):
    rows = stored.figures().observations
    rows = rows[(rows["indicator"] == key) & (rows["year"] == 2024)]
    return rows.set_index("area_code")["value"]


def test_a_moved_slider_changes_map_ranking_and_address():
    at = opened(year="2016")
    before = ranking(at)["area_name"].tolist()
    key = sent(at, "figures")["figures"]["key"]
    move(at, foreign_language_share=0.0, unemployment_rate=10.0)
    assert sent(at, "figures")["figures"]["key"] != key
    assert ranking(at)["area_name"].tolist() != before
    again = opened(index=in_address(at, "index"), year="2016")
    assert ranking(again).equals(ranking(at))


@pytest.mark.parametrize(
    "said",
    [
        {"turn": 1, "values": {"unemployment_rate": 1e9}},
        {"turn": 1, "values": {"unemployment_rate": "9"}},
        {"turn": 1, "values": {"unemployment_rate": float("nan")}},
        {"turn": 1, "values": {"unemployment_rate": -1}},
        {"turn": 1, "values": {"unemployment_rate": True}},
        {"turn": 1, "values": {"population": 3}},
        {"turn": 1, "values": [1]},
        {"turn": "x"},
        "no",
        7,
    ],
)
def test_what_no_slider_sends_changes_nothing(said):
    at = opened(year="2016")
    before = ranking(at)
    at.session_state["index_weights"] = {"moved": said}
    run(at)
    assert ranking(at).equals(before)


def test_all_weights_zero_are_told_and_nothing_is_lost():
    at = opened(year="2016")
    before = ranking(at)
    keys = [row["key"] for row in sent(at, "rows")["rows"]]
    move(at, **dict.fromkeys(keys, 0.0))
    assert "weights must not be" in warned(at)[0]
    assert ranking(at).equals(before)


@pytest.mark.parametrize("tab", TABS)
@pytest.mark.parametrize("level", ["district", "major_area", "postal_area"])
def test_every_section_opens_at_every_level(tab, level):
    at = opened(level=level)
    at.session_state["index_tabs"] = tab
    run(at)
    assert not at.warning
    assert len(at.markdown) > 0


@pytest.mark.parametrize(
    ("part", "value"),
    [
        ("normalisation", "min_max"),
        ("normalisation", "rank"),
        ("normalisation", "percentile"),
        ("normalisation", "distance_to_reference"),
        ("aggregation", "geometric"),
        ("aggregation", "harmonic"),
        ("aggregation", "copeland"),
        ("weighting", "equal"),
        ("weighting", "pca"),
        ("outliers", "winsorise"),
        ("outliers", "log"),
        ("imputation", "median"),
        ("imputation", "group_mean"),
    ],
)
def test_every_method_can_be_chosen_or_is_refused_in_a_sentence(part, value):
    at = opened(year="2016")
    at.selectbox(key=f"index_{part}").set_value(value)
    run(at)
    if not at.warning:
        assert at.selectbox(key=f"index_{part}").value == value
        assert ranking(at)["rank"].notna().any()
    for sentence in warned(at):
        assert sentence.startswith(
            (
                "Not changed: ",
                "There is no such index: ",
                "Not told how sure the ranks are: ",
            )
        )


def test_components_are_taken_in_and_out():
    at = opened(year="2016")
    chosen = at.multiselect(key="index_components")
    chosen.set_value(["unemployment_rate", "lowest_income_fifth"])
    run(at)
    assert [row["key"] for row in sent(at, "rows")["rows"]] == [
        "unemployment_rate",
        "lowest_income_fifth",
    ]
    at.multiselect(key="index_components").set_value([])
    run(at)
    assert warned(at) == ["An index needs at least one component."]
    assert len(sent(at, "rows")["rows"]) == 2


def test_pillars_by_theme_have_sliders_of_their_own():
    at = opened(year="2016")
    at.toggle(key="index_pillars").set_value(True)
    run(at)
    rows = sent(at, "rows")["rows"]
    pillars = [row["key"] for row in rows if row["key"].startswith("pillar:")]
    assert pillars == [
        "pillar:education",
        "pillar:work and income",
        "pillar:population",
    ]
    before = ranking(at)["area_name"].tolist()
    move(at, **{"pillar:population": 0.0})
    assert ranking(at)["area_name"].tolist() != before


@pytest.mark.parametrize(
    "text",
    [
        "nonsense",
        "1~c:no_such_indicator",
        "1~c:population",
        "1~c:kota",
        to_address(TWO)[:-3] + "~",
        "1~" + "c:unemployment_rate~" * 400,
        "<script>alert(1)</script>",
    ],
)
def test_an_address_that_holds_no_index_is_told(text):
    at = open_page("index", index=text)  # told once: the address is then kota's
    assert not at.exception
    assert warned(at)[0].startswith("The address holds no index")
    assert len(sent(at, "rows")["rows"]) == 3  # kota


def test_a_year_without_the_components_is_replaced_by_the_newest():
    at = opened(year="1950")
    assert (
        at.selectbox(key="index_year").value
        == max(at.selectbox(key="index_year").options, key=int)
        or str(at.selectbox(key="index_year").value)
        in at.selectbox(key="index_year").options
    )


def test_varied_is_in_the_address_and_widens_the_intervals():
    none = ranking(opened(year="2016", varied="none"))
    assert none["interval"].dropna().str.contains("–").sum() == 0
    at = opened(year="2016", varied="weights-method")
    assert in_address(at, "varied") == "weights-method"
    assert ranking(at)["interval"].str.contains("–").sum() > 0


def test_weights_of_any_scale_come_onto_the_sliders_in_their_ratio():
    big = changed(
        TWO,
        components=[
            {"indicator": "unemployment_rate", "weight": 300.0},
            {"indicator": "mean_income", "weight": 100.0},
        ],
    )
    weights = [one.weight for one in on_sliders(big).components]
    assert weights == pytest.approx([5.0, 5.0 / 3])
    small = starting_definition(stored.figures().catalogue)
    assert {one.weight for one in small.components} == {5.0}
    assert on_sliders(TWO) == TWO
    assert from_json(to_json(TWO)) == TWO


def test_data_that_breaks_a_rule_is_told(monkeypatch, tmp_path):
    from tests.page_tools import replaced, with_data

    with_data(
        monkeypatch,
        tmp_path,
        replaced("areas.csv", ",district,", ",distrikt,"),
    )
    assert "is no level" in told(open_page("index"))
