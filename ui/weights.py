"""Sliders of weights that answer while they are moved.

Streamlit's own slider waits 200 ms before it tells of a move. These are native range
inputs that tell at once, and then the last position as soon as the answer has come.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from math import isfinite
from pathlib import Path
from typing import Any

import streamlit as st

from ui.language import _

__all__ = ["MAX_WEIGHT", "Weight", "is_moving", "moved_weights", "weight_sliders"]

_FOLDER = Path(__file__).parent / "weights_component"
MAX_WEIGHT = 10.0
_STEP = 0.1


@dataclass(frozen=True, kw_only=True)
class Weight:
    """One slider: what it weighs, in words, and where it stands, 0 to MAX_WEIGHT.

    Shares are told within a `group`.
    """

    key: str
    label: str
    value: float
    group: str = ""


def moved_weights(weights: Sequence[Weight], *, key: str) -> dict[str, float] | None:
    """The weights by key, if a slider was moved since this was last asked; else None.

    Call it before `weight_sliders`, so that all that depends on the weights is of this
    run. What a browser sends that is no weight is left out.
    """
    said = _said(key)
    memory = f"{key}:turn"
    turn = _turn(said)
    if turn <= st.session_state.get(memory, 0):
        return None
    st.session_state[memory] = turn
    values = said.get("values") if isinstance(said, Mapping) else None
    if not isinstance(values, Mapping):
        return None
    before = {one.key: one.value for one in weights}
    return before | {k: float(values[k]) for k in before if _is_weight(values, k)}


def is_moving(key: str) -> bool:
    """Whether a slider was moved since, and its browser will tell when it rests."""
    said = _said(key)
    newer = _turn(said) > st.session_state.get(f"{key}:turn", 0)
    return newer and isinstance(said, Mapping) and said.get("settled") is False


def weight_sliders(weights: Sequence[Weight], *, key: str) -> None:
    """Show a slider a weight; each tells its share of its group's weights."""
    _component()(
        key=key,
        data={
            "rows": [
                {
                    "key": one.key,
                    "label": one.label,
                    "value": float(one.value),
                    "group": one.group,
                }
                for one in weights
            ],
            "max": MAX_WEIGHT,
            "step": _STEP,
            "turn": max(_turn(_said(key)), st.session_state.get(f"{key}:turn", 0)),
            "share": _("{share} %"),
        },
        on_moved_change=lambda: None,
    )


def _said(key: str) -> Any:
    state = st.session_state.get(key, {})
    return state.get("moved") if isinstance(state, Mapping) else None


def _is_weight(values: Mapping[str, Any], key: str) -> bool:
    value = values.get(key)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    return isfinite(value) and 0 <= value <= MAX_WEIGHT


def _turn(said: Any) -> int:
    turn = said.get("turn") if isinstance(said, Mapping) else None
    return turn if isinstance(turn, int) and not isinstance(turn, bool) else 0


@cache
def _component() -> Callable[..., Any]:
    script, style = (
        (_FOLDER / f"weights.{kind}").read_text(encoding="utf-8")
        for kind in ("js", "css")
    )
    return st.components.v2.component("weights", js=script, css=style)
