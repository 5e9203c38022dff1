"""All figures of a map in one file for the browser: every indicator, every year.

The browser fetches it once and then recolours by itself. Numbers travel as they are
(float32 and one byte for the status), texts once in the header; nothing is repeated
for an area but its name, and not even that where areas are called by their codes.
"""

import gzip
import hashlib
import json
import struct
from base64 import b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from ui.legend import MISSING, STATUSES

__all__ = ["FigureSet", "MapSeries", "figure_set"]

_WORSE = ("high", "low", "neither")


@dataclass(frozen=True, kw_only=True)
class MapSeries:
    """One indicator over the years, with the texts that its map needs.

    values : DataFrame of float, shape (areas, years), indexed by area code
        Columns are years in rising order; NaN where there is no figure.
    statuses : DataFrame of text, same shape, one of ui.legend.STATUSES each
    reference : year -> the whole's value (the city's), where there is one
    spread : year -> standard deviation of the areas, for distances in it
    bands : DataFrame of int, shape as values: how each area stands beside the whole,
        from 1, far better, over 3, alike, to 5, far worse; 0 where it cannot be told
    """

    key: str
    name: str
    group: str  # the heading under which it is listed
    unit: str  # as it stands after a number
    change_unit: str  # as it stands after a difference
    decimals: int
    worse: str
    direction: str  # a sentence: what dark colours mean
    note: str
    values: pd.DataFrame
    statuses: pd.DataFrame
    reference: Mapping[int, float] = field(default_factory=dict)
    spread: Mapping[int, float] = field(default_factory=dict)
    bands: pd.DataFrame | None = None
    source: str = ""  # who published it, for pictures of the map
    licence: str = ""


@dataclass(frozen=True)
class FigureSet:
    """What the browser gets. Equal content has equal bytes and an equal key.

    codes : area codes, in the order of the map's geometry
    series : key -> its years, to check choices against
    """

    codes: tuple[str, ...]
    series: Mapping[str, tuple[int, ...]]
    payload: bytes = field(repr=False)

    @cached_property
    def places(self) -> dict[str, int]:
        """Area code -> its place in the order of the map."""
        return {code: place for place, code in enumerate(self.codes)}

    @cached_property
    def packed(self) -> bytes:
        """The payload as it travels: gzip, whose checksum tells contents apart."""
        return gzip.compress(self.payload, 6, mtime=0)

    @property
    def address(self) -> str:
        """An address that is the content, for a message that need not be short."""
        content = b64encode(self.packed).decode()
        return f"data:application/octet-stream;base64,{content}"

    @cached_property
    def key(self) -> str:
        """Name of the content: 16 hexadecimal digits."""
        return hashlib.sha256(self.payload).hexdigest()[:16]


def figure_set(
    series: Sequence[MapSeries],
    names: pd.Series | pd.Index,
    *,
    search: pd.Series | None = None,
    parts: pd.Series | None = None,
) -> FigureSet:
    """The series in one file.

    Parameters
    ----------
    series : at least one, each with the codes of `names`
    names : Series of text, by area code, in the order of the map's geometry; or the
        codes alone, as an Index, where areas have no other names
    search : Series of text, by area code: other words that find an area (its name in
        another language, its number); by default only name and code do
    parts : Series of text, by area code: the larger area that each lies in

    Returns
    -------
    FigureSet
        payload: length of the header as uint32, the header as JSON in UTF-8 padded to
        four bytes, then float32 values series by series, year by year, then one byte
        for each status and, if a series has bands, one for each band, in the same
        order; all little-endian.

    Raises
    ------
    ValueError
        No series; codes differ; a band is not 0 to 5; a status is unknown, or says
        that there is a value where there is none or the other way round; a value is
        infinite.
    """
    if not series:
        raise ValueError("a map needs at least one series of figures")
    codes = names if isinstance(names, pd.Index) else pd.Index(names.index)
    values, statuses, bands, offset, described = [], [], [], 0, []
    for one in series:
        value, status = _numbers(one, codes)
        values.append(value.T.ravel())
        statuses.append(status.T.ravel())
        bands.append(_bands(one, codes).T.ravel())
        described.append(_described(one, offset))
        offset += value.size
    header = {
        "areas": len(codes),
        "codes": codes.tolist(),
        "names": [] if names is codes else names.tolist(),
        "search": [] if search is None else search.reindex(codes).tolist(),
        "parts": [] if parts is None else parts.reindex(codes).tolist(),
        "kinds": list(STATUSES),
        "banded": any(one.bands is not None for one in series),
        "series": described,
    }
    tail = bands if header["banded"] else []
    return FigureSet(
        codes=tuple(codes),
        series={one.key: tuple(int(y) for y in one.values.columns) for one in series},
        payload=_packed(
            header, np.concatenate(values), np.concatenate([*statuses, *tail])
        ),
    )


def _described(one: MapSeries, offset: int) -> dict[str, Any]:
    years = [int(year) for year in one.values.columns]
    return {
        "key": one.key,
        "name": one.name,
        "group": one.group,
        "unit": one.unit,
        "changeUnit": one.change_unit,
        "decimals": one.decimals,
        "worse": one.worse,
        "direction": one.direction,
        "note": one.note,
        "source": one.source,
        "licence": one.licence,
        "years": years,
        "reference": [_plain(one.reference.get(year)) for year in years],
        "spread": [_plain(one.spread.get(year)) for year in years],
        "offset": offset,
    }


def _plain(value: float | None) -> float | None:
    """A number that JSON has: NaN would break the page."""
    return None if value is None or value != value else float(value)


def _packed(header: dict[str, Any], values: np.ndarray, others: np.ndarray) -> bytes:
    text = json.dumps(header, ensure_ascii=False, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 4)  # so that the numbers begin at a multiple of four
    return b"".join(
        (
            struct.pack("<I", len(text)),
            text,
            values.astype("<f4").tobytes(),
            others.tobytes(),
        )
    )


def _numbers(one: MapSeries, codes: pd.Index) -> tuple[np.ndarray, np.ndarray]:
    """Values as float32 and statuses as places in STATUSES, areas by years."""
    _require_fits(one, codes)
    values = one.values.reindex(codes).to_numpy("float64").astype("float32")
    if np.isinf(values).any():
        raise ValueError(f"{one.key}: a value is infinite; leave it out")
    statuses = one.statuses.reindex(index=codes, columns=one.values.columns)
    numbers = np.full(values.shape, -1, dtype="int8")
    for year, (_name, column) in enumerate(statuses.items()):
        numbers[:, year] = pd.Index(STATUSES).get_indexer(pd.Index(column))
    if (unknown := numbers < 0).any():
        area, year = np.argwhere(unknown)[0]
        raise ValueError(
            f"{one.key}: unknown status {statuses.iat[area, year]!r}; use one of "
            f"{', '.join(STATUSES)}"
        )
    missing = np.isin(numbers, [STATUSES.index(status) for status in MISSING])
    clash = (np.isnan(values) != missing).any(axis=1)
    if clash.any():
        raise ValueError(
            f"{one.key}: area {codes[clash][0]} has a value and a status that "
            "contradict each other"
        )
    return values, numbers.astype("uint8")


def _bands(one: MapSeries, codes: pd.Index) -> np.ndarray:
    """Bands as bytes, areas by years; all 0 where the series has none."""
    if one.bands is None:
        return np.zeros(one.values.shape, dtype="uint8")
    bands = one.bands.reindex(index=codes, columns=one.values.columns)
    known = bands.isin(range(6))
    if not known.all(axis=None):
        code = bands.index[~known.all(axis="columns")][0]
        raise ValueError(f"{one.key}: the band of area {code} must be 0 to 5")
    return bands.to_numpy("uint8")


def _require_fits(one: MapSeries, codes: pd.Index) -> None:
    for table in (one.values, one.statuses):
        if table.index.equals(codes):
            continue
        unlike = table.index.symmetric_difference(codes)
        if len(unlike):
            raise ValueError(
                f"{one.key}: only one of the figures and the map has {unlike[0]}; give "
                "every area of the map a row"
            )
    if one.worse not in _WORSE:
        raise ValueError(f"{one.key}: worse is {one.worse!r}; use {', '.join(_WORSE)}")
