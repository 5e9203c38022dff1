"""What data/ says of its sources: SOURCES.md for people, sources.json for the app."""

import json

from sources.declarations import SOURCES, Source
from sources.filled import METHOD_SOURCES

__all__ = ["sources_json", "sources_markdown"]


def sources_json() -> bytes:
    """Publisher, title, page, licence, attribution and vintage of each source key."""
    names = ("publisher", "title", "page", "licence", "attribution", "vintage", "note")
    content = {
        key: {name: getattr(source, name) for name in names}
        for key, source in SOURCES.items()
    } | METHOD_SOURCES
    return (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode()


def sources_markdown(report: list[str]) -> bytes:
    """A page on each source, and what the build joined, mended and left over."""
    lines = [
        "# Sources",
        "",
        "Made by `python -m sources build`; do not edit. What is computed from the",
        "sources (joins, estimates, the kota indicator) is described in the README.",
        "",
    ]
    for source in SOURCES.values():
        lines += _section(source)
    lines += ["## What the build found", "", *(f"- {line}" for line in report), ""]
    return "\n".join(lines).encode()


def _section(source: Source) -> list[str]:
    missing = ", ".join(
        f"`{token or 'empty'}` = {status}" for token, status in source.missing.items()
    )
    lines = [
        f"## `{source.key}`: {source.title}",
        "",
        f"- publisher: {source.publisher}",
        f"- official service: {source.service}, <{source.page}>",
        f"- licence: {source.licence}",
        f"- attribution: {source.attribution}",
        f"- vintage: {source.vintage}",
        f"- file: `{source.file}`, read by `{source.reader}`",
        f"- no figure: {missing or 'nothing declared'}",
    ]
    lines += [f"- note: {source.note}"] if source.note else []
    lines += ["", "| field | what |", "| --- | --- |"]
    lines += [f"| `{name}` | {what} |" for name, what in source.fields.items()]
    return [*lines, ""]
