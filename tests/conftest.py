"""Fixtures for every test file; the browser's are described in tests/browser.py."""

from hypothesis import settings

from tests.browser import chromium, serve_app, visit

__all__ = ["chromium", "serve_app", "visit"]

# How long an example takes is the machine's affair, not the code's.
settings.register_profile("unhurried", parent=settings(), deadline=None)
settings.load_profile("unhurried")
