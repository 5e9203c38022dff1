"""What stands for a missing figure, and a record of it. Pure."""

import numpy as np
import pandas as pd

__all__ = ["IMPUTED_COLUMNS", "impute"]

IMPUTED_COLUMNS = ["area_code", "component", "value", "method"]


def impute(
    values: pd.DataFrame, method: str, groups: pd.Series | None = None
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Missing figures filled from the other areas; "none" fills nothing.

    mean, median : of the component over the areas that have it
    group_mean : mean over the areas of the same group that have it; where none of the
        group has, and for an area without a group, the mean over all

    Parameters
    ----------
    values : DataFrame of float, shape (n, k), indexed by area_code, NaN for no figure
    method : "none", "mean", "median" or "group_mean"
    groups : Series, shape (n,), same index; only for "group_mean"

    Returns
    -------
    filled : DataFrame of float, same shape
        A component that no area has stays missing.
    record : DataFrame with columns area_code, component, value, method
        A row a filled figure, in the component's own unit.

    Raises
    ------
    ValueError
        The method is unknown; "group_mean" without groups, or with other areas' groups.

    Source: OECD and JRC, Handbook on Constructing Composite Indicators (2008), step 3
    (unconditional mean and median imputation); COINr's i_mean, i_median, i_mean_grp.

    >>> x = pd.DataFrame({"a": [1.0, 2.0, None]}, index=["A", "B", "C"])
    >>> impute(x, "mean")[1].to_dict("records")
    [{'area_code': 'C', 'component': 'a', 'value': 1.5, 'method': 'mean'}]
    """
    if method not in ("none", "mean", "median", "group_mean"):
        raise ValueError(f"there is no imputation {method!r}")
    empty = pd.DataFrame({name: [] for name in IMPUTED_COLUMNS}, dtype="object")
    missing = values.isna().to_numpy()
    if method == "none" or not missing.any():
        return values.copy(), empty
    fill = values.fillna(values.median() if method == "median" else values.mean())
    if method == "group_mean":
        fill = values.fillna(_group_means(values, groups)).fillna(fill)
    rows, columns = np.nonzero(missing & fill.notna().to_numpy())
    record = pd.DataFrame(
        {
            "area_code": values.index[rows],
            "component": values.columns[columns],
            "value": fill.to_numpy()[rows, columns],
            "method": method,
        }
    )
    return fill, record


def _group_means(values: pd.DataFrame, groups: pd.Series | None) -> pd.DataFrame:
    if groups is None:
        raise ValueError("imputation by group_mean needs groups: give one an area")
    if not groups.index.is_unique:
        twice = groups.index[groups.index.duplicated()][0]
        raise ValueError(f"groups has area {twice} twice: keep one")
    lacking = values.index.difference(groups.index).tolist()
    if lacking:
        raise ValueError(f"groups has no areas {lacking}: give each area its group")
    return values.groupby(groups.reindex(values.index)).transform("mean")
