"""What changes on the way: learning rates, and the noise on what the discriminator sees."""

from __future__ import annotations

import math


def learning_rate(
    base: float, updates: int, *, schedule: str, decay: float, progress: float
) -> float:
    """Return the learning rate of the update after ``updates`` earlier ones.

    ``decay`` is Keras's time decay lr / (1 + decay t); ``cosine`` falls from ``base`` to 0 while
    ``progress``, the share of the training that is done, goes from 0 to 1 (SGDR, eq. 5).
    """
    if schedule == "decay":
        return base / (1 + decay * updates)
    if schedule == "cosine":
        return base * 0.5 * (1 + math.cos(math.pi * min(progress, 1.0)))
    return base


def instance_noise_level(
    start: float, end: float, until: float, *, steps_done: int, total_steps: int
) -> float:
    """Return the standard deviation of the noise on all D sees after ``steps_done`` steps.

    Falls from ``start`` to ``end`` by equal factors over the share ``until`` of the run, then 0
    (instance noise: Sonderby et al. 2017, section 3.2.1; the schedule is ours).
    """
    share = steps_done / (until * total_steps)
    if not start or share >= 1:
        return 0.0
    return float(start * (end / start) ** share)
