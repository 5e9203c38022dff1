"""What is published of districts and tells of what is not: the model's covariates."""

import numpy as np
import pandas as pd
from scipy.special import expit, logit

__all__ = ["COVARIATES", "district_covariates"]

# Housing, households, education and language: shares that districts publish themselves.
COVARIATES = (
    "rented_dwellings",
    "flats_share",
    "one_person_households",
    "tertiary_education_15plus",
    "foreign_language_share",
)
_LEAST = 0.5  # percent: a share nearer to 0 or 100 has no logit to be moved by


def district_covariates(
    published: pd.DataFrame, districts: pd.Index, target: str, year: int
) -> pd.DataFrame:
    """The shares nearest to the year, without the one that is estimated.

    A share of the nearest year that has any is taken. A district without a figure of
    that year gets its own of the next nearest, moved by how far the districts that have
    both moved (the median on the logit scale): 25 small districts publish only the
    newest year.

    Parameters
    ----------
    published : observations of districts as published
    districts : Index of str, every district
    target : the indicator that is estimated; its own published figures of any year take
        no part
    year : of the estimate

    Returns
    -------
    DataFrame of float, percent, indexed by district
        One column a share of `COVARIATES` but the target; NaN where none is published.
    """
    known = published[published["value"].notna()]
    columns = {}
    for name in COVARIATES:
        rows = known[known["indicator"] == name]
        if name == target or rows.empty:
            continue
        table = rows.pivot(index="area_code", columns="year", values="value")
        columns[name] = _nearest(table.reindex(districts), year)
    return pd.DataFrame(columns, index=districts)


def _nearest(table: pd.DataFrame, year: int) -> np.ndarray:
    """The figures of a table (district by year) nearest to the year, percent."""
    years = sorted(map(int, table.columns), key=lambda y: (abs(y - year), y))
    value = table[years].to_numpy(float)
    logits = logit(np.clip(value, _LEAST, 100 - _LEAST) / 100)
    result = value[:, 0]
    for other in range(1, len(years)):
        both = ~np.isnan(logits[:, 0] + logits[:, other])
        if both.any():
            drift = np.median(logits[both, 0] - logits[both, other])
            moved = 100 * expit(logits[:, other] + drift)
            result = np.where(np.isnan(result), moved, result)
    return result
