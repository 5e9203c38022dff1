"""What is declared of an outside source."""

from collections.abc import Mapping
from dataclasses import dataclass, field

__all__ = ["CC_BY", "Source"]

CC_BY = "CC BY 4.0"


@dataclass(frozen=True, kw_only=True)
class Source:
    """One outside file as it was published.

    `years` maps a group of fields (the part of the field's name before the first
    underscore) to the year that its figures describe: within one release the groups
    can be from different years.
    """

    key: str
    publisher: str
    title: str
    service: str  # the official service or page, in words
    page: str  # its address
    licence: str
    attribution: str
    vintage: str
    file: str  # below the folder given with --from
    reader: str  # the function that reads it
    fields: Mapping[str, str]
    missing: Mapping[str, str] = field(default_factory=dict)
    years: Mapping[str, int] = field(default_factory=dict)
    note: str = ""
