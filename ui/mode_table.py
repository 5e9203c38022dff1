"""The table that goes with the map's mode: the same figures, in rows and columns."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import pandas as pd

from indicators.catalogue import Indicator
from indicators.compare import change_table, corner_cases, gap_table, two_table
from indicators.data import IndicatorData
from indicators.ranking import area_table
from ui.figure_map import years_note
from ui.formats import (
    change_unit_text,
    interval_text,
    name_of,
    status_text,
    unit_text,
)
from ui.language import _
from ui.map import MapChoice
from ui.map_words_compare import band_words

__all__ = ["Column", "ModeTable", "corner_texts", "mode_table"]


@dataclass(frozen=True, kw_only=True)
class Column:
    """One column as people see it."""

    name: str  # in the rows
    label: str
    decimals: int | None = None  # None: text, or whole numbers
    signed: bool = False
    words: Callable[[str], str] | None = None  # what stands for a key


@dataclass(frozen=True, kw_only=True)
class ModeTable:
    """Rows by area (area_code, area_name, status, source, ...) and what is shown.

    entries : the indicators, in the order of the columns; the first one is the map's
    main : the column that the map colours; rows go by it where there is no rank
    name : of the file, without level and year
    """

    rows: pd.DataFrame
    columns: tuple[Column, ...]
    entries: tuple[Indicator, ...]
    main: str
    name: str
    title: str
    note: str = ""


def mode_table(data: IndicatorData, choice: MapChoice, level: str) -> ModeTable:
    """The figures that the map shows for a choice, at a level of areas."""
    makers = {
        "compared": _compared,
        "change": _change,
        "gap": _gap,
        "gap_sd": _gap,
        "two": _two,
        "side": _two,
    }
    entry = data.catalogue[choice.series]
    if choice.mode in ("gap", "gap_sd") and entry.is_count:
        note = _("A number of people has no gap to the city: areas differ by size.")
        return _value(data, choice, level, entry, note)
    make = makers.get(choice.mode, _value)
    return make(data, choice, level, entry)


def corner_texts(table: ModeTable) -> pd.DataFrame:
    """The four corner cases of two indicators in words: case, how many, which areas."""
    first, second = table.entries
    cases = corner_cases(table.rows)
    words = {"high": _("high"), "low": _("low")}
    text = _("{first} {one}, {second} {other}")
    labels = [
        text.format(
            first=name_of(first), one=words[one], second=name_of(second), other=words[b]
        )
        + _need_of(one, first, b, second)
        for one, _sep, b in cases["corner"].str.partition("_").to_numpy()
    ]
    return pd.DataFrame(
        {
            _("Corner case"): labels,
            _("Areas"): cases["areas"].astype(str),
            _("Which"): cases["names"].map(", ".join).replace("", "–"),
        }
    )


def _need_of(one: str, first: Indicator, other: str, second: Indicator) -> str:
    worst = [entry.worse == end for end, entry in ((one, first), (other, second))]
    if "neither" in (first.worse, second.worse) or worst[0] != worst[1]:
        return ""
    return _(" (greatest need in both)") if worst[0] else _(" (least need in both)")


def _value(
    data: IndicatorData,
    choice: MapChoice,
    level: str,
    entry: Indicator,
    note: str = "",
) -> ModeTable:
    rows = area_table(
        data.observations, data.areas, entry, level=level, year=choice.year
    )
    label = _("Value ({unit})").format(unit=unit_text(entry))
    rows["interval"] = [
        interval_text(low, high, entry)
        for low, high in zip(rows["lower"], rows["upper"], strict=True)
    ]
    return ModeTable(
        rows=rows,
        columns=(
            *_before(entry),
            Column(name="value", label=label, decimals=entry.decimals),
            *_interval(rows),
            _status(),
        ),
        entries=(entry,),
        main="value",
        name=entry.key,
        title=_("{name} by area").format(name=name_of(entry)),
        note=note,
    )


def _compared(
    data: IndicatorData, choice: MapChoice, level: str, entry: Indicator
) -> ModeTable:
    table = _value(data, choice, level, entry)
    bands = data.observations.assign(band=data.bands)
    own = bands[(bands["indicator"] == entry.key) & (bands["year"] == choice.year)]
    band = own.set_index("area_code")["band"].reindex(table.rows["area_code"])
    labels = dict(enumerate(band_words(entry.worse), start=1))
    none = _("no interval")
    rows = table.rows.assign(
        compared=[
            "" if pd.isna(value) else labels.get(number, none)
            for value, number in zip(table.rows["value"], band, strict=True)
        ]
    )
    *before, status = table.columns
    beside = Column(name="compared", label=_("Beside the city"))
    return replace(
        table,
        rows=rows,
        columns=(*before, beside, status),
        name=f"{entry.key}_beside_the_city",
        title=_("{name}: beside the city, by area").format(name=name_of(entry)),
        note=_(
            "Compared by the 95 % interval of each figure, far also by that of 99.8 %: "
            "in one of twenty comparisons chance alone crosses the first."
        ),
    )


def _change(
    data: IndicatorData, choice: MapChoice, level: str, entry: Indicator
) -> ModeTable:
    base = choice.year if choice.base is None else choice.base
    rows = change_table(
        data.observations, data.areas, entry, level=level, base=base, year=choice.year
    )
    label = _("Change ({unit})").format(unit=change_unit_text(entry))
    years = (("base_value", str(base)), ("value", str(choice.year)))
    return ModeTable(
        rows=rows,
        columns=(
            *_before(entry),
            Column(name="change", label=label, decimals=entry.decimals, signed=True),
            *(Column(name=n, label=y, decimals=entry.decimals) for n, y in years),
            _status(),
        ),
        entries=(entry,),
        main="change",
        name=f"{entry.key}_change_since_{base}",
        title=_("{name}: change {base}–{year} by area").format(
            name=name_of(entry), base=base, year=choice.year
        ),
        note=_change_note(rows, data, entry, base),
    )


def _change_note(
    rows: pd.DataFrame, data: IndicatorData, entry: Indicator, base: int
) -> str:
    if not entry.index:
        return ""
    earlier = rows.assign(value=rows["base_value"], detail=rows["base_detail"])
    scale = _(
        "The scale is each year's own: a change says how an area moved among the "
        "others."
    )
    return f"{scale} {years_note(earlier, data.catalogue, base)}".strip()


def _gap(
    data: IndicatorData, choice: MapChoice, level: str, entry: Indicator
) -> ModeTable:
    rows = gap_table(
        data.observations, data.areas, entry, level=level, year=choice.year
    )
    unit = _("Gap ({unit})").format(unit=change_unit_text(entry))
    value = _("Value ({unit})").format(unit=unit_text(entry))
    gaps = [
        Column(name="gap", label=unit, decimals=entry.decimals, signed=True),
        Column(name="gap_in_sd", label=_("Gap (SD)"), decimals=2, signed=True),
    ]
    if choice.mode == "gap_sd" or entry.index:  # an index is in SD as it is
        gaps.reverse()
    return ModeTable(
        rows=rows,
        columns=(
            *_before(entry),
            *gaps[: 1 if entry.index else 2],
            Column(name="value", label=value, decimals=entry.decimals),
            _status(),
        ),
        entries=(entry,),
        main=gaps[0].name,
        name=f"{entry.key}_gap",
        title=_("{name}: gap to the city by area").format(name=name_of(entry)),
        note=_("The city has no figure to compare with in this year.")
        if len(rows) and rows["city_value"].isna().all()
        else "",
    )


def _two(
    data: IndicatorData, choice: MapChoice, level: str, entry: Indicator
) -> ModeTable:
    second = data.catalogue[choice.second or choice.series]
    year = choice.year if choice.second_year is None else choice.second_year
    rows = two_table(
        data.observations,
        data.areas,
        entry,
        second,
        level=level,
        year=choice.year,
        second_year=year,
    )
    label = _("{name} {year} ({unit})")
    words = {"high": _("high"), "low": _("low")}
    pair = (("value", entry, choice.year), ("second_value", second, year))
    return ModeTable(
        rows=rows,
        columns=(
            Column(name="area_name", label=_("Area")),
            *(
                Column(
                    name=name,
                    label=label.format(
                        name=name_of(one), year=when, unit=unit_text(one)
                    ),
                    decimals=one.decimals,
                )
                for name, one, when in pair
            ),
            Column(
                name="corner",
                label=_("Corner case"),
                words=lambda corner: " · ".join(
                    words[part] for part in corner.split("_") if part
                ),
            ),
            _status(),
        ),
        entries=(entry, second),
        main="value",
        name=f"{entry.key}_and_{second.key}_{year}",
        title=_("{first} and {second} by area").format(
            first=name_of(entry), second=name_of(second)
        ),
    )


def _before(entry: Indicator) -> tuple[Column, ...]:
    area = Column(name="area_name", label=_("Area"))
    if entry.worse == "neither":
        return (area,)
    return Column(name="rank", label=_("Rank")), area


def _interval(rows: pd.DataFrame) -> tuple[Column, ...]:
    """A column for the intervals, where there are any."""
    if not rows["interval"].any():
        return ()
    return (Column(name="interval", label=_("95 % interval")),)


def _status() -> Column:
    return Column(name="status", label=_("Status"), words=status_text)
