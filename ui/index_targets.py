"""Does an index say something? Where the target districts stood before the choice."""

from collections.abc import Hashable, Iterator
from typing import Any

import pandas as pd
import streamlit as st

from indicators.data import IndicatorData
from indicators.index import IndexDefinition
from indicators.index.leave_one_out import without
from indicators.target_check import Standing, standing
from measures.models import TargetPeriod
from ui import data as stored
from ui.formats import name_of, plain
from ui.index_choice import changed, starting_definition
from ui.index_view import IndexView, index_view
from ui.language import AREA_NAME, _
from ui.programme import period_label

__all__ = ["BEFORE", "targets_part"]

# first year of a period -> the newest figures that were known when it was chosen
BEFORE = {2019: 2016, 2023: 2022}
_TOP = 5
_LEAST = 0.0001
_VARIED = ("weights", "figures")


def targets_part(view: IndexView, data: IndicatorData) -> None:
    """For each period: ranks of its districts by every variant, as they come out."""
    st.markdown(
        _(
            "By the figures known before the choice, where did the target districts "
            "stand? Rank 1 is the greatest need, the interval takes in weights ±25 % "
            "and the figures' own intervals. Shown as it comes out: nothing here was "
            "tuned until it fitted. That they stand high shows that index and choice "
            "agree, not that either is right: both may rest on the same figures."
        )
    )
    for period in stored.measures().periods:
        year = BEFORE.get(period.first_year, period.first_year - 1)
        st.subheader(
            _("Target districts {period} by the figures of {year}").format(
                period=period_label(period), year=year
            ),
            anchor=False,
        )
        _period(view, data, period, year)


def _period(
    view: IndexView, data: IndicatorData, period: TargetPeriod, year: int
) -> None:
    ranks, refused = [], []
    for name, definition in _variants(view, data):
        try:
            made = index_view("district", year, definition, _VARIED)
            known = made.result.index.notna().any()
            own = _ranks(name, made) if known else None
        except ValueError as error:
            refused.append(f"{name}: {error}")
            continue
        if own is not None:
            ranks.append(own)
        else:
            refused.append(_("{name}: no district has all of it").format(name=name))
    if ranks:
        found = standing(pd.concat(ranks), list(period.districts), top=(_TOP,))
        st.dataframe(_shown(found, data), hide_index=True, height="content")
        st.caption(
            _(
                "*Higher than another*: how often a target district has a higher index "
                "than another district, 50 % by chance. *p*: how likely as much would "
                "be if five districts were drawn by lot."
            )
        )
    for reason in refused:
        st.caption(plain(reason))


def _ranks(name: str, made: IndexView) -> pd.DataFrame:
    table = made.simulation.table[["rank", "rank_lower", "rank_upper"]]
    return table.rename_axis("area_code").reset_index().assign(variant=name)


def _variants(
    view: IndexView, data: IndicatorData
) -> Iterator[tuple[str, IndexDefinition]]:
    """Kota and indexes like it, then the one on the page if it is another."""
    kota = starting_definition(data.catalogue)
    yield _("Kota"), kota
    yield (
        _("Kota, areas not weighed by residents"),
        changed(kota, population_weighted=False),
    )
    for words, parts in (
        (_("Kota, from lowest to highest"), {"normalisation": "min_max"}),
        (_("Kota by ranks"), {"normalisation": "rank"}),
        (_("Kota, weights by principal component"), {"weighting": "pca"}),
        (
            _("Kota, geometric mean"),
            {"normalisation": "min_max", "aggregation": "geometric"},
        ),
        (_("Kota by comparisons (Copeland)"), {"aggregation": "copeland"}),
    ):
        yield words, changed(kota, population_weighted=False, **parts)
    for key in kota.keys:
        name = _("Kota without: {component}").format(
            component=name_of(data.catalogue[key])
        )
        yield name, without(kota, key)
    if view.definition != kota:
        yield _("The index above"), view.definition


def _p_text(p: float) -> str:
    if pd.isna(p):
        return "–"
    return f"{p:.4f}" if p >= _LEAST else f"< {_LEAST}"


def _told(row: dict[Hashable, Any]) -> str:
    """A rank with its interval, where that is more than the rank itself."""
    if pd.isna(row["rank"]):
        return "–"
    ends = [f"{row[end]:.0f}" for end in ("rank_lower", "rank_upper")]
    rank = f"{row['rank']:.0f}"
    return rank if ends[0] == ends[1] else f"{rank} ({ends[0]}–{ends[1]})"


def _shown(found: Standing, data: IndicatorData) -> pd.DataFrame:
    targets = found.targets
    told = [_told(row) for row in targets.to_dict("records")]
    ranks = targets.assign(told=told).pivot(
        index="variant", columns="area_code", values="told"
    )
    summary = found.summary
    shown = ranks.reindex(summary.index)[targets["area_code"].unique()]
    shown = shown.rename(columns=data.areas[AREA_NAME].to_dict())
    shown.insert(0, _("Index"), shown.index)
    shown[_("In the first {count}").format(count=_TOP)] = summary[f"in_top_{_TOP}"]
    shown[_("By chance")] = summary[f"in_top_{_TOP}_by_chance"].round(1)
    shown[_("Districts ranked")] = summary["ranked"]
    shown[_("Higher than another (%)")] = (100 * summary["auc"]).round(0)
    shown[_("p")] = summary["p_value"].map(_p_text)
    return shown
