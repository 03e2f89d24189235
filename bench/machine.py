"""What the figures were taken on, and how busy it was."""

import os
import platform
from datetime import UTC, datetime
from pathlib import Path

from bench.report import Row


def machine() -> Row:
    """The machine as it is now."""
    return {
        "taken": datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC"),
        "system": platform.platform(),
        "Python": platform.python_version(),
        "processor": _processor(),
        "cores": os.cpu_count(),
        "load before": _load(),
    }


def _processor() -> str:
    told = Path("/proc/cpuinfo")
    if told.exists():
        for line in told.read_text("utf-8", errors="replace").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor()


def _load() -> float | None:
    """How many processes wanted to run during the last minute; other work makes every figure worse."""
    return os.getloadavg()[0] if hasattr(os, "getloadavg") else None
