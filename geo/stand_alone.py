"""One HTML file with an interactive map: opens from disk, asks for nothing outside.

folium draws the areas; the page around it (title, legend, table, notes) is a template
beside this module. Leaflet's own files come from the django-js-lib-leaflet wheel and
are written into the page, so that no script, style, image or tile is fetched. A content
security policy in the page forbids everything else, and texts are escaped: whatever the
data holds stays text.
"""

import base64
import hashlib
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from importlib.metadata import distribution
from importlib.resources import files
from pathlib import Path
from typing import Any, Literal

import folium
import geopandas as gpd
import pandas as pd
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from geo.geojson import to_rfc7946

__all__ = [
    "LegendEntry",
    "MapFigure",
    "Outline",
    "StandAloneError",
    "Words",
    "stand_alone_map",
]

Mark = Literal["", "estimated", "missing"]

_HERE = Path(__file__).parent
_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")  # BCP 47, without oddities
_TEXTS = ("value_text", "rank_text", "status_text")
_MARKS = ("", "estimated", "missing")


class StandAloneError(ValueError):
    """The parts of the map do not fit together."""


@dataclass(frozen=True, kw_only=True)
class LegendEntry:
    """One class, or one reason for a missing value."""

    label: str  # class borders with unit, or what is missing and why
    count: int  # number of areas
    colour: str  # "#rrggbb"
    mark: Mark = ""  # "estimated": dotted; "missing": hatched


@dataclass(frozen=True, kw_only=True)
class MapFigure:
    """One indicator and year, as shown: texts are ready to read, colours chosen."""

    title: str  # indicator and year
    table: pd.DataFrame  # by area code, in the order of the table on the page:
    # value_text, rank_text, status_text, colour ("#rrggbb"), mark (as LegendEntry)
    legend: Sequence[LegendEntry]
    legend_title: str  # what is coloured, with the unit
    notes: Sequence[tuple[str, str]] = ()  # ("Caveat", "..."), below the table


@dataclass(frozen=True, kw_only=True)
class Outline:
    """Areas with a line around them, such as the target districts of a period."""

    label: str
    areas: gpd.GeoDataFrame
    colour: str = "#000000"


@dataclass(frozen=True, kw_only=True)
class Words:
    """Texts of the page itself; give them in the language of the page."""

    map: str = "Map"
    figure: str = "Figure shown"
    area: str = "Area"
    value: str = "Value"
    rank: str = "Rank"
    status: str = "Status"
    hint: str = "The same figures as a table. Choose an area to see it on the map."
    zoom_in: str = "Zoom in"
    zoom_out: str = "Zoom out"


@dataclass(frozen=True)
class _Fill:
    colour: str
    mark: Mark
    id: str = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "id", f"{self.mark}-{self.colour[1:].lower()}")

    @property
    def paint(self) -> str:
        """What an SVG fill attribute takes."""
        return f"url(#{self.id})" if self.mark else self.colour

    @property
    def ink(self) -> str:
        """Dark grey or white, whichever stands out from the colour."""
        red, green, blue = (int(self.colour[i : i + 2], 16) for i in (1, 3, 5))
        light = 0.299 * red + 0.587 * green + 0.114 * blue > 128  # Rec. 601 luma
        return "#404040" if light else "#ffffff"


def stand_alone_map(
    areas: gpd.GeoDataFrame,
    figures: Sequence[MapFigure],
    *,
    title: str,
    notes: Sequence[tuple[str, str]],
    outlines: Sequence[Outline] = (),
    groups: Sequence[tuple[str, Sequence[int]]] = (),
    lang: str = "en",
    words: Words | None = None,
) -> str:
    """A page with a map, its legend and the same figures as a table, in one file.

    Parameters
    ----------
    areas : GeoDataFrame, shape (n,), indexed by area code
        Column "name", and polygons that are a valid coverage in a known coordinate
        system.
    figures : sequence of MapFigure, one or more
        With more than one the page has a choice; the geometry is written once. The
        first one is shown to begin with.
    title : str
        Heading and title of the page.
    notes : sequence of (name, text)
        Below everything: source, date, licence.
    outlines : sequence of Outline
        Drawn above the areas, explained in the legend.
    groups : sequence of (heading, numbers of figures)
        How the choice is laid out: figures under headings, each in one or more of
        them, counted from 0. Without groups they stand in one list.
    lang : str
        Language of all texts, as BCP 47 writes it: "fi", "sv", "en".
    words : Words
        Texts of the page itself; English when not given.

    Returns
    -------
    str
        HTML. The same input gives the same text.

    Raises
    ------
    StandAloneError
        No figure; a figure's codes are not the areas'; a column is missing; a colour,
        mark or language tag has the wrong form; an area has no name; groups leave a
        figure out or name one that is not there.
    CoverageError
        The areas, or those of an outline, do not fit together.
    """
    _require(areas, figures, outlines, lang)
    _require_groups(groups, len(figures))
    words = words or Words()
    map_html, map_script = _folium_map(areas, figures[0], outlines)
    script = _script(map_script, areas, figures, words)
    return _template().render(
        lang=lang,
        title=title,
        notes=notes,
        words=words,
        outlines=outlines,
        groups=groups or [("", range(len(figures)))],
        figures=[_shown(figure, areas) for figure in figures],
        patterns=_patterns(figures),
        map_html=Markup(map_html),
        script=Markup(script),
        script_hash=base64.b64encode(hashlib.sha256(script.encode()).digest()).decode(),
        css=Markup((_HERE / "stand_alone.css").read_text(encoding="utf-8")),
        leaflet_css=Markup(_leaflet_css()),
        leaflet_licence=distribution("django-js-lib-leaflet").read_text("LICENSE"),
    )


class _Map(folium.Map):
    """A folium map that asks for no script or style."""

    default_js: list[tuple[str, str]] = []
    default_css: list[tuple[str, str]] = []


def _folium_map(
    areas: gpd.GeoDataFrame, first: MapFigure, outlines: Sequence[Outline]
) -> tuple[str, str]:
    """The map's element and script, as folium writes them."""
    drawn = _Map(tiles=None, zoom_control=False, attribution_control=False, zoom_snap=0)
    drawn._id = "drawn"  # folium names things at random; the file is to be the same
    features = _features(areas)
    fills = _fills(first, areas)
    for number, feature in enumerate(features["features"]):
        feature["properties"] = {
            "number": number,
            "style": {
                "color": "#6b6b6b",  # pale classes must not run into one another
                "weight": 0.8,
                "fillColor": fills[number],
                "fillOpacity": 1,
            },
        }
    layer = folium.GeoJson(features, smooth_factor=0.5)
    layer._id = "areas"
    layer.add_to(drawn)
    for number, outline in enumerate(outlines):
        _add_outline(drawn, outline, number)
    root: Any = drawn.get_root()
    root.render()  # fills root.html and root.script; its own page is not used
    return root.html.render(), root.script.render()


def _add_outline(drawn: folium.Map, outline: Outline, number: int) -> None:
    """A line above the areas that lets the pointer through."""
    pane = folium.map.CustomPane(f"outline{number}", z_index=450 + number)
    pane._id = f"outline{number}"
    pane.add_to(drawn)
    features = _features(outline.areas)
    style = {"color": outline.colour, "weight": 3, "fill": False}
    for feature in features["features"]:
        feature["properties"] = {"style": style}
    layer = folium.GeoJson(features, pane=pane.name, interactive=False)
    layer._id = f"outline{number}"
    layer.add_to(drawn)


def _script(
    map_script: str,
    areas: gpd.GeoDataFrame,
    figures: Sequence[MapFigure],
    words: Words,
) -> str:
    """All of the page's JavaScript, in one piece whose hash the policy can name."""
    fills = _json([_fills(figure, areas) for figure in figures])
    parts = [
        _leaflet_js(),
        map_script,
        (_HERE / "stand_alone.js").read_text(encoding="utf-8"),
        f"standAloneMap(map_drawn, geo_json_areas, {fills}, {_json(asdict(words))});",
    ]
    return "\n".join(parts)


def _shown(figure: MapFigure, areas: gpd.GeoDataFrame) -> dict[str, Any]:
    """A figure as the template writes it."""
    numbers = dict(zip(areas.index, range(len(areas)), strict=True))
    rows = [
        {
            "number": numbers[code],
            "name": areas.at[code, "name"],
            **{column: _text(row[column]) for column in _TEXTS},
        }
        for code, row in figure.table.iterrows()
    ]
    legend = [
        {
            "label": entry.label,
            "count": entry.count,
            "fill": _Fill(entry.colour, entry.mark).paint,
        }
        for entry in figure.legend
    ]
    return {
        "title": figure.title,
        "legend_title": figure.legend_title,
        "legend": legend,
        "rows": rows,
        "notes": figure.notes,
    }


def _fills(figure: MapFigure, areas: gpd.GeoDataFrame) -> list[str]:
    """What each area is filled with, in the order of `areas`."""
    table = figure.table.reindex(areas.index)
    pairs = zip(table["colour"], table["mark"], strict=True)
    return [_Fill(colour, mark).paint for colour, mark in pairs]


def _patterns(figures: Sequence[MapFigure]) -> list[_Fill]:
    """Every dotted or hatched fill that is used, once, in a fixed order."""
    used = {_Fill(colour, mark) for colour, mark in _colours(figures) if mark}
    return sorted(used, key=lambda fill: fill.id)


def _colours(figures: Sequence[MapFigure]) -> Iterator[tuple[str, Mark]]:
    for figure in figures:
        yield from zip(figure.table["colour"], figure.table["mark"], strict=True)
        yield from ((entry.colour, entry.mark) for entry in figure.legend)


def _features(areas: gpd.GeoDataFrame) -> dict[str, Any]:
    features: dict[str, Any] = json.loads(to_rfc7946(areas, []))
    return features


def _template() -> Any:
    environment = Environment(
        loader=FileSystemLoader(_HERE),
        autoescape=True,
        undefined=StrictUndefined,
        keep_trailing_newline=True,
    )
    return environment.get_template("stand_alone.html")


def _leaflet_js() -> str:
    """Leaflet without the address of its source map, which a browser would ask for."""
    code = _leaflet_file("leaflet.js")
    return re.sub(r"^//# sourceMappingURL=.*$", "", code, flags=re.MULTILINE)


def _leaflet_css() -> str:
    """Leaflet's styles without images (this map has no markers) and comments."""
    styles = re.sub(r"/\*.*?\*/", "", _leaflet_file("leaflet.css"), flags=re.DOTALL)
    return re.sub(r"url\([^)]*\)", "none", styles)


def _leaflet_file(name: str) -> str:
    folder = files("js_lib_leaflet") / "static" / "js_lib_leaflet"
    return (folder / name).read_text(encoding="utf-8")


def _json(value: Any) -> str:
    """JSON that can stand inside a script element, whatever it holds."""
    text = json.dumps(value, ensure_ascii=True, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def _text(value: Any) -> str:
    return "" if pd.isna(value) else str(value)


def _require(
    areas: gpd.GeoDataFrame,
    figures: Sequence[MapFigure],
    outlines: Sequence[Outline],
    lang: str,
) -> None:
    """Refuse what would make a broken or misleading map."""
    if not _LANGUAGE.fullmatch(lang):
        raise StandAloneError(f'{lang!r} is no language tag: write "fi", "sv" or "en"')
    if not figures:
        raise StandAloneError("there is no figure to show: give at least one")
    if "name" not in areas or areas["name"].isna().any():
        raise StandAloneError("every area needs a name: fill the column name")
    if areas.index.has_duplicates:
        code = areas.index[areas.index.duplicated()][0]
        raise StandAloneError(f"area {code} is there twice: take one out")
    for figure in figures:
        _require_figure(figure, areas.index)
    for colour in [colour for colour, _ in _colours(figures)] + [
        outline.colour for outline in outlines
    ]:
        if not isinstance(colour, str) or not _COLOUR.fullmatch(colour):
            raise StandAloneError(f"{colour!r} is no colour: write it as #rrggbb")
    for _, mark in _colours(figures):
        if mark not in _MARKS:
            raise StandAloneError(f"{mark!r} is no mark: choose one of {_MARKS}")


def _require_groups(groups: Sequence[tuple[str, Sequence[int]]], count: int) -> None:
    named = {number for _, numbers in groups for number in numbers}
    if groups and (unlike := named ^ set(range(count))):
        raise StandAloneError(
            f"figure {min(unlike)} is in only one of figures and groups: give every "
            "figure a group, and groups no other numbers"
        )


def _require_figure(figure: MapFigure, codes: pd.Index) -> None:
    needed = [*_TEXTS, "colour", "mark"]
    if missing := [column for column in needed if column not in figure.table]:
        raise StandAloneError(f"{figure.title}: the table has no column {missing[0]}")
    given = figure.table.index
    unlike = given.symmetric_difference(codes)
    if given.has_duplicates or len(unlike):
        code = unlike[0] if len(unlike) else given[given.duplicated()][0]
        raise StandAloneError(
            f"{figure.title}: code {code} is not once in both the table and the areas; "
            "give every area one row"
        )
