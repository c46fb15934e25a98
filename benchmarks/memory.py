"""Memory of processes."""

import os
from pathlib import Path


def resident(process: int | None = None) -> int:
    """Megabytes of a process now, shared pages by share."""
    text = Path(f"/proc/{process or os.getpid()}/smaps_rollup").read_text()
    line = next(line for line in text.splitlines() if line.startswith("Pss:"))
    return round(int(line.split()[1]) / 1024)


def peak(process: int | None = None) -> int:
    """The largest resident size that a process ever had, in megabytes."""
    text = Path(f"/proc/{process or os.getpid()}/status").read_text()
    line = next(line for line in text.splitlines() if line.startswith("VmHWM:"))
    return round(int(line.split()[1]) / 1024)
