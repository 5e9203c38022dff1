"""Every word and colour of the map component, in the language of the page."""

from functools import cache
from typing import Any

from ui.background import background_words
from ui.language import LANGUAGE, _
from ui.legend import STATUSES
from ui.map_words_compare import compare_words, compared_words, finding_words
from ui.map_words_picture import picture_words, presentation_words
from ui.palette import BIVARIATE, PALETTES, diverging_colors, palette_colors

__all__ = ["map_words"]


def map_words() -> dict[str, Any]:
    """What the browser needs to say everything; plain values only."""
    return _words(LANGUAGE)


@cache
def _words(language: str) -> dict[str, Any]:  # noqa: ARG001
    return {
        **_texts(),
        **_titles(),
        **finding_words(),
        **compare_words(),
        **compared_words(),
        **picture_words(),
        **presentation_words(),
        **background_words(),
        "numbers": {"group": "\u202f", "decimal": ".", "minus": "\u2212"},
        "kinds": list(STATUSES),
        "statuses": [_status_labels()[status] for status in STATUSES],
        "notes": [_status_notes()[status] for status in STATUSES],
        "palettes": palette_colors(),
        "paletteNames": {name: _palette_names()[name] for name in PALETTES},
        "diverging": diverging_colors(),
        "bivariate": list(BIVARIATE),
    }


def _texts() -> dict[str, Any]:
    return {
        "zoom": [_("Zoom in"), _("Zoom out"), _("Whole map")],
        "help": _(
            "Arrow keys go to the next area in that direction, Enter selects, Escape "
            "lets go, plus and minus zoom, Z zooms to the larger area around it and at "
            "the second time to the area, 0 shows the whole map."
        ),
        "failed": _("The map's data did not arrive: reload the page."),
        "areas": _("Areas"),
        "selected": _("selected"),
        "settings": _("Map settings"),
        "series": _("Indicator"),
        "year": _("Year"),
        "mode": _("Show"),
        "base": _("Since"),
        "second": _("Second indicator"),
        "secondYear": _("Its year"),
        "scheme": _("Classification"),
        "classes": _("Number of classes"),
        "pool": _("Classes of"),
        "palette": _("Colours"),
        "modes": {
            "value": _("Figures"),
            "compared": _("Beside the city"),
            "change": _("Change between years"),
            "gap": _("Gap to the city"),
            "gap_sd": _("Gap to the city, in SD"),
            "two": _("Two indicators"),
            "side": _("Two maps"),
            "multiples": _("Small maps"),
        },
        "schemes": {
            "quantiles": _("Quantiles"),
            "natural_breaks": _("Natural breaks"),
            "equal_steps": _("Equal steps"),
        },
        "pools": {
            "all": _("All years: a colour means one thing"),
            "year": _("The year shown"),
        },
        "ranking": _("All areas by value"),
        "rankingHelp": _("The same figures are in the table."),
        "whole": _("City"),
        "spreadUnit": _("SD"),
    }


def _titles() -> dict[str, Any]:
    return {
        "label": _("Map: {title}"),
        "rank": _("rank {rank} of {ranked} by need"),
        "changeTitle": _("{name}: change {from}–{to}"),
        "gapTitle": _("{name}, {year}: distance from the city"),
        "twoTitle": _("{first} and {second}"),
        "changeDirections": {
            "high": _("Red: need has grown. Blue: it has shrunk."),
            "low": _("Red: need has grown. Blue: it has shrunk."),
            "neither": _("Red: more. Blue: less. Neither is worse."),
        },
        "gapDirections": {
            "high": _("Red: more need than the city. Blue: less."),
            "low": _("Red: more need than the city. Blue: less."),
            "neither": _("Red: above the city. Blue: below."),
        },
        "noReference": _("There is no city figure to compare with in this year."),
        "noFigure": _("No area has a figure."),
        "summary": _(
            "Highest: {high}, {highValue}. Lowest: {low}, {lowValue}. {known} areas "
            "have a figure, {estimated} of them estimated; {missing} have none."
        ),
    }


def _palette_names() -> dict[str, str]:
    return {
        "warm": _("Warm"),
        "cool": _("Cool"),
        "grey": _("Grey, for print"),
    }


def _status_labels() -> dict[str, str]:
    return {
        "published": _("Published"),
        "estimated": _("Estimated (dots)"),
        "suppressed": _("Suppressed: too few people"),
        "not_published": _("Not published"),
        "component_missing": _("A component is missing"),
    }


def _status_notes() -> dict[str, str]:
    """What each status says of one area, in its tooltip and its spoken name."""
    return {
        "published": "",
        "estimated": _("estimate"),
        "suppressed": _("no value: suppressed, too few people"),
        "not_published": _("no value: not published"),
        "component_missing": _("no value: a component is missing"),
    }
