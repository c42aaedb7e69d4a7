"""Generators as other projects' code builds them, by torch's own layers, with random weights."""

from itertools import pairwise

import torch
from torch import nn

LATENT_DIM = 5


def randomised(network, *, seed=0):
    """The network with weights and statistics of its own, ready to be used."""
    random = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for name, value in network.state_dict().items():
            if name.endswith("running_var"):
                value.uniform_(0.5, 2, generator=random)
            elif value.is_floating_point():
                value.normal_(0, 0.5, generator=random)
    return network.eval()


def dcgan(
    *,
    last=(4, 2, 1),
    channels=3,
    bias=False,
    scales=3,
    function=None,
    end=None,
    extra=(),
):
    """A DCGAN's generator as a Sequential; ``last`` is kernel, stride and padding at the end."""
    widths, parts, before = (8, 6, 4, 2)[:scales], [], LATENT_DIM
    for i, width in enumerate(widths):
        stride, padding = (1, 0) if i == 0 else (2, 1)
        parts += [
            nn.ConvTranspose2d(before, width, 4, stride, padding, bias=bias),
            nn.BatchNorm2d(width),
            function or nn.ReLU(),
            *extra,
        ]
        before = width
    parts += [nn.ConvTranspose2d(before, channels, *last, bias=bias), end or nn.Tanh()]
    return randomised(nn.Sequential(*parts))


def dense(sizes, *, function=None, end=None, extra=()):
    """A generator of dense layers as a Sequential."""
    parts = []
    for a, b in pairwise(sizes):
        parts += [nn.Linear(a, b), function or nn.ReLU(), *extra]
    del parts[-1 - len(extra) :]
    return randomised(nn.Sequential(*parts, end or nn.Tanh()))


def named(weights, prefix):
    """State dict with a prefix before each name."""
    return {f"{prefix}{name}": value for name, value in weights.items()}
