"""Diagrams of models on pictures: autoencoder, VAE, GAN, conditional GAN and classifier."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import streamlit as st

from gan_core.settings.images import ImageSettings
from ui.controls.image_labels import LABELS
from ui.controls.toy_labels import LOSS_NAMES
from ui.live import live_text, show_component
from ui.models.diagram_texts import (
    AUTOENCODER_TEXTS,
    CLASSIFIER_TEXTS,
    CONDITIONAL_TEXTS,
    GAN_TEXTS,
    VARIATIONAL_TEXTS,
)
from ui.shared.diagram import Arrow, Diagram, Part, PartText, Setting, on_screen
from ui.shared.loss_formulas import GAMMA, loss_d_lines, loss_g_lines
from ui.shared.text import N_, _

ALPHA, MU, SIGMA = "\u03b1", "\u03bc", "\u03c3"
RECONSTRUCTION = "L = -Σ_i [ x_i log y_i + (1 - x_i) log(1 - y_i) ]"


def show_diagram(settings: ImageSettings, *, key: str, title: str = "") -> None:
    """Draw a folded diagram of a model, of whose kind there is one; ``title`` names the model."""
    make = DIAGRAMS.get(settings.kind)
    if make is None:
        return
    label = _("How it hangs together")
    folded = st.expander(
        _("{what}: {model}").format(what=label, model=title) if title else label,
        key=f"{key}-diagram", on_change="rerun",
    )  # fmt: skip
    with folded:
        if folded.open:
            data = {"text": live_text(), "diagram": diagram_of(settings)}
            show_component("diagram", data, key=f"{key}-diagram-canvas")


def diagram_of(settings: ImageSettings) -> dict[str, Any]:
    """Return the diagram of a model; ``KeyError`` for a kind that has none."""
    return DIAGRAMS[settings.kind](settings).as_data()


def _rows(settings: ImageSettings, *names: str) -> list[Setting]:
    found = []
    for name in names:
        value = getattr(settings, name)
        label = _("Networks") if name == "network" else _data_label(name)
        shown = LOSS_NAMES.get(value, value) if name == "loss" else on_screen(value)
        found.append(Setting(name, label, shown))
    return found


def _data_label(name: str) -> str:
    return _("Data") if name == "dataset" else LABELS[name]


def _maker(texts: Mapping[str, PartText]) -> Callable[..., Part]:
    def part(
        name: str,
        kind: str,
        place: tuple[int, int],
        formula: Sequence[str],
        settings: Sequence[Setting] = (),
        on: str = "",
    ) -> Part:
        return Part(name, kind, texts[name], *place, on=on, formula=formula, settings=settings)

    return part


def _size(settings: ImageSettings) -> str:
    side, channels = settings.resolution, settings.channels
    return f"x: {side} · {side} · {channels} = {side * side * channels:,}"


def _optimiser(settings: ImageSettings, rate: str) -> list[Setting]:
    own = ("beta1", "beta2") if settings.optimizer == "adam" else ("momentum",)
    return _rows(settings, rate, "optimizer", *own, "batch_size", "steps")


def _step(settings: ImageSettings, gradient: str, network: str = "") -> str:
    change = f"Adam({gradient})" if settings.optimizer == "adam" else gradient
    return f"θ{network} ← θ{network} - η{network} · {change}"


def _autoencoder(settings: ImageSettings) -> Diagram:
    part = _maker(AUTOENCODER_TEXTS)
    network = _rows(settings, "network", "width")
    parts = [
        part("x", "data", (0, 0), [_size(settings)], _rows(settings, "dataset", "encoder_noise")),
        part("encoder", "network", (1, 0), ["z = E(x)"], network),
        part("z", "value", (2, 0), [f"z ∈ R^{settings.latent_dim}"], _rows(settings, "latent_dim")),
        part("decoder", "network", (2, 1), [f"y = {SIGMA}(Dec(z))"], network),
        part("again", "value", (1, 1), ["y_i ∈ (0, 1)"]),
        part("loss", "loss", (0, 1), [RECONSTRUCTION]),
        part(
            "gradient", "gradient", (0, 0), [_step(settings, "∂L/∂θ")],
            _optimiser(settings, "lr"), "decoder-z",
        ),
    ]  # fmt: skip
    arrows = [
        Arrow("x", "encoder"), Arrow("encoder", "z"), Arrow("z", "decoder"),
        Arrow("decoder", "again"), Arrow("again", "loss"), Arrow("x", "loss"),
        Arrow("loss", "again", back=True), Arrow("again", "decoder", back=True),
        Arrow("decoder", "z", back=True), Arrow("z", "encoder", back=True),
    ]  # fmt: skip
    return Diagram(N_("How the parts of the autoencoder hang together"), 3, parts, arrows)


def _variational(settings: ImageSettings) -> Diagram:
    part = _maker(VARIATIONAL_TEXTS)
    network = _rows(settings, "network", "width")
    kl = f"KL = ½ Σ_j [ {MU}_j^2 + {SIGMA}_j^2 - 1 - log {SIGMA}_j^2 ]"
    beta = f"L + β KL, β = {settings.kl_weight:g}"
    parts = [
        part("x", "data", (0, 0), [_size(settings)], _rows(settings, "dataset", "encoder_noise")),
        part("encoder", "network", (1, 0), [f"{MU}, log {SIGMA}^2 = E(x)"], network),
        part(
            "code", "value", (2, 0), [f"q(z | x) = N({MU}, {SIGMA}^2)"],
            _rows(settings, "latent_dim"),
        ),
        part("kl", "loss", (3, 0), [kl, beta], _rows(settings, "kl_weight", "kl_warmup")),
        part("noise", "data", (1, 1), ["ε ~ N(0, I)"]),
        part(
            "z", "value", (2, 1), [f"z = {MU} + {SIGMA} · ε"], _rows(settings, "latent_dim")
        ),
        part("decoder", "network", (2, 2), [f"y = {SIGMA}(Dec(z))"], network),
        part("again", "value", (1, 2), ["y_i ∈ (0, 1)"]),
        part("loss", "loss", (0, 2), [RECONSTRUCTION, beta]),
        part(
            "gradient", "gradient", (0, 0), [_step(settings, "∂(L + β KL)/∂θ")],
            _optimiser(settings, "lr"), "decoder-z",
        ),
    ]  # fmt: skip
    arrows = [
        Arrow("x", "encoder"), Arrow("encoder", "code"), Arrow("code", "kl"), Arrow("code", "z"),
        Arrow("noise", "z"), Arrow("z", "decoder"), Arrow("decoder", "again"),
        Arrow("again", "loss"), Arrow("x", "loss"),
        Arrow("loss", "again", back=True), Arrow("again", "decoder", back=True),
        Arrow("decoder", "z", back=True), Arrow("z", "code", back=True),
        Arrow("kl", "code", back=True), Arrow("code", "encoder", back=True),
    ]  # fmt: skip
    return Diagram(
        N_("How the parts of the variational autoencoder hang together"), 4, parts, arrows
    )


def _adversarial(settings: ImageSettings) -> Diagram:
    labelled = settings.conditional
    # Where there are labels, they stand between noise and data: both networks see them.
    real = (0, 2 if labelled else 1)
    part = _maker(CONDITIONAL_TEXTS if labelled else GAN_TEXTS)
    network = _rows(settings, "network", "width")
    given = ", y" if labelled else ""
    drawn = "N(0, 1)" if settings.noise == "normal" else "U(-1, 1)"
    losses = loss_d_lines(settings.loss)
    # A progressive GAN's loss is the sum, another one's the mean of both halves.
    if losses and not settings.progressive:
        left, _equals, right = losses[0].partition(" = ")
        losses[0] = f"{left} = ½ ( {right} )"
    if settings.loss == "wgan-gp":
        losses.append(f"+ λ E[ (|∇s(x̃)| - 1)^2 ], λ = {settings.gp_weight:g}")
        losses.append(f"+ {settings.drift:g} E_x[ s(x)^2 ]")
    if settings.r1:
        losses.append(f"+ ½ {GAMMA} E_x[ |∇s(x)|^2 ], {GAMMA} = {settings.r1:g}")
    moves = {name: _step(settings, f"∂L_{name}/∂θ_{name}", f"_{name}") for name in "DG"}
    parts = [
        part(
            "noise", "data", (0, 0), [f"z ~ {drawn}^{{{settings.latent_dim}}}"],
            _rows(settings, "latent_dim", "noise", "batch_size"),
        ),
        part("g", "network", (1, 0), [f"x̂ = G(z{given})"], [*network, *_rows(settings, "ema")]),
        part("fakes", "value", (2, 0), [_size(settings).replace("x:", "x̂:")]),
        part("real", "data", real, [_size(settings)], _rows(settings, "dataset")),
        part(
            "d", "network", (2, 1), [f"s = D(x{given})"],
            [*network, *_rows(settings, "augment")],
        ),
        part("loss_g", "loss", (1, 2), loss_g_lines(settings.loss), _rows(settings, "loss")),
        part("loss_d", "loss", (2, 2), losses, _rows(settings, "loss", "r1")),
        part(
            "gradient_d", "gradient", (0, 0), [moves["D"]],
            [*_optimiser(settings, "lr_d"), *_rows(settings, "n_critic")], "loss_d-d",
        ),
        part(
            "gradient_g", "gradient", (0, 0), [moves["G"]], _optimiser(settings, "lr"), "d-fakes"
        ),
    ]  # fmt: skip
    arrows = [
        Arrow("noise", "g"), Arrow("g", "fakes"), Arrow("fakes", "d"), Arrow("real", "d"),
        Arrow("d", "loss_d"), Arrow("d", "loss_g"),
        Arrow("loss_d", "d", back=True), Arrow("loss_g", "d", back=True),
        Arrow("d", "fakes", back=True), Arrow("fakes", "g", back=True),
    ]  # fmt: skip
    if labelled:
        shown = ["y ∈ {0, 1, …, 9}"]
        parts.insert(1, part("label", "data", (0, 1), shown))
        arrows += [Arrow("label", "g"), Arrow("label", "d")]
    return Diagram(N_("How the parts of the GAN hang together"), 3, parts, arrows)


def _classifier(settings: ImageSettings) -> Diagram:
    part = _maker(CLASSIFIER_TEXTS)
    smooth = f"q_k = (1 - {ALPHA}) [k = y] + {ALPHA} / 10, {ALPHA} = {settings.label_smoothing:g}"
    parts = [
        part("x", "data", (0, 0), [_size(settings)], _rows(settings, "dataset", "batch_size")),
        part("network", "network", (1, 0), ["s = C(x) ∈ R^10"], _rows(settings, "network")),
        part("p", "value", (2, 0), ["p_k = exp(s_k) / Σ_j exp(s_j)"]),
        part("label", "data", (0, 1), ["y ∈ {0, 1, …, 9}", smooth]),
        part("loss", "loss", (2, 1), ["L = -Σ_k q_k log p_k"], _rows(settings, "label_smoothing")),
        part(
            "gradient", "gradient", (0, 0), [_step(settings, "∂L/∂θ")],
            _optimiser(settings, "lr"), "loss-p",
        ),
    ]  # fmt: skip
    arrows = [
        Arrow("x", "network"), Arrow("network", "p"), Arrow("p", "loss"), Arrow("label", "loss"),
        Arrow("loss", "p", back=True), Arrow("p", "network", back=True),
    ]  # fmt: skip
    return Diagram(N_("How the parts of the classifier hang together"), 3, parts, arrows)


DIAGRAMS: dict[str, Callable[[ImageSettings], Diagram]] = {
    "ae": _autoencoder,
    "vae": _variational,
    "gan": _adversarial,
    "cgan": _adversarial,
    "classifier": _classifier,
}
"""By the kind of model; a discriminator alone has none."""
