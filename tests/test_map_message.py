"""The map component: what it sends to the browser, and what it refuses to show."""

import json
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from tests import map_script
from tests.browser import ROOT
from ui.legend import Legend, LegendClass, Outline
from ui.map import area_map

SCRIPT = ROOT / "tests" / "map_script.py"
GEOMETRY = map_script.outlines_of(4, 3)
FIGURES = map_script.figures_of(GEOMETRY, 0)


def sent(at, number=0):
    return json.loads(at.get("bidi_component")[number].proto.json)


def test_message_has_classes_and_texts_but_no_outlines():
    at = AppTest.from_file(SCRIPT, default_timeout=30).run()
    assert not at.exception
    data = sent(at)
    # area i in class i mod 3; A05, A06, A07 (4, 5, 6) have no value
    assert data["classes"] == [0, 1, 2, 0, -1, -1, -1, 1, 2, 0, 1, 2]
    assert data["kinds"][data["statuses"][7]] == "estimated"
    assert data["geometry"]["key"] == GEOMETRY.key
    assert data["geometry"]["address"].endswith(".json")
    assert GEOMETRY.paths[0] not in at.get("bidi_component")[0].proto.json
    # counted from the list above: three 0, three 1, three 2
    assert [entry["count"] for entry in data["legend"]["classes"]] == ["3", "3", "3"]
    assert [entry["kind"] for entry in data["legend"]["statuses"]] == [
        "estimated",
        "suppressed",
        "not_published",
        "component_missing",
    ]
    assert data["outlines"] == [
        {"style": "solid", "areas": [0, 1]},
        {"style": "dashed", "areas": [1]},
    ]


def test_a_change_keeps_script_and_outlines():
    at = AppTest.from_file(SCRIPT, default_timeout=30).run()
    before = sent(at)
    at.number_input[0].set_value(1).run()
    after = sent(at)
    assert after["classes"][:3] == [1, 2, 0]
    assert after["geometry"] == before["geometry"]
    assert after["script"] == before["script"]


def test_selection_from_the_browser_and_from_the_page():
    at = AppTest.from_file(SCRIPT, default_timeout=30)
    at.session_state["script_map"] = {"choice": {"code": "A07", "turn": 1}}
    at.run()
    assert (sent(at)["selected"], sent(at)["turn"]) == ("A07", 1)
    at.text_input[0].set_value("A03").run()  # the page's word is newer
    assert sent(at)["selected"] == "A03"
    at.number_input[0].set_value(2).run()  # and holds while other things change
    assert sent(at)["selected"] == "A03"


def page_that_echoes():
    """A page without a callback that hands back what the map returned."""
    import streamlit as st

    from tests import map_script
    from ui.map import area_map

    shape = map_script.outlines_of(4, 3)
    st.session_state["mine"] = area_map(
        shape,
        map_script.figures_of(shape, 0),
        map_script.LEGEND,
        key="echo",
        label="l",
        summary="s",
        selected=st.session_state.get("mine"),
    )


def test_a_page_may_hand_back_what_the_map_returned():
    at = AppTest.from_function(page_that_echoes, default_timeout=30)
    choices = ["A01", "A02", None, "A03"]
    for turn, code in enumerate(choices, start=1):
        at.session_state["echo"] = {"choice": {"code": code, "turn": turn}}
        at.run()
        assert not at.exception
        assert at.session_state["mine"] == code
        at.run()  # for another reason: it stays
        assert at.session_state["mine"] == code


@pytest.mark.parametrize(
    "choice", [{"code": "X", "turn": 1}, {"code": ["A01"], "turn": 1}, "A01", [], 7]
)
def test_a_choice_that_no_map_makes_is_no_choice(choice):
    at = AppTest.from_file(SCRIPT, default_timeout=30)
    at.session_state["script_map"] = {"choice": choice}
    at.run()
    assert not at.exception
    assert sent(at)["selected"] is None


def shown(**changes):
    figures = {
        name: changes.pop(name) for name in list(changes) if hasattr(FIGURES, name)
    }
    settings = {"key": "k", "label": "l", "summary": "s", **changes}
    return area_map(
        GEOMETRY, replace(FIGURES, **figures), map_script.LEGEND, **settings
    )


def changed(column, code, value):
    copy = getattr(FIGURES, column).astype(object).copy()
    copy[code] = value
    return {column: copy}


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"name": FIGURES.name.drop("A03")}, "name lacks areas A03"),
        (changed("value", "B99", "1 %"), "value: the map has no areas B99"),
        ({"rank": pd.concat([FIGURES.rank, FIGURES.rank[:1]])}, "has area A01 twice"),
        (changed("name", "A02", float("nan")), "name must be text for areas A02"),
        (changed("status", "A02", "secret"), "unknown status 'secret' of areas A02"),
        (changed("class_number", "A02", 3), "class number 3 of areas A02 is none"),
        (changed("class_number", "A02", np.nan), "class number nan of areas A02"),
        (changed("class_number", "A02", -1), "areas A02 have a class and a status"),
        (changed("class_number", "A05", 0), "areas A05 have a class and a status"),
        ({"outlines": [Outline(label="T", codes=["Z"])]}, "outline 'T': .* areas Z"),
        ({"selected": "Z"}, "selected: the map has no areas Z"),
    ],
)
def test_refuses_what_does_not_match(changes, message):
    with pytest.raises(ValueError, match=message):
        shown(**changes)


def test_long_lists_of_codes_are_cut():
    with pytest.raises(ValueError, match="other-A05 and 7 more"):
        shown(name=FIGURES.name.rename("other-{}".format))


def test_a_color_cannot_smuggle_in_style():
    with pytest.raises(ValueError, match="color must be written #rrggbb"):
        LegendClass(label="a", color="red;background:url(//x)")
    assert Legend.__dataclass_params__.frozen
