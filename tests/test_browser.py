"""The browser tests' own tools."""

import os

import pytest

from tests import browser


def test_a_missing_chromium_fails_and_says_what_to_do(monkeypatch, tmp_path):
    monkeypatch.setattr(browser, "CHROMIUM", tmp_path / "chromium")
    with (
        pytest.raises(pytest.fail.Exception) as failed,
        browser.open_browser(),
    ):
        pass
    assert str(failed.value) == (
        "chromium is missing: install it with: sudo apt-get install chromium"
    )


def test_a_server_that_cannot_start_says_why(tmp_path):
    script = tmp_path / "page.py"
    script.write_text("", encoding="utf-8")
    wrong = {"server.maxUploadSize": "many"}
    with (
        pytest.raises(RuntimeError, match="did not start"),
        browser.running_app(script, options=wrong),
    ):
        pass


def test_what_leaves_the_machine_is_written_down_and_the_server_ends(
    chromium, tmp_path
):
    script = tmp_path / "page.py"
    script.write_text(
        "import streamlit as st\nst.image('http://example.invalid/picture.png')\n",
        encoding="utf-8",
    )
    with (
        browser.running_app(script) as app,
        browser.open_visit(chromium, app.address) as seen,
    ):
        seen.page.locator("img").first.wait_for(state="attached")
        seen.page.wait_for_load_state("networkidle")
        # A page drawn twice asks twice: how often is the browser's affair.
        assert set(seen.outside) == {"http://example.invalid/picture.png"}
        assert seen.frames_in
    with pytest.raises(ProcessLookupError):
        os.kill(app.pid, 0)
