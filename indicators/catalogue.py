"""Every indicator the dashboard shows, read from its catalogue and checked."""

import tomllib
from pathlib import Path
from typing import Literal, Self

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    StrictBool,
    ValidationError,
    model_validator,
)

from indicators.index.definition import IndexDefinition

__all__ = [
    "CATALOGUE_FILE",
    "Catalogue",
    "CatalogueError",
    "CatalogueIndex",
    "Fill",
    "Indicator",
    "Names",
    "load_catalogue",
]

CATALOGUE_FILE = Path(__file__).parent.parent / "data" / "indicators.toml"


class CatalogueError(ValueError):
    """The catalogue cannot be used; the sentence says where and what to do."""


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Names(_Strict):
    """A name in the three languages."""

    fi: str = Field(min_length=1)
    sv: str = Field(min_length=1)
    en: str = Field(min_length=1)

    def in_language(self, language: str) -> str:
        """The name in "fi", "sv" or "en".

        >>> Names(fi="Väestö", sv="Folkmängd", en="Population").in_language("sv")
        'Folkmängd'
        """
        return str(getattr(self, language))


class CatalogueIndex(_Strict):
    """An index made of other indicators, with what is documented and what is ours."""

    definition: IndexDefinition
    documented: str
    ours: str

    @property
    def components(self) -> tuple[str, ...]:
        """The components' keys."""
        return self.definition.keys

    @property
    def weights(self) -> tuple[float, ...]:
        """The components' weights as given, before those of pillars."""
        return tuple(component.weight for component in self.definition.components)

    @property
    def max_year_gap(self) -> int:
        """How many years a component may be away from the index's."""
        return self.definition.max_year_gap


class Fill(_Strict):
    """Which years without a figure may be filled with estimates, marked as such.

    between_years: between two years of the same area (`indicators.fill`).
    backcast: years of which only other areas have a figure, for areas that have the
    newest, and the two years before the first (`indicators.backcast`).
    Neither has a default: someone must have looked at the errors.
    """

    between_years: StrictBool
    backcast: StrictBool

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if not (self.between_years or self.backcast):
            raise ValueError("fill allows nothing: set one to true or leave it out")
        return self


class Indicator(_Strict):
    """One entry. `worse` has no default: someone must have thought about it."""

    key: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    theme: str
    worse: Literal["high", "low", "neither"]
    unit: str
    decimals: int = Field(ge=0, le=4)
    valid_range: tuple[float, float]
    denominator: str  # empty: none, or not published
    source: str
    licence: str
    caveat: str
    # Figures of fewer people are suppressed (indicators/disclosure); 0: none are.
    minimum_count: int = Field(default=0, ge=0)
    minimum_denominator: int = Field(default=0, ge=0)
    change_of: str = ""  # the count whose change from the year before this is
    name: Names
    index: CatalogueIndex | None = None
    fill: Fill | None = None  # none: a year without a figure stays without

    @property
    def is_count(self) -> bool:
        """A number of people, not a share or a mean: areas differ by their size."""
        return self.unit == "persons"

    @model_validator(mode="after")
    def _texts_and_range(self) -> Self:
        if self.unit != self.unit.lower().rstrip("."):
            raise ValueError(f"unit {self.unit!r} must be lower case, no full stop")
        if self.valid_range[0] >= self.valid_range[1]:
            raise ValueError("valid_range must rise from its first to its second end")
        return self

    @model_validator(mode="after")
    def _fill_is_of_a_share(self) -> Self:
        share = self.unit == "percent" and self.valid_range == (0, 100)
        if self.fill and (self.index or not share):
            raise ValueError(
                "fill is for shares in percent with valid_range [0, 100] only: "
                "leave it out"
            )
        return self


class Catalogue(_Strict):
    """All indicators, in the order in which they are shown."""

    indicator: tuple[Indicator, ...]

    @model_validator(mode="after")
    def _keys_fit(self) -> Self:
        keys = [entry.key for entry in self.indicator]
        repeated = sorted({key for key in keys if keys.count(key) > 1})
        if repeated:
            raise ValueError(f"the key {repeated[0]} is there twice: rename one")
        for entry in self.indicator:
            for component in entry.index.components if entry.index else ():
                if component not in keys or component == entry.key:
                    raise ValueError(
                        f"{entry.key}: the component {component} is no other indicator"
                    )
                if self[component].index or self[component].worse == "neither":
                    raise ValueError(
                        f"{entry.key}: the component {component} must be a figure of "
                        'the sources with a worse end ("high" or "low")'
                    )
        return self

    def __getitem__(self, key: str) -> Indicator:
        for entry in self.indicator:
            if entry.key == key:
                return entry
        raise CatalogueError(
            f"there is no indicator {key!r}; choose one of: {', '.join(self.keys)}"
        )

    @property
    def keys(self) -> tuple[str, ...]:
        return tuple(entry.key for entry in self.indicator)


def load_catalogue(file: Path = CATALOGUE_FILE) -> Catalogue:
    """The catalogue from its TOML file.

    Raises
    ------
    CatalogueError
        The file is missing, not UTF-8, no TOML, or an entry breaks a rule; the
        sentence names the file, the entry and the field.
    """
    try:
        text = file.read_bytes().decode("utf-8")
    except FileNotFoundError:
        raise CatalogueError(
            f"{file.name}: the file is missing; restore it from the repository"
        ) from None
    except UnicodeDecodeError as error:
        raise CatalogueError(
            f"{file.name}, byte {error.start}: not UTF-8; save the file as UTF-8"
        ) from None
    if not text.strip():
        raise CatalogueError(
            f"{file.name}: the file is empty; restore it from the repository"
        )
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise CatalogueError(f"{file.name}: no valid TOML: {error}") from None
    try:
        return Catalogue.model_validate(content)
    except ValidationError as error:
        raise CatalogueError(_sentence(file, content, error)) from None


def _sentence(file: Path, content: dict, error: ValidationError) -> str:
    first = error.errors()[0]
    place = list(first["loc"])
    entries = content.get("indicator", [])
    if len(place) > 1 and isinstance(place[1], int) and place[1] < len(entries):
        place[1] = entries[place[1]].get("key", f"entry {place[1] + 1}")
        place = place[1:]
    where = ", ".join(str(part) for part in place) or "the whole file"
    message = first["msg"].removeprefix("Value error, ")
    return f"{file.name}, {where}: {message[0].lower()}{message[1:]}"
