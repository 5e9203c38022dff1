"""Joins on codes that say what was left over on both sides, and go on only if known."""

from collections.abc import Iterable, Mapping

from sources.faults import Fault, SourceError

__all__ = ["join_report"]


def join_report(
    name: str,
    left: Iterable[str],
    right: Iterable[str],
    *,
    file: str,
    allowed_left: Mapping[str, str] | None = None,
    allowed_right: Mapping[str, str] | None = None,
) -> str:
    """One line that says what of each side found no partner.

    Parameters
    ----------
    name : what is joined, for people
    left, right : codes of the figures, codes of the areas
    file : where the figures are from
    allowed_left, allowed_right : code -> why it may stay without a partner

    Raises
    ------
    SourceError
        A code is left over and not declared.

    >>> join_report("toy", ["A", "B"], ["B"], file="x", allowed_left={"A": "old"})
    'toy: 1 joined; left over in the figures: A (old); in the areas: none'
    """
    figures, areas = set(left), set(right)
    over_left, over_right = sorted(figures - areas), sorted(areas - figures)
    allowed_left, allowed_right = allowed_left or {}, allowed_right or {}
    faults = [
        Fault(
            file=file,
            row=code,
            problem=f"{name}: the code is in no area",
            remedy="correct the code, or declare it in sources/figures.py",
        )
        for code in over_left
        if code not in allowed_left
    ]
    faults += [
        Fault(
            file=file,
            row=code,
            problem=f"{name}: the area has no row",
            remedy="complete the file, or declare the area in sources/figures.py",
        )
        for code in over_right
        if code not in allowed_right
    ]
    if faults:
        raise SourceError(*faults)
    joined = len(figures & areas)
    return (
        f"{name}: {joined} joined; left over in the figures: "
        f"{_said(over_left, allowed_left)}; in the areas: "
        f"{_said(over_right, allowed_right)}"
    )


def _said(codes: list[str], reasons: Mapping[str, str]) -> str:
    return ", ".join(f"{code} ({reasons[code]})" for code in codes) or "none"
