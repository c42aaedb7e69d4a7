"""Two games on the line that differ in G's loss alone: saturating against non-saturating."""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor

from gan_core.losses.adversarial import LOSSES
from gan_core.models.mlp import MLP
from gan_core.settings.toy import ToySettings
from gan_core.theory.components import Array
from gan_core.theory.density_trainer import LineTrainer
from gan_core.theory.distributions import Distribution
from gan_core.theory.settings import GameSettings
from gan_core.theory.specification import parse_distribution
from gan_core.training.toy.fast_step import FastStep

PLAYED = ("minimax", "ns")
"""Losses of G by their usual names: saturating, and the repair."""

STREAMS = ("generator", "discriminator", "real", "noise")
FIRST_SPREAD = 0.5
"""Standard deviation of G's points before the first step, in p's."""

CRITIC_BETAS = (0.5, 0.999)


class Game:
    """G and D on the line, by one loss of G; both see points in p's standard deviations."""

    def __init__(self, settings: GameSettings, loss: str, *, device: torch.device) -> None:
        self.loss = loss
        seeds = _seeds(settings)
        start = [torch.Generator(device).manual_seed(seeds[name]) for name in STREAMS[:2]]
        hidden_g, hidden_d = [settings.width_g] * settings.depth, [settings.width] * settings.depth
        self.generator = MLP([1, *hidden_g, 1], settings.activation, generator=start[0])
        self.discriminator = MLP([1, *hidden_d, 1], settings.activation, generator=start[1])
        self._place(settings.start)
        self.d, self.g = (
            FastStep([rules], self.generator, self.discriminator)
            for rules in (
                _rules(settings, loss, "adam"),
                _rules(settings, loss, settings.optimizer),
            )
        )

    @torch.no_grad()
    def _place(self, start: float) -> None:
        """Stretch and shift G's last layer, so that its first points lie where they should."""
        latents = equal_latents(1001).to(self.generator.flat.device)
        points = self.generator(latents)
        factor = FIRST_SPREAD / float(points.std())
        self.generator.weights[-1].mul_(factor)
        self.generator.biases[-1].fill_(start - factor * float(points.mean()))

    def tensors(self) -> dict[str, Tensor]:
        """Return what training moves: parameters, and what each optimiser remembers."""
        found = {"generator": self.generator.flat, "discriminator": self.discriminator.flat}
        for name, engine in (("optimizer_d", self.d), ("optimizer_g", self.g)):
            slots = engine.optimizer_slots[name]
            found |= {f"{name}.{slot}": tensor for slot, tensor in slots.items()}
        return found

    @torch.no_grad()
    def logits(self, scaled: Array) -> Array:
        """Return D's logits (N,) at points (N,) in p's standard deviations."""
        points = torch.from_numpy(scaled).to(self.generator.flat).unsqueeze(1)
        found: Array = self.discriminator.quick(points)[:, 0].double().cpu().numpy()
        return found

    @torch.no_grad()
    def points(self, latents: Tensor) -> Array:
        """Return G's points (N,) in p's standard deviations, of latents (N, 1)."""
        found: Array = self.generator.quick(latents.to(self.generator.flat))[:, 0].double().numpy()
        return found

    def gradient_norm(self, latents: Tensor) -> float:
        """Return the length of the gradient of G's loss by all its parameters, by autograd."""
        latents = latents.to(self.generator.flat)
        loss = LOSSES[self.loss].generator(self.discriminator(self.generator(latents)))
        slopes = torch.autograd.grad(loss, list(self.generator.parameters()))
        return float(torch.cat([slope.flatten() for slope in slopes]).norm())


class GameTrainer(LineTrainer):
    """Both games at once: the same first weights, the same real points, the same latents.

    ``step`` moves each D ``n_critic`` times and each G once (Goodfellow et al. 2014, algorithm 1).
    """

    settings: GameSettings

    def __init__(self, settings: GameSettings, *, device: torch.device) -> None:
        super().__init__(settings, device=device)
        self.real: Distribution = parse_distribution(settings.p)
        self.centre, self.scale = self.real.mean, self.real.sd or 1.0
        self.games = {loss: Game(settings, loss, device=device) for loss in PLAYED}
        seeds = _seeds(settings)
        # Points are drawn on the CPU, so that a seed gives the same ones on every device.
        self.random = {name: torch.Generator().manual_seed(seeds[name]) for name in STREAMS[2:]}
        self.no_mix = torch.empty(0, 1, device=device)

    def tensors(self) -> dict[str, Tensor]:
        """All parameters and optimisers of both games."""
        return {
            f"{loss}.{name}": tensor
            for loss, game in self.games.items()
            for name, tensor in game.tensors().items()
        }

    def streams(self) -> dict[str, torch.Generator]:
        """Where real points and latents come from."""
        return self.random

    def step(self) -> None:
        """Move both Ds, then both Gs."""
        settings = self.settings
        for _ in range(settings.n_critic):
            real, latents = self._draw_real(), self._draw_latents()
            for game in self.games.values():
                fake = game.d.generate(latents)
                loss = game.d.update_discriminator(real, fake, rate=settings.lr, mix=self.no_mix)
                self.finite(loss, "D's loss")
        latents = self._draw_latents()
        for game in self.games.values():
            self.finite(game.g.update_generator(latents, rate=settings.lr_g), "G's loss")
        self.steps_done += 1

    def _draw_real(self) -> Tensor:
        points = self.real.sample(self.settings.batch_size, generator=self.random["real"])
        return ((points - self.centre) / self.scale).to(self.device, torch.float32)

    def _draw_latents(self) -> Tensor:
        latents = torch.empty(self.settings.batch_size, 1)
        return latents.normal_(generator=self.random["noise"]).to(self.device)


def equal_latents(count: int) -> Tensor:
    """Return the middles (count, 1) of so many equally likely parts of N(0, 1)."""
    shares = (torch.arange(count, dtype=torch.float64) + 0.5) / count
    latents: Tensor = torch.special.ndtri(shares)[:, None].float()
    return latents


def _seeds(settings: GameSettings) -> dict[str, int]:
    found = np.random.SeedSequence(settings.seed).generate_state(len(STREAMS), np.uint32)
    return {name: int(seed) for name, seed in zip(STREAMS, found, strict=True)}


def _rules(settings: GameSettings, loss: str, optimizer: str) -> ToySettings:
    return ToySettings(
        loss=loss,
        batch_size=settings.batch_size,
        hidden_d=settings.width,
        depth_d=settings.depth,
        hidden_g=settings.width_g,
        depth_g=settings.depth,
        r1=settings.r1,
        optimizer=optimizer,
        beta1=CRITIC_BETAS[0],
        beta2=CRITIC_BETAS[1],
        momentum=0.0,
    )
