"""Tasapaino: wellbeing gaps between a city's districts. `streamlit run app.py`."""

import streamlit as st

from ui.data import guarded
from ui.language import _

page = st.navigation(
    [
        st.Page("app_pages/map.py", title=_("Map"), url_path="map", default=True),
        st.Page("app_pages/area.py", title=_("Area"), url_path="area"),
        st.Page("app_pages/index.py", title=_("Index"), url_path="index"),
        st.Page("app_pages/gaps.py", title=_("Gaps"), url_path="gaps"),
        st.Page("app_pages/measures.py", title=_("Measures"), url_path="measures"),
        st.Page("app_pages/method.py", title=_("Data and method"), url_path="method"),
    ],
    position="top",
)
st.set_page_config(
    page_title=_("{page} – Tasapaino").format(page=page.title),
    page_icon="ui/icon.svg",
    layout="wide",
)
guarded(page.run)
