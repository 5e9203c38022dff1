"""The model of `geo.estimates`, fed with what is published of Vantaa's districts."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import pandas as pd

from geo.estimates import PieceEstimates, estimate_pieces, sum_pieces
from sources.covariates import district_covariates

__all__ = ["DistrictModel"]


@dataclass(frozen=True)
class DistrictModel:
    """Estimates of shares from postal counts, by district or what districts make up.

    crosswalks : the dasymetric ones from postal areas to districts, by grid year
    published : observations of districts as published, for the covariates
    districts : Index of str, every district
    areas : Series of str, indexed by district, or None
        The area each district is added to (its major area); None: itself.
    """

    crosswalks: Mapping[int, pd.DataFrame]
    published: pd.DataFrame
    districts: pd.Index
    areas: pd.Series | None = None
    _fitted: dict[tuple[str, int, int], PieceEstimates] = field(default_factory=dict)

    def by(self, areas: pd.Series | None) -> "DistrictModel":
        """The same estimates by the areas that districts make up, fitted once only."""
        return replace(self, areas=areas)

    def pieces(
        self, counts: pd.DataFrame, indicator: str, year: int, grid: int
    ) -> PieceEstimates:
        """The pieces that postal areas and districts share; postal counts are kept.

        `counts`: numerator and denominator by postal area, for every area of the
        crosswalk, NaN where not known.
        """
        covariates = district_covariates(
            self.published, self.districts, indicator, year
        )
        return estimate_pieces(counts, self.crosswalks[grid], covariates)

    def __call__(
        self, counts: pd.DataFrame, indicator: str, year: int, grid: int
    ) -> pd.DataFrame:
        """numerator, denominator, lower and upper by area, as `sum_pieces` says.

        Fitted once for an indicator, year and grid, whose counts are always the same.
        """
        key = (indicator, year, grid)
        if key not in self._fitted:
            self._fitted[key] = self.pieces(counts, *key)
        return sum_pieces(self._fitted[key], self.areas)
