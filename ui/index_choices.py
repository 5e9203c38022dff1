"""Which choice matters: how much of the uncertainty of ranks each one explains."""

import pandas as pd
import streamlit as st

from indicators.data import IndicatorData
from indicators.index import to_json
from indicators.index.sensitivity import Choices, Sensitivity, sensitivity
from ui import data as stored
from ui.formats import plain
from ui.index_view import IndexView, worse_ends
from ui.language import _

__all__ = ["choices_part"]

_SAMPLES = 256
_SHIFT = "mean_shift"


def choices_part(page: str, view: IndexView, data: IndicatorData) -> None:  # noqa: ARG001
    """Shares of the variance of ranks, by choice; computed when the part is opened."""
    try:
        with st.spinner(_("Comparing choices ...")):
            found = _found(
                stored.figures_stamp(),
                view.level,
                view.year,
                to_json(view.definition),
                view,
            )
    except ValueError as error:
        st.caption(plain(str(error)))
        return
    table = found.table[found.table["output"] == _SHIFT]
    st.markdown(_sentence(table))
    st.dataframe(
        pd.DataFrame(
            {
                _("Choice"): table["choice"].map(_words()),
                _("By itself (%)"): _range(table, "first_order"),
                _("With the others (%)"): _range(table, "total"),
            }
        ),
        hide_index=True,
        height="content",
    )
    st.caption(
        _(
            "Shares of the variance of the mean shift of ranks over {runs} indexes "
            "(Sobol indices with 95 % intervals). *By itself*: what would go if this "
            "choice were certain. *With the others*: what would remain if all the "
            "others were. Varied: each weight by 25 %, the scale (distance from the "
            "mean, lowest to highest, rank), the mean (arithmetic, geometric), the "
            "figures within their intervals, and one component left out."
        ).format(runs=found.runs)
    )


@st.cache_resource(show_spinner=False, max_entries=16)
def _found(
    stamp: tuple[object, ...],  # noqa: ARG001
    level: str,  # noqa: ARG001
    year: int,  # noqa: ARG001
    text: str,  # noqa: ARG001 - what the definition is known by
    _view: IndexView,
) -> Sensitivity:
    data = stored.figures()
    inputs = _view.inputs
    whole = len(_view.definition.keys) > 2
    return sensitivity(
        inputs.values,
        inputs.population,
        _view.definition,
        worse_ends(data.catalogue),
        Choices(
            normalisations=("z", "min_max", "rank"),
            aggregations=("arithmetic", "geometric"),
            leave_out=whole,
        ),
        samples=_SAMPLES,
        lower=inputs.lower,
        upper=inputs.upper,
        groups=data.areas["parent"].reindex(inputs.values.index),
    )


def _words() -> dict[str, str]:
    return {
        "weights": _("Weights"),
        "normalisation": _("One scale for all"),
        "aggregation": _("Mean"),
        "figures": _("The figures' own uncertainty"),
        "left_out": _("Which component is left out"),
    }


def _sentence(table: pd.DataFrame) -> str:
    first = table.iloc[0]
    return _(
        "**{choice}** matters most: {share} % of how the ranks shift is its doing, "
        "alone or together with others."
    ).format(
        choice=plain(_words()[first["choice"]]), share=f"{100 * first['total']:.0f}"
    )


def _range(table: pd.DataFrame, name: str) -> list[str]:
    """Percent with its interval; what sampling puts below 0 or above 1 is cut off."""
    columns = [name, f"{name}_lower", f"{name}_upper"]
    shares = (100 * table[columns].clip(0, 1)).round(0)
    return [
        "–" if pd.isna(value) else f"{value:.0f} ({low:.0f}–{high:.0f})"
        for value, low, high in shares.itertuples(index=False)
    ]
