"""What an index is made of: its definition, as a file, and as a line for an address."""

import unicodedata
from collections import Counter
from typing import Annotated, Literal, Protocol, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

__all__ = ["POSITIVE_MEANS", "Component", "IndexDefinition", "Pillar"]

Finite = Annotated[float, Field(strict=True, allow_inf_nan=False)]
Weight = Annotated[float, Field(strict=True, allow_inf_nan=False, ge=0)]


def _readable(text: str) -> str:
    """Refuses what a file or an address cannot carry: it must come back as it was."""
    if any(unicodedata.category(sign) in ("Cc", "Cs") for sign in text):
        raise ValueError(f"{text!r} has a sign that cannot be read: write plain text")
    return text


Text = Annotated[str, Field(strict=True, max_length=200), AfterValidator(_readable)]

POSITIVE_MEANS = ("geometric", "harmonic")
_OWN_UNIT = ("goalposts", "distance_to_reference")
_WITH_SCALE = ("min_max", "percentile", "goalposts")
_CHANGE_UNIT = ("log", "box_cox")


class _Entry(Protocol):
    @property
    def key(self) -> str: ...
    @property
    def worse(self) -> str: ...


class _Catalogue(Protocol):
    @property
    def indicator(self) -> tuple[_Entry, ...]: ...


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Component(_Strict):
    """One indicator in an index; goalposts and reference are in its own unit."""

    indicator: str = Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=100)
    weight: Weight = 1.0
    pillar: Text = ""  # empty: the index has no pillars
    goalposts: tuple[Finite, Finite] | None = None  # low, high
    reference: Finite | None = None  # none: the mean of the areas

    @model_validator(mode="after")
    def _rises(self) -> Self:
        if self.goalposts and self.goalposts[0] >= self.goalposts[1]:
            raise ValueError(
                f"goalposts of {self.indicator} must rise from the first to the second"
            )
        if self.reference == 0:
            raise ValueError(
                f"reference of {self.indicator} is 0, which has no ratio: "
                "choose another"
            )
        return self


class Pillar(_Strict):
    """A group of components that is weighed as one."""

    name: Text = Field(min_length=1)
    weight: Weight = 1.0


class IndexDefinition(_Strict):
    """Everything that an index depends on besides the figures themselves.

    A weight of 0 takes a component or pillar out, as if it were not there; weighting
    "equal" looks at no weight, "pca" at those of the pillars only.

    Attributes
    ----------
    components, pillars : either every component names one of the pillars, or none does
    outliers : "none"; "winsorise"; "log" or "box_cox": winsorise, and where that is
        not enough transform. See `outliers.treat`.
    max_winsorised : how many points of a component may be winsorised
    imputation : "none", or what stands for a missing figure. See `impute.impute`.
    normalisation : see `normalise.normalise`
    scale : ends of min_max, percentile and goalposts. None: 0 and 100; under a
        geometric or harmonic mean, which need figures above 0, 1 and 100 (goalposts
        keep 0 and 100; z is then put on 1 to 100 too)
    population_weighted : means and deviations weigh areas by their residents
    weighting : "given"; "equal", pillars too; "pca". See `weigh`.
    aggregation : see `aggregate`
    minimum_availability : share of the components that an area needs, above 0 up to 1
    max_year_gap : how many years a component may be away from the index's
    """

    name: Text = ""
    components: tuple[Component, ...] = Field(min_length=1, max_length=100)
    pillars: tuple[Pillar, ...] = ()
    outliers: Literal["none", "winsorise", "log", "box_cox"] = "none"
    max_winsorised: Annotated[int, Field(strict=True, ge=0, le=1000)] = 5
    imputation: Literal["none", "mean", "median", "group_mean"] = "none"
    normalisation: Literal[
        "z", "min_max", "rank", "percentile", "goalposts", "distance_to_reference"
    ] = "z"
    scale: tuple[Finite, Finite] | None = None
    population_weighted: Annotated[bool, Field(strict=True)] = False
    weighting: Literal["given", "equal", "pca"] = "given"
    aggregation: Literal["arithmetic", "geometric", "harmonic", "copeland"] = (
        "arithmetic"
    )
    minimum_availability: Annotated[Finite, Field(gt=0, le=1)] = 1.0
    max_year_gap: Annotated[int, Field(strict=True, ge=0, le=100)] = 1

    @property
    def keys(self) -> tuple[str, ...]:
        """The components' indicators, in their order."""
        return tuple(component.indicator for component in self.components)

    @model_validator(mode="after")
    def _components_and_pillars_fit(self) -> Self:
        _refuse_twice("component", self.keys)
        _refuse_twice("pillar", [pillar.name for pillar in self.pillars])
        named = {component.pillar for component in self.components} - {""}
        have = {pillar.name for pillar in self.pillars}
        if unknown := sorted(named - have):
            raise ValueError(f"the pillar {unknown[0]} is not among pillars: add it")
        if unused := sorted(have - named):
            raise ValueError(f"the pillar {unused[0]} has no component: leave it out")
        loose = [c.indicator for c in self.components if named and not c.pillar]
        if loose:
            raise ValueError(f"{loose[0]} has no pillar but others have: give it one")
        _refuse_no_weight(self)
        return self

    @model_validator(mode="after")
    def _choices_fit(self) -> Self:
        if self.normalisation == "goalposts":
            without = [c.indicator for c in self.components if c.goalposts is None]
            if without:
                raise ValueError(
                    f"{without[0]} has no goalposts: give it a low and high"
                )
        if self.normalisation in _OWN_UNIT and self.outliers in _CHANGE_UNIT:
            raise ValueError(
                f'outliers "{self.outliers}" changes the unit, in which '
                f'{self.normalisation} is given: use "winsorise" or "none"'
            )
        if self.scale is None:
            return self
        if self.normalisation not in _WITH_SCALE:
            raise ValueError(
                f"scale is for {', '.join(_WITH_SCALE)}: leave it out with "
                f"{self.normalisation}"
            )
        if self.scale[0] >= self.scale[1]:
            raise ValueError("scale must rise from its first to its second end")
        if self.aggregation in POSITIVE_MEANS and self.scale[0] < 0:
            raise ValueError(
                f"a {self.aggregation} mean needs figures above 0: start the scale at 1"
            )
        return self

    def check_against(self, catalogue: _Catalogue) -> None:
        """Refuses components that the catalogue lacks or that have no worse end.

        Raises
        ------
        ValueError
            One sentence that names the first such component.
        """
        worse = {entry.key: entry.worse for entry in catalogue.indicator}
        indexes = {
            entry.key
            for entry in catalogue.indicator
            if getattr(entry, "index", None) is not None
        }
        for key in self.keys:
            if key not in worse:
                raise ValueError(
                    f"{key} is no indicator of the catalogue: correct the key or take "
                    "the component out"
                )
            if key in indexes or worse[key] not in ("high", "low"):
                raise ValueError(
                    f"the component {key} must be a figure of the sources with a worse "
                    'end ("high" or "low"): take it out'
                )


def _refuse_twice(what: str, names: "tuple[str, ...] | list[str]") -> None:
    twice = [name for name, count in Counter(names).items() if count > 1]
    if twice:
        raise ValueError(f"the {what} {twice[0]} is named twice: keep one")


def _refuse_no_weight(definition: IndexDefinition) -> None:
    if definition.weighting == "equal":
        return
    if definition.pillars and not sum(p.weight for p in definition.pillars) > 0:
        raise ValueError("weights of pillars must not all be zero")
    if definition.weighting == "pca":
        return
    if not sum(component.weight for component in definition.components) > 0:
        raise ValueError("weights must not be negative, nor all zero")
    for pillar in definition.pillars:
        inside = [c.weight for c in definition.components if c.pillar == pillar.name]
        if pillar.weight > 0 and not sum(inside) > 0:
            raise ValueError(
                f"every component of the pillar {pillar.name} has the weight 0: "
                "give the pillar the weight 0, or a component more"
            )
