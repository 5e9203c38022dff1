"""The one function that every text for people goes through."""

import gettext
from functools import cache
from pathlib import Path

__all__ = ["AREA_NAME", "LANGUAGE", "_"]

LANGUAGE = "en"
AREA_NAME = "name_fi"  # the column with area names: Finnish ones in English text
_LOCALE = Path(__file__).parent.parent / "locale"


def _(message: str) -> str:
    """The message in the language of the page; as written where none translates it.

    >>> _("Map")
    'Map'
    """
    return _translations(LANGUAGE).gettext(message)


@cache
def _translations(language: str) -> gettext.NullTranslations:
    return gettext.translation("tasapaino", _LOCALE, [language], fallback=True)
