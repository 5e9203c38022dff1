"""Figures as people read them: number with unit, rank, status, years of components."""

import re

from indicators.catalogue import Catalogue, Indicator
from ui.language import LANGUAGE, _

__all__ = [
    "change_text",
    "change_unit_text",
    "detail_text",
    "interval_text",
    "level_name",
    "name_of",
    "number_text",
    "plain",
    "rank_text",
    "status_text",
    "unit_text",
    "value_text",
    "worse_text",
]

_NARROW_SPACE = "\u202f"
_MINUS = "\u2212"
_MARKDOWN = re.compile(r"([!-/:-@\[-`{-~])")  # ASCII punctuation
_BLANKS = re.compile(r"[^\S\u00a0\u202f]+")  # line ends too; no-break spaces stay


def number_text(value: float, decimals: int, *, sign: bool = False) -> str:
    """A number with a narrow space between thousands and a real minus.

    >>> number_text(-1234.56, 1), number_text(3, 0, sign=True)
    ('−1\\u202f234.6', '+3')
    """
    rounded = round(value, decimals) + 0.0  # no "-0"
    text = f"{rounded:{'+' if sign else ''},.{decimals}f}"
    return text.replace(",", _NARROW_SPACE).replace("-", _MINUS)


def plain(text: str) -> str:
    """Text from data for a place that reads Markdown: every mark stands for itself.

    >>> plain("a *b* [c](d)")
    'a \\\\*b\\\\* \\\\[c\\\\]\\\\(d\\\\)'
    """
    return _MARKDOWN.sub(r"\\\1", _BLANKS.sub(" ", text).strip())


def unit_text(entry: Indicator) -> str:
    """The unit as it stands after a number."""
    short = {
        "percent": "%",
        "percent a year": _("% a year"),
        "euros a year": _("€ a year"),
        "persons": _("residents"),
        "standard deviations": _("SD"),
    }
    return short.get(entry.unit, entry.unit)


def value_text(value: float | None, entry: Indicator) -> str:
    """Value and unit; a dash where there is no value."""
    if value is None or value != value:
        return "–"
    return f"{number_text(value, entry.decimals)}\u00a0{unit_text(entry)}"


def interval_text(lower: float | None, upper: float | None, entry: Indicator) -> str:
    """The ends of an interval; empty where there is none."""
    if lower is None or upper is None or lower != lower or upper != upper:
        return ""
    low, high = (number_text(end, entry.decimals) for end in (lower, upper))
    if lower < 0:  # a dash beside a minus is hard to read
        return _("{low} to {high}").format(low=low, high=high)
    return f"{low}\u2009–\u2009{high}"


def change_text(value: float | None, entry: Indicator) -> str:
    """A difference with its sign, in percentage points where the unit is percent."""
    if value is None or value != value:
        return "–"
    unit = change_unit_text(entry)
    return f"{number_text(value, entry.decimals, sign=True)}\u00a0{unit}"


def change_unit_text(entry: Indicator) -> str:
    """The unit of a difference."""
    points = entry.unit.startswith("percent")
    return _("percentage points") if points else unit_text(entry)


def rank_text(rank: int | None, ranked: int) -> str:
    """Rank of how many; empty where there is none."""
    if rank is None or rank != rank:
        return ""
    return _("rank {rank} of {ranked} by need").format(rank=rank, ranked=ranked)


def status_text(status: str) -> str:
    """A status in words."""
    words = {
        "published": _("published"),
        "estimated": _("estimate"),
        "suppressed": _("suppressed: too few people"),
        "not_published": _("not published"),
        "component_missing": _("a component is missing"),
    }
    return words[status]


def detail_text(detail: str, catalogue: Catalogue) -> str:
    """Which years an index's components are of, or which are missing."""
    if not detail:
        return ""
    if detail.startswith("missing="):
        names = [
            name_of(catalogue[key])
            for key in detail.removeprefix("missing=").split(",")
        ]
        return _("missing: {names}").format(names=", ".join(names))
    parts = [part.split("=") for part in detail.split(";")]
    return ", ".join(f"{name_of(catalogue[key])} {year}" for key, year in parts)


def name_of(entry: Indicator) -> str:
    """The indicator's name in the language of the page."""
    return entry.name.in_language(LANGUAGE)


def level_name(level: str) -> str:
    """A level of areas, in the plural."""
    names = {
        "district": _("Districts"),
        "major_area": _("Major areas"),
        "postal_area": _("Postal areas"),
    }
    return names[level]


def worse_text(worse: str) -> str:
    """What dark colours mean."""
    meaning = {
        "high": _("Darker: higher, greater need"),
        "low": _("Darker: lower, greater need"),
        "neither": _("Darker: higher; neither end is worse"),
    }
    return meaning[worse]
