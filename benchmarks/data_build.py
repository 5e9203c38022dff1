"""How long `make data` takes, and how much memory at its peak."""

import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from tests.browser import ROOT

__all__ = ["Build", "build_data", "source_folder"]


@dataclass(frozen=True, kw_only=True)
class Build:
    """One build of data/."""

    seconds: float
    memory: float  # MB at the most


def source_folder() -> Path | None:
    """The folder with the source files, where there is one."""
    named = os.environ.get("TASAPAINO_SOURCES")
    folder = Path(named) if named else ROOT.parent / "shared" / "data"
    return folder.resolve() if folder.is_dir() else None


def build_data(sources: Path) -> Build:
    """Builds data/ once, into a folder that is removed.

    The memory is the operating system's own figure for the process (`ru_maxrss`): the
    most that was resident at one time, shared libraries included.

    Raises
    ------
    OSError
        The build failed; with what it said last.
    """
    with tempfile.TemporaryDirectory(prefix="tasapaino-data-") as folder:
        said = Path(folder) / "said.txt"
        command = [sys.executable, "-m", "sources", "build"]
        command += ["--from", str(sources), "--out", str(Path(folder) / "data")]
        with said.open("wb") as output:
            begun = time.perf_counter()
            process = subprocess.Popen(
                command, cwd=ROOT, stdout=output, stderr=subprocess.STDOUT
            )
            _, status, used = os.wait4(process.pid, 0)
            took = time.perf_counter() - begun
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            last = said.read_text(encoding="utf-8").strip().splitlines()[-1:]
            raise OSError(f"the build of data/ failed: {' '.join(last)}")
    # Linux counts in KiB
    return Build(seconds=took, memory=used.ru_maxrss * 1024 / 1e6)
