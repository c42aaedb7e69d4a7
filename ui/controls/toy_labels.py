"""Names on screen of the toy settings, and of losses."""

from __future__ import annotations

from ui.shared.text import N_, Texts

LABELS = Texts(
    {
        "data": N_("Data"),
        "drawn": N_("Drawing"),
        "grid": N_("Grid size"),
        "spacing": N_("Spacing"),
        "sigma": N_("Sigma"),
        "samples_per_mode": N_("Samples per mode"),
        "loss": N_("Loss"),
        "lr_d": N_("Learning rate of D"),
        "lr_g": N_("Learning rate of G"),
        "schedule": N_("Schedule"),
        "decay": N_("Decay"),
        "optimizer": N_("Optimiser"),
        "beta1": N_("Beta 1"),
        "beta2": N_("Beta 2"),
        "momentum": N_("Momentum"),
        "n_critic": N_("Critic updates per generator update"),
        "clip": N_("Weight clipping bound"),
        "gp_weight": N_("Gradient penalty"),
        "r1": N_("R1 penalty"),
        "r2": N_("R2 penalty"),
        "spectral_norm": N_("Spectral normalisation of D"),
        "coulomb_eps": N_("Kernel epsilon"),
        "coulomb_dim": N_("Kernel dimension"),
        "pack": N_("Packing (PacGAN)"),
        "fourier_d": N_("Fourier features of D"),
        "fourier_scale": N_("Fourier feature scale"),
        "instance_noise": N_("Instance noise"),
        "instance_noise_end": N_("Final noise level"),
        "instance_noise_until": N_("Annealing fraction"),
        "batch_size": N_("Batch size"),
        "noise_dim": N_("Latent dimensions"),
        "noise": N_("Latent distribution"),
        "hidden_g": N_("Hidden units of G"),
        "hidden_d": N_("Hidden units of D"),
        "depth_g": N_("Hidden layers of G"),
        "depth_d": N_("Hidden layers of D"),
        "activation_g": N_("Activation of G"),
        "activation_d": N_("Activation of D"),
        "ema": N_("EMA of G's weights"),
        "epochs": N_("Training epochs"),
        "seed": N_("Seed"),
    }
)

DATA_TITLES = Texts(
    {
        "grid": N_("Grid of Gaussians"),
        "ring": N_("Ring of 8 Gaussians"),
        "moons": N_("Two moons"),
        "spiral": N_("Spiral"),
        "drawn": N_("Draw your own"),
    }
)
"""Data on screen, by the short key that links and the command line have."""

LOSS_NAMES = Texts(
    {
        "minimax": N_("Minimax"),
        "ns": N_("Non-saturating"),
        "lsgan": N_("Least squares (LSGAN)"),
        "hinge": N_("Hinge"),
        "rpgan": N_("Relativistic pairing (RpGAN)"),
        "wgan": N_("WGAN"),
        "wgan-noclip": N_("WGAN without clipping"),
        "wgan-gp": N_("WGAN-GP"),
        "coulomb": N_("Coulomb GAN"),
    }
)
"""What D and G minimise, by the short key that links and the command line have."""

PRESET_NAMES = Texts(
    {
        "wgan-success": N_("WGAN, succeeds"),
        "wgan-noclip": N_("WGAN without clipping"),
        "wgan-fail-1": N_("WGAN, failure 1"),
        "wgan-fail-2": N_("WGAN, failure 2"),
        "wgan-fail-3": N_("WGAN, failure 3"),
        "wgan-fail-4": N_("WGAN, failure 4"),
        "wgan-fail-5": N_("WGAN, failure 5"),
        "wgan-fail-6": N_("WGAN, failure 6"),
        "quick": N_("Quick: 25 modes in half a minute"),
        "flagship": N_("Minimax, sharpest"),
        "normal-noise": N_("Minimax, Gaussian noise of four dimensions"),
        "minimax": LOSS_NAMES.texts["minimax"],
        "ns": LOSS_NAMES.texts["ns"],
        "lsgan": LOSS_NAMES.texts["lsgan"],
        "hinge": LOSS_NAMES.texts["hinge"],
        "r3gan": N_("R3GAN: relativistic pairing, R1 and R2"),
        "sngan": N_("SNGAN: non-saturating, spectral normalisation"),
        "wgan-best": N_("WGAN, best"),
        "wgan-noclip-best": N_("WGAN without clipping, best"),
        "wgan-gp": LOSS_NAMES.texts["wgan-gp"],
        "coulomb": LOSS_NAMES.texts["coulomb"],
    }
)
"""Presets on screen, by the key that links and the command line have."""


def preset_name(label: str) -> str:
    """Return a run's label with its preset's name: ``A ns*`` becomes ``A Non-saturating*``."""
    letter, space, preset = label.rpartition(" ")
    key = preset.rstrip("*")
    return letter + space + PRESET_NAMES.get(key, key) + "*" * (len(preset) - len(key))
