"""What the errors of the estimates come to: many years in a row each. Pure."""

import pandas as pd

__all__ = ["FILLED", "JUDGED", "error_summary", "filled_summary"]

JUDGED = ("model", "dasymetric", "by area")
FILLED = ("fill_between", "backcast")


def error_summary(errors: pd.DataFrame) -> pd.DataFrame:
    """Estimates of districts from postal areas, a row an indicator and kind of counts.

    Parameters
    ----------
    errors : DataFrame from indicators.data.load_errors

    Returns
    -------
    DataFrame
        indicator, postal_counts, first_year, last_year; model, dasymetric and by area:
        means over the years of the mean error, in the indicator's unit; ratio, of the
        first to the second; coverage, the share of the truths inside the model's 95 %
        intervals. NaN for a method that was not judged.
    """
    judged = errors[errors["method"].isin(JUDGED)]
    rows = [
        {
            "indicator": indicator,
            "postal_counts": counts,
            **_years(part),
            **_means(part),
        }
        for (indicator, counts), part in judged.groupby(["indicator", "postal_counts"])
    ]
    return pd.DataFrame(rows)


def filled_summary(errors: pd.DataFrame) -> pd.DataFrame:
    """Years that were filled, a row an indicator and way.

    Returns
    -------
    DataFrame
        indicator, method (of FILLED), first_year, last_year, mean_error (mean over the
        years), worst_year_error (of the year with the largest mean error), coverage.
    """
    filled = errors[errors["method"].isin(FILLED)]
    rows = [
        {
            "indicator": indicator,
            "method": method,
            **_years(part),
            "mean_error": part["mean_error"].mean(),
            "worst_year_error": part["mean_error"].max(),
            "coverage": _coverage(part),
        }
        for (indicator, method), part in filled.groupby(["indicator", "method"])
    ]
    return pd.DataFrame(rows)


def _years(part: pd.DataFrame) -> dict[str, int]:
    return {"first_year": int(part["year"].min()), "last_year": int(part["year"].max())}


def _means(part: pd.DataFrame) -> dict[str, float]:
    means = part.groupby("method")["mean_error"].mean().reindex(JUDGED)
    return {
        **{str(method): float(mean) for method, mean in means.items()},
        "ratio": float(means["model"] / means["dasymetric"]),
        "coverage": _coverage(part[part["method"] == "model"]),
    }


def _coverage(part: pd.DataFrame) -> float:
    return float((part["coverage"] * part["districts"]).sum() / part["districts"].sum())
