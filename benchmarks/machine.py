"""What the figures were measured on: processor, memory, versions, load."""

import os
import platform
from importlib.metadata import version
from pathlib import Path

__all__ = ["PACKAGES", "load", "machine", "versions"]

PACKAGES = (
    *("streamlit", "folium", "streamlit-folium"),
    *("geopandas", "shapely", "pandas", "playwright"),
)


def machine() -> dict[str, str]:
    """Processor, cores, memory and system of this machine."""
    pages = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    return {
        "Processor": _processor(),
        "Cores": str(len(os.sched_getaffinity(0))),
        "Memory": f"{pages / 2**30:.0f} GiB",
        "System": _system(),
    }


def versions(chromium: str) -> dict[str, str]:
    """Python, Chromium and the packages that matter here."""
    return {
        "Python": platform.python_version(),
        "Chromium": chromium,
        **{package: version(package) for package in PACKAGES},
    }


def load() -> float:
    """How many processes wanted a processor in the last minute, on average."""
    return os.getloadavg()[0]


def _processor() -> str:
    for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.machine()


def _system() -> str:
    try:
        return platform.freedesktop_os_release()["PRETTY_NAME"]
    except OSError:
        return platform.system()
