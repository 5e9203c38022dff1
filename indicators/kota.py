"""Kota, the educational-equality indicator for school health care, and its like.

What is documented of kota are its three components; weights and scaling are the
catalogue's, so that whoever has the city's formula changes them there.
"""

from collections.abc import Sequence

import pandas as pd

__all__ = ["component_values", "composite_index", "index_observations"]

_WITH_VALUE = ("published", "estimated")


def composite_index(
    components: pd.DataFrame, population: pd.Series, weights: Sequence[float]
) -> pd.Series:
    """Weighted mean of population-weighted z-scores, high = more need.

    z = (x - m) / s, with m and s the population-weighted mean and standard deviation
    over the areas that have every component; index = sum(w z) / sum(w).

    Parameters
    ----------
    components : DataFrame of float, shape (n, k), indexed by area_code
        One column a component, oriented so that high means more need, each in its
        own unit. NaN means that there is no figure.
    population : Series of number, shape (n,), same index
        Residents, above zero where the components are known.
    weights : k numbers, not negative, not all zero

    Returns
    -------
    Series of float, shape (n,), same index, named "index"
        In standard deviations; its population-weighted mean is 0. NaN where a
        component is missing.

    Raises
    ------
    ValueError
        Weights do not fit; a population is missing or not above zero; a component is
        the same everywhere, so that it has no spread to compare with.

    Source: OECD and JRC, Handbook on Constructing Composite Indicators (2008), section
    on normalisation (standardisation), with population weights as in the definition.

    >>> x = pd.DataFrame({"a": [10.0, 20.0], "b": [0.0, 4.0]}, index=["A", "B"])
    >>> composite_index(x, pd.Series({"A": 1, "B": 1}), [1, 1]).to_dict()
    {'A': -1.0, 'B': 1.0}
    """
    weight = pd.Series(list(weights), index=components.columns, dtype="float64")
    if (weight < 0).any() or weight.sum() <= 0:
        raise ValueError("weights must not be negative, nor all zero")
    complete = components.notna().all(axis=1)
    known = components[complete]
    people = population.reindex(components.index)[complete].astype("float64")
    if not (people > 0).all():
        bad = people.index[~(people > 0)].tolist()
        raise ValueError(f"population must be above zero; check areas {bad}")
    mean = known.mul(people, axis=0).sum() / people.sum()
    variance = ((known - mean) ** 2).mul(people, axis=0).sum() / people.sum()
    # Values that differ by rounding only have no spread: compared with their size.
    flat = variance <= (1e-12 * known.abs().max()) ** 2
    if len(known) and flat.any():
        names = ", ".join(map(str, flat.index[flat]))
        raise ValueError(f"the same everywhere, so nothing to compare: {names}")
    score = (known - mean) / variance**0.5
    index = (score * weight).sum(axis=1) / weight.sum()
    return index.reindex(components.index).rename("index")


def component_values(
    observations: pd.DataFrame, component: str, year: int, max_year_gap: int
) -> pd.DataFrame:
    """A component's figure for each area, of the year itself or a year near it.

    The nearest year with a value is taken, area by area; of two as near, the earlier.

    Returns
    -------
    DataFrame indexed by area_code: value, year, status, source
        Only areas that have a value within `max_year_gap` years.
    """
    rows = observations[
        (observations["indicator"] == component)
        & (observations["year"].sub(year).abs() <= max_year_gap)
        & observations["status"].isin(_WITH_VALUE)
    ]
    nearest = (
        rows.assign(gap=rows["year"].sub(year).abs())
        .sort_values(["area_code", "gap", "year"])
        .drop_duplicates("area_code")
        .set_index("area_code")
    )
    return nearest[["value", "year", "status", "source"]]


def index_observations(
    observations: pd.DataFrame,
    areas: pd.DataFrame,
    *,
    key: str,
    components: Sequence[str],
    weights: Sequence[float],
    worse: dict[str, str],
    max_year_gap: int = 1,
) -> pd.DataFrame:
    """The index for every level and year in which some area has all components.

    Parameters
    ----------
    observations : DataFrame
        Observations of the components and of `population`.
    areas : DataFrame indexed by area_code, with column level
    key : the index's name in the result
    components, weights : as in `composite_index`
    worse : dict of component -> "high" or "low"
        A component whose low end is worse is turned round.
    max_year_gap : how many years a component, and the population, may be away

    Returns
    -------
    DataFrame
        The columns of the observations and `detail`: for a value, each component's
        year ("unemployment_rate=2018;..."); for none, what is missing
        ("missing=foreign_language_share"). status is estimated where a component is,
        else published; component_missing without a component.
    """
    level = observations["area_code"].map(areas["level"])
    frames = []
    for name in ("district", "major_area", "postal_area"):
        rows = observations[level == name]
        codes = areas.index[areas["level"] == name]
        years = rows.loc[rows["indicator"].isin(components), "year"]
        if years.empty:
            continue
        for year in range(years.min() - max_year_gap, years.max() + max_year_gap + 1):
            parts = {
                component: component_values(rows, component, year, max_year_gap)
                for component in components
            }
            people = component_values(rows, "population", year, max_year_gap)["value"]
            frames.append(_one_year(key, year, codes, parts, people, weights, worse))
    known = [frame for frame in frames if frame is not None]
    if not known:
        return observations.head(0).assign(detail="")
    result = pd.concat(known)
    return result.sort_values(["year", "area_code"]).reset_index(drop=True)


def _one_year(
    key: str,
    year: int,
    codes: pd.Index,
    parts: dict[str, pd.DataFrame],
    people: pd.Series,
    weights: Sequence[float],
    worse: dict[str, str],
) -> pd.DataFrame | None:
    value = pd.DataFrame(
        {
            name: part["value"].reindex(codes) * (-1 if worse[name] == "low" else 1)
            for name, part in parts.items()
        }
    )
    population = people.reindex(codes)
    value[~(population > 0)] = float("nan")
    if value.notna().all(axis=1).sum() < 2:
        return None
    index = composite_index(value, population, weights)
    estimated = pd.concat(
        [part["status"].reindex(codes) == "estimated" for part in parts.values()],
        axis=1,
    ).any(axis=1)
    status = pd.Series("published", index=codes).mask(estimated, "estimated")
    sources = {
        s for part in parts.values() for cell in part["source"] for s in cell.split(";")
    }
    return pd.DataFrame(
        {
            "area_code": codes,
            "indicator": key,
            "year": year,
            "value": index.to_numpy(),
            "numerator": float("nan"),
            "denominator": float("nan"),
            "status": status.mask(index.isna(), "component_missing").to_numpy(),
            "source": ";".join(sorted(sources)),
            "detail": [_detail(code, parts, population) for code in codes],
        }
    )


def _detail(code: str, parts: dict[str, pd.DataFrame], population: pd.Series) -> str:
    missing = [name for name, part in parts.items() if code not in part.index]
    if not population[code] > 0:
        missing.append("population")
    if missing:
        return "missing=" + ",".join(missing)
    return ";".join(f"{name}={part['year'][code]}" for name, part in parts.items())
