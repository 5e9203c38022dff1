"""A definition as one line that a web address can carry, and back.

1~n:NAME~c:KEY,WEIGHT,PILLAR,LOW,HIGH,REFERENCE~p:NAME,WEIGHT~o:log~... : fields in any
order, those that have their default left out, and so are the last parts of a component.
"""

import re
from typing import Any

from pydantic import ValidationError

from indicators.index.definition import Component, IndexDefinition
from indicators.index.files import DefinitionError, refusal

__all__ = ["from_address", "to_address"]

_VERSION = "1"
_FIELDS = {
    "n": "name",
    "o": "outliers",
    "w": "max_winsorised",
    "i": "imputation",
    "s": "normalisation",
    "r": "scale",
    "u": "population_weighted",
    "g": "weighting",
    "a": "aggregation",
    "m": "minimum_availability",
    "y": "max_year_gap",
}
_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?(e-?[0-9]+)?")
_ESCAPE = re.compile(r"-([0-9A-F]{2})")
_ALLOWED = re.compile(r"[A-Za-z0-9_.,:~-]*")


def to_address(definition: IndexDefinition) -> str:
    """The definition in signs that an address carries as they are: A-Z a-z 0-9 _.,:~-

    >>> parts = (Component(indicator="a", weight=2.0), Component(indicator="b"))
    >>> to_address(IndexDefinition(name="My index", components=parts))
    '1~n:My-20index~c:a,2~c:b'
    """
    parts = [_VERSION]
    default = {name: field.default for name, field in _model_fields().items()}
    for letter, name in _FIELDS.items():
        value = getattr(definition, name)
        if value != default[name]:
            parts.append(f"{letter}:{_written(value)}")
    parts += [f"c:{_component(one)}" for one in definition.components]
    parts += [
        f"p:{_text(one.name)}" + ("" if one.weight == 1 else f",{_number(one.weight)}")
        for one in definition.pillars
    ]
    return "~".join(parts)


def from_address(text: str) -> IndexDefinition:
    """The definition that a line of `to_address` holds.

    Raises
    ------
    DefinitionError
        The line is cut, altered or of another version, or breaks a rule of the
        definition; one sentence.

    >>> from_address("1~c:a,2~c:b").components[0].weight
    2.0
    """
    version, *parts = text.split("~")
    if not _ALLOWED.fullmatch(text) or version != _VERSION or not parts:
        raise DefinitionError("the address holds no index: copy it again")
    content: dict[str, Any] = {"components": [], "pillars": []}
    for part in parts:
        letter, colon, rest = part.partition(":")
        if letter == "c" and colon:
            content["components"].append(_read_component(rest))
        elif letter == "p" and colon:
            name, *weight = rest.split(",")
            content["pillars"].append(
                {"name": _read_text(name)} | dict(_fields(["weight"], weight))
            )
        elif letter in _FIELDS and colon and _FIELDS[letter] not in content:
            content[_FIELDS[letter]] = _read(_FIELDS[letter], rest)
        else:
            raise DefinitionError(
                f"the address has a part {part[:30]!r} that no index has: copy it again"
            )
    try:
        return IndexDefinition.model_validate(content)
    except ValidationError as error:
        raise DefinitionError(refusal(error)) from None


def _model_fields() -> dict[str, Any]:
    return IndexDefinition.model_fields


def _component(one: Component) -> str:
    posts = map(_number, one.goalposts) if one.goalposts else ("", "")
    cells = [
        one.indicator,
        "" if one.weight == 1 else _number(one.weight),
        _text(one.pillar),
        *posts,
        "" if one.reference is None else _number(one.reference),
    ]
    return ",".join(cells).rstrip(",")


def _read_component(text: str) -> dict[str, Any]:
    key, *cells = text.split(",")
    names = ["weight", "pillar", "low", "high", "reference"]
    content = {"indicator": key} | dict(_fields(names, cells))
    low, high = content.pop("low", None), content.pop("high", None)
    if low is not None or high is not None:
        content["goalposts"] = [low, high]
    return content


def _fields(names: list[str], cells: list[str]) -> list[tuple[str, Any]]:
    if len(cells) > len(names):
        raise DefinitionError(
            f"the address has {len(cells) + 1} figures where {len(names) + 1} are "
            "meant: copy it again"
        )
    return [
        (name, _read_text(cell) if name == "pillar" else _read_number(cell))
        for name, cell in zip(names, cells, strict=False)
        if cell
    ]


def _written(value: Any) -> str:
    if isinstance(value, bool):
        return str(int(value))
    if isinstance(value, tuple):
        return ",".join(map(_number, value))
    return _text(value) if isinstance(value, str) else _number(value)


def _read(name: str, text: str) -> Any:
    if name == "scale":
        return [_read_number(cell) for cell in text.split(",")]
    if name == "population_weighted":
        if text not in ("0", "1"):
            raise DefinitionError(f"the address has u:{text[:30]}: write u:0 or u:1")
        return text == "1"
    if name in ("max_winsorised", "max_year_gap"):
        number = _read_number(text)
        return int(number) if number.is_integer() else number
    if name == "minimum_availability":
        return _read_number(text)
    return _read_text(text)


def _number(value: float) -> str:
    """The shortest text that reads as the same number, without a plus sign."""
    return repr(float(value)).removesuffix(".0").replace("e+", "e")


def _read_number(text: str) -> float:
    if not _NUMBER.fullmatch(text):
        raise DefinitionError(
            f"the address has {text[:30]!r} for a number: copy it again"
        )
    return float(text)


def _text(value: str) -> str:
    """Letters, digits and _ as they are, other signs as -XX, their bytes in UTF-8."""
    return "".join(
        sign
        if re.fullmatch("[A-Za-z0-9_]", sign)
        else "".join(f"-{byte:02X}" for byte in sign.encode())
        for sign in value
    )


def _read_text(text: str) -> str:
    if not re.fullmatch(r"([A-Za-z0-9_]|-[0-9A-F]{2})*", text):
        raise DefinitionError(f"the address has a text {text[:30]!r}: copy it again")
    data = _ESCAPE.sub(lambda found: chr(int(found[1], 16)), text).encode("latin-1")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        raise DefinitionError(
            f"the address has a text {text[:30]!r} that is cut: copy it again"
        ) from None
