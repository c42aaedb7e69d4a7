"""A time as people say it."""

from __future__ import annotations

from ui.shared.text import _


def duration(seconds: float) -> str:
    """Return a time as ``40 s``, ``3 min`` or ``2 h 5 min``."""
    if seconds < 90:
        return _("{seconds} s").format(seconds=max(1, round(seconds)))
    minutes = round(seconds / 60)
    if minutes < 60:
        return _("{minutes} min").format(minutes=minutes)
    return _("{hours} h {minutes} min").format(hours=minutes // 60, minutes=minutes % 60)
