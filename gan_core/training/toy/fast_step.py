"""The fast step of a toy run: hand-written passes, gradients and parameters in flat vectors.

One network of each kind, or a stack of K replicas of one shape: then points are (K, N, 2), each
replica has its own rate, betas and clip, and nothing of one touches another.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from torch import Tensor

from gan_core.losses.adversarial import LOSSES
from gan_core.models.mlp import MLP
from gan_core.settings.toy import ToySettings
from gan_core.training.mlp.engines import make_spectral_layers
from gan_core.training.mlp.flat_optimizers import Rates
from gan_core.training.mlp.mlp_workspace import Layers
from gan_core.training.mlp.spectral_layers import SpectralLayers
from gan_core.training.mlp.updates import DiscriminatorUpdate, GeneratorUpdate, LossWeights


class FastStep:
    """Same updates as ``ReferenceStep``, faster; buffers are allocated once.

    ``rules`` are the settings of each replica, equal in all but what ``stack`` lets vary.
    Losses come back as one number, or as (K,) for a stack.
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
        """``flats`` are the stacks (K, P) of G's and D's parameters; without, the networks' own.

        ``frequencies`` are D's (K, F, inputs) then.
        """
        settings = rules[0]
        loss = LOSSES[settings.loss]
        flat_g, flat_d = flats or (None, None)
        layers_g = Layers(generator, flat=flat_g)
        make_layers = make_spectral_layers if settings.spectral_norm == "on" else Layers
        layers_d = make_layers(discriminator, flat=flat_d, frequencies=frequencies)
        self.spectral = layers_d if isinstance(layers_d, SpectralLayers) else None
        rows = settings.batch_size // settings.pack
        self.discriminator = DiscriminatorUpdate(
            layers_d,
            loss,
            rows,
            optimizer=rules,
            weights=LossWeights(
                gp_weight=settings.gp_weight,
                r1=settings.r1,
                r2=settings.r2,
                coulomb_eps=settings.coulomb_eps,
                coulomb_dim=settings.coulomb_dim,
            ),
            bounds=[rule.clip if LOSSES[rule.loss].clipped else float("inf") for rule in rules],
        )
        self.generator = GeneratorUpdate(
            layers_g, layers_d, loss, rows, optimizer=rules, pack=settings.pack
        )

    @property
    def optimizer_slots(self) -> Mapping[str, Mapping[str, Tensor]]:
        """What each optimiser remembers, by optimiser and slot; what spectral normalisation does.

        With the parameters these are all that an update changes.
        """
        found = {
            "optimizer_g": self.generator.optimizer.slots,
            "optimizer_d": self.discriminator.optimizer.slots,
        }
        return found if self.spectral is None else found | {"spectral": self.spectral.slots}

    def generate(self, latents: Tensor) -> Tensor:
        """Return G's points (..., batch, 2); a buffer, valid until G runs again."""
        return self.generator.generate(latents)

    def update_discriminator(
        self, real: Tensor, fake: Tensor, *, rate: float | Rates, mix: Tensor
    ) -> Tensor:
        """Move D once; return its loss as it was before the move."""
        return self.discriminator.update(real, fake, rate=rate, mix=mix)

    def update_generator(
        self,
        latents: Tensor,
        *,
        rate: float | Rates,
        blur: Tensor | None = None,
        real: Tensor | None = None,
    ) -> Tensor:
        """Move G once; return its loss as it was before the move.

        ``real`` points (..., batch, 2), as D sees them, are what a relativistic loss needs.
        """
        return self.generator.update(latents, rate=rate, blur=blur, real=real)
