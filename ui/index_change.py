"""What would change an area's rank: the smallest change of a single weight."""

import pandas as pd
import streamlit as st

from indicators.data import IndicatorData
from indicators.index.changes import what_would_change
from ui.formats import name_of, plain
from ui.index_view import IndexView, worse_ends
from ui.language import AREA_NAME, _
from ui.view import current

__all__ = ["change_part"]

_TOP = 5  # as many as the programme has target districts


def change_part(page: str, view: IndexView, data: IndicatorData) -> None:
    """For the area chosen, else the last of the first five: which weight moves it."""
    rank = view.result.rank.dropna().sort_values()
    names = data.areas[AREA_NAME]
    chosen = current("area")
    last = str(rank.index[min(_TOP, len(rank)) - 1])
    area = chosen if chosen and chosen in rank.index else last
    ways = {
        "rank": _("to another rank"),
        "top": _("in or out of the first {count}").format(count=_TOP),
    }
    way = st.segmented_control(
        _("What change"),
        list(ways),
        default="rank",
        format_func=ways.__getitem__,
        key=f"{page}_way",
        required=True,
    )
    try:
        found = what_would_change(
            view.inputs.values,
            view.inputs.population,
            view.definition,
            worse_ends(data.catalogue),
            area,
            top=_TOP if way == "top" else None,
            groups=data.areas["parent"].reindex(view.inputs.values.index),
        )
    except ValueError as error:
        st.caption(plain(str(error)))
        return
    st.markdown(
        _("**{area}**, rank {rank}: {sentence}").format(
            area=plain(names[area]),
            rank=rank[area],
            sentence=plain(_sentence(found, names, data)),
        )
    )
    st.caption(_("Choose another area on the map or in the table."))
    st.dataframe(_shown(found, names, data), hide_index=True, height="content")


def _sentence(found: pd.DataFrame, names: pd.Series, data: IndicatorData) -> str:
    known = found.dropna(subset=["weight_needed"])
    if known.empty:
        return _("no change of a single weight does it.")
    first = known.iloc[0]
    return _(
        "the nearest change is to weigh {component} at {after} % of the index and not "
        "at {before} %; then it changes places with {other} (rank {rank})."
    ).format(
        component=_component(first["component"], data),
        before=f"{100 * first['share']:.0f}",
        after=f"{100 * first['share_needed']:.0f}",
        other=names[first["other"]],
        rank=first["rank_after"],
    )


def _component(key: str, data: IndicatorData) -> str:
    known = {entry.key: name_of(entry) for entry in data.catalogue.indicator}
    return known.get(key, key)


def _shown(found: pd.DataFrame, names: pd.Series, data: IndicatorData) -> pd.DataFrame:
    return pd.DataFrame(
        {
            _("Weight of"): [_component(key, data) for key in found["component"]],
            _("Share now (%)"): (100 * found["share"]).round(1),
            _("Share needed (%)"): (100 * found["share_needed"]).round(1),
            _("Changes places with"): found["other"].map(names),
            _("Rank then"): found["rank_after"],
        }
    )
