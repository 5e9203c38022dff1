"""How the ranks change when a component is left out. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from indicators.index.build import build_index, used_definition
from indicators.index.definition import IndexDefinition

__all__ = ["LeaveOneOut", "leave_one_out", "without"]


@dataclass(frozen=True)
class LeaveOneOut:
    """Ranks with every component and without each.

    Attributes
    ----------
    rank : Series of Int64, shape (n,), 1 = greatest need, with every component
    ranks : DataFrame of Int64, shape (n, k), a column the component that is left out
    shifts : DataFrame of Int64, shape (n, k), `ranks` less `rank`
        Above 0: without the component the area falls towards lower need.
    summary : DataFrame indexed by component: mean_absolute_shift, largest_shift (either
        way), areas (how many are ranked both ways)
    """

    rank: pd.Series
    ranks: pd.DataFrame
    shifts: pd.DataFrame
    summary: pd.DataFrame


def leave_one_out(
    values: pd.DataFrame,
    population: pd.Series,
    definition: IndexDefinition,
    worse: Mapping[str, str],
    *,
    groups: pd.Series | None = None,
) -> LeaveOneOut:
    """The index again without each component, over the areas it has with all of them.

    So that ranks are comparable, areas that only a missing component kept out stay out.
    Weights of the others keep their ratio; a pillar whose only component is left out
    goes with it.

    Parameters
    ----------
    values, population, definition, worse, groups : as in `build_index`

    Returns
    -------
    LeaveOneOut
        Missing for areas without an index; an area that has too few of the components
        left is missing in that column.

    Raises
    ------
    ValueError
        Fewer than two components have a weight; see `build_index`.

    Source: COINr's remove_elements; OECD and JRC, Handbook (2008), step 7.

    >>> from indicators.index.definition import Component
    >>> x = pd.DataFrame({"a": [1.0, 2.0, 3.0], "b": [9.0, 2.0, 1.0]}, index=[*"ABC"])
    >>> definition = IndexDefinition(
    ...     components=tuple(Component(indicator=key) for key in "ab")
    ... )
    >>> people = pd.Series(1, index=x.index)
    >>> found = leave_one_out(x, people, definition, {"a": "high", "b": "high"})
    >>> found.ranks["b"].tolist()  # by a alone
    [3, 2, 1]
    """
    definition = used_definition(definition)
    if len(definition.components) < 2:
        raise ValueError(
            "an index of one component has nothing to leave out: add a component"
        )
    base = build_index(values, population, definition, worse, groups=groups)
    inside = base.index.index[base.index.notna()]
    rank = base.rank
    ranks = {
        key: build_index(
            values.loc[inside],
            population.loc[inside],
            without(definition, key),
            worse,
            groups=groups,
        ).rank.reindex(values.index)
        for key in definition.keys
    }
    table = pd.DataFrame(ranks, index=values.index, dtype="Int64")
    shifts = table.sub(rank, axis=0)
    size = shifts.abs()
    summary = pd.DataFrame(
        {
            "mean_absolute_shift": size.mean().astype("Float64"),
            "largest_shift": size.max().astype("Int64"),
            "areas": size.notna().sum(),
        }
    )
    return LeaveOneOut(rank=rank, ranks=table, shifts=shifts, summary=summary)


def without(definition: IndexDefinition, key: str) -> IndexDefinition:
    """The definition without one component, and without its pillar if that is empty.

    Raises
    ------
    ValueError
        It has no such component, or no other.
    """
    if key not in definition.keys:
        raise ValueError(f"the index has no component {key}")
    left = tuple(part for part in definition.components if part.indicator != key)
    if not left:
        raise ValueError(f"{key} is the only component: add another before it is out")
    named = {part.pillar for part in left}
    pillars = tuple(one for one in definition.pillars if one.name in named)
    return definition.model_copy(update={"components": left, "pillars": pillars})
