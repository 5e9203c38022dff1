"""Whose the outlines on a map are, in words."""

from ui import data as stored
from ui.language import _

__all__ = ["boundary_credit"]

_SOURCE = {
    "district": "vantaa_districts",
    "major_area": "vantaa_districts",
    "postal_area": "hsy_postal_areas",
}


def boundary_credit(level: str) -> str:
    """Source and licence of a level's boundaries, as a sentence."""
    source = stored.sources()[_SOURCE[level]]
    return _("Boundaries: {publisher}, {vintage}; {licence}.").format(
        publisher=source["publisher"],
        vintage=source["vintage"],
        licence=source["licence"],
    )
