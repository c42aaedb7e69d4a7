"""One update of a progressive GAN: at its stage of progress, with the paper's losses or others."""

from __future__ import annotations

from collections.abc import Mapping

import torch
from torch import Tensor

from gan_core.data.images import ImageSet
from gan_core.losses.penalties import gradient_penalty, r1_penalty
from gan_core.models.gan_networks import ResolutionGenerator
from gan_core.models.progressive import ProgressiveDiscriminator, faded
from gan_core.models.progressive_parts import halve
from gan_core.settings.progressive import StageProgress, progress_at
from gan_core.training.images.batches import fitted
from gan_core.training.images.steps import AdversarialTrainer


class ProgressiveTrainer(AdversarialTrainer):
    """D's and G's update at the stage that the step is at; optimisers start anew at each phase.

    Real pictures are averaged down to the stage's resolution and fade in as G's do.
    """

    def set_up(self) -> None:
        """Make D and the optimisers, and begin at the first stage."""
        super().set_up()
        self.set_stage()

    def prepared(self, data: ImageSet) -> ImageSet:
        """Return pictures at the final resolution."""
        return fitted(data, self.settings.resolution)

    @property
    def stage_progress(self) -> StageProgress:
        """Return where the step under way is."""
        return progress_at(self.settings, self.steps_done)

    @property
    def stabilised_resolution(self) -> int | None:
        """The resolution after which the next one is about to fade in."""
        progress = self.stage_progress
        return progress.phase.resolution // 2 if progress.begins and progress.phase.fading else None

    @property
    def half_faded_resolution(self) -> int | None:
        """The resolution whose fade-in is in its middle."""
        progress = self.stage_progress
        return progress.phase.resolution if progress.halfway else None

    def set_stage(self) -> StageProgress:
        """Bring networks and batches to the step under way; returns where it is."""
        progress = self.stage_progress
        self.batches.size = min(progress.phase.batch, len(self.batches.data.images))
        for model in (self.model, self.shown):
            network = model.network
            assert isinstance(network, ResolutionGenerator)
            network.stage, network.alpha = progress.phase.stage, progress.alpha
        return progress

    def step(self) -> None:
        """Do one update; raises ``DivergenceError`` when a loss is NaN or infinite."""
        if self.set_stage().begins:
            for optimizer in self.optimizers.values():
                optimizer.state.clear()
        super().step()
        self.set_stage()

    def update(self, images: Tensor, labels: Tensor) -> Mapping[str, Tensor]:
        """Move D once and G once."""
        progress = self.stage_progress
        stage, alpha = progress.phase.stage, progress.alpha
        real = images * 2 - 1
        while real.shape[-1] > progress.phase.resolution:
            real = halve(real)
        real = self.augmented_signed(
            faded(real, alpha, self.settings.upsampling) if stage else real
        )
        loss_d = self._move_critic(real, stage, alpha)
        self.discriminator.requires_grad_(False)
        with self.autocast():
            scores = self._scores(
                self.augmented_signed(self._fakes(len(real), stage, alpha)), stage, alpha
            )
            real_scores = None
            if self.loss.relativistic:
                with torch.no_grad():
                    real_scores = self._scores(real, stage, alpha).float()
        loss_g = self.loss.of_generator(scores.float(), real_scores)
        self.move("optimizer", loss_g, base=self.settings.lr)
        self.discriminator.requires_grad_(True)
        return {"d": loss_d.detach(), "g": loss_g.detach()}

    def augmented_signed(self, pictures: Tensor) -> Tensor:
        """Return what D sees of pictures in [-1, 1]; chance changes them as it does in [0, 1]."""
        if self.settings.augment == "none":
            return pictures
        return self.augmented((pictures + 1) / 2) * 2 - 1

    def _fakes(self, count: int, stage: int, alpha: float) -> Tensor:
        latents, _ = self.draw(torch.zeros(count, dtype=torch.int64))
        network = self.model.network
        assert isinstance(network, ResolutionGenerator)
        pictures: Tensor = network.growing(latents, stage, alpha)
        return pictures

    def _scores(self, pictures: Tensor, stage: int, alpha: float) -> Tensor:
        critic = self.discriminator.network
        assert isinstance(critic, ProgressiveDiscriminator)
        scores: Tensor = critic(pictures, stage, alpha)
        return scores

    def _move_critic(self, real: Tensor, stage: int, alpha: float) -> Tensor:
        settings, loss = self.settings, self.loss
        assert loss.discriminator is not None
        with torch.no_grad(), self.autocast():
            fakes = self.augmented_signed(self._fakes(len(real), stage, alpha)).float()

        def scores(rows: Tensor) -> Tensor:
            with self.autocast():
                return self._scores(rows.view_as(real), stage, alpha).float()

        real_scores = scores(real)
        total = loss.discriminator(real_scores, scores(fakes))
        if loss.gradient_penalty:
            mix = torch.rand(len(real), 1, generator=self.noise, device=self.device)
            penalty = gradient_penalty(scores, real.flatten(1), fakes.flatten(1), mix)
            total = total + settings.gp_weight * penalty
            # Keeps the scores, of which only differences count, from drifting away.
            total = total + settings.drift * real_scores.square().mean()
        if settings.r1 and not self.steps_done % settings.r1_every:
            slope = r1_penalty(scores, real.flatten(1))
            total = total + settings.r1 * settings.r1_every * slope
        self.move("optimizer_d", total, base=settings.lr_d)
        return total
