"""Source files read plainly, and folders of them in which one file is broken."""

import csv
from pathlib import Path

from tests.source_folder import SOURCE_FOLDER, source_file

__all__ = ["folder_with", "plain_rows", "text_of"]


def plain_rows(name: str) -> list[dict[str, str]]:
    """The rows of a CSV file as the csv module gives them: no code of the project."""
    with source_file(name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def text_of(name: str) -> str:
    """A source file as text."""
    return source_file(name).read_text(encoding="utf-8")


def folder_with(tmp_path: Path, name: str, content: bytes | str | None) -> Path:
    """A folder of sources like the real one, but `name` holds `content`.

    None: the file is missing. The others are links to the real files.
    """
    source_file(name)
    folder = tmp_path / "sources"
    for part in ("boundaries", "statistics"):
        (folder / part).mkdir(parents=True)
        for path in (SOURCE_FOLDER / part).iterdir():
            if f"{part}/{path.name}" != name:
                (folder / part / path.name).symlink_to(path.resolve())
    if isinstance(content, str):
        content = content.encode()
    if content is not None:
        (folder / name).write_bytes(content)
    return folder
