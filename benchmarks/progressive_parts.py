"""What the parts of a progressive GAN do, each measured with and without it, on the shipped one."""

from collections.abc import Mapping

import torch
from torch import Tensor

from gan_core.checkpoints.native import Model
from gan_core.part_studies.batches import batch_scores
from gan_core.part_studies.layers import new_discriminator, new_generator, progressive_generator
from gan_core.part_studies.lengths import forward_lengths
from gan_core.part_studies.resizing import resizing
from gan_core.part_studies.updates import Update, first_updates
from gan_core.settings.images import ImageSettings


def part_figures(stages: Mapping[int, Model]) -> dict[str, list[float]]:
    """Measure each part with and without it, on the final G and on new networks of its settings.

    Updates are percentages of the size of a layer's weights. ``deviations`` are for four different
    pictures and for one picture four times; ``resizing`` the squared errors of down after up and of
    up after down.
    """
    final = stages[max(stages)]
    settings, generator = final.settings, progressive_generator(final.network)
    random = torch.Generator().manual_seed(0)
    latents = torch.randn(8, settings.latent_dim, generator=random)
    lengths = {
        on: [
            layer.passed.mean for layer in forward_lengths(generator, latents, pixel_norm=on).layers
        ]
        for on in (True, False)
    }
    updates = {on: _updates(settings, latents, equalized=on) for on in (True, False)}
    with torch.no_grad():
        batch = batch_scores(
            generator, new_discriminator(settings, seed=0), latents[:4], shares=(0.0, 1.0)
        )
        back = resizing(generator(latents), alpha=0.5)
    return {
        "lengths": lengths[True],
        "lengths_without": lengths[False],
        "updates": [100 * one.measured for one in updates[True]],
        "updates_without": [100 * one.measured for one in updates[False]],
        "expected": [100 * one.expected for one in updates[True]],
        "expected_without": [100 * one.expected for one in updates[False]],
        "deviations": [float(one.deviation) for one in batch],
        "resizing": [float(back.returned), float(back.lost)],
    }


def _updates(settings: ImageSettings, latents: Tensor, *, equalized: bool) -> list[Update]:
    return first_updates(
        new_generator(settings, seed=0), new_discriminator(settings, seed=1), latents[:4],
        equalized=equalized,
    )  # fmt: skip
