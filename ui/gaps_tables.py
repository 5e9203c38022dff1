"""Tables of the Gaps page: what its charts show, and every measure of a year."""

from typing import Any

import pandas as pd

from indicators.catalogue import Indicator
from indicators.convergence import Convergence
from indicators.inequality import decompose, fewer_people
from indicators.trend import CANNOT_BE_TOLD
from ui.formats import change_unit_text, unit_text
from ui.gaps_data import GapsView
from ui.gaps_words import (
    finer,
    meaning,
    measure_names,
    measure_number,
    need_text,
    range_text,
    verdict_text,
)
from ui.language import AREA_NAME, _

__all__ = [
    "cluster_table",
    "fewer_table",
    "measure_table",
    "parts_over_years",
    "parts_table",
    "slopes_table",
    "spread_rows",
    "spread_table",
    "years_of_measure",
]


def measure_table(rows: pd.DataFrame, kind: str, entry: Indicator) -> pd.DataFrame:
    """Measures of one kind: value with unit and interval, what it says or why not.

    `rows` is from `GapsView.of`; kind is "absolute" or "relative". Few columns, so that
    the sentences have room on a phone.
    """
    names = measure_names()
    rows = rows[rows["kind"] == kind]
    return pd.DataFrame(
        {
            _("Measure"): [names[str(key)] for key in rows.index],
            _("Value (95 % interval)"): [
                _value_text(str(key), row, entry) for key, row in rows.iterrows()
            ],
            _("What it says"): [
                " ".join(filter(None, (meaning(str(key), row, entry), row["note"])))
                for key, row in rows.iterrows()
            ],
        }
    )


def _value_text(key: str, row: pd.Series, entry: Indicator) -> str:
    if pd.isna(row["value"]):
        return "–"
    value = f"{measure_number(key, row['value'], entry)} {row['unit']}".strip()
    interval = range_text(key, row["lower"], row["upper"], entry)
    return f"{value} ({interval})" if interval else value


def years_of_measure(rows: pd.DataFrame, key: str, entry: Indicator) -> pd.DataFrame:
    """A measure over the years, as its chart shows it."""
    unit = str(rows["unit"].iloc[0]) if len(rows) else ""
    return pd.DataFrame(
        {
            _("Year"): rows["year"],
            _("Value ({unit})").format(unit=unit) if unit else _("Value"): [
                measure_number(key, value, entry) for value in rows["value"]
            ],
            _("95 % interval"): [
                range_text(key, low, high, entry) or "–"
                for low, high in zip(rows["lower"], rows["upper"], strict=True)
            ],
            _("Areas"): rows["areas"],
            _("of these estimated"): rows["estimated"],
        }
    )


def slopes_table(
    slopes: pd.DataFrame, areas: pd.DataFrame, entry: Indicator
) -> pd.DataFrame:
    """Every area's change a year, the steepest rise first, those not told last."""
    untold = slopes["verdict"] == CANNOT_BE_TOLD
    rows = slopes.assign(untold=untold).sort_values(
        ["untold", "slope"], ascending=[True, False]
    )
    decimals = finer(entry, 2)
    table = {
        _("Area"): areas[AREA_NAME].reindex(rows.index),
        _("Change a year"): rows["slope"].round(decimals),
        _("from"): rows["lower"].round(decimals),
        _("to"): rows["upper"].round(decimals),
        _("Trend"): rows["verdict"].map(verdict_text),
        _("That is"): rows["need"].map(need_text),
        _("p, adjusted"): rows["p_adjusted"].round(4),
        _("Years"): rows["years"],
        _("First"): rows["first"],
        _("Last"): rows["last"],
    }
    if not rows["need"].any():
        del table[_("That is")]
    return pd.DataFrame(table)


def fewer_table(
    view: GapsView, areas: pd.DataFrame, year: int
) -> tuple[pd.DataFrame, float]:
    """People fewer (or more) by area if it were as the best fifth, and their sum.

    Raises
    ------
    ValueError
        Neither end is worse, or the counts are not known.
    """
    parts = view.figures.of(year)
    if view.entry.worse == "neither":
        raise ValueError(
            _("Neither end of this figure is worse, so no area is to be like another.")
        )
    people = parts["denominator"]
    if not len(people) or people.isna().any():
        raise ValueError(
            _("How many people the figures are a share of is not known for each area.")
        )
    count = fewer_people(
        parts["value"],
        parts["population"],
        worse=view.entry.worse,
        denominator=people,
    )
    rows = count.sort_values(ascending=False)
    heading = _("People fewer") if view.entry.worse == "high" else _("People more")
    table = pd.DataFrame(
        {
            _("Area"): areas[AREA_NAME].reindex(rows.index),
            heading: rows.round(0).astype(int),
            _("Now (%)"): parts["value"].reindex(rows.index).round(view.entry.decimals),
            _("Out of"): people.reindex(rows.index).round(0).astype(int),
        }
    )
    return table, float(count.sum())


def parts_table(
    view: GapsView, areas: pd.DataFrame, year: int
) -> tuple[pd.DataFrame, float]:
    """Theil's T by major area, and which share of it lies between them."""
    parts = view.figures.of(year)
    major = view.figures.major
    if major is None:
        raise ValueError(
            _("Only districts lie within major areas: choose districts above.")
        )
    split = decompose(
        parts["value"], parts["population"], major.loc[parts["value"].index]
    )
    groups = split.groups
    table = pd.DataFrame(
        {
            _("Major area"): areas[AREA_NAME].reindex(groups.index),
            _("Areas"): groups["areas"],
            _("Share of residents (%)"): (100 * groups["population_share"]).round(1),
            _("Mean"): groups["mean"].round(view.entry.decimals),
            _("Part between"): groups["between_part"].round(5),
            _("Part within"): groups["within_part"].round(5),
        }
    )
    return table, split.share_between


def parts_over_years(view: GapsView) -> pd.DataFrame:
    """Theil's T and the mean log deviation, between and within, year by year."""
    wide = view.table.pivot(index="year", columns="measure", values="value")
    table: dict[str, Any] = {_("Year"): wide.index}
    for key, name in (
        ("theil", _("Theil's T")),
        ("mean_log_deviation", _("Mean log deviation")),
    ):
        between, within = wide[f"{key}_between"], wide[f"{key}_within"]
        table[name] = (between + within).round(4)
        table[_("{measure}: between (%)").format(measure=name)] = (
            100 * between / (between + within)
        ).round(1)
    return pd.DataFrame(table).reset_index(drop=True)


def spread_rows(view: GapsView, found: Convergence) -> pd.DataFrame:
    """The standard deviation over the years, as `measure_chart` wants it."""
    spread = found.dispersion
    estimated = view.everything.estimated.loc[list(found.areas)].sum()
    return pd.DataFrame(
        {
            "year": spread.index,
            "value": spread["sd"],
            "lower": float("nan"),
            "upper": float("nan"),
            "areas": spread["areas"],
            "estimated": estimated.reindex(spread.index),
            "unit": change_unit_text(view.entry),
        }
    ).reset_index(drop=True)


def spread_table(found: Convergence, entry: Indicator) -> pd.DataFrame:
    """Mean and spread of the areas over the years."""
    spread = found.dispersion
    return pd.DataFrame(
        {
            _("Year"): spread.index,
            _("Mean ({unit})").format(unit=unit_text(entry)): spread["mean"].round(
                finer(entry, 1)
            ),
            _("Standard deviation"): spread["sd"].round(finer(entry, 2)),
            _("Coefficient of variation"): spread["cv"].round(3),
            _("Areas"): spread["areas"],
        }
    )


def cluster_table(
    local: pd.DataFrame, values: pd.Series, areas: pd.DataFrame, entry: Indicator
) -> pd.DataFrame:
    """Each area's figure beside its neighbours', clusters first."""
    words = {
        "high-high": _("high among high"),
        "low-low": _("low among low"),
        "high-low": _("high among low"),
        "low-high": _("low among high"),
        "not significant": _("not told from chance"),
        "no figure": _("no figure"),
        "no neighbours": _("no neighbours"),
        "no answer": _("no answer"),
        "": "",
    }
    rows = local.assign(far=~local["cluster"].isin(local["quadrant"].unique()))
    rows = rows.sort_values(["far", "p_adjusted"])
    return pd.DataFrame(
        {
            _("Area"): areas[AREA_NAME].reindex(rows.index),
            _("Figure"): values.reindex(rows.index).round(entry.decimals),
            _("Its neighbours' mean"): rows["lag"].round(entry.decimals),
            _("Cluster"): rows["cluster"].map(words),
            _("Where it lies"): rows["quadrant"].map(words),
            _("Local Moran's I"): rows["local_i"].round(2),
            _("p"): rows["p_value"].round(4),
            _("p, adjusted"): rows["p_adjusted"].round(4),
        }
    )
