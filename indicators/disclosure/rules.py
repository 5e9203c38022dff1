"""Primary suppression: the threshold rule, by the minimums of the catalogue."""

import numpy as np
import pandas as pd

from indicators.catalogue import Catalogue

__all__ = ["primary_cells"]


def primary_cells(observations: pd.DataFrame, catalogue: Catalogue) -> pd.Series:
    """Which figures stand on too few people.

    A figure is a primary cell where, for its indicator's minimums,

    - 0 < numerator < minimum_count: so few have the attribute. A count of zero is shown
      (nobody is described by it);
    - denominator - numerator < minimum_count, of shares only: so few have it *not*.
      None at all counts too: that everybody has the attribute is said of each of them;
    - denominator < minimum_denominator.

    Parameters
    ----------
    observations : DataFrame, shape (n rows)
        indicator, value, numerator, denominator. Counts in persons or households; the
        numerator of a figure that is neither a share nor a count (a sum of euros) is
        not judged. A figure without counts cannot be judged: False.
    catalogue : Catalogue
        `minimum_count` and `minimum_denominator` of each indicator, 0 = none.

    Returns
    -------
    Series of bool, index as `observations`, named "primary"

    >>> from indicators.catalogue import load_catalogue
    >>> rows = pd.DataFrame({"indicator": ["foreign_language_share"], "value": [8.0],
    ...     "numerator": [2.0], "denominator": [25.0]})
    >>> primary_cells(rows, load_catalogue()).tolist()
    [True]
    """
    entries = catalogue.indicator
    keys = pd.Index([entry.key for entry in entries])
    at = keys.get_indexer(pd.Index(observations["indicator"]))
    if (at < 0).any():
        unknown = observations["indicator"].iloc[int((at < 0).argmax())]
        raise ValueError(
            f"the indicator {unknown} is not in the catalogue: add it, or no minimum "
            "can be kept"
        )
    least = np.array([entry.minimum_count for entry in entries])[at]
    whole = np.array([entry.minimum_denominator for entry in entries])[at]
    share = np.array([entry.unit == "percent" for entry in entries])[at]
    count = np.array([entry.is_count for entry in entries])[at]
    numerator, denominator = observations["numerator"], observations["denominator"]
    numerator = numerator.where(~count | numerator.notna(), observations["value"])
    few = (share | count) & (numerator > 0) & (numerator < least)
    others = share & (denominator - numerator < least)
    return (few | others | (denominator < whole)).rename("primary")
