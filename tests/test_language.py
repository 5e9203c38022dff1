"""Every text for people goes through one function, and that function translates."""

import ast
import re
import struct

import pytest

from tests.browser import ROOT
from ui import language

FILES = [
    ROOT / "app.py",
    *sorted((ROOT / "app_pages").glob("*.py")),
    *sorted((ROOT / "ui").glob("*.py")),
]
# What shows its first argument to people, and the keywords that are shown.
SHOWS = {
    *("title", "header", "subheader", "caption", "markdown", "write", "text"),
    *("info", "warning", "error", "success", "table", "popover", "expander"),
    *("selectbox", "radio", "checkbox", "button", "download_button", "toggle"),
    *("text_input", "number_input", "multiselect", "slider", "tabs", "metric"),
}
KEYWORDS = {"label", "help", "title", "alt", "placeholder"}
NAMES = {"Tasapaino"}  # the same in every language


def untranslated(tree):
    """Texts that a call shows without asking for their translation: (line, text)."""
    for call in ast.walk(tree):
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute):
            shown = [word.value for word in call.keywords if word.arg in KEYWORDS]
            shown += call.args[:1] if call.func.attr in SHOWS else []
            for text in shown:
                yield from ((call.lineno, part) for part in words_in(text))


def words_in(text):
    """What is written out in a string or a formatted one, but for names and signs."""
    parts = text.values if isinstance(text, ast.JoinedStr) else [text]
    for part in parts:
        written = part.value if isinstance(part, ast.Constant) else ""
        said = isinstance(written, str) and re.search(r"[^\W\d_]", written)
        if said and written not in NAMES:
            yield written


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_every_text_is_asked_for_its_translation(file):
    assert list(untranslated(ast.parse(file.read_text(encoding="utf-8")))) == []


def test_a_text_that_is_not_would_be_found():
    code = 'import streamlit as st\nst.title("Map")\nst.caption(f"Year {year}")\n'
    assert list(untranslated(ast.parse(code))) == [(2, "Map"), (3, "Year ")]
    assert not list(untranslated(ast.parse('st.title(_("Map"))')))


def catalogue(texts):
    """A message catalogue as GNU gettext's msgfmt writes it (.mo, version 0)."""
    texts = {"": "Content-Type: text/plain; charset=UTF-8\n"} | texts
    pairs = sorted((key.encode(), value.encode()) for key, value in texts.items())
    start = 28 + 16 * len(pairs)
    tables, strings = [], b""
    for column in (0, 1):
        for pair in pairs:
            tables += [len(pair[column]), start + len(strings)]
            strings += pair[column] + b"\0"
    head = [0x950412DE, 0, len(pairs), 28, 28 + 8 * len(pairs), 0, 0]
    return struct.pack(f"<{7 + len(tables)}I", *head, *tables) + strings


def test_a_translation_is_used_and_what_has_none_stays(monkeypatch, tmp_path):
    folder = tmp_path / "xx" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    words = {"Map": "Kartta", "{count} areas": "{count} aluetta"}
    (folder / "tasapaino.mo").write_bytes(catalogue(words))
    monkeypatch.setattr(language, "_LOCALE", tmp_path)
    monkeypatch.setattr(language, "LANGUAGE", "xx")
    language._translations.cache_clear()
    try:
        assert language._("Map") == "Kartta"
        assert language._("{count} areas").format(count=3) == "3 aluetta"
        assert language._("Not translated") == "Not translated"
    finally:
        language._translations.cache_clear()
