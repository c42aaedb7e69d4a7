"""Two games in one dimension that differ in G's loss alone: saturating against non-saturating."""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor

from gan_core.losses.adversarial import LOSSES
from gan_core.models.mlp import MLP
from gan_core.theory.components import Array
from gan_core.theory.distributions import Distribution
from gan_core.theory.settings import GameSettings
from gan_core.theory.specification import parse_distribution
from gan_core.training.mlp.mlp_workspace import Layers
from gan_core.training.mlp.optimizers import OptimizerRule
from gan_core.training.mlp.updates import DiscriminatorUpdate, GeneratorUpdate, LossWeights
from gan_core.training.trainer import Trainer

PLAYED = ("minimax", "ns")
"""Losses of G by their usual names: saturating, and the repair."""

STREAMS = ("generator", "discriminator", "real", "noise")
FIRST_SPREAD = 0.5
"""Standard deviation of G's points before the first step, in p's."""

GAME_BETAS = (0.5, 0.999)


class Game:
    """G and D in one dimension, by one loss of G; both see points in p's standard deviations."""

    def __init__(self, settings: GameSettings, loss: str, *, device: torch.device) -> None:
        self.loss = loss
        seeds = _seeds(settings)
        start = [torch.Generator(device).manual_seed(seeds[name]) for name in STREAMS[:2]]
        hidden_g, hidden_d = [settings.width_g] * settings.depth, [settings.width] * settings.depth
        self.generator = MLP([1, *hidden_g, 1], settings.activation, generator=start[0])
        self.discriminator = MLP([1, *hidden_d, 1], settings.activation, generator=start[1])
        self._place(settings.start)
        layers_g, layers_d = Layers(self.generator), Layers(self.discriminator)
        rows = settings.batch_size
        self.update_d = DiscriminatorUpdate(
            layers_d,
            LOSSES[loss],
            rows,
            optimizer=[_rule("adam")],
            weights=LossWeights(r1=settings.r1),
        )
        self.update_g = GeneratorUpdate(
            layers_g, layers_d, LOSSES[loss], rows, optimizer=[_rule(settings.optimizer)]
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
        for name, update in (("optimizer_d", self.update_d), ("optimizer_g", self.update_g)):
            slots = update.optimizer.slots
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


class GameTrainer(Trainer):
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

    def tensors(self) -> dict[str, Tensor]:
        """All parameters and optimisers of both games."""
        return {
            f"{loss}.{name}": tensor
            for loss, game in self.games.items()
            for name, tensor in game.tensors().items()
        }

    def streams(self) -> dict[str, torch.Generator]:
        """Where real points and latents come from."""
        return {f"random.{name}": stream for name, stream in self.random.items()}

    def step(self) -> None:
        """Move both Ds, then both Gs."""
        settings = self.settings
        for _ in range(settings.n_critic):
            real, latents = self._draw_real(), self._draw_latents()
            for game in self.games.values():
                fake = game.update_g.generate(latents)
                loss = game.update_d.update(real, fake, rate=settings.lr)
                self.finite(loss, "D's loss")
        latents = self._draw_latents()
        for game in self.games.values():
            self.finite(game.update_g.update(latents, rate=settings.lr_g), "G's loss")
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


def _rule(optimizer: str) -> OptimizerRule:
    return OptimizerRule(optimizer, beta1=GAME_BETAS[0], beta2=GAME_BETAS[1])
