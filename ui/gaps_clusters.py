"""Where high and low figures lie side by side: Moran's I, clusters on the map."""

import streamlit as st

from geo.clusters import CLUSTER_SENTENCE, Moran
from indicators.data import IndicatorData
from ui import data as stored
from ui.credits import boundary_credit
from ui.formats import number_text, plain
from ui.gaps_data import GapsView, clusters_of
from ui.gaps_tables import cluster_table
from ui.language import _
from ui.legend import Outline
from ui.map import MapChoice, area_map
from ui.view import current, remember

__all__ = ["clusters_part"]


def clusters_part(page: str, view: GapsView, data: IndicatorData, year: int) -> None:
    """The map with its clusters outlined, what they are not, and every area's result.

    Raises
    ------
    ValueError
        The areas have no neighbours that can be told; one sentence.
    """
    moran, local = clusters_of(view, year)
    values = view.everything.value[year]
    high, low = (
        local.index[local["cluster"] == name].tolist()
        for name in ("high-high", "low-low")
    )
    outlines = [Outline(label=_("High among high"), codes=high)] if high else []
    if low:
        outlines += [Outline(label=_("Low among low"), codes=low, style="dashed")]
    left, right = st.columns([5, 4], gap="medium")
    with left:
        area_map(
            stored.geometry(view.level),
            stored.level_figures(view.level),
            MapChoice(series=view.entry.key, year=year, area=current("area")),
            key=f"{page}_map",
            controls=(),
            ranking=False,
            outlines=outlines,
            credit=boundary_credit(view.level),
            on_choice=lambda choice: remember("area", choice.area),
        )
    with right:
        st.markdown(plain(f"{_sentence(moran)} {_how_many(outlines)}"))
        st.info(plain(_(CLUSTER_SENTENCE)))
        st.dataframe(
            cluster_table(local, values, data.areas, view.entry),
            hide_index=True,
            height=250,
            placeholder="–",
        )
    st.caption(
        _(
            "Neighbours share a border or a corner. Each p-value is from 9 999 random "
            "placings of the figures over the areas; p-values of all areas together "
            "are adjusted for many tests (Benjamini-Hochberg), clusters named at 5 %."
        )
    )


def _sentence(moran: Moran) -> str:
    if moran.p_value != moran.p_value:
        return _("Whether like areas lie side by side cannot be told.")
    value = _("Moran's I {i}, p {p}, {areas} areas").format(
        i=number_text(moran.i, 2),
        p=number_text(moran.p_value, 4),
        areas=moran.areas,
    )
    if moran.p_value > 0.05:
        told = _("Like areas lie no more side by side than chance would place them")
    elif moran.i > moran.expected:
        told = _("Like areas lie side by side more than chance would place them")
    else:
        told = _("Like areas lie apart more than chance would place them")
    return f"{told} ({value})."


def _how_many(outlines: list[Outline]) -> str:
    if not outlines:
        return _("No single area is in a cluster once many tests are allowed for.")
    parts = [f"{one.label}: {len(one.codes)}" for one in outlines]
    return _("Outlined on the map: {parts}.").format(parts=", ".join(parts))
