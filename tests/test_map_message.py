"""The map component: what it sends to the browser, and what it refuses to show."""

import json
import struct
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from tests import map_script
from tests.browser import ROOT
from ui.figure_set import FigureSet, MapSeries, figure_set
from ui.legend import Outline
from ui.map import MapChoice, area_map

SCRIPT = ROOT / "tests" / "map_script.py"
GEOMETRY = map_script.outlines_of(4, 3)
FIGURES = map_script.figures_of(GEOMETRY.codes)
START = map_script.start_at(0, None)


def sent(at, number=0):
    return json.loads(at.get("bidi_component")[number].proto.json)


def opened(payload):
    """Header, values and statuses of a payload, read as its docstring says."""
    (length,) = struct.unpack("<I", payload[:4])
    header = json.loads(payload[4 : 4 + length])
    last = header["series"][-1]
    cells = last["offset"] + len(last["years"]) * header["areas"]
    values = np.frombuffer(payload, "<f4", cells, 4 + length)
    statuses = np.frombuffer(payload, "u1", cells, 4 + length + 4 * cells)
    assert len(payload) == 4 + length + 5 * cells
    return header, values, statuses


def test_message_names_the_files_and_holds_neither_outlines_nor_figures():
    at = AppTest.from_file(SCRIPT, default_timeout=30).run()
    assert not at.exception
    data = sent(at)
    assert data["geometry"]["key"] == GEOMETRY.key
    assert data["figures"]["key"] == FIGURES.key
    text = at.get("bidi_component")[0].proto.json
    assert GEOMETRY.paths[0] not in text
    assert "Area A08" not in text
    assert (data["state"]["series"], data["state"]["year"]) == ("share", 2020)
    assert [(o["style"], o["areas"]) for o in data["outlines"]] == [
        ("solid", [0, 1]),
        ("dashed", [1]),
    ]


def test_a_change_keeps_script_outlines_and_figures():
    at = AppTest.from_file(SCRIPT, default_timeout=30).run()
    before = sent(at)
    at.number_input[0].set_value(1).run()
    after = sent(at)
    assert after["state"]["year"] == 2021
    for part in ("geometry", "script", "figures"):
        assert after[part] == before[part]


def test_choices_from_the_browser_and_from_the_page():
    at = AppTest.from_file(SCRIPT, default_timeout=30)
    said = {"code": "A07", "turn": 1, "state": {"year": 2022, "mode": "gap"}}
    at.session_state["script_map"] = {"choice": said}
    at.run()
    data = sent(at)
    assert (data["selected"], data["turn"]) == ("A07", 1)
    assert (data["state"]["year"], data["state"]["mode"]) == (2022, "gap")
    at.text_input[0].set_value("A03").run()  # the page's word is newer
    assert sent(at)["selected"] == "A03"
    at.checkbox[1].set_value(True).run()  # and holds while other things change
    assert sent(at)["selected"] == "A03"


@pytest.mark.parametrize(
    "said",
    [
        {"code": "X", "turn": 1, "state": {}},
        {"code": ["A01"], "turn": 1, "state": {"year": "2021", "series": 7}},
        {"code": None, "turn": 1, "state": {"year": 1800, "series": "no", "mode": "x"}},
        {"code": None, "turn": 1, "state": {"classes": 99, "scheme": "x"}},
        {"code": None, "turn": 1, "state": {"palette": "neon", "pool": "x"}},
        {"code": None, "turn": True, "state": {"classes": True}},
        {"turn": "2"},
        "A01",
        [],
        7,
    ],
)
def test_a_choice_that_no_map_makes_is_no_choice(said):
    at = AppTest.from_file(SCRIPT, default_timeout=30)
    at.session_state["script_map"] = {"choice": said}
    at.run()
    assert not at.exception
    data = sent(at)
    assert data["selected"] is None
    state = data["state"]
    assert (state["series"], state["mode"]) == ("share", "value")
    assert state["year"] in map_script.YEARS
    assert (state["classes"], state["scheme"]) == (3, "equal_steps")
    assert (state["palette"], state["pool"]) == ("warm", "all")


@given(
    st.lists(
        st.one_of(st.none(), st.floats(-1e6, 1e6, width=32)), min_size=2, max_size=20
    )
)
def test_numbers_come_back_as_they_went(values):
    codes = [f"C{at}" for at in range(len(values))]
    column = pd.Series(values, codes, dtype="float64")
    status = column.isna().map({True: "suppressed", False: "published"})
    one = replace(
        SERIES,
        values=pd.DataFrame({2020: column, 2021: column * 0 + 1}),
        statuses=pd.DataFrame({2020: status, 2021: status}),
    )
    made = figure_set([one], pd.Series(codes, codes))
    header, numbers, statuses = opened(made.payload)
    assert header["codes"] == codes
    got = numbers[: len(codes)]
    np.testing.assert_array_equal(got, column.to_numpy("float32"))
    assert [header["kinds"][number] for number in statuses[: len(codes)]] == list(
        status
    )


SERIES = MapSeries(
    key="share",
    name="Share",
    group="Made up",
    unit="%",
    change_unit="points",
    decimals=1,
    worse="high",
    direction="Darker: more",
    note="",
    values=pd.DataFrame({2020: [1.0, np.nan]}, index=["A", "B"]),
    statuses=pd.DataFrame({2020: ["published", "suppressed"]}, index=["A", "B"]),
)
NAMES = pd.Series({"A": "Aa", "B": "Bb"})


def status_of(code, status):
    table = SERIES.statuses.copy()
    table.loc[code, 2020] = status
    return {"statuses": table}


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        (status_of("A", "secret"), "share: unknown status 'secret'"),
        (status_of("A", "suppressed"), "area A has a value and a status"),
        (status_of("B", "published"), "area B has a value and a status"),
        ({"worse": "left"}, "worse is 'left'"),
        ({"values": SERIES.values.fillna(np.inf)}, "a value is infinite"),
        ({"values": SERIES.values[:1]}, "only one of the figures and the map has B"),
        (
            {"bands": pd.DataFrame({2020: [3, 6]}, index=["A", "B"])},
            "the band of area B must be 0 to 5",
        ),
        (
            {"bands": pd.DataFrame({2020: [3.0]}, index=["A"])},
            "the band of area B must be 0 to 5",
        ),
    ],
)
def test_figures_that_do_not_fit_are_refused(changes, message):
    with pytest.raises(ValueError, match=message):
        figure_set([replace(SERIES, **changes)], NAMES)


def test_bands_follow_the_statuses_and_a_series_without_any_has_zeros():
    bands = pd.DataFrame({2020: [4, 0]}, index=["A", "B"])
    plain = replace(SERIES, key="plain")
    made = figure_set([plain, replace(SERIES, bands=bands)], NAMES)
    (length,) = struct.unpack("<I", made.payload[:4])
    assert json.loads(made.payload[4 : 4 + length])["banded"] is True
    assert list(made.payload[-8:]) == [0, 2, 0, 2, 0, 0, 4, 0]  # statuses, then bands
    header, _values, _statuses = opened(figure_set([SERIES], NAMES).payload)
    assert header["banded"] is False


def test_equal_figures_have_an_equal_key():
    one, same = (figure_set([SERIES], NAMES) for _ in range(2))
    other = figure_set([replace(SERIES, note="other")], NAMES)
    assert one.key == same.key != other.key
    with pytest.raises(ValueError, match="at least one series"):
        figure_set([], NAMES)


def test_refuses_other_areas_and_unknown_outlines():
    other = FigureSet(("B01",), {"share": (2020,)}, b"")
    with pytest.raises(ValueError, match="not of the same areas .* A01"):
        area_map(GEOMETRY, other, START, key="k")
    turned = FigureSet(GEOMETRY.codes[::-1], FIGURES.series, FIGURES.payload)
    with pytest.raises(ValueError, match="look at the order"):
        area_map(GEOMETRY, turned, START, key="k")
    with pytest.raises(ValueError, match="outline 'T': the map has no areas Z"):
        area_map(
            GEOMETRY,
            FIGURES,
            START,
            key="k",
            outlines=[Outline(label="T", codes=["Z"])],
        )
    assert MapChoice.__dataclass_params__.frozen
