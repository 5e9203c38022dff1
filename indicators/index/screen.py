"""Which areas have enough figures to be in the index. Pure."""

import numpy as np
import pandas as pd

__all__ = ["check_values", "screen"]


def check_values(values: pd.DataFrame, population: pd.Series) -> None:
    """Refuses input that no index can be built from.

    Raises
    ------
    ValueError
        An area or component is there twice; a value is infinite; population has other
        areas than the values.
    """
    for what, names in (("area", values.index), ("component", values.columns)):
        if not names.is_unique:
            twice = names[names.duplicated()].unique().tolist()
            raise ValueError(f"{what} {twice[0]} is there twice: keep one")
    if not population.index.is_unique:
        twice = population.index[population.index.duplicated()].unique().tolist()
        raise ValueError(f"area {twice[0]} is in population twice: keep one")
    if not values.index.equals(population.index):
        without = values.index.difference(population.index).tolist()
        beyond = population.index.difference(values.index).tolist()
        if without or beyond:
            raise ValueError(
                "values and population must have the same areas; check areas "
                f"{without or beyond}"
            )
    infinite = np.isinf(values.to_numpy(dtype="float64"))
    if infinite.any():
        row, column = np.argwhere(infinite)[0]
        raise ValueError(
            f"{values.columns[column]} is infinite in area {values.index[row]}: give a "
            "number, or NaN for no figure"
        )


def screen(values: pd.DataFrame, minimum: float) -> tuple[pd.Series, pd.DataFrame]:
    """The areas whose share of known components is at least `minimum`.

    Parameters
    ----------
    values : DataFrame of float, shape (n, k), indexed by area_code
        NaN means that there is no figure.
    minimum : share of the components, above 0, at most 1

    Returns
    -------
    keep : Series of bool, shape (n,), same index, named "keep"
    excluded : DataFrame with columns area_code, why; a row an area that is left out
        `why` names the missing components: "missing=a,b".

    Raises
    ------
    ValueError
        `minimum` is not above 0 and at most 1.

    Source: OECD and JRC, Handbook on Constructing Composite Indicators (2008), step 3;
    COINr's Screen (data availability by unit).

    >>> x = pd.DataFrame({"a": [1.0, 2.0], "b": [3.0, None]}, index=["A", "B"])
    >>> screen(x, 1.0)[1].to_dict("records")
    [{'area_code': 'B', 'why': 'missing=b'}]
    """
    if not 0 < minimum <= 1:
        raise ValueError(
            f"minimum_availability is {minimum}: give a share above 0 up to 1"
        )
    known = values.notna().to_numpy()
    # A share such as 2/3 must not miss its own limit by rounding.
    keep = known.sum(axis=1) >= minimum * known.shape[1] - 1e-9
    keep &= known.any(axis=1)
    why = [
        "missing=" + ",".join(map(str, values.columns[~row])) for row in known[~keep]
    ]
    excluded = pd.DataFrame(
        {"area_code": values.index[~keep], "why": why}, dtype="object"
    )
    return pd.Series(keep, index=values.index, name="keep"), excluded
