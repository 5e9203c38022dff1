"""Every component turned so that high means more need. Pure."""

from collections.abc import Mapping, Sequence

import pandas as pd

__all__ = ["orient", "signs"]


def signs(keys: Sequence[str], worse: Mapping[str, str]) -> pd.Series:
    """1 where the high end of an indicator is worse, -1 where the low end is.

    Parameters
    ----------
    keys : the indicators
    worse : indicator -> "high", "low" or "neither"

    Returns
    -------
    Series of float, shape (k,), indexed by indicator, named "sign"

    Raises
    ------
    ValueError
        An indicator is not in `worse`, or neither end of it is worse.

    >>> signs(["income", "rent"], {"income": "low", "rent": "high"}).to_dict()
    {'income': -1.0, 'rent': 1.0}
    """
    result = {}
    for key in keys:
        if key not in worse:
            raise ValueError(f"worse says nothing of {key}: add it as high or low")
        if worse[key] not in ("high", "low"):
            raise ValueError(
                f"neither end of {key} is worse, so it cannot tell need: take it out"
            )
        result[key] = 1.0 if worse[key] == "high" else -1.0
    return pd.Series(result, dtype="float64", name="sign")


def orient(values: pd.DataFrame, worse: Mapping[str, str]) -> pd.DataFrame:
    """The values with the sign changed where the low end is worse.

    Parameters
    ----------
    values : DataFrame of float, shape (n, k), a column an indicator, each in its unit

    Returns
    -------
    DataFrame of float, same shape: x, or -x where the low end is worse

    Raises
    ------
    ValueError
        See `signs`.

    >>> x = pd.DataFrame({"income": [2.0, 5.0]})
    >>> orient(x, {"income": "low"})["income"].tolist()
    [-2.0, -5.0]
    """
    return values * signs([str(key) for key in values.columns], worse)
