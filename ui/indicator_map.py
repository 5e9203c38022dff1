"""A map of one indicator that a page chooses: no controls but the areas themselves."""

from collections.abc import Callable, Sequence

from ui import data as stored
from ui.legend import Outline
from ui.map import MapChoice, area_map

__all__ = ["indicator_map"]


def indicator_map(
    page: str,
    key: str,
    year: int,
    *,
    outlines: Sequence[Outline] = (),
    selected: str | None = None,
    hold: bool = False,
    on_select: Callable[[str | None], None] | None = None,
) -> None:
    """The districts by one indicator and year; `on_select` hears of a chosen area.

    `hold`: the area selected stays so until another one is.
    """
    area_map(
        stored.geometry("district"),
        stored.level_figures("district"),
        MapChoice(series=key, year=year, area=selected),
        key=f"{page}_map",
        controls=(),
        ranking=False,
        hold=hold,
        outlines=outlines,
        on_choice=None if on_select is None else lambda c: on_select(c.area),
    )
