"""The fast step recorded once as CUDA graphs and replayed: one launch instead of a hundred.

Inputs are copied to where the recording read them; learning rates and everything else that
changes from step to step lie in tensors (``RowNumbers``). On the CPU nothing is recorded and the
same functions are called, which is how tests hold this to the fast step without a GPU. Updates by
a loss from outside, which autograd differentiates, are called on a GPU too: such a loss may ask for
what no recording can know, such as the number of points that a mask leaves.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence

import torch
from torch import Tensor

from gan_core.models.mlp import MLP
from gan_core.settings.toy import ToySettings
from gan_core.training.mlp.flat_optimizers import Rates
from gan_core.training.toy.fast_step import FastStep

WARM_UPS = 3


class GraphStep:
    """Same updates as ``FastStep`` on one run (``flats`` is None) or on a stack.

    What it returns are buffers, valid until the next call of the same method.
    """

    def __init__(
        self,
        rules: Sequence[ToySettings],
        generator: MLP,
        discriminator: MLP,
        *,
        flats: tuple[Tensor, Tensor] | None = None,
        frequencies: Tensor | None = None,
    ) -> None:
        settings = rules[0]
        self.single = flats is None
        if flats is None:
            # A stack of one shares the networks' memory.
            flats = generator.flat[None], discriminator.flat[None]
            own = discriminator.frequencies
            frequencies = None if own is None else own[None]
        self.inner = FastStep(rules, generator, discriminator, flats=flats, frequencies=frequencies)
        self.moving = [
            *flats,
            *(t for slots in self.inner.optimizer_slots.values() for t in slots.values()),
        ]
        shape = (len(rules), settings.batch_size)
        device = flats[0].device
        self.latents = torch.zeros(*shape, settings.noise_dim, device=device)
        self.real, self.fake = (torch.zeros(*shape, 2, device=device) for _ in range(2))
        self.mix = torch.zeros(*shape, 1, device=device)
        self.blur = torch.zeros(*shape, 2, device=device) if settings.instance_noise else None
        self.points = torch.zeros(*shape, 2, device=device)
        self.loss_d, self.loss_g = (torch.zeros(len(rules), device=device) for _ in range(2))
        of_d, of_g = self.inner.discriminator.adversarial, self.inner.generator.adversarial
        self._generate = self._record(self._run_generate)
        self._move_discriminator = self._run_discriminator
        if of_d is None or not of_d.by_autograd:
            self._move_discriminator = self._record(self._run_discriminator)
        self._move_generator = self._run_generator
        if not of_g.by_autograd:
            self._move_generator = self._record(self._run_generator)

    @torch.no_grad()
    def _run_generate(self) -> None:
        self.points.copy_(self.inner.generate(self.latents))

    @torch.no_grad()
    def _run_discriminator(self) -> None:
        self.loss_d.copy_(self.inner.discriminator.move(self.real, self.fake, self.mix))

    @torch.no_grad()
    def _run_generator(self) -> None:
        self.loss_g.copy_(self.inner.generator.move(self.latents, self.blur, self.real))

    def _record(self, function: Callable[[], None]) -> Callable[[], None]:
        """Record ``function`` for replay; the tries that this takes leave no trace."""
        if self.real.device.type != "cuda":
            return function
        kept = [tensor.clone() for tensor in self.moving]
        side = torch.cuda.Stream()  # type: ignore[no-untyped-call]
        side.wait_stream(torch.cuda.current_stream())
        with torch.cuda.stream(side):
            for _ in range(WARM_UPS):
                function()
        torch.cuda.current_stream().wait_stream(side)
        graph = torch.cuda.CUDAGraph()
        with torch.cuda.graph(graph):
            function()
        for tensor, before in zip(self.moving, kept, strict=True):
            tensor.copy_(before)
        return graph.replay

    @property
    def optimizer_slots(self) -> Mapping[str, Mapping[str, Tensor]]:
        """What each optimiser remembers; of one run without the stack's dimension."""
        return {
            name: {slot: tensor[0] if self.single else tensor for slot, tensor in slots.items()}
            for name, slots in self.inner.optimizer_slots.items()
        }

    def generate(self, latents: Tensor) -> Tensor:
        """Return G's points (..., batch, 2)."""
        self.latents.copy_(latents)
        self._generate()
        return self.points[0] if self.single else self.points

    def update_discriminator(
        self, real: Tensor, fake: Tensor, *, rate: float | Rates, mix: Tensor
    ) -> Tensor:
        """Move D once; return its loss as it was before the move."""
        self.real.copy_(real)
        self.fake.copy_(fake)
        if self.inner.discriminator.mixed is not None:
            self.mix.copy_(mix)
        self.inner.discriminator.prepare(rate)
        self._move_discriminator()
        return self.loss_d[0] if self.single else self.loss_d

    def update_generator(
        self,
        latents: Tensor,
        *,
        rate: float | Rates,
        blur: Tensor | None = None,
        real: Tensor | None = None,
    ) -> Tensor:
        """Move G once; return its loss as it was before the move.

        ``real`` points are what a relativistic loss needs.
        """
        self.latents.copy_(latents)
        if real is not None:
            self.real.copy_(real)
        if self.blur is not None:
            self.blur.zero_() if blur is None else self.blur.copy_(blur)
        self.inner.generator.prepare(rate)
        self._move_generator()
        return self.loss_g[0] if self.single else self.loss_g


RECORD = "GAN_EXPLORER_CUDA_GRAPH"
"""With this variable at 1 steps are recorded on a GPU; none has tried them so far."""


def step_class(device: torch.device) -> type[FastStep] | type[GraphStep]:
    """Return the step to take on this device: plain operations, or a recording if asked for."""
    recorded = device.type == "cuda" and os.environ.get(RECORD) == "1"
    return GraphStep if recorded else FastStep
