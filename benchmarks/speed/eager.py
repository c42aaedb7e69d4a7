"""The peer of ``benchmarks.speed toy``: a WGAN step as one would first write it in torch."""

from __future__ import annotations

import torch
from torch import nn

from gan_core.data.toy import training_points
from gan_core.settings.toy import ToySettings


def _network(inputs: int, hidden: int, depth: int, outputs: int) -> nn.Sequential:
    layers: list[nn.Module] = []
    for width in [inputs] + [hidden] * (depth - 1):
        layers += [nn.Linear(width, hidden), nn.ELU()]
    return nn.Sequential(*layers, nn.Linear(hidden, outputs))


class EagerWgan:
    """WGAN with clipping: ``nn.Linear``, ``nn.ELU``, ``torch.optim.Adam``, autograd."""

    def __init__(self, settings: ToySettings, device: torch.device) -> None:
        self.settings = settings
        self.device = device
        self.points = torch.from_numpy(training_points(settings)).to(device)
        self.batch = 0
        self.generator = _network(settings.noise_dim, settings.hidden_g, settings.depth_g, 2)
        self.critic = _network(2, settings.hidden_d, settings.depth_d, 1)
        betas = (settings.beta1, settings.beta2)
        self.signs = torch.ones(2 * settings.batch_size, 1, device=device)
        self.signs[: settings.batch_size] = -1
        self.optimizers = [
            torch.optim.Adam(network.to(device).parameters(), lr=rate, betas=betas)
            for network, rate in ((self.generator, settings.lr_g), (self.critic, settings.lr_d))
        ]

    def noise(self) -> torch.Tensor:
        """Uniform noise in [-1, 1]."""
        shape = (self.settings.batch_size, self.settings.noise_dim)
        return torch.rand(shape, device=self.device) * 2 - 1

    def step(self) -> None:
        """One D and one G update."""
        optimizer_g, optimizer_d = self.optimizers
        size = self.settings.batch_size
        start = (self.batch % self.settings.steps_per_epoch) * size
        self.batch += 1
        if start == 0:
            self.points = self.points[torch.randperm(len(self.points)).to(self.device)]
        real = self.points[start : start + size]
        with torch.no_grad():
            fake = self.generator(self.noise())
        # One batch of real and fake points, with the signs as weights, as wgan-25-gaussians has it.
        scores = self.critic(torch.cat([real, fake]))
        loss_d = (scores * self.signs).mean()
        optimizer_d.zero_grad()
        loss_d.backward()
        optimizer_d.step()
        with torch.no_grad():
            for parameter in self.critic.parameters():
                parameter.clamp_(-self.settings.clip, self.settings.clip)
        loss_g = -self.critic(self.generator(self.noise())).mean()
        optimizer_g.zero_grad()
        loss_g.backward()
        optimizer_g.step()
        loss_d.item(), loss_g.item()
