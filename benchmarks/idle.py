"""Waits until the machine has nothing else to do, so that others' work is not timed."""

import time
from pathlib import Path

__all__ = ["wait_until_idle"]

_STAT = Path("/proc/stat")
_LOOK = 0.4  # seconds over which it is looked at
_IDLE = 0.85  # of the processors' time


def wait_until_idle(seconds: float) -> bool:
    """Returns when all processors were idle for a moment; False if they never were."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        idle, total = _ticks()
        time.sleep(_LOOK)
        now_idle, now_total = _ticks()
        if now_idle - idle >= _IDLE * (now_total - total):
            return True
    return False


def _ticks() -> tuple[int, int]:
    """Idle and all processor time since the start, in the kernel's ticks."""
    line = _STAT.read_text(encoding="ascii").partition("\n")[0]
    times = [int(part) for part in line.split()[1:9]]
    return times[3] + times[4], sum(times)
