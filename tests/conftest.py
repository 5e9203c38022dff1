"""Fixtures for every test file; the browser's are described in tests/browser.py."""

from tests.browser import chromium, serve_app, visit

__all__ = ["chromium", "serve_app", "visit"]
