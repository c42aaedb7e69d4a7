"""What a finished toy run is worth, as the command line prints it."""

from __future__ import annotations

from typing import Any

from gan_core.settings.toy import ToySettings
from gan_core.training.toy.evaluation import ToyReport

SCORES = (
    "modes", "high_quality", "reverse_kl", "sigma", "js", "js_floor", "swd", "swd_floor",
    "d_min", "d_max",
)  # fmt: skip


def toy_result(
    settings: ToySettings, report: ToyReport, *, steps: int, device: str, message: str = ""
) -> dict[str, Any]:
    """Return settings, speed and scores; ``message`` says why a run ended before its last step.

    ``report`` is the run's last good one, ``steps`` how far it came.
    """
    result = {
        "config": settings.as_dict(),
        "device": device,
        "steps": steps,
        "seconds": report.seconds,
        "steps_per_s": report.step / report.seconds if report.step else 0.0,
        **{name: getattr(report, name) for name in SCORES},
        "diverged": bool(message),
    }
    return result | ({"message": message} if message else {})
