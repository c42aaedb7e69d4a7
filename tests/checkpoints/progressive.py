"""A small progressive GAN and what it made while it was trained."""

from pathlib import Path
from typing import NamedTuple

import torch

from gan_core.runs.image_folder import ImageFolder, ImageJob
from gan_core.settings.images import ImageSettings
from gan_core.settings.progressive import progressive_steps
from tests.face_pictures import made_up_faces

SMALL = ImageSettings(
    kind="gan", network="progressive", dataset="pictures", grow_to=16, width=8, channel_base=32,
    loss="wgan-gp", latent_dim=6, batch_size=8, fade_images=16, settle_images=24, ema=0.9,
)  # fmt: skip


class TrainedProgressive(NamedTuple):
    """A folder of a training, three latents, and step and pictures of what was kept.

    ``pictures`` are those of each resolution's end, ``halfway`` of the middle of each fade-in.
    """

    out: Path
    latents: torch.Tensor
    pictures: dict[int, tuple[int, torch.Tensor]]
    halfway: dict[int, tuple[int, torch.Tensor]]


def train_progressive(out):
    """Train on made-up faces from 4 to 16 pixels into a folder."""
    settings = SMALL.replace(steps=progressive_steps(SMALL))
    job = ImageJob("pggan-celeba64", settings, out, storage="float32", command="train")
    folder = ImageFolder(job, made_up_faces(), device=torch.device("cpu"), resume=False)
    pictures, halfway = {}, {}
    latents = torch.randn(3, 6, generator=torch.Generator().manual_seed(5))

    def progress(report):
        middle = folder.trainer.half_faded_resolution
        if middle is not None:
            with torch.no_grad():
                made = folder.trainer.model.network.growing(latents, {8: 1, 16: 2}[middle], 0.5)
                halfway[middle] = report.step, made
        resolution = folder.trainer.stabilised_resolution
        if resolution is not None:
            with torch.no_grad():
                pictures[resolution] = (
                    report.step,
                    folder.trainer.shown.network.growing(latents, {4: 0, 8: 1}[resolution]),
                )

    assert folder.run(progress=progress).state == "finished"
    return TrainedProgressive(out, latents, pictures, halfway)
