"""Names on screen of the toy settings, and of losses."""

from __future__ import annotations

from ui.shared.text import _

LABELS = {
    "data": _("Data"),
    "grid": _("Grid size"),
    "spacing": _("Spacing"),
    "sigma": _("Sigma"),
    "samples_per_mode": _("Samples per mode"),
    "loss": _("Loss"),
    "lr_d": _("Learning rate of D"),
    "lr_g": _("Learning rate of G"),
    "schedule": _("Schedule"),
    "decay": _("Decay"),
    "optimizer": _("Optimiser"),
    "beta1": _("Beta 1"),
    "beta2": _("Beta 2"),
    "momentum": _("Momentum"),
    "n_critic": _("Critic updates per generator update"),
    "clip": _("Weight clipping bound"),
    "gp_weight": _("Gradient penalty"),
    "r1": _("R1 penalty"),
    "r2": _("R2 penalty"),
    "spectral_norm": _("Spectral normalisation of D"),
    "coulomb_eps": _("Kernel epsilon"),
    "coulomb_dim": _("Kernel dimension"),
    "pack": _("Packing (PacGAN)"),
    "fourier_d": _("Fourier features of D"),
    "fourier_scale": _("Fourier feature scale"),
    "instance_noise": _("Instance noise"),
    "instance_noise_end": _("Final noise level"),
    "instance_noise_until": _("Annealing fraction"),
    "batch_size": _("Batch size"),
    "noise_dim": _("Latent dimensions"),
    "noise": _("Latent distribution"),
    "hidden_g": _("Hidden units of G"),
    "hidden_d": _("Hidden units of D"),
    "depth_g": _("Hidden layers of G"),
    "depth_d": _("Hidden layers of D"),
    "activation_g": _("Activation of G"),
    "activation_d": _("Activation of D"),
    "ema": _("EMA of G's weights"),
    "epochs": _("Training epochs"),
    "seed": _("Seed"),
}

LOSS_NAMES = {
    "minimax": _("Minimax"),
    "ns": _("Non-saturating"),
    "lsgan": _("Least squares (LSGAN)"),
    "hinge": _("Hinge"),
    "rpgan": _("Relativistic pairing (RpGAN)"),
    "wgan": _("WGAN"),
    "wgan-noclip": _("WGAN without clipping"),
    "wgan-gp": _("WGAN-GP"),
    "coulomb": _("Coulomb GAN"),
}
"""What D and G minimise, by the short key that links and the command line have."""

PRESET_NAMES = {
    "wgan-success": _("WGAN, succeeds"),
    "wgan-noclip": _("WGAN without clipping"),
    **{f"wgan-fail-{i}": _("WGAN, failure {number}").format(number=i) for i in range(1, 7)},
    "quick": _("Quick: 25 modes in 15 s"),
    "flagship": _("Minimax, sharpest"),
    "flagship-normal": _("Minimax, sharpest, normal noise"),
    "minimax": LOSS_NAMES["minimax"],
    "ns": LOSS_NAMES["ns"],
    "lsgan": LOSS_NAMES["lsgan"],
    "hinge": LOSS_NAMES["hinge"],
    "r3gan": _("R3GAN: relativistic pairing, R1 and R2"),
    "sngan": _("SNGAN: non-saturating, spectral normalisation"),
    "wgan-best": _("WGAN, best"),
    "wgan-noclip-best": _("WGAN without clipping, best"),
    "wgan-gp": LOSS_NAMES["wgan-gp"],
    "coulomb": LOSS_NAMES["coulomb"],
}
"""Presets on screen, by the key that links and the command line have."""


def preset_name(label: str) -> str:
    """Return a run's label with its preset's name: ``A ns*`` becomes ``A Non-saturating*``."""
    letter, space, preset = label.rpartition(" ")
    key = preset.rstrip("*")
    return letter + space + PRESET_NAMES.get(key, key) + "*" * (len(preset) - len(key))
