"""One update of each kind of model on pictures."""

from __future__ import annotations

from collections.abc import Mapping

import torch
from torch import Tensor, nn
from torch.nn.functional import cross_entropy

from gan_core.losses.adversarial import LOSSES
from gan_core.losses.elbo import bernoulli_cross_entropy, kl_to_standard_normal
from gan_core.models.autoencoder import Autoencoder, draw_latents
from gan_core.models.image_networks import Discriminator, Generator, draw_noise
from gan_core.training.images.diff_augment import diff_augment
from gan_core.training.images.trainer import ImageTrainer


class AutoencoderTrainer(ImageTrainer):
    """Cross-entropy of the reconstruction, with a KL term when the model is variational.

    An encoder lags behind its decoder (Cremer et al. 2018; He et al. 2019), most on pictures that
    it has not seen. Over the last ``refit_steps`` the decoder rests and the encoder catches up.
    """

    model: Autoencoder

    def kl_weight(self) -> float:
        """Return the KL weight at the step under way."""
        warmup = self.settings.kl_warmup
        share = min(1.0, (self.steps_done + 1) / warmup) if warmup else 1.0
        return self.settings.kl_weight * share

    def refitting(self) -> bool:
        """Whether the step under way moves the encoder alone."""
        return self.steps_done >= self.settings.steps - self.settings.refit_steps

    def progress(self) -> float:
        """Return how far the run is in its part, 0 to 1: the whole model's, or the encoder's."""
        refit = min(self.settings.refit_steps, self.settings.steps)
        main = self.settings.steps - refit
        if self.refitting():
            return (self.steps_done - main) / max(1, refit)
        return self.steps_done / main

    def disturb(self, images: Tensor) -> Tensor:
        """Add the encoder's noise, which keeps it from memorising training pictures.

        The target stays clean (Shu et al. 2018, Amortized inference regularization).
        """
        if not self.settings.encoder_noise:
            return images
        noise = torch.randn(images.shape, generator=self.noise, device=images.device)
        return images + self.settings.encoder_noise * noise

    def update(self, images: Tensor, labels: Tensor) -> Mapping[str, Tensor]:
        """Move encoder and decoder once, or the encoder alone."""
        refitting = self.refitting()
        base = self.settings.refit_lr if refitting else self.settings.lr
        self.model.decoder.requires_grad_(not refitting)
        with self.autocast():
            mean, log_variance = self.model.encode(self.disturb(images))
            latents = mean
            if log_variance is not None:
                latents = draw_latents(mean, log_variance, generator=self.noise)
            logits = self.model.logits(latents)
        reconstruction = bernoulli_cross_entropy(logits.float(), images).mean()
        if log_variance is None:
            self.move("optimizer", reconstruction, base=base)
            return {"reconstruction": reconstruction.detach()}
        kl = kl_to_standard_normal(mean.float(), log_variance.float()).sum(1).mean()
        self.move("optimizer", reconstruction + self.kl_weight() * kl, base=base)
        return {"reconstruction": reconstruction.detach(), "kl": kl.detach()}


class AdversarialTrainer(ImageTrainer):
    """Critic updates on a real batch and new fakes, then one generator update.

    D's loss is the mean of its real and its fake part.
    """

    def set_up(self) -> None:
        """Make D, and the optimisers of both."""
        super().set_up()
        self.discriminator = self.place(lambda: Discriminator(self.settings))
        self.add_optimizer("optimizer_d", self.discriminator, momentum=self.settings.momentum_d)
        self.loss = LOSSES[self.settings.loss]
        if self.loss.discriminator is None:
            raise ValueError(f"{self.settings.loss} is no loss for pictures")
        self.discriminator_loss = self.loss.discriminator
        self.latest: tuple[Tensor, Tensor | None] | None = None

    def build(self) -> nn.Module:
        """Build G."""
        return Generator(self.settings)

    def networks(self) -> dict[str, nn.Module]:
        """Return all networks by name."""
        return super().networks() | {"discriminator": self.discriminator}

    def augmented(self, images: Tensor) -> Tensor:
        """Return what D sees of pictures, real or generated: augmented where that is asked for."""
        if self.settings.augment == "none":
            return images
        return diff_augment(images, generator=self.noise)

    def draw(self, labels: Tensor) -> tuple[Tensor, Tensor | None]:
        """Draw latents, and labels for them where they decide: those of the real batch."""
        latents = draw_noise(len(labels), self.settings, generator=self.noise, device=self.device)
        return latents, labels if self.settings.conditional else None

    def update(self, images: Tensor, labels: Tensor) -> Mapping[str, Tensor]:
        """Move D ``n_critic`` times and G once."""
        for _ in range(self.settings.n_critic):
            loss_d = self._move_discriminator(images, labels)
        self.latest = latents, given = self.draw(labels)
        # G's slope runs through D, whose own is not wanted.
        self.discriminator.requires_grad_(False)
        with self.autocast():
            logits = self.discriminator(self.augmented(self.model(latents, given)), given)
            real_logits = None
            if self.loss.relativistic:
                with torch.no_grad():
                    real_logits = self.discriminator(self.augmented(images), given).float()
        loss_g = self.loss.of_generator(logits.float(), real_logits)
        self.move("optimizer", loss_g, base=self.settings.lr)
        self.discriminator.requires_grad_(True)
        return {"d": loss_d.detach(), "g": loss_g.detach()}

    def average_buffers(self) -> None:
        """Copy the batch norm of G, or let its average look at latents of its own every so often.

        The layers of averaged weights put out something else than those in training. With copied
        figures the colours of dcgan-celeba64 are off, which doubles its sliced distance.
        """
        every = self.settings.norm_every
        if not every:
            super().average_buffers()
        elif self.latest and self.steps_done % every == 0:
            training = self.shown.training
            self.shown.train()(*self.latest)
            self.shown.train(training)

    def _move_discriminator(self, images: Tensor, labels: Tensor) -> Tensor:
        latents, given = self.draw(labels)
        with torch.no_grad(), self.autocast():
            fakes = self.model(latents, given)
        with self.autocast():
            real_logits = self.discriminator(self.augmented(images), given)
            fake_logits = self.discriminator(self.augmented(fakes), given)
        loss = 0.5 * self.discriminator_loss(real_logits.float(), fake_logits.float())
        penalty = self._penalty(images, given)
        self.move("optimizer_d", loss + penalty, base=self.settings.lr_d)
        return loss

    def _penalty(self, images: Tensor, labels: Tensor | None) -> Tensor:
        """R1: gamma / 2 times the squared slope of D at real pictures (Mescheder et al. 2018).

        Taken once in ``r1_every`` steps and so many times as strong (StyleGAN2, appendix B).
        """
        settings = self.settings
        if not settings.r1 or self.steps_done % settings.r1_every:
            return torch.zeros((), device=self.device)
        images = images.detach().requires_grad_(True)
        logits = self.discriminator(images, labels)
        (slope,) = torch.autograd.grad(logits.sum(), images, create_graph=True)
        return 0.5 * settings.r1 * settings.r1_every * slope.square().flatten(1).sum(1).mean()


class DiscriminatorTrainer(AdversarialTrainer):
    """The same, where D is what is wanted: its features compare pictures."""

    @property
    def product(self) -> nn.Module:
        """Return D."""
        return self.discriminator


class ClassifierTrainer(ImageTrainer):
    """Cross-entropy of the labels."""

    def update(self, images: Tensor, labels: Tensor) -> Mapping[str, Tensor]:
        """Move the classifier once."""
        with self.autocast():
            logits = self.model(images)
        loss = cross_entropy(logits.float(), labels, label_smoothing=self.settings.label_smoothing)
        self.move("optimizer", loss, base=self.settings.lr)
        return {"cross-entropy": loss.detach()}
