"""The schedule of a progressive GAN: resolutions, channels and phases as data (Karras et al. 2018).

Stage 0 is 4 x 4 pixels, each later one twice the resolution.
"""

from __future__ import annotations

from dataclasses import dataclass

from gan_core.settings.families import FULL_BATCH_RESOLUTION
from gan_core.settings.images import ImageSettings

FIRST_RESOLUTION, LAST_RESOLUTION = 4, 1024
FEATURE_BASE = 8192
"""Channels of a stage are this over 2^s, at most a width: the paper's choice."""

LEAST_BATCH = 4


def stage_count(resolution: int) -> int:
    """Return how many stages lead to a resolution; ``ValueError`` for others."""
    count = resolution.bit_length() - 2
    if not FIRST_RESOLUTION <= resolution <= LAST_RESOLUTION or resolution != FIRST_RESOLUTION << (
        count - 1
    ):
        raise ValueError(
            f"a resolution of {resolution}; accepted: powers of two from 4 to {LAST_RESOLUTION}"
        )
    return count


def feature_maps(resolution: int, most: int, *, base: int = FEATURE_BASE) -> list[int]:
    """Return the channels of every stage up to a resolution: min(base / 2^s, most), s from 1 on."""
    return [max(1, min(base >> (stage + 1), most)) for stage in range(stage_count(resolution))]


@dataclass(frozen=True)
class Phase:
    """Steps ``first`` to ``first + steps`` at a stage, in its fade-in or stabilised."""

    stage: int
    fading: bool
    first: int
    steps: int
    batch: int

    @property
    def resolution(self) -> int:
        """Return the pictures' resolution."""
        return FIRST_RESOLUTION << self.stage


@dataclass(frozen=True)
class StageProgress:
    """Where a run is at a step: its phase, how far the new layers are in, and if a phase begins."""

    step: int
    phase: Phase
    alpha: float
    begins: bool

    @property
    def halfway(self) -> bool:
        """Whether new layers are half in: once in each fade-in of more than one step."""
        phase = self.phase
        return phase.fading and not self.begins and self.step == phase.first + phase.steps // 2


def batch_at(settings: ImageSettings, resolution: int) -> int:
    """Return the pictures of a step: the paper's 128 up to 16 pixels, 64 at 32, 32 at 64.

    A multiple of 4, as the minibatch standard deviation is taken over four.
    """
    batch = settings.batch_size * FULL_BATCH_RESOLUTION // max(resolution, FULL_BATCH_RESOLUTION)
    return max(LEAST_BATCH, batch // LEAST_BATCH * LEAST_BATCH)


def phases(settings: ImageSettings) -> list[Phase]:
    """Return all phases: 4 x 4 is stabilised, then each resolution fades in and is stabilised.

    The last one lasts as long as the run does.
    """
    found: list[Phase] = []
    for stage in range(stage_count(settings.resolution)):
        batch = batch_at(settings, FIRST_RESOLUTION << stage)
        for fading in (True, False) if stage else (False,):
            images = settings.fade_images if fading else settings.settle_images
            first = found[-1].first + found[-1].steps if found else 0
            found.append(Phase(stage, fading, first, -(-images // batch), batch))
    return found


def progress_at(settings: ImageSettings, step: int) -> StageProgress:
    """Return where a run is at a step, counted from 0."""
    phase = max((p for p in phases(settings) if p.first <= step), key=lambda p: p.first)
    alpha = (step - phase.first) / phase.steps if phase.fading else 1.0
    return StageProgress(step, phase, alpha, begins=step == phase.first)


def progressive_steps(settings: ImageSettings) -> int:
    """Return the steps until the final resolution is stabilised."""
    last = phases(settings)[-1]
    return last.first + last.steps


def images_shown(settings: ImageSettings, step: int) -> int:
    """Return how many real pictures D has seen before a step."""
    found = phases(settings)
    ends = [phase.first for phase in found[1:]] + [step]
    return sum(
        phase.batch * max(0, min(step, end) - phase.first)
        for phase, end in zip(found, ends, strict=True)
    )
