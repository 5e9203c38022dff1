"""The view: what an address asks for, what a page shows, what lasts over pages."""

from urllib.parse import urlencode

import pytest
from streamlit.testing.v1 import AppTest


def page():
    """Two pages of one session: A keeps color and size, B keeps size only."""
    import streamlit as st

    from ui.view import address, choose, current, open_view, remember

    name = st.radio("Page", ["A", "B"])
    names = ("color", "size") if name == "A" else ("size",)
    open_view(name, names)
    if name == "A":
        choose(st.selectbox, "A", "color", "Color", ["red", "blue"], default="red")
    size = choose(st.selectbox, name, "size", "Size", [1, 2, 3], default=1)
    st.text(f"{current('color')} {current('size')} {size}")
    if st.button("Let go"):
        remember("size", None)
    address(name, names)


def opened(**asked):
    at = AppTest.from_function(page, default_timeout=30)
    for name, value in asked.items():
        at.query_params[name] = value
    return ran(at.run())


def ran(at):
    assert not at.exception, at.exception[0]
    return at


def shown(at):
    return dict(at.query_params)


def test_a_page_without_an_address_shows_what_is_usual_and_says_so():
    at = opened()
    assert shown(at) == {"color": "red", "size": "1"}
    # nothing was chosen: nothing lasts
    assert at.text[0].value == "None None 1"


def test_a_link_is_followed_and_what_it_does_not_name_is_usual():
    at = opened(size="3")
    assert shown(at) == {"color": "red", "size": "3"}
    assert at.selectbox(key="A_size").value == 3


@pytest.mark.parametrize("wrong", ["4", "x", "", "<b>"])
def test_what_is_no_option_gives_way(wrong):
    assert shown(opened(size=wrong))["size"] == "1"


def test_a_choice_goes_into_the_address_and_to_other_pages():
    at = opened()
    at.selectbox(key="A_size").set_value(2)
    assert shown(ran(at.run())) == {"color": "red", "size": "2"}
    at.query_params.clear()  # the navigation takes nothing along
    at.radio[0].set_value("B")
    assert shown(ran(at.run())) == {"size": "2"}
    at.selectbox(key="B_size").set_value(3)
    ran(at.run())
    at.query_params.clear()
    at.radio[0].set_value("A")
    assert shown(ran(at.run())) == {"color": "red", "size": "3"}


def test_a_link_to_a_page_replaces_the_whole_view_of_it():
    at = opened(size="2", color="blue")
    at.query_params.clear()
    at.radio[0].set_value("B")
    ran(at.run())
    at.query_params.clear()
    at.query_params["color"] = "red"  # the back button brings what was there
    at.radio[0].set_value("A")
    assert shown(ran(at.run())) == {"color": "red", "size": "1"}


def test_an_address_that_lags_behind_does_not_undo_a_choice():
    at = opened(size="2")
    at.selectbox(key="A_size").set_value(3)
    ran(at.run())
    # a run that the browser asked for before it heard of the new address
    at.query_params.clear()
    for name, value in {"color": "red", "size": "2"}.items():
        at.query_params[name] = value
    assert shown(ran(at.run())) == {"color": "red", "size": "3"}
    assert at.selectbox(key="A_size").value == 3


def test_the_back_button_brings_the_view_of_its_time(monkeypatch):
    at = opened(size="2")
    at.selectbox(key="A_size").set_value(3)
    at.selectbox(key="A_color").set_value("blue")
    ran(at.run())
    monkeypatch.setattr("ui.view._went_back", lambda: True)
    at.query_params.clear()
    at.query_params["size"] = "2"
    assert urlencode(shown(ran(at.run()))) == "color=red&size=2"
    at.query_params.clear()  # an address without any: the view stays
    assert shown(ran(at.run())) == {"color": "red", "size": "2"}
