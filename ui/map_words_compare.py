"""Words of the map for finding areas and comparing: with the city, map with map."""

from typing import Any

from ui.formats import worse_text
from ui.language import _
from ui.palette import BANDS

__all__ = [
    "band_labels",
    "band_words",
    "compare_words",
    "compared_words",
    "finding_words",
]


def finding_words() -> dict[str, Any]:
    """Of the search field and of what can be laid over the map."""
    return {
        "search": _("Find an area"),
        "searchHint": _("Name or number"),
        "searchCount": _("Areas found: {count}. Up and down arrows go through them."),
        "searchNone": _("No area has this name or number."),
        "borders": _("Borders of larger areas"),
        "names": _("Names of areas"),
    }


def compare_words() -> dict[str, Any]:
    """Of two maps side by side and of small maps."""
    return {
        "sideTitle": _("{first} and {second}"),
        "sideYears": _("{name}, {first} and {second}"),
        "sideCount": _("Areas, first | second map"),
        "sideDirection": worse_text("neither"),
        "sideSummary": _("First map: {first} Second map: {second}"),
        "small": _("Small maps of"),
        "smalls": {
            "years": _("All years"),
            "theme": _("Same theme"),
        },
        "smallTitle": _("{name}, all years"),
        "smallHelp": _("Choose one to see it large."),
        "smallWhole": _("City {value}"),
        "smallNone": _("no city figure"),
        "smallList": _("{count} small maps. {help}"),
    }


def compared_words() -> dict[str, Any]:
    """Of areas beside the city, by the intervals of their figures."""
    return {
        "compared": {
            sort: {"labels": band_labels(worse), "colors": list(BANDS)}
            for sort, worse in (("need", "high"), ("neither", "neither"))
        },
        "comparedTitle": _("{name}, {year}: beside the city"),
        "comparedDirection": _(
            "By the 95 % interval of each figure; far: by the 99.8 % interval too."
        ),
        "notCompared": _("no interval to compare with the city"),
    }


def band_words(worse: str) -> list[str]:
    """The same in short, under a heading that names the city."""
    if worse == "neither":
        return [
            _("far lower"),
            _("lower"),
            _("cannot be told"),
            _("higher"),
            _("far higher"),
        ]
    return [
        _("far better"),
        _("better"),
        _("cannot be told"),
        _("worse"),
        _("far worse"),
    ]


def band_labels(worse: str) -> list[str]:
    """The five bands in words, from 1 to 5 of ui.figure_set.MapSeries.bands."""
    if worse == "neither":
        return [
            _("far lower than the city"),
            _("lower than the city"),
            _("cannot be told from the city"),
            _("higher than the city"),
            _("far higher than the city"),
        ]
    return [
        _("far better than the city"),
        _("better than the city"),
        _("cannot be told from the city"),
        _("worse than the city"),
        _("far worse than the city"),
    ]
