"""The entries of the measure catalogue and the rules that each must keep."""

import re
from collections.abc import Sequence
from typing import Annotated, Literal, Self, get_args

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    model_validator,
)

__all__ = [
    "FORMS",
    "LANGUAGES",
    "TARGETINGS",
    "Evidence",
    "Language",
    "Measure",
    "MeasureCatalogue",
    "MeasureError",
    "Programme",
    "SelectionIndicator",
    "TargetPeriod",
    "Targeting",
    "Theme",
    "YearCount",
    "known_language",
]

Language = Literal["fi", "sv", "en"]
Targeting = Literal[
    "named_areas",
    "target_districts",
    "institution",
    "indicator",
    "city_wide",
    "not_documented",
]
LANGUAGES: tuple[Language, ...] = get_args(Language)
TARGETINGS: tuple[Targeting, ...] = get_args(Targeting)

# Forms of text, and each in words for whoever has to correct it.
_TRIMMED = r"^\S(.*\S)?$"
_KEY = r"^[a-z0-9]+([_-][a-z0-9]+)*$"
_CODE = r"^[0-9]{10}$"
_ADDRESS = r"^https?://[^\s/]+\.\S+$"
FORMS = {
    _TRIMMED: "write one line of text, without blanks at its ends",
    _KEY: "write small letters a-z, digits and _ or - between them",
    _CODE: "write the official code, ten digits in quotes, such as '0927094000'",
    _ADDRESS: "write a whole address that begins with https:// or http://",
}

Text = Annotated[str, StringConstraints(pattern=_TRIMMED)]
Key = Annotated[str, StringConstraints(pattern=_KEY)]
AreaCode = Annotated[str, StringConstraints(pattern=_CODE)]  # text, never a number
Address = Annotated[str, StringConstraints(pattern=_ADDRESS)]
Year = Annotated[int, Field(strict=True, ge=1900, le=2100)]
Count = Annotated[int, Field(strict=True, ge=0)]
Positive = Annotated[int, Field(strict=True, gt=0)]
Flag = Annotated[bool, Field(strict=True)]


class MeasureError(ValueError):
    """The measure catalogue, or a question put to it, cannot be used as it is."""


def known_language(language: str) -> Language:
    """The language itself, when names exist in it.

    Raises
    ------
    MeasureError
        It is none of `LANGUAGES`.
    """
    if language not in LANGUAGES:
        raise MeasureError(
            f"no names in the language {language!r}; take one of {', '.join(LANGUAGES)}"
        )
    return language


def _refuse_repeats(codes: Sequence[str], field: str) -> None:
    repeated = sorted({code for code in codes if codes.count(code) > 1})
    if repeated:
        raise ValueError(f"{field} has {', '.join(repeated)} twice; keep one")


class _Entry(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class _Named(_Entry):
    name_fi: Text
    name_sv: Text
    name_en: Text

    def name(self, language: str) -> str:
        """The name in one of `LANGUAGES`."""
        return str(getattr(self, f"name_{known_language(language)}"))


class Programme(_Named):
    """The programme as a whole. Budgets in euros; there is none per measure."""

    years: tuple[Year, ...] = Field(min_length=1)
    budget_eur_per_year: Positive
    budget_eur_total: Positive
    budget_per_measure: Literal["not_published"]
    budget_statement_fi: Text
    budget_statement_sv: Text
    budget_statement_en: Text
    names_translated: tuple[Language, ...]  # translated by us, not official
    translation_statement_fi: Text
    translation_statement_sv: Text
    translation_statement_en: Text
    sources: tuple[Address, ...] = Field(min_length=1)
    note: Text | None = None

    def budget_statement(self, language: str) -> str:
        """What the budget was and that none is published per measure."""
        return str(getattr(self, f"budget_statement_{known_language(language)}"))

    def translation_statement(self, language: str) -> str:
        """Which names are translations and not official."""
        return str(getattr(self, f"translation_statement_{known_language(language)}"))

    @model_validator(mode="after")
    def _sums(self) -> Self:
        if self.budget_eur_per_year * len(self.years) != self.budget_eur_total:
            raise ValueError(
                "budget_eur_total is not budget_eur_per_year times the years; "
                "correct one of the three"
            )
        return self


class YearCount(_Entry):
    """How many measures a year had, and how many of them the catalogue documents."""

    year: Year
    measures: Count
    documented: Count
    themes_documented: Flag
    source: Address
    note: Text | None = None


class Theme(_Named):
    """A heading under which the city lists measures."""

    key: Key


class SelectionIndicator(_Entry):
    """An indicator by which target districts were chosen; no key = not published."""

    name_fi: Text
    key: Key | None = None
    part_of_kota: Flag
    note: Text | None = None


class TargetPeriod(_Entry):
    """The target districts of some years, both ends included."""

    key: Key
    first_year: Year
    last_year: Year
    districts: tuple[AreaCode, ...] = Field(min_length=1)
    indicators: tuple[SelectionIndicator, ...] = Field(min_length=1)
    sources: tuple[Address, ...] = Field(min_length=1)
    note: Text | None = None

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if self.first_year > self.last_year:
            raise ValueError("first_year is after last_year; exchange them")
        _refuse_repeats(self.districts, "districts")
        return self


class Evidence(_Entry):
    """A page besides the city's list, and what it says about the measure."""

    url: Address
    says: Text


class Measure(_Named):
    """One measure in one year. `data/measures.toml` says what each field means."""

    key: Key
    year: Year
    number: Positive
    theme: Key | None = None
    continues: Key | None = None
    target_group_fi: Text | None = None
    target_group_sv: Text | None = None
    target_group_en: Text | None = None
    targeting: Targeting
    targeting_reason: Text
    areas: tuple[AreaCode, ...] = ()
    areas_complete: Flag = True
    undefined_area: Text | None = None
    places: tuple[Text, ...] = ()
    rule_indicator: Key | None = None
    need_indicator: Key | None = None
    need_reason: Text
    staff: Text | None = None
    staff_posts: Positive | None = None
    note: Text | None = None
    source: Address
    evidence: tuple[Evidence, ...] = ()

    def target_group(self, language: str) -> str | None:
        """For whom the measure is, in one of `LANGUAGES`; None = not documented."""
        group = getattr(self, f"target_group_{known_language(language)}")
        return None if group is None else str(group)

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if not self.key.endswith(f"_{self.year}"):
            raise ValueError(f"the key does not end in _{self.year}; add it")
        groups = [self.target_group(language) for language in LANGUAGES]
        if any(groups) and not all(groups):
            raise ValueError(
                "target_group is not there in all of fi, sv and en; add the missing "
                "ones, or remove all three when it is not documented"
            )
        if (self.targeting == "named_areas") != bool(self.areas or self.undefined_area):
            raise ValueError(
                "areas (or undefined_area) go with targeting = 'named_areas' and only "
                "with it; add the areas or change the targeting"
            )
        if not self.areas_complete and not self.areas:
            raise ValueError(
                "areas_complete = false goes with areas only; add areas or remove it"
            )
        if (self.targeting == "indicator") != (self.rule_indicator is not None):
            raise ValueError(
                "rule_indicator goes with targeting = 'indicator' and only with it; "
                "add the indicator or change the targeting"
            )
        _refuse_repeats(self.areas, "areas")
        posts = sum(int(number) for number in re.findall(r"\d+", self.staff or ""))
        if posts != (self.staff_posts or 0):
            raise ValueError(
                f"staff_posts is {self.staff_posts} and staff says {self.staff!r}; "
                "make them agree"
            )
        return self


class MeasureCatalogue(_Entry):
    """The whole catalogue. `file` and `positions` serve messages only."""

    programme: Programme
    years: tuple[YearCount, ...]
    themes: tuple[Theme, ...]
    periods: tuple[TargetPeriod, ...]
    measures: tuple[Measure, ...]
    file: str = Field(repr=False)
    positions: dict[tuple[str, int, str], int] = Field(repr=False)

    def measure(self, key: str) -> Measure:
        """The measure with this key.

        Raises
        ------
        MeasureError
            No measure has it.
        """
        for measure in self.measures:
            if measure.key == key:
                return measure
        raise MeasureError(
            f"{self.file}: no measure has the key {key!r}; take one of "
            + ", ".join(measure.key for measure in self.measures)
        )

    def theme(self, key: str) -> Theme:
        """The theme with this key; MeasureError when there is none."""
        for theme in self.themes:
            if theme.key == key:
                return theme
        raise MeasureError(
            f"{self.file}: no theme has the key {key!r}; take one of "
            + ", ".join(theme.key for theme in self.themes)
        )
