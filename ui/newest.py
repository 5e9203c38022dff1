"""The newest year of an indicator at a level."""

from indicators.data import IndicatorData

__all__ = ["newest_year"]


def newest_year(data: IndicatorData, key: str, level: str) -> int:
    """The newest year in which some area of the level has a figure.

    Raises
    ------
    ValueError
        The indicator has none at this level.
    """
    rows = data.available
    years = rows.loc[(rows["indicator"] == key) & (rows["level"] == level), "year"]
    if years.empty:
        raise ValueError(
            f"{key} has no figure at level {level}: choose another indicator for it"
        )
    return int(years.max())
