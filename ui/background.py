"""An optional map under the areas: off unless the operator names a service for it.

The areas are drawn in the city's own projection, and tiles in Web Mercator would not
fit them. A Web Map Service (WMS) draws any part of its map in any projection it knows:
one picture covers what is seen. Its address is a template in the environment.
"""

import os
import re
from dataclasses import dataclass

from ui.language import _

__all__ = ["ADDRESS", "ATTRIBUTION", "Background", "background", "background_words"]

ADDRESS = "TASAPAINO_BACKGROUND"
ATTRIBUTION = "TASAPAINO_BACKGROUND_ATTRIBUTION"
_SIDES = ("left", "bottom", "right", "top")
_KNOWN = {"bbox", "width", "height", "crs", *_SIDES}


@dataclass(frozen=True, kw_only=True)
class Background:
    """A service that draws maps.

    template : its address, with places for what is wanted: {bbox} (left, bottom, right,
        top, as WMS 1.1.1 takes it) or {left}, {bottom}, {right}, {top} one by one;
        {width} and {height} in pixels; {crs} such as EPSG:3879
    attribution : what must be told beside the map

    Raises
    ------
    ValueError
        A place is missing or unknown, the address is none, or nothing is attributed.
    """

    template: str
    attribution: str

    def __post_init__(self) -> None:
        places = set(re.findall(r"\{(\w*)\}", self.template))
        if unknown := sorted(places - _KNOWN):
            raise ValueError(
                f"{ADDRESS}: there is no place {{{unknown[0]}}}; use {{bbox}}, "
                "{left}, {bottom}, {right}, {top}, {width}, {height} or {crs}"
            )
        whole = "bbox" in places or places.issuperset(_SIDES)
        if not whole or not places.issuperset(("width", "height")):
            raise ValueError(
                f"{ADDRESS}: the address must hold {{width}}, {{height}} and {{bbox}} "
                "(or {left}, {bottom}, {right} and {top})"
            )
        if not re.match(r"https?://", self.template):
            raise ValueError(f"{ADDRESS}: begin the address with https://")
        if not self.attribution.strip():
            raise ValueError(
                f"{ATTRIBUTION}: name whose the background map is, as its licence asks"
            )


def background() -> Background | None:
    """The service that the operator named in the environment, or None.

    Raises
    ------
    ValueError
        What is named cannot be used; the sentence says what to change.
    """
    template = os.environ.get(ADDRESS, "").strip()
    if not template:
        return None
    attribution = os.environ.get(ATTRIBUTION, "").strip()
    return Background(template=template, attribution=attribution)


def background_words() -> dict[str, str]:
    """Words of the map for it."""
    return {
        "background": _("Background map"),
        "backgroundFailed": _("The background map did not arrive."),
    }
