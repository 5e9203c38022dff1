"""What else is to be said of an index, in parts that are opened one at a time."""

from collections.abc import Callable, Sequence

import pandas as pd
import streamlit as st

from indicators.data import IndicatorData
from indicators.index.audit import Audit, audit
from indicators.index.leave_one_out import leave_one_out
from ui.formats import name_of, plain
from ui.index_change import change_part
from ui.index_choices import choices_part
from ui.index_tables import interval_chart
from ui.index_targets import targets_part
from ui.index_view import IndexView, worse_ends
from ui.language import AREA_NAME, _
from ui.legend import Outline
from ui.view import current

__all__ = ["index_sections"]


def index_sections(
    page: str, view: IndexView, data: IndicatorData, outlines: Sequence[Outline]
) -> None:
    """Tabs below the map; what is in a tab is made when it is opened."""
    parts: dict[str, Callable[[], None]] = {
        _("What would change this"): lambda: change_part(page, view, data),
        _("How sure the ranks are"): lambda: _ranks(view, data, outlines),
        _("What it is made of"): lambda: _components(view, data),
        _("Without one component"): lambda: _left_out(view, data),
        _("Which choice matters"): lambda: choices_part(page, view, data),
        _("Where the target districts stood"): lambda: targets_part(view, data),
    }
    tabs = st.tabs(list(parts), key=f"{page}_tabs", on_change="rerun")
    for tab, show in zip(tabs, parts.values(), strict=True):
        if tab.open:
            with tab:
                show()


def _ranks(view: IndexView, data: IndicatorData, outlines: Sequence[Outline]) -> None:
    simulation = view.simulation
    varied = [
        words
        for words, there in (
            (_("weights up to 25 % up or down"), simulation.weight_spread > 0),
            (_("figures within their own intervals"), simulation.figures > 0),
            (
                _("other scales and means"),
                len(simulation.normalisations) + len(simulation.aggregations) > 2,
            ),
        )
        if there
    ]
    st.markdown(
        _(
            "The index was made {runs} times anew with {varied}. In 95 % of these an "
            "area's rank lies within its line. Areas whose lines overlap cannot be "
            "told apart by this index."
        ).format(runs=simulation.runs, varied=", ".join(varied))
        if varied
        else _("Nothing is varied: choose under Method what the intervals take in.")
    )
    marked = {code: one.word or one.label for one in outlines for code in one.codes}
    if chosen := current("area"):
        marked = marked | {chosen: _("the area chosen")}
    rows, picture = interval_chart(view, data.areas, marked)
    st.vega_lite_chart(
        rows,
        picture,
        alt=_("Ranks with their intervals; the same figures are in the table above."),
    )


def _components(view: IndexView, data: IndicatorData) -> None:
    found = audit(view.result)
    names = {entry.key: name_of(entry) for entry in data.catalogue.indicator}
    st.markdown(
        _(
            "A weight is not yet influence: a component that goes with the others "
            "counts for more. *Influence* is its share in how the index differs "
            "between areas (they sum to 100 % in an arithmetic mean)."
        )
    )
    st.dataframe(
        _percent(
            pd.DataFrame(
                {
                    _("Component"): found.influence.index.map(names),
                    _("Weight (%)"): 100 * found.influence["weight"],
                    _("Influence (%)"): 100 * found.influence["variance_share"],
                    _("Correlation with the index"): found.influence["correlation"],
                    _("Variance inflation"): found.inflation.reindex(
                        found.influence.index
                    ),
                }
            )
        ),
        hide_index=True,
        height="content",
    )
    _pairs(found, names)
    _steps(view, data, names)


def _pairs(found: Audit, names: dict[str, str]) -> None:
    """How the components go together, two by two."""
    flags = {
        "": "",
        "collinear": _("say much the same"),
        "negative": _("pull against each other"),
    }
    pairs = found.correlations
    st.markdown(
        _(
            "How the components go together, over {areas} areas. Near 1 they measure "
            "one thing: Cronbach's alpha of all components is {alpha}."
        ).format(areas=found.areas, alpha=_number(found.alpha.get("")))
    )
    st.dataframe(
        pd.DataFrame(
            {
                _("Component"): pairs["component"].map(names),
                _("and"): pairs["other"].map(names),
                _("Correlation (Pearson)"): pairs["pearson"].round(2),
                _("by ranks (Spearman)"): pairs["spearman"].round(2),
                _("Note"): pairs["flag"].map(flags),
            }
        ),
        hide_index=True,
        height="content",
    )


def _steps(view: IndexView, data: IndicatorData, names: dict[str, str]) -> None:
    """What was changed, filled or left out on the way, every point of it."""
    result, area = view.result, data.areas[AREA_NAME]
    notes: list[tuple[str, pd.DataFrame]] = [
        (
            _("Outliers that were changed"),
            result.changes.rename(
                columns={"before": _("Before"), "after": _("After"), "method": _("How")}
            ),
        ),
        (
            _("Missing figures that were filled"),
            result.imputed.rename(columns={"value": _("Value"), "method": _("How")}),
        ),
        (
            _("Areas without an index"),
            result.excluded.assign(
                why=result.excluded["why"].map(
                    lambda why: ", ".join(
                        names.get(key, key)
                        for key in why.removeprefix("missing=").split(",")
                    )
                )
            ).rename(columns={"why": _("Missing")}),
        ),
    ]
    for heading, rows in notes:
        with st.expander(f"{heading}: {len(rows)}"):
            if len(rows):
                shown = rows.assign(area_code=rows["area_code"].map(area))
                if "component" in shown:
                    shown["component"] = shown["component"].map(names)
                st.dataframe(
                    shown.rename(
                        columns={"area_code": _("Area"), "component": _("Component")}
                    ),
                    hide_index=True,
                    height="content",
                )
            else:
                st.caption(_("None."))


def _left_out(view: IndexView, data: IndicatorData) -> None:
    names = {entry.key: name_of(entry) for entry in data.catalogue.indicator}
    try:
        found = leave_one_out(
            view.inputs.values,
            view.inputs.population,
            view.definition,
            worse_ends(data.catalogue),
            groups=data.areas["parent"].reindex(view.inputs.values.index),
        )
    except ValueError as error:
        st.caption(plain(str(error)))
        return
    st.markdown(
        _(
            "The index again without each component, the other weights in the same "
            "ratio. Plus: without it the area falls towards less need."
        )
    )
    ranked = found.rank.dropna().sort_values()
    table = pd.DataFrame(
        {
            _("Area"): data.areas[AREA_NAME].reindex(ranked.index),
            _("Rank"): ranked,
            **{
                _("without {name}").format(name=names[str(key)]): found.shifts[key]
                for key in found.shifts
            },
        },
        index=ranked.index,  # the greatest need first
    )
    signed = st.column_config.NumberColumn(format="%+d")
    st.dataframe(
        pd.DataFrame(
            {
                _("Component left out"): found.summary.index.map(names),
                _("Mean shift of ranks"): found.summary["mean_absolute_shift"].round(1),
                _("Largest shift"): found.summary["largest_shift"],
            }
        ),
        hide_index=True,
        height="content",
    )
    st.dataframe(
        table, hide_index=True, column_config=dict.fromkeys(table.columns[2:], signed)
    )


def _percent(table: pd.DataFrame) -> pd.DataFrame:
    whole = [name for name in table.columns.astype(str) if name.endswith("(%)")]
    return table.round(dict.fromkeys(whole, 0)).round(2)


def _number(value: float | None) -> str:
    return "–" if value is None or pd.isna(value) else f"{value:.2f}"
