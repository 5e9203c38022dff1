"""A Streamlit page without a map: what the memory of the others is compared with."""

import streamlit as st

st.set_page_config(layout="wide")
st.title("Where wellbeing differs")
st.selectbox("Indicator", ["One", "Two"])
