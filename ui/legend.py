"""The legend of a map: classes with their borders, counts, and what the marks mean."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from ui.language import _

__all__ = [
    "MISSING",
    "STATUSES",
    "Legend",
    "LegendClass",
    "Outline",
    "legend_data",
    "status_notes",
]

STATUSES = (
    "published",
    "estimated",
    "suppressed",
    "not_published",
    "component_missing",
)
MISSING = frozenset(STATUSES[2:])  # have no value, and so no class
_COLOR = re.compile(r"#[0-9a-fA-F]{6}")


@dataclass(frozen=True, kw_only=True)
class LegendClass:
    """One class of values: its borders as text, and its color."""

    label: str  # for instance "12.4–15.1"; the unit stands above the classes
    color: str  # "#rrggbb"

    def __post_init__(self) -> None:
        if not _COLOR.fullmatch(self.color):
            raise ValueError(
                f"class {self.label!r}: color must be written #rrggbb, "
                f"not {self.color!r}"
            )


@dataclass(frozen=True, kw_only=True)
class Legend:
    """What a map's colors mean. Class number i of an area is `classes[i]`."""

    title: str  # what is shown, with its year
    unit: str  # for instance "percent"
    direction: str  # one sentence, for instance "Darker means greater need."
    classes: tuple[LegendClass, ...]  # from the lowest value to the highest


@dataclass(frozen=True, kw_only=True)
class Outline:
    """A group of areas to be outlined, such as the target districts of a period."""

    label: str
    codes: Sequence[str]
    style: Literal["solid", "dashed"] = "solid"


def legend_data(
    legend: Legend,
    class_counts: Sequence[int],
    status_counts: Mapping[str, int],
    outlines: Sequence[Outline],
) -> dict[str, object]:
    """The legend as plain values for the browser: every text, every count.

    Parameters
    ----------
    legend : Legend
    class_counts : sequence of int, one a class
        Areas in each class.
    status_counts : mapping of status to int
        Areas with each status; those with none are left out of the legend, and so is
        "published", which needs no explaining.
    outlines : sequence of Outline

    Returns
    -------
    dict of text, int, lists and dicts
    """
    labels = _status_labels()
    return {
        "title": legend.title,
        "unit": legend.unit,
        "direction": legend.direction,
        "countWord": _("Areas"),
        "classes": [
            {"label": entry.label, "count": str(count)}
            for entry, count in zip(legend.classes, class_counts, strict=True)
        ],
        "statuses": [
            {"kind": kind, "label": labels[kind], "count": str(status_counts[kind])}
            for kind in STATUSES
            if kind in labels and status_counts.get(kind, 0)
        ],
        "outlines": [
            {
                "style": outline.style,
                "label": outline.label,
                "count": str(len(set(outline.codes))),
            }
            for outline in outlines
        ],
    }


def _status_labels() -> dict[str, str]:
    return {
        "estimated": _("Estimated (dots)"),
        "suppressed": _("Suppressed: too few people"),
        "not_published": _("Not published"),
        "component_missing": _("A component is missing"),
    }


def status_notes() -> dict[str, str]:
    """What each status says of one area, in its tooltip and its spoken name."""
    return {
        "published": "",
        "estimated": _("estimate"),
        "suppressed": _("no value: suppressed, too few people"),
        "not_published": _("no value: not published"),
        "component_missing": _("no value: a component is missing"),
    }
