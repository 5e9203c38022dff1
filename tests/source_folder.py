"""Where the source files are, for tests that read the real ones."""

import os
from pathlib import Path

import pytest

__all__ = ["SOURCE_FOLDER", "source_file"]

_ROOT = Path(__file__).resolve().parent.parent
SOURCE_FOLDER = Path(
    os.environ.get("TASAPAINO_SOURCES") or _ROOT.parent / "shared" / "data"
)


def source_file(name: str) -> Path:
    """A file of the source folder; the test is skipped without it, and fails in CI."""
    path = SOURCE_FOLDER / name
    if path.exists():
        return path
    reason = f"{path} is missing: set TASAPAINO_SOURCES to the folder of sources"
    if os.environ.get("CI") == "true":
        pytest.fail(reason)
    pytest.skip(reason)
