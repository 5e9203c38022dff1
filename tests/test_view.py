"""The view in the address: what a link, the Back button and a quick hand ask for."""

import pytest

from tests.page_tools import go_to, map_of, on_map, open_page, run

LANSIMAKI, HAVUKOSKI = "0927091000", "0925074000"


def box(at, label):
    (found,) = [one for one in at.selectbox if one.label == label]
    return found


def asked(at, address):
    """As if the browser came with this address: Back, or one of before our writing."""
    at.query_params.clear()
    for name, value in address.items():
        at.query_params[name] = value


@pytest.fixture
def steps():
    """A page on which a level was chosen; the addresses before and after."""
    at = run(open_page(indicator="unemployment_rate"))
    before = dict(at.query_params)
    box(at, "Areas").set_value("postal_area")
    run(at)
    return at, before, dict(at.query_params)


def test_back_shows_the_earlier_view(steps, monkeypatch):
    at, before, after = steps
    monkeypatch.setattr("ui.view._went_back", lambda: True)
    assert before != after
    asked(at, before)
    run(at)
    assert box(at, "Areas").value == "district"
    assert at.query_params == before
    asked(at, after)  # and forward again
    run(at)
    assert box(at, "Areas").value == "postal_area"


def test_a_quick_second_choice_is_not_undone_by_the_address_of_before(steps):
    at, before, after = steps
    # The second choice left the browser before it had our new address.
    asked(at, before)
    on_map(at, year=2016)
    assert box(at, "Areas").value == "postal_area"
    assert map_of(at)["state"]["year"] == 2016
    assert at.query_params == {**after, "year": "2016"}


def test_a_quick_choice_on_the_map_is_not_undone_either(steps):
    at, before, _after = steps
    asked(at, before)
    on_map(at, area="01200")
    assert map_of(at)["selected"] == "01200"
    assert box(at, "Areas").value == "postal_area"


def test_a_link_to_another_page_wins_over_the_view():
    at = run(open_page(area=LANSIMAKI))
    asked(at, {"area": HAVUKOSKI})
    at.switch_page("app_pages/area.py")
    run(at)
    assert at.title[0].value == "Havukoski"
    go_to(at, "map")
    assert map_of(at)["selected"] == HAVUKOSKI


def test_a_value_of_another_indicator_gives_way():
    at = run(open_page(indicator="population", year="2025", level="district"))
    on_map(at, series="lowest_income_fifth")  # has no 2025
    newest = at.session_state["map_map:choice"][0].year
    assert newest < 2025
    assert map_of(at)["state"]["year"] == newest
    assert at.query_params["year"] == str(newest)


def test_an_area_let_go_is_let_go_in_the_address():
    at = run(open_page(area=LANSIMAKI))
    on_map(at, area=None)
    assert map_of(at)["selected"] is None
    assert "area" not in at.query_params
    other = run(open_page(**at.query_params))
    assert map_of(other)["selected"] is None
