"""A choropleth map of any set of areas: drawn, recoloured and walked in the browser.

Outlines, figures and script travel once, each under an address that names its content.
After that a choice of indicator, year, classes or colours is made in the browser and
shown there at once; the server hears of it and answers with what stands beside the
map. The parts in `map_component/` have no words of their own: every text, and so every
language, comes from here.
"""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from functools import cache, partial
from pathlib import Path
from typing import Any

import streamlit as st
from streamlit import runtime

from geo.map_geometry import MapGeometry
from ui.background import Background
from ui.figure_set import FigureSet
from ui.legend import Outline
from ui.map_layer import MapLayer
from ui.map_words import map_words
from ui.palette import PALETTES

__all__ = ["CONTROLS", "MODES", "ONLY_IN", "MapChoice", "area_map", "map_choice"]

_BYTES = "application/octet-stream"
_FOLDER = Path(__file__).parent / "map_component"
# Parts of one script, in this order: a part uses what stands before it.
_PARTS = (
    *("geometry", "figures", "scene", "swatches", "lines", "renderer", "tooltip"),
    *("raster", "canvas", "ahead"),
    *("legend", "controls", "ranking", "view"),
    *("bounds", "whereabouts", "search", "labels", "layers", "side", "multiples"),
    *("overlays", "background", "picture", "save", "presentation"),
    "map",
)
_STYLES = ("map", "compare", "show")
MODES = (
    *("value", "compared", "change", "gap", "gap_sd"),
    *("two", "side", "multiples"),
)
CONTROLS = (
    *("series", "year", "mode", "base", "second", "secondYear", "small"),
    *("scheme", "classes", "pool", "palette", "search", "borders", "names"),
)
_LAYERS = re.compile(r"([a-z_]+(,[a-z_]+)*)?")
_ZOOM = re.compile(r"\d+(\.\d+)?(_-?\d+(\.\d+)?){2}")
# What a part of a choice may be, besides what the figures say.
_ALLOWED: Mapping[str, Sequence[Any]] = {
    "mode": MODES,
    "scheme": ("quantiles", "natural_breaks", "equal_steps"),
    "classes": range(3, 8),
    "pool": ("all", "year"),
    "palette": tuple(PALETTES),
    "small": ("years", "theme"),
    "borders": ("no", "yes"),
    "names": ("auto", "no", "yes"),
}
_NAMES = {"secondYear": "second_year"}  # as the browser calls them
# Parts of a choice that say nothing but in these modes.
ONLY_IN: Mapping[str, Sequence[str]] = {
    "base": ("change",),
    "second": ("two", "side"),
    "second_year": ("two", "side"),
    "small": ("multiples",),
}


@dataclass(frozen=True, kw_only=True)
class MapChoice:
    """What a map shows, and which area is selected on it."""

    series: str  # key of an indicator
    year: int
    mode: str = "value"  # one of MODES
    base: int | None = None  # the earlier year of a change
    second: str | None = None  # the other indicator of two
    second_year: int | None = None
    scheme: str = "quantiles"
    classes: int = 5
    pool: str = "all"  # classes over all years of the indicator, or "year"
    palette: str = "warm"
    small: str = "years"  # small maps of all years, or of the indicator's "theme"
    borders: str = "no"  # of the larger areas that areas lie in
    names: str = "auto"  # of areas: where there is room
    layers: str = ""  # keys of what is laid over or under the map, commas between
    zoom: str = ""  # scale_easting_northing in the map's projection; "" is all of it
    area: str | None = None


def map_choice(figures: FigureSet, start: MapChoice, *, key: str) -> MapChoice:
    """What the map with this key shows now: a person's last choice, or `start`.

    Call it before `area_map`, with the same arguments, so that what stands above the
    map knows of the choice. A change of `start` from one run to the next is a wish of
    the page and takes effect.
    """
    choice, _turn = _current(figures, start, key)
    return choice


def area_map(
    geometry: MapGeometry,
    figures: FigureSet,
    start: MapChoice,
    *,
    key: str,
    controls: Sequence[str] = CONTROLS,
    ranking: bool = True,
    hold: bool = False,
    inline: bool = False,
    outlines: Sequence[Outline] = (),
    layers: Sequence[MapLayer] = (),
    background: Background | None = None,
    zoom_name: str | None = None,
    credit: str = "",
    on_choice: Callable[[MapChoice], None] | None = None,
) -> MapChoice:
    """Show the map with its controls and legend; say what it shows.

    Parameters
    ----------
    geometry : MapGeometry, n areas
        Best kept with st.cache_resource.
    figures : FigureSet
        Of the same n areas in the same order; kept likewise.
    start : MapChoice
        What the page wants shown. A change of it takes effect; otherwise what a person
        last chose on the map holds.
    key : str
        The map's name, starting with the page's. It keeps zoom and choices while all
        else changes, so it must not depend on what is shown.
    controls : which choices the map offers; none of them leaves a still map
    ranking : whether all areas stand as bars under the map
    hold : whether the area selected stays so until another one is
    inline : figures go in the message, small ones that are new in each run
    outlines : their codes must be areas of the map
    layers : what can be laid over the map; each has its switch among the settings
    background : a service that draws a map under the areas, with a switch; without it
        there is none, and nothing outside is asked for
    zoom_name : the name of the zoom in the page's address. Given one, the browser puts
        it there in place of the last, so that the back button does not go through every
        zoom, and says it at once; else it is said with the next choice.
    credit : whose the outlines are, and their licence; stands in saved pictures
    on_choice : called before the rerun, when a person chose something

    Returns
    -------
    MapChoice

    Raises
    ------
    ValueError
        The areas of figures and geometry differ; an outline has an unknown code.
    """
    if geometry.codes != figures.codes:
        unlike = sorted(set(geometry.codes) ^ set(figures.codes))
        raise ValueError(
            f"figures and map are not of the same areas in the same order; look at "
            f"{', '.join(unlike[:5]) or 'the order'}"
        )
    for outline in outlines:
        _require_known(outline.codes, figures, f"outline {outline.label!r}")
    choice, turn = _current(figures, start, key)
    if hold and choice.area is None:
        choice = replace(choice, area=_settled(figures, start).area)
    data = {
        "script": _served(_script(), "text/javascript", f"{key}:script"),
        "geometry": _geometry_data(geometry, key),
        "figures": {
            "key": figures.key,
            "address": figures.address
            if inline
            else _served(figures.packed, _BYTES, f"{key}:figures"),
        },
        "state": _state(choice),
        "selected": choice.area,
        "turn": turn,
        "controls": list(controls),
        "ranking": ranking,
        "hold": hold,
        "zoomName": zoom_name,
        "credit": credit,
        "layers": [
            {
                "key": layer.key,
                "label": layer.label,
                "content": layer.content_key,
                "address": _served(
                    layer.payload, "application/json", f"{key}:layer:{layer.key}"
                ),
            }
            for layer in layers
        ],
        "background": background
        and {
            "template": background.template,
            "attribution": background.attribution,
            "crs": geometry.crs,
        },
        "words": map_words(),
        "outlines": [
            {
                "style": outline.style,
                "label": outline.label,
                "areas": _places(outline.codes, figures),
            }
            for outline in outlines
        ],
    }
    _component()(
        key=key,
        data=data,
        on_choice_change=partial(_chosen, key, figures, choice, on_choice),
    )
    return choice


def _current(figures: FigureSet, start: MapChoice, key: str) -> tuple[MapChoice, int]:
    """What is shown, and the number of the choice that it goes back to.

    Remembered beside the component: Streamlit forgets a component's own state while
    another page is open.
    """
    memory = f"{key}:choice"
    start = _settled(figures, start)
    shown, wish, turn = st.session_state.get(memory, (start, start, 0))
    said = st.session_state.get(key, {}).get("choice")
    asked = _said_by(start)
    if asked not in (_said_by(wish), _said_by(shown)):
        before = _said_by(wish)  # what the page changed holds, the rest stays
        changed = {name: asked[name] for name in asked if asked[name] != before[name]}
        apt = {name for name in changed if start.mode in ONLY_IN.get(name, MODES)}
        shown = replace(shown, **{name: changed[name] for name in apt})
    elif _turn(said) > turn:
        shown = _heard(figures, said, shown)
    turn = max(turn, _turn(said))
    shown = _settled(figures, shown)
    st.session_state[memory] = (shown, start, turn)
    return shown, turn


def _said_by(choice: MapChoice) -> dict[str, Any]:
    """The parts of a choice, those that its mode does not use as usual."""
    return {
        name: value if choice.mode in ONLY_IN.get(name, MODES) else None
        for name, value in asdict(choice).items()
    }


def _settled(figures: FigureSet, choice: MapChoice) -> MapChoice:
    """The choice with what does not exist replaced by what does."""
    series = _known_series(figures, choice.series)
    years = figures.series[series]
    # an indicator beside itself would say nothing
    other = next((key for key in figures.series if key != series), series)
    second = _known_series(figures, choice.second or other)
    return replace(
        choice,
        series=series,
        year=choice.year if choice.year in years else years[-1],
        base=choice.base if choice.base in years else years[0],
        second=second,
        second_year=(
            choice.second_year
            if choice.second_year in figures.series[second]
            else figures.series[second][-1]
        ),
        **{
            name: getattr(MapChoice, name)
            for name in _ALLOWED
            if not _exists(name, getattr(choice, name))
        },
        layers=choice.layers if _LAYERS.fullmatch(choice.layers) else "",
        zoom=choice.zoom if _ZOOM.fullmatch(choice.zoom) else "",
        area=choice.area if choice.area in figures.places else None,
    )


def _exists(name: str, value: Any) -> bool:
    return name not in _ALLOWED or value in _ALLOWED[name]


def _known_series(figures: FigureSet, key: str | None) -> str:
    return key if key and key in figures.series else next(iter(figures.series))


def _heard(figures: FigureSet, said: Any, before: MapChoice) -> MapChoice:
    """What the browser says was chosen; only what has the right form is taken."""
    state = said.get("state") if isinstance(said, dict) else None
    if not isinstance(state, dict):
        return before
    fields: Mapping[str, type] = {
        "series": str,
        "year": int,
        "mode": str,
        "base": int,
        "second": str,
        "second_year": int,
        "scheme": str,
        "classes": int,
        "pool": str,
        "palette": str,
        "small": str,
        "borders": str,
        "names": str,
        "layers": str,
        "zoom": str,
    }
    state = {_NAMES.get(name, name): value for name, value in state.items()}
    taken = {
        name: state[name]
        for name, kind in fields.items()
        if type(state.get(name)) is kind and _exists(name, state[name])
    }
    code = said.get("code")
    area = code if isinstance(code, str) else None
    return _settled(figures, replace(before, **taken, area=area))


def _state(choice: MapChoice) -> dict[str, Any]:
    browser = {name: theirs for theirs, name in _NAMES.items()}
    fields = asdict(choice)
    del fields["area"]
    return {browser.get(name, name): value for name, value in fields.items()}


def _turn(said: Any) -> int:
    turn = said.get("turn") if isinstance(said, dict) else None
    return turn if isinstance(turn, int) else 0


def _chosen(
    key: str,
    figures: FigureSet,
    before: MapChoice,
    on_choice: Callable[[MapChoice], None] | None,
) -> None:
    if on_choice is not None:
        said = st.session_state.get(key, {}).get("choice")
        on_choice(_heard(figures, said, before))


def _require_known(given: Sequence[str], figures: FigureSet, what: str) -> None:
    if unknown := sorted(set(given) - figures.places.keys()):
        listed = ", ".join(map(str, unknown[:5]))
        raise ValueError(f"{what}: the map has no areas {listed}")


def _places(wanted: Sequence[str], figures: FigureSet) -> list[int]:
    return sorted({figures.places[code] for code in wanted})


def _geometry_data(geometry: MapGeometry, key: str) -> dict[str, Any]:
    return {
        "key": geometry.key,
        "address": _served(geometry.packed, _BYTES, f"{key}:geometry"),
        "width": geometry.width,
        "height": geometry.height,
        "origin": list(geometry.origin),
        "unit": geometry.unit,
    }


@cache
def _component() -> Callable[..., Any]:
    loader = (_FOLDER / "loader.js").read_text(encoding="utf-8")
    return st.components.v2.component("area_map", js=loader)


@cache
def _script() -> bytes:
    """The whole script with its style sheet: one module, served once a content."""
    styles = [(_FOLDER / f"{one}.css").read_text(encoding="utf-8") for one in _STYLES]
    style = "\n".join(styles)
    parts = [(_FOLDER / f"{part}.js").read_text(encoding="utf-8") for part in _PARTS]
    return "\n".join([f"const STYLE = {json.dumps(style)};", *parts]).encode()


def _served(content: bytes, kind: str, place: str) -> str:
    """Hand content to Streamlit's media server; its address, relative to the app.

    The address is made from the content. `place` says which part of the page holds it
    and must be the same in every run, so that the file is kept while it is in use.
    """
    if not runtime.exists():  # run as a plain script: nobody is looking
        return ""
    return runtime.get_instance().media_file_mgr.add(content, kind, place).lstrip("/")
