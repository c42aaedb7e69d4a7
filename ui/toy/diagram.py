"""The diagram of the laboratory's GAN: what each part is, its formula, and the way to its setting.

Numbers of the moment are added in the browser, by the picture that is shown.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

from gan_core.settings.toy import ToySettings
from ui.controls.toy_labels import LABELS, LOSS_NAMES
from ui.shared.diagram import Arrow, Diagram, Part, PartText, Setting, on_screen
from ui.shared.loss_formulas import loss_g_lines
from ui.shared.text import N_, Text, _
from ui.toy.diagram_formulas import (
    SPECTRAL,
    loss_d_formula,
    network_formula,
    noise_formula,
    parameter_count,
    update_formula,
)

TEXTS = {
    "noise": PartText(
        N_("Noise z"),
        N_("Noise z"),
        N_("Random numbers, drawn anew for each update: all that G is fed. Each draw is a fake."),
    ),
    "g": PartText(
        "G",
        N_("Generator G"),
        N_(
            "Turns noise into points. It never sees a real one: all that it learns of the data "
            "comes back through D."
        ),
    ),
    "fakes": PartText(
        N_("Fakes"),
        N_("Fakes G(z)"),
        N_("What G makes of the noise, as many as there are real points. G wants D to pass them."),
    ),
    "real": PartText(
        N_("Real x"),
        N_("Real points x"),
        N_("The next batch of the data, which is shuffled for each epoch. Only D sees them."),
    ),
    "d": PartText(
        "D",
        N_("Discriminator D"),
        N_(
            "Gives each point of the plane a score s, high where it takes it for real. The map "
            "shows -s."
        ),
    ),
    "loss_d": PartText(
        N_("Loss D"),
        N_("Loss of D"),
        N_("How badly D tells this batch's real points from its fakes. D's update lowers it."),
    ),
    "loss_g": PartText(
        N_("Loss G"),
        N_("Loss of G"),
        N_("How badly G's fakes pass for real, by D's scores. G's update lowers it."),
    ),
    "gradient_d": PartText(
        "∇ D",
        N_("Gradient for D: ∇ D"),
        N_(
            "How D's loss changes with each of D's weights, by backpropagation; the optimiser "
            "takes a step against it. G stays as it is."
        ),
    ),
    "gradient_g": PartText(
        "∇ G",
        N_("Gradient for G: ∇ G"),
        N_(
            "Goes back through D, which stays as it is, to the fakes: D's slope there tells each "
            "which way to go. From there on into G's weights."
        ),
    ),
}

ARROWS = (
    Arrow("noise", "g"),
    Arrow("g", "fakes"),
    Arrow("fakes", "d"),
    Arrow("real", "d"),
    Arrow("d", "loss_d"),
    Arrow("d", "loss_g"),
    Arrow("loss_d", "d", back=True),
    Arrow("loss_g", "d", back=True),
    Arrow("d", "fakes", back=True),
    Arrow("fakes", "g", back=True),
)
OPTIMIZER_SETTINGS = {
    "adam": ("optimizer", "beta1", "beta2"),
    "rmsprop": ("optimizer", "beta2", "momentum"),
    "sgd": ("optimizer", "momentum"),
}
LOSS_SETTINGS = {
    "wgan": ("clip",),
    "wgan-gp": ("gp_weight",),
    "coulomb": ("coulomb_eps", "coulomb_dim"),
}
TABS: dict[Text, tuple[str, ...]] = {
    N_("Data"): ("data", "grid", "spacing", "sigma", "samples_per_mode", "batch_size"),
    N_("Networks"): (
        "depth_g", "depth_d", "hidden_g", "hidden_d", "activation_g", "activation_d",
        "noise_dim", "noise", "fourier_d",
    ),
}  # fmt: skip
"""Which tab has the control of a setting; the first tab has those of all others."""

MORE = ("beta1", "beta2", "momentum", "ema", "r1", "r2", "spectral_norm", "pack", "instance_noise",
        "coulomb_dim")  # fmt: skip
"""Of the first tab's controls those that are folded."""

DATA_SETTINGS = {"grid": ("grid", "spacing", "sigma")}


def toy_diagram(settings: ToySettings, may_change: Callable[[str], bool]) -> dict[str, Any]:
    """Return the diagram of a run as the live component draws it.

    ``may_change`` tells whether the page has a control of a setting.
    """

    def rows(*names: str) -> list[Setting]:
        return [_setting(settings, name, may_change) for name in names]

    penalties = [name for name in ("r1", "r2") if getattr(settings, name)]
    optimizer = OPTIMIZER_SETTINGS[settings.optimizer]
    noise = [name for name in ("instance_noise",) if settings.instance_noise]
    extra_d = [name for name in ("fourier_d", "pack") if getattr(settings, name) > (name == "pack")]
    widths_g = [settings.noise_dim, *[settings.hidden_g] * settings.depth_g, 2]
    features = 2 * settings.pack + 2 * settings.fourier_d
    widths_d = [features, *[settings.hidden_d] * settings.depth_d, 1]

    def part(name: str, kind: str, column: int, row: int, *formula: str, of: list[Setting]) -> Part:
        return Part(name, kind, TEXTS[name], column, row, formula=formula, settings=of)

    parts = (
        part(
            "noise", "data", 0, 0, noise_formula(settings),
            of=rows("noise_dim", "noise", "batch_size"),
        ),
        part(
            "g", "network", 1, 0,
            network_formula("G(z)", "z", settings.depth_g, settings.activation_g),
            parameter_count("G", widths_g),
            of=rows("hidden_g", "depth_g", "activation_g", "ema"),
        ),
        part("fakes", "value", 2, 0, "x̂ = G(z)", of=rows("batch_size", *noise)),
        part(
            "real", "data", 0, 1, "x ~ p_{data}",
            of=rows("data", *DATA_SETTINGS.get(settings.data, ("sigma",)), "samples_per_mode"),
        ),
        part(
            "d", "network", 2, 1,
            network_formula("s(x)", "x", settings.depth_d, settings.activation_d),
            parameter_count("D", widths_d),
            *([SPECTRAL] if settings.spectral_norm == "on" else []),
            of=rows("hidden_d", "depth_d", "activation_d", *extra_d, "spectral_norm"),
        ),
        part(
            "loss_d", "loss", 2, 2, *loss_d_formula(settings),
            of=rows("loss", *LOSS_SETTINGS.get(settings.loss, ()), *penalties),
        ),
        Part(
            "gradient_d", "gradient", TEXTS["gradient_d"], on="loss_d-d",
            formula=update_formula("D", settings), settings=rows("lr_d", "n_critic", *optimizer),
        ),
        part("loss_g", "loss", 1, 2, *loss_g_lines(settings.loss), of=rows("loss")),
        Part(
            "gradient_g", "gradient", TEXTS["gradient_g"], on="d-fakes",
            formula=update_formula("G", settings), settings=rows("lr_g", *optimizer),
        ),
    )  # fmt: skip
    facts = {
        "batch_size": settings.batch_size,
        "noise_dim": settings.noise_dim,
        "samples": settings.sample_count,
        "hidden_d": settings.hidden_d,
        "hidden_g": settings.hidden_g,
        # A loss of pairs or charges needs the real points for G's update too.
        "pairs": settings.loss == "rpgan",
    }
    return Diagram(N_("How the parts of the GAN hang together"), 3, parts, ARROWS, facts).as_data()


def _setting(settings: ToySettings, name: str, may_change: Callable[[str], bool]) -> Setting:
    value = getattr(settings, name)
    shown = LOSS_NAMES.get(value, value) if name == "loss" else on_screen(value)
    return Setting(name, LABELS[name], shown, change=may_change(name))


def open_control(name: str) -> None:
    """Open the tab, and what is folded in it, that has a setting's control; before it is drawn."""
    tab = next((tab for tab, names in TABS.items() if name in names), N_("Setting"))
    st.session_state["toy-tabs"] = _(tab)
    if name in MORE:
        st.session_state["toy-more"] = True
