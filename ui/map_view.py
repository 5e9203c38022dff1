"""The map's choice in the address and back."""

from typing import Any

from ui.map import MODES, ONLY_IN, MapChoice
from ui.view import current, remember

__all__ = ["ADDRESS_NAMES", "remember_choice", "start_of_view"]

# name in the address -> field of MapChoice, and whether it is a number
_FIELDS = {
    "indicator": ("series", False),
    "year": ("year", True),
    "mode": ("mode", False),
    "since": ("base", True),
    "second": ("second", False),
    "second_year": ("second_year", True),
    "scheme": ("scheme", False),
    "classes": ("classes", True),
    "pool": ("pool", False),
    "colours": ("palette", False),
    "small": ("small", False),
    "borders": ("borders", False),
    "names": ("names", False),
    "layers": ("layers", False),
    "area": ("area", False),
    "zoom": ("zoom", False),
}
ADDRESS_NAMES = tuple(_FIELDS)
_USUAL = MapChoice(series="kota", year=0)


def start_of_view() -> MapChoice:
    """What the view asks the map to show; parts that it does not name as usual.

    A year that does not exist is replaced by the map with the newest one.
    """
    asked: dict[str, Any] = {}
    for name, (field, number) in _FIELDS.items():
        text = current(name)
        if text and not (number and not text.isdecimal()):
            asked[field] = int(text) if number else text
    return MapChoice(**{"series": _USUAL.series, "year": _USUAL.year, **asked})


def remember_choice(choice: MapChoice) -> None:
    """Puts the map's choice into the view; what is as usual stays out of it."""
    for name, (field, _number) in _FIELDS.items():
        value = getattr(choice, field)
        apt = choice.mode in ONLY_IN.get(field, MODES)
        usual = value == getattr(_USUAL, field) and name not in ("indicator", "year")
        remember(name, value if apt and not usual else None)
