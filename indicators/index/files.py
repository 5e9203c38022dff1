"""A definition as a JSON file, and back."""

import json
from typing import Any

from pydantic import ValidationError

from indicators.index.definition import IndexDefinition

__all__ = ["DefinitionError", "from_json", "refusal", "to_json"]

_MESSAGES = {
    "missing": "is missing: add it",
    "extra_forbidden": "is no part of a definition: take it out",
    "finite_number": "must be a number that is not infinite",
    "float_type": "must be a number",
    "int_type": "must be a whole number",
    "bool_type": "must be true or false",
    "string_type": "must be text in quotation marks",
    "tuple_type": "must be a list in square brackets",
    "model_type": "must be an object in curly brackets",
    "string_pattern_mismatch": "must be an indicator's key, such as kota",
    "greater_than_equal": "is below what is allowed: give {ge:g} or more",
    "greater_than": "must be above {gt:g}",
    "less_than_equal": "is above what is allowed: give at most {le:g}",
    "literal_error": "must be one of {expected}",
    "too_short": "is too short: give at least {min_length}",
    "too_long": "is too long: give at most {max_length}",
    "string_too_long": "is too long: write at most {max_length} signs",
    "string_too_short": "is empty: write a name",
}


class DefinitionError(ValueError):
    """A definition cannot be used; one sentence says where and what to do."""


def to_json(definition: IndexDefinition) -> str:
    """The definition as the text of a file, a line a field; `from_json` reads it.

    >>> from indicators.index.definition import Component
    >>> one = IndexDefinition(components=(Component(indicator="kota"),))
    >>> from_json(to_json(one)) == one
    True
    """
    content = definition.model_dump(mode="json")
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"


def from_json(text: str) -> IndexDefinition:
    """The definition that the text of a file holds.

    Fields that are left out have their defaults; numbers and true or false must not be
    in quotation marks.

    Raises
    ------
    DefinitionError
        The text ends too early, is no JSON, is another file's, has an unknown field, or
        breaks a rule of the definition; one sentence.
    """
    try:
        content = json.loads(text.removeprefix("\ufeff"), object_pairs_hook=_once)
    except json.JSONDecodeError as error:
        raise DefinitionError(_no_json(text, error)) from None
    except RecursionError:
        raise DefinitionError(
            "the file is no index definition: choose one saved from the index page"
        ) from None
    if not isinstance(content, dict) or "components" not in content:
        raise DefinitionError(
            "the file is no index definition, for it has no components: choose one "
            "saved from the index page"
        )
    try:
        return IndexDefinition.model_validate(content)
    except ValidationError as error:
        raise DefinitionError(refusal(error)) from None


def refusal(error: ValidationError) -> str:
    """One sentence of a definition that breaks a rule: where, what, what to do."""
    first = error.errors(include_url=False)[0]
    place = [part + 1 if isinstance(part, int) else part for part in first["loc"]]
    where = " ".join(["definition", *map(str, place)])
    message = _MESSAGES.get(first["type"])
    if message:
        return f"{where}: {message.format(**first.get('ctx', {}))}"
    return f"{where}: {first['msg'].removeprefix('Value error, ')}"


def _no_json(text: str, error: json.JSONDecodeError) -> str:
    if not text.strip():
        return "the file is empty: choose one saved from the index page"
    at_the_end = error.pos >= len(text.rstrip()) - 1
    if text.lstrip()[:1] == "{" and (at_the_end or "Unterminated" in error.msg):
        return "the file ends in the middle: save or download it again"
    return (
        f"the file is no JSON (line {error.lineno}: {error.msg[:1].lower()}"
        f"{error.msg[1:]}): choose one saved from the index page"
    )


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    content = dict(pairs)
    if len(content) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise DefinitionError(f"the file has {twice} twice: keep one")
    return content
