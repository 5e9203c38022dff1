"""What an index is made of, chosen on the page and kept in the address.

The definition in the view is the one truth: widgets show it, their callbacks change it.
"""

from collections.abc import Sequence
from typing import Any

import streamlit as st
from pydantic import ValidationError

from indicators.catalogue import Catalogue
from indicators.data import IndicatorData
from indicators.index import IndexDefinition, from_address, to_address
from indicators.index.files import refusal
from ui.formats import name_of, plain
from ui.index_view import usable_components
from ui.index_words import choice_words
from ui.language import _
from ui.view import current, remember
from ui.weights import MAX_WEIGHT, Weight, is_moving, moved_weights, weight_sliders

__all__ = [
    "changed",
    "choose_components",
    "choose_method",
    "choose_weights",
    "current_definition",
    "is_being_weighed",
    "on_sliders",
    "set_definition",
    "starting_definition",
    "tell_fault",
    "with_moves",
]

_NAME = "index"
_FAULT = "index:fault"
_START = 5.0  # of ten: a weight can go up and down
_PILLAR = "pillar:"


def current_definition(catalogue: Catalogue) -> IndexDefinition:
    """The definition of the view; the kota's where there is none or it is no good."""
    text = current(_NAME)
    if text:
        try:
            asked = from_address(text)
            asked.check_against(catalogue)
            return asked
        except ValueError as error:
            _fault(_("The address holds no index that can be shown: {reason}"), error)
    return starting_definition(catalogue)


def starting_definition(catalogue: Catalogue) -> IndexDefinition:
    """The catalogue's first index, kota, its weights on the scale of the sliders."""
    entry = next(one for one in catalogue.indicator if one.index)
    assert entry.index is not None
    return on_sliders(entry.index.definition.model_copy(update={"name": ""}))


def on_sliders(definition: IndexDefinition) -> IndexDefinition:
    """The same index with weights that the sliders can show: only ratios count."""
    for part in ("components", "pillars"):
        entries = getattr(definition, part)
        most = max((entry.weight for entry in entries), default=0)
        if most > MAX_WEIGHT or 0 < most <= 1:
            entries = tuple(
                entry.model_copy(update={"weight": entry.weight * _START / most})
                for entry in entries
            )
            definition = definition.model_copy(update={part: entries})
    return definition


def set_definition(definition: IndexDefinition) -> None:
    """Makes it the one that the page shows: for callbacks."""
    remember(_NAME, to_address(definition))


def changed(definition: IndexDefinition, **parts: Any) -> IndexDefinition:
    """The definition with parts changed, checked as a whole.

    Raises
    ------
    ValueError
        The parts do not go together; one sentence.
    """
    try:
        fields = {
            name: getattr(definition, name) for name in type(definition).model_fields
        }
        return IndexDefinition.model_validate({**fields, **parts})
    except ValidationError as error:
        raise ValueError(refusal(error)) from None


def tell_fault() -> None:
    """What was wrong with the last change, once."""
    if text := st.session_state.pop(_FAULT, None):
        st.warning(plain(text))


def choose_components(
    page: str, definition: IndexDefinition, data: IndicatorData, level: str
) -> None:
    """Which of the level's indicators, and whether pillars weigh them by theme."""
    catalogue, keys = data.catalogue, usable_components(data, level)
    chosen = f"{page}_components"
    _begin(chosen, list(definition.keys))
    st.multiselect(
        _("Components"),
        list(dict.fromkeys((*keys, *definition.keys))),
        format_func=lambda key: name_of(catalogue[key]),
        key=chosen,
        on_change=lambda: _choose_components(
            definition,
            st.session_state[chosen],
            catalogue if definition.pillars else None,
        ),
    )
    themes = f"{page}_pillars"
    _begin(themes, bool(definition.pillars))
    st.toggle(
        _("Pillars by theme: each theme is weighed as one"),
        key=themes,
        on_change=lambda: _choose_components(
            definition,
            definition.keys,
            catalogue if st.session_state[themes] else None,
        ),
    )


def _choose_components(
    definition: IndexDefinition, keys: Sequence[str], themes: Catalogue | None
) -> None:
    if keys:
        _try(definition, **_components(definition, keys, themes))
    else:
        st.session_state[_FAULT] = _("An index needs at least one component.")


def _components(
    definition: IndexDefinition, keys: Sequence[str], themes: Catalogue | None
) -> dict[str, Any]:
    """Components and pillars for these indicators; new ones begin in the middle.

    `themes` puts components into pillars by their theme in the catalogue, unless the
    definition gives them one; None takes pillars away.
    """
    old = {one.indicator: one for one in definition.components}
    components = []
    for key in keys:
        known = dict(old[key]) if key in old else {"indicator": key, "weight": _START}
        pillar = known.get("pillar", "") or (themes[key].theme if themes else "")
        components.append({**known, "pillar": pillar if themes else ""})
    weights = {pillar.name: pillar.weight for pillar in definition.pillars}
    names = dict.fromkeys(one["pillar"] for one in components if one["pillar"])
    return {
        "components": components,
        "pillars": [
            {"name": name, "weight": weights.get(name, _START)} for name in names
        ],
    }


def with_moves(
    page: str, definition: IndexDefinition, catalogue: Catalogue
) -> IndexDefinition:
    """The definition with the weights that a person has just moved."""
    weights = moved_weights(_weights(definition, catalogue), key=_sliders(page))
    if weights is None or definition.weighting != "given":
        return definition
    try:
        moved = changed(definition, **_weighed(definition, weights))
    except ValueError as error:
        _fault(_("Not changed: {reason}"), error)
        return definition
    set_definition(moved)
    return moved


def choose_weights(
    page: str, definition: IndexDefinition, catalogue: Catalogue
) -> None:
    """A slider a component, and one a pillar where there are any."""
    if definition.weighting != "given":
        st.caption(_("Weights are set by the method; the sliders are for given ones."))
        return
    weight_sliders(_weights(definition, catalogue), key=_sliders(page))


def is_being_weighed(page: str) -> bool:
    """Whether a slider is on the move: only what must answer at once need answer."""
    return is_moving(_sliders(page))


def _sliders(page: str) -> str:
    return f"{page}_weights"


def _weights(definition: IndexDefinition, catalogue: Catalogue) -> list[Weight]:
    pillars = [
        Weight(
            key=f"{_PILLAR}{one.name}",
            label=_("Pillar: {name}").format(name=one.name),
            value=min(one.weight, MAX_WEIGHT),
            group=_PILLAR,
        )
        for one in definition.pillars
    ]
    components = [
        Weight(
            key=one.indicator,
            label=name_of(catalogue[one.indicator]),
            value=min(one.weight, MAX_WEIGHT),
            group=one.pillar,
        )
        for one in definition.components
    ]
    return [*pillars, *components]


def _weighed(
    definition: IndexDefinition, weights: dict[str, float]
) -> dict[str, list[dict[str, Any]]]:
    return {
        "components": [
            {**dict(one), "weight": weights[one.indicator]}
            for one in definition.components
        ],
        "pillars": [
            {**dict(one), "weight": weights[f"{_PILLAR}{one.name}"]}
            for one in definition.pillars
        ],
    }


def choose_method(page: str, definition: IndexDefinition) -> None:
    """How figures are set on one scale, weighed and brought together."""
    labels = {
        "normalisation": _("One scale for all"),
        "weighting": _("Weights"),
        "aggregation": _("Brought together by"),
        "outliers": _("Outliers"),
        "imputation": _("Missing figures"),
    }
    for part, options in choice_words().items():
        key = f"{page}_{part}"
        _begin(key, getattr(definition, part))
        usable = [
            option
            for option in options
            if option != "goalposts"
            or all(one.goalposts for one in definition.components)
        ]
        st.selectbox(
            labels[part],
            usable,
            format_func=options.__getitem__,
            key=key,
            on_change=_choose_part,
            args=(definition, part, key),
        )
    key = f"{page}_population_weighted"
    _begin(key, definition.population_weighted)
    st.toggle(
        _("Means and deviations weigh areas by residents"),
        key=key,
        on_change=_choose_part,
        args=(definition, "population_weighted", key),
    )


def _begin(key: str, value: Any) -> None:
    """The widget shows the value; set only if it differs, or it is drawn anew."""
    if key not in st.session_state or st.session_state[key] != value:
        st.session_state[key] = value


def _choose_part(definition: IndexDefinition, part: str, key: str) -> None:
    # A scale belongs to the method it was given for.
    scale = {} if part in ("outliers", "imputation", "weighting") else {"scale": None}
    _try(definition, **{**scale, part: st.session_state[key]})


def _try(definition: IndexDefinition, **parts: Any) -> None:
    """The change, or else the sentence why it cannot be."""
    try:
        set_definition(changed(definition, **parts))
    except ValueError as error:
        _fault(_("Not changed: {reason}"), error)


def _fault(sentence: str, error: ValueError) -> None:
    st.session_state[_FAULT] = sentence.format(reason=str(error))
