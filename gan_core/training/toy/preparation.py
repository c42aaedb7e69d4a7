"""Compiling ahead what runs will need: once on a machine, before the first of them begins."""

from __future__ import annotations

import torch

from gan_core.settings.toy import ToySettings
from gan_core.training.mlp.engines import threads_keep_bits
from gan_core.training.toy.trainer import ToyTrainer

USUAL = ToySettings(
    loss="wgan-gp", r1=0.1, fourier_d=1, ema=0.9, hidden_g=16, hidden_d=16, batch_size=8,
    samples_per_mode=10,
)  # fmt: skip
"""One step of this calls every kernel of the usual runs; others are compiled when they are met."""


def prepare_kernels() -> None:
    """Compile the kernels of usual runs, or read what an earlier process has compiled."""
    if threads_keep_bits():
        ToyTrainer(USUAL, device=torch.device("cpu")).step()
