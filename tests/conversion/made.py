"""Small files in the layouts of other projects, with random weights."""

from itertools import pairwise

import torch

LATENTS = {
    "pytorch-examples-dcgan": 6,
    "gan-zoo-pgan": 8,
    "gan-zoo-dcgan": 6,
    "csinva-vae": 3,
    "csinva-gan-mlp": 6,
}
"""How many latents the file of each layout has."""


class _Random:
    def __init__(self):
        self.generator = torch.Generator().manual_seed(0)

    def __call__(self, *shape, scale=0.1):
        return scale * torch.randn(*shape, generator=self.generator)

    def norm(self, name, width):
        found = {"weight": torch.ones(width), "bias": self(width), "running_mean": self(width)}
        found |= {"running_var": torch.ones(width), "num_batches_tracked": torch.tensor(3)}
        return {f"{name}.{key}": value for key, value in found.items()}


def dcgan(random):
    """pytorch/examples: 64 x 64, three colours."""
    widths, found = (16, 8, 8, 4), {}
    for i, (a, b) in enumerate(pairwise((6, *widths))):
        found[f"main.{3 * i}.weight"] = random(a, b, 4, 4)
        found |= random.norm(f"main.{3 * i + 1}", b)
    return found | {"main.12.weight": random(widths[-1], 3, 4, 4)}


def zoo_dcgan(random):
    """The zoo's: 64 x 64, three colours."""
    widths = (16, 8, 8, 4)
    found = {"formatLayer.weight": random(6, widths[0], 4, 4)}
    for i, (a, b) in enumerate(pairwise(widths), 1):
        found[f"main.convTranspose{i}.weight"] = random(a, b, 4, 4)
    for i, width in enumerate(widths):
        found |= random.norm(f"main.batchNorm{i}", width)
    return {"netG": found | {"main.outlayer.weight": random(widths[-1], 3, 4, 4)}}


def zoo_pgan(random):
    """The zoo's progressive GAN: 16 x 16, one channel."""

    def layer(name, *shape):
        weight, bias = random(*shape, scale=1), random(shape[0])
        return {f"{name}.module.weight": weight, f"{name}.module.bias": bias}

    widths = (8, 8, 4)
    found = layer("formatLayer", 128, 8) | layer("groupScale0.0", 8, 8, 3, 3)
    for s, (a, b) in enumerate(pairwise(widths)):
        found |= layer(f"scaleLayers.{s}.0", b, a, 3, 3) | layer(f"scaleLayers.{s}.1", b, b, 3, 3)
    for s, width in enumerate(widths):
        found |= layer(f"toRGBLayers.{s}", 1, width, 1, 1)
    return {"config": {"alpha": 0.0, "leakyReluLeak": 0.2}, "avgG": found, "netG": found}


def dense(random, sizes, names):
    """Dense layers between ``sizes`` with the names of their weights."""
    found = {}
    for name, (a, b) in zip(names, sizes, strict=True):
        found |= {f"{name}.weight": random(b, a), f"{name}.bias": random(b)}
    return found


MADE = {
    "pytorch-examples-dcgan": dcgan,
    "gan-zoo-pgan": zoo_pgan,
    "gan-zoo-dcgan": zoo_dcgan,
    "csinva-vae": lambda random: dense(
        random,
        ((784, 20), (20, 3), (20, 3), (3, 20), (20, 784)),
        ("fc1", "fc21", "fc22", "fc3", "fc4"),
    ),
    "csinva-gan-mlp": lambda random: dense(random, ((6, 16), (16, 784)), ("0", "2")),
}
"""What the file of each layout holds."""


def make_file(layout, path):
    """Write a file as its project would."""
    torch.save(MADE[layout](_Random()), path)
    return path
