"""What the map tells of an area beside its value: statuses, and groups to outline."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

__all__ = ["MISSING", "STATUSES", "Outline"]

# In the order of their weight: of two statuses the later one holds for both together.
STATUSES = (
    "published",
    "estimated",
    "suppressed",
    "not_published",
    "component_missing",
)
MISSING = frozenset(STATUSES[2:])  # have no value, and so no class


@dataclass(frozen=True, kw_only=True)
class Outline:
    """A group of areas to be outlined, such as the target districts of a period."""

    label: str
    codes: Sequence[str]
    style: Literal["solid", "dashed"] = "solid"
    word: str = ""  # what a table says of an area in it; else the label
