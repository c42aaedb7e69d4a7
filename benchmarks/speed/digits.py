"""Speed of the models on pictures: a VAE's epoch, a DCGAN's step, sampling, loading.

``python -m benchmarks.speed.digits [--data DIR] [--rounds N]`` measures ours and the DCGAN
document's own loop in turns, and prints medians and the ratio.
"""

import argparse
import statistics
import time
from collections.abc import Callable
from pathlib import Path

import torch
from torch import nn
from torch.utils.data import DataLoader
from torchvision import datasets, transforms

from gan_core.checkpoints.native import load_model, model_names
from gan_core.data.images import data_folder, load_images
from gan_core.latent.generation import decode
from gan_core.models.dcgan import DocumentDiscriminator, DocumentGenerator
from gan_core.models.image_networks import draw_noise
from gan_core.recipes.catalogue import image_recipe
from gan_core.training.images.trainers import make_trainer

CPU = torch.device("cpu")
STEPS = 10
SAMPLES = 64


def median(action: Callable[[], object], times: int) -> float:
    """Median seconds of an action."""
    taken = []
    for _ in range(times):
        started = time.perf_counter()
        action()
        taken.append(time.perf_counter() - started)
    return statistics.median(taken)


class DocumentLoop:
    """The document's step: a DataLoader with ToTensor for each picture, networks as they come."""

    def __init__(self, folder: Path) -> None:
        transform = transforms.Compose(
            [transforms.ToTensor(), transforms.Normalize((0.5,), (0.5,))]
        )
        data = datasets.MNIST(root=str(folder), transform=transform)
        self.loader = DataLoader(data, batch_size=128, shuffle=True)
        self.batches = iter(self.loader)
        self.generator = DocumentGenerator(64, 128)
        self.discriminator = DocumentDiscriminator(1, 16)
        self.optimizers = [
            torch.optim.Adam(network.parameters(), lr=2e-4, betas=(0.5, 0.999))
            for network in (self.generator, self.discriminator)
        ]
        self.criterion = nn.BCEWithLogitsLoss()

    def step(self) -> None:
        """D on fakes and reals, then G, as in the document."""
        real, _labels = next(self.batches)
        noise = torch.randn(len(real), 64)
        self.optimizers[1].zero_grad()
        fake = self.generator(noise).detach()
        fake_logits, real_logits = self.discriminator(fake), self.discriminator(real)
        fake_loss = self.criterion(fake_logits, torch.zeros_like(fake_logits))
        real_loss = self.criterion(real_logits, torch.ones_like(real_logits))
        ((fake_loss + real_loss) / 2).backward()
        self.optimizers[1].step()
        self.optimizers[0].zero_grad()
        logits = self.discriminator(self.generator(torch.randn(len(real), 64)))
        self.criterion(logits, torch.ones_like(logits)).backward()
        self.optimizers[0].step()


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path)
    parser.add_argument("--rounds", type=int, default=5)
    arguments = parser.parse_args()
    torch.set_flush_denormal(True)
    folder = arguments.data or data_folder()
    data = load_images("mnist", "train", folder=folder)
    loop = DocumentLoop(folder)
    dcgan = make_trainer(image_recipe("dcgan-mnist").settings(), data, device=CPU)
    vae_settings = image_recipe("vae-mnist-10d").settings()
    vae = make_trainer(vae_settings, data, device=CPU)
    steps: dict[str, Callable[[], None]] = {
        "document": loop.step, "dcgan": dcgan.step, "vae": vae.step,
    }  # fmt: skip
    times: dict[str, list[float]] = {name: [] for name in steps}
    for step in steps.values():
        step()
    for _ in range(arguments.rounds):
        for name, step in steps.items():
            times[name].append(median(step, STEPS))
    best = {name: statistics.median(values) for name, values in times.items()}
    epoch = best["vae"] * len(data.images) / vae_settings.batch_size
    lines = [
        f"document's DCGAN step {1e3 * best['document']:.1f} ms, ours "
        f"{1e3 * best['dcgan']:.1f} ms: {best['document'] / best['dcgan']:.2f} times as fast",
        f"VAE epoch of 60,000 pictures {epoch:.1f} s ({1e3 * best['vae']:.1f} ms a step)",
    ]
    for name in model_names():
        loading = median(lambda name=name: load_model(name), 5)  # type: ignore[misc]
        line = f"{name}: loading {1e3 * loading:.0f} ms"
        model = load_model(name)
        if model.settings.kind != "classifier":
            latents = draw_noise(
                SAMPLES, model.settings, generator=torch.Generator().manual_seed(0), device=CPU
            )
            labels = torch.arange(SAMPLES) % 10
            network, settings = model.network, model.settings
            sampling = median(lambda: decode(network, settings, latents, labels), 20)  # noqa: B023
            line += f", {SAMPLES} pictures {1e3 * sampling:.1f} ms"
        lines.append(line)
    print("\n".join(lines))  # noqa: T201


if __name__ == "__main__":
    main()
