"""Words of the map for its pictures, for showing it large, and for layers over it."""

from typing import Any

from ui.language import _

__all__ = ["picture_words", "presentation_words"]


def picture_words() -> dict[str, Any]:
    """Of the buttons that save the map, and of what stands in the files."""
    return {
        "saveSvg": _("Save as SVG"),
        "savePng": _("Save as PNG"),
        "saved": _("Saved: {name}"),
        "saveFailed": _("The picture could not be made: {reason}"),
        "fileName": "tasapaino_{what}",
        "pictureSource": _("Source: {source}."),
        "pictureLicence": _("Licence: {licence}."),
        "pictureMade": _("Picture made {date}."),
        "pictureEstimates": _(
            "Dots: the figure is an estimate made from larger areas, not published."
        ),
        "picturePart": _("The picture shows a part of the map."),
    }


def presentation_words() -> dict[str, Any]:
    """Of the presentation: map and legend alone, in big type."""
    return {
        "presentation": _("Presentation"),
        "leave": _("Leave (Escape)"),
        "earlier": _("Earlier year"),
        "later": _("Later year"),
    }
