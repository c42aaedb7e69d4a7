"""What a sweep will roughly take, from the speed of comparisons and sweeps that were timed."""

from __future__ import annotations

from collections.abc import Sequence

from gan_core.runs.run_record import RunRecord
from gan_core.runs.store import RunStore
from gan_core.settings.toy import ToySettings
from ui.controls.toy_labels import preset_name
from ui.shared.duration import duration
from ui.shared.text import _

COSTLY = (
    "loss", "optimizer", "n_critic", "pack", "batch_size", "noise_dim", "hidden_g", "hidden_d",
    "depth_g", "depth_d", "activation_g", "activation_d", "spectral_norm",
)  # fmt: skip
"""Settings that decide how long a step takes; whether there is an R1 or R2 penalty does too."""

LEAST_STEPS = 50
LEAST_SECONDS = 0.05


def expected_seconds(
    store: RunStore, settings: Sequence[ToySettings], *, steps: int, device: str
) -> tuple[float, list[ToySettings]]:
    """Return the seconds that these runs will take, and those settings that were never timed."""
    known = timed_steps(store, device)
    total, unknown = 0.0, []
    for each in settings:
        seconds = known.get(_key(each))
        if seconds is None:
            unknown.append(each)
        else:
            total += steps * seconds
    return total, unknown


def timed_steps(store: RunStore, device: str) -> dict[tuple[object, ...], float]:
    """Return seconds a step by what decides them; the newest group counts."""
    known: dict[tuple[object, ...], float] = {}
    for group in store.groups.all():
        if device != "auto" and not group.device.startswith(device):
            continue
        runs = [run for run in store.runs(group=group.id) if _timed(run)]
        shares = sum(run.seconds for run in runs)
        if not shares or group.state == "running":
            continue
        # Pictures and metrics are in the group's time, but in no run's.
        overhead = max(1.0, group.seconds / shares) if len(runs) == len(group.runs) else 1.0
        for run in runs:
            known.setdefault(_key(run.settings), overhead * run.seconds / run.step)
    return known


def _timed(run: RunRecord) -> bool:
    return run.step >= LEAST_STEPS and run.seconds >= LEAST_SECONDS


def _key(settings: ToySettings) -> tuple[object, ...]:
    penalties = (settings.r1 > 0) + (settings.r2 > 0)
    return (penalties, *(getattr(settings, name) for name in COSTLY))


def cost_text(seconds: float, unknown: Sequence[str], runs: int) -> str:
    """Say in a line what pressing Start will cost."""
    if unknown:
        distinct = list(dict.fromkeys(unknown))
        names = ", ".join(map(preset_name, distinct[:2])) + (", …" if len(distinct) > 2 else "")
        return _("{runs} runs. How long is unknown: not timed here yet: {names}.").format(
            runs=runs, names=names
        )
    return _("{runs} runs, about {time}, by the speed of earlier ones here.").format(
        runs=runs, time=duration(seconds)
    )
