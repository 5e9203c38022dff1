"""The view in the address: what a link, the Back button and a quick hand ask for."""

import pytest

from tests.page_tools import go_to, map_of, open_page, run

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


def test_back_shows_the_earlier_view(steps):
    at, before, after = steps
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
    box(at, "Year").set_value(2016)
    run(at)
    assert (box(at, "Areas").value, box(at, "Year").value) == ("postal_area", 2016)
    assert at.query_params == {**after, "year": "2016"}


def test_a_quick_choice_on_the_map_is_not_undone_either(steps):
    at, before, _after = steps
    asked(at, before)
    box(at, "Area").set_value("01200")  # as the map's callback sets it
    run(at)
    assert map_of(at)["selected"] == "01200"
    assert box(at, "Areas").value == "postal_area"


def test_a_link_in_an_open_session_changes_only_what_it_says():
    at = run(open_page(indicator="mean_income", area=LANSIMAKI))
    asked(at, {"area": HAVUKOSKI})
    run(at)
    assert map_of(at)["selected"] == HAVUKOSKI
    assert box(at, "Indicator").value == "mean_income"


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
    box(at, "Indicator").set_value("lowest_income_fifth")  # has no 2025
    run(at)
    assert str(box(at, "Year").value) == box(at, "Year").options[0]
    assert at.query_params["year"] == box(at, "Year").options[0] != "2025"


def test_an_area_let_go_is_let_go_in_the_address():
    at = run(open_page(area=LANSIMAKI))
    box(at, "Area").set_value("")
    run(at)
    assert map_of(at)["selected"] is None
    assert at.query_params["area"] == ""
    other = run(open_page(**at.query_params))
    assert map_of(other)["selected"] is None
