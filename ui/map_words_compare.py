"""Words of the map for finding areas, for its layers, and for several maps at once."""

from typing import Any

from ui.formats import worse_text
from ui.language import _

__all__ = ["compare_words", "finding_words"]


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
