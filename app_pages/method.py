"""Page: what the figures are, where they come from, how they are made."""

import streamlit as st

from ui import data as stored
from ui.language import _
from ui.method_statistics import show_topic, statistics_topics
from ui.method_texts import (
    catalogue_table,
    error_table,
    error_text,
    estimates_text,
    filled_table,
    filled_text,
    kota_texts,
    not_published_text,
    sources_table,
    status_counts,
)

data = stored.figures()

st.title(_("Data and method"), anchor=False)
st.header(_("The kota indicator"), anchor=False)
documented, ours = kota_texts(data.catalogue)
columns = st.columns(2, gap="medium")
with columns[0]:
    st.subheader(_("What is documented"), anchor=False)
    st.markdown(documented)
with columns[1]:
    st.subheader(_("What is our reading"), anchor=False)
    st.markdown(ours)

st.header(_("What is estimated, and how"), anchor=False)
st.markdown(estimates_text())
st.markdown(error_text())
errors = stored.estimate_errors()
st.dataframe(error_table(errors, data), hide_index=True, height="content")
st.markdown(filled_text())
st.dataframe(filled_table(errors, data), hide_index=True, height="content")
st.markdown(_("How many figures are published and how many estimated:"))
st.dataframe(status_counts(data), hide_index=True, height="content")

st.header(_("How sure figures are, how they are compared and summed up"), anchor=False)
for topic in statistics_topics(data.catalogue):
    with st.expander(topic.title):
        show_topic(topic)

st.header(_("What is not published"), anchor=False)
st.markdown(not_published_text())

st.header(_("Indicators"), anchor=False)
st.dataframe(catalogue_table(data), hide_index=True, height="content")

st.header(_("Sources and licences"), anchor=False)
st.dataframe(sources_table(stored.sources()), hide_index=True, height="content")
