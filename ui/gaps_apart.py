"""Do people of a group live apart? Dissimilarity, isolation, exposure by year."""

import pandas as pd
import streamlit as st

from indicators.segregation import MEASURES
from ui.formats import name_of, number_text, plain
from ui.gaps_charts import apart_chart, show_chart
from ui.gaps_data import GapsView, living_apart
from ui.language import _

__all__ = ["apart_part"]


_FEW = 9  # rows that need no scrolling


def _names() -> dict[str, str]:
    return {
        "dissimilarity": _("Dissimilarity"),
        "dissimilarity_corrected": _("Dissimilarity less chance"),
        "dissimilarity_systematic": _("Dissimilarity beyond a random spread"),
        "isolation": _("Isolation"),
        "isolation_adjusted": _("Isolation beyond an even spread"),
        "exposure": _("Exposure to others"),
    }


def apart_part(view: GapsView) -> None:
    """Chart, sentences and table.

    Raises
    ------
    ValueError
        There are no counts behind the figures; one sentence.
    """
    table = living_apart(view)
    if table.empty:
        raise ValueError(
            _(
                "Living apart needs counts: how many people, out of how many, in each "
                "area. These figures have none."
            )
        )
    names = _names()
    st.markdown(plain(_sentence(table, view)))
    _chart_and_table(table, names, view)
    with st.expander(_("What the measures say")):
        for key, name in names.items():
            st.markdown(f"**{plain(name)}**: {plain(_(MEASURES[key]))}")


def _sentence(table: pd.DataFrame, view: GapsView) -> str:
    newest = int(table["year"].max())
    value = table[table["year"] == newest].set_index("measure")["value"]
    percent = {str(key): number_text(100 * one, 0) for key, one in value.items()}
    return _(
        "{indicator}, {year}: {share} % of the group would have to move for its share "
        "to be the same everywhere (dissimilarity). In the area of an average member, "
        "{own} % are of the group (isolation) and {other} % are not (exposure)."
    ).format(
        indicator=name_of(view.entry),
        year=newest,
        share=percent["dissimilarity"],
        own=percent["isolation"],
        other=percent["exposure"],
    )


def _chart_and_table(
    table: pd.DataFrame, names: dict[str, str], view: GapsView
) -> None:
    shown = {key: names[key] for key in ("dissimilarity", "isolation")}
    left, right = st.columns(2, gap="medium")
    with left:
        show_chart(
            (*view.known_by, "apart"),
            lambda: apart_chart(table, shown),
            told=_("Dissimilarity and isolation over the years; the table has them."),
        )
        if (table["estimated"] > 0).any():
            st.caption(
                _(
                    "No interval where figures are estimates: their error is not that "
                    "of the counts. Estimates smooth differences, so that people live "
                    "further apart than is seen here."
                )
            )
    with right:
        rows = _table(table, names)
        st.dataframe(
            rows,
            hide_index=True,
            height="content" if len(rows) <= _FEW else 360,
            placeholder="–",
        )


def _table(table: pd.DataFrame, names: dict[str, str]) -> pd.DataFrame:
    rows = table.sort_values("year", ascending=False, kind="stable")
    return pd.DataFrame(
        {
            _("Year"): rows["year"],
            _("Measure"): rows["measure"].map(names),
            _("Value"): rows["value"].round(3),
            _("from"): rows["lower"].round(3),
            _("to"): rows["upper"].round(3),
            _("Areas"): rows["areas"],
            _("of these estimated"): rows["estimated"],
        }
    )
