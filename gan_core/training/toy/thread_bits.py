"""Whether the number of threads shows in a toy run's results on this machine: it is tried."""

from __future__ import annotations

import time
from functools import lru_cache

import torch

from gan_core.settings.toy import ToySettings
from gan_core.training.divergence import DivergenceError
from gan_core.training.toy.trainer import ToyTrainer

TRIAL_STEPS = 25
TRIAL_SECONDS = 0.3
KEPT = 64
CPU = torch.device("cpu")


def threads_keep_bits(settings: ToySettings, most: int) -> bool:
    """Whether one thread and ``most`` give the same bits at these sizes.

    Matrix products split over threads sum in another order when widths are no multiple of 8, and on
    some processors always; so a few steps are made with both.
    """
    if most == 1 or settings.hidden_g % 8 or settings.hidden_d % 8:
        return most == 1
    return _tried(settings.replace(seed=0), most)


@lru_cache(KEPT)
def _tried(settings: ToySettings, most: int) -> bool:
    before = torch.get_num_threads()
    one, other = (ToyTrainer(settings, device=CPU) for _ in range(2))
    until = time.monotonic() + TRIAL_SECONDS
    try:
        for _ in range(TRIAL_STEPS):
            for trainer, threads in ((one, 1), (other, most)):
                torch.set_num_threads(threads)
                trainer.step()
            if not _equal(one, other):
                return False
            if time.monotonic() > until:
                break
    except DivergenceError:
        return False
    finally:
        torch.set_num_threads(before)
    return True


def _equal(one: ToyTrainer, other: ToyTrainer) -> bool:
    return torch.equal(one.generator.flat, other.generator.flat) and torch.equal(
        one.discriminator.flat, other.discriminator.flat
    )
