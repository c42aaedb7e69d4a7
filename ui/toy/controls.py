"""The controls of the toy laboratory: preset, settings, layers of the picture."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import streamlit as st

from gan_core.recipes.toy import TOY_PRESETS
from gan_core.settings.toy import DRAWN, LIVE_SETTINGS, STANDARD_LOSSES, ToySettings
from ui.controls.address import take_link_state, write_link
from ui.controls.control_group import ControlGroup
from ui.controls.control_values import put_values
from ui.controls.toy_labels import DATA_TITLES, LABELS, LOSS_NAMES
from ui.run.drawing_pad import drawing_pad, drawn_value
from ui.run.page import read_with_run
from ui.run.toy_link_state import (
    DEFAULT_PRESET,
    PRESET_LINK,
    ToyLinkState,
    preset_settings,
    read_toy,
    write_toy,
)
from ui.shared.text import N_, Texts, _

OWN_SETTINGS = {
    "wgan": ("clip",),
    "wgan-gp": ("gp_weight",),
    "coulomb": ("coulomb_eps",),
    "rpgan": ("r1", "r2"),
}
"""What belongs to a loss and deserves a place beside it; beside the others R1."""

LAYERS = Texts(
    {
        "field": N_("D's field"),
        "real": N_("Real points"),
        "fake": N_("G's points"),
        "centers": N_("Centres"),
        "arrows": N_("Gradient on samples"),
        "manifold": N_("Latent-space grid"),
        "ellipses": N_("Mixture"),
    }
)
USUAL_VIEW: dict[str, Any] = {
    "toy-layers": ["field", "real", "fake", "centers"],
    "toy-probability": False,
    "toy-fixed": False,
    "toy-low": -2.0,
    "toy-high": 2.0,
}
"""What the layers' controls say before anybody has touched them."""


@dataclass(frozen=True)
class View:
    """What the canvas shows, apart from the run: layers, kind of field, levels."""

    layers: tuple[str, ...]
    probability: bool
    levels: tuple[float, float] | None

    def as_data(self) -> dict[str, Any]:
        """Return the part of the live component's data that this decides."""
        return {
            "layers": {name: name in self.layers for name in LAYERS},
            "field": {
                "mode": "probability" if self.probability else "potential",
                "levels": list(self.levels) if self.levels else "auto",
                "count": 12,
            },
        }


TOY = ControlGroup(
    "toy",
    ToySettings,
    lambda: preset_settings(DEFAULT_PRESET),
    names={"loss": LOSS_NAMES, "data": DATA_TITLES},
)
"""The controls of the settings; a link fills them before they are drawn."""


def load_link_state() -> tuple[ToyLinkState, bool]:
    """Return the link state and whether the link is new; a new one fills the controls."""
    return take_link_state("toy", read_with_run(read_toy, PRESET_LINK), _show_link_state)


def _show_link_state(link: ToyLinkState) -> None:
    TOY.put(link.settings)
    put_values({TOY.key("preset"): link.preset})
    if link.settings.data == DRAWN and not link.run:
        # Who opens a drawing wants to draw.
        st.session_state["toy-tabs"] = _("Data")


def show_link(link: ToyLinkState) -> None:
    """Write the link state as it is now into the address."""
    write_link("toy", write_toy(link))


def _take_preset() -> None:
    """Fill the controls from the chosen preset; the seed stays, and points that are drawn."""
    kept = ("seed", DRAWN, "data") if TOY.value("data") == DRAWN else ("seed", DRAWN)
    TOY.put(preset_settings(TOY.value("preset")), keep=kept)


class Controls:
    """Draws the controls; what ``lock`` of the link names is left out."""

    def __init__(self, link: ToyLinkState, *, running: bool) -> None:
        self.running = running
        self.locked = link.lock
        self.loss = TOY.value("loss")

    def draw(self) -> tuple[ToySettings, View]:
        """Draw the open tab; returns the settings, the last valid ones on a mistake, and the view.

        Half of what a page costs the server are its controls: those of closed tabs are not drawn,
        their values are in the session state.
        """
        setting, data, networks, layers, self.export_tab = st.tabs(
            [_("Setting"), _("Data"), _("Networks"), _("Layers"), _("Export")],
            key="toy-tabs", on_change="rerun",
        )  # fmt: skip
        for name, value in USUAL_VIEW.items():
            st.session_state.setdefault(name, value)
        with setting:
            if setting.open:
                self.setting_tab()
        with data:
            if data.open:
                self.data_tab()
        with networks:
            if networks.open:
                self.fields(
                    "depth_g", "depth_d", "hidden_g", "hidden_d", "activation_g", "activation_d",
                    "noise_dim", "noise", "fourier_d", "fourier_scale",
                )  # fmt: skip
        with layers:
            if layers.open:
                self.layers_tab()
        return TOY.chosen(given={DRAWN: drawn_value("toy")}), self.view()

    def setting_tab(self) -> None:
        """Draw preset, loss, rates and seed; the rest folded."""
        if not self.is_locked("preset"):
            st.selectbox(
                _("Preset"), list(TOY_PRESETS), key=TOY.key("preset"), on_change=_take_preset,
                disabled=self.running, persist_state="session",
                help=_("Settings known to work, or known to fail. What was seen stands below."),
            )  # fmt: skip
        own = OWN_SETTINGS.get(self.loss, ("r1",))
        self.fields("loss", *own)
        self.fields("lr_d", "lr_g", "n_critic", "epochs", "seed", "optimizer")
        names = ["schedule", "decay", "beta1", "beta2", "momentum", "ema"]
        names += [name for name in ("r1", "r2") if name not in own]
        names += ["spectral_norm", "pack"]
        names += ["instance_noise", "instance_noise_end", "instance_noise_until"]
        if self.loss == "coulomb":
            names.append("coulomb_dim")
        if not all(self.is_locked(name) for name in names):
            more = st.expander(_("More"), key="toy-more", on_change="rerun")
            with more:
                if more.open:
                    self.fields(*names)

    def data_tab(self) -> None:
        """Draw the choice of the data and their sizes; for points of one's own the pad."""
        drawn = TOY.value("data") == DRAWN
        names = ["spacing", "sigma", "samples_per_mode", "batch_size"]
        if not drawn or self.is_locked(DRAWN):
            self.fields("data", *(() if drawn else ("grid",)), *names)
            return
        if not self.is_locked("data"):
            self.fields("data")
        drawing_pad("toy", running=self.running)
        if not all(self.is_locked(name) for name in names):
            self.fields(*names)

    def fields(self, *names: str) -> None:
        """Draw settings two in a row; locked ones are left out."""
        shown = [name for name in names if not self.is_locked(name)]
        if not shown:
            st.caption(_("The link locks these settings."))
        fixed = [name for name in shown if self.running and name not in LIVE_SETTINGS]
        TOY.rows({name: LABELS[name] for name in shown}, disabled=fixed)

    def is_locked(self, name: str) -> bool:
        """Whether the link hides this control."""
        return "all" in self.locked or name in self.locked or name[:-2] in self.locked

    def layers_tab(self) -> None:
        """Draw layers, kind of field and levels; none of them touches the run."""
        st.pills(
            _("Show"), list(LAYERS), selection_mode="multi", key="toy-layers",
            format_func=lambda name: LAYERS[name], persist_state="session",
            help=_(
                "Switch parts of the picture on and off; the run goes on untouched. Gradient on "
                "samples: arrows down D's potential, the way G is pushed."
            ),
        )  # fmt: skip
        st.toggle(
            _("D as probability of real"), key="toy-probability", persist_state="session",
            disabled=self.loss not in STANDARD_LOSSES,
            help=_(
                "For the minimax and the non-saturating loss, whose D is a classifier: sigmoid of "
                "its logit."
            ),
        )  # fmt: skip
        fixed = st.toggle(
            _("Fixed levels"), key="toy-fixed", persist_state="session",
            help=_("Colours keep their meaning from step to step instead of following D's range."),
        )  # fmt: skip
        if fixed:
            low_column, high_column = st.columns(2)
            low_column.number_input(
                _("Lowest"), -1e6, 1e6, key="toy-low", persist_state="session",
                help=_("Potential of the palest band."),
            )  # fmt: skip
            high_column.number_input(
                _("Highest"), -1e6, 1e6, key="toy-high", persist_state="session",
                help=_("Potential of the deepest band."),
            )  # fmt: skip
            if st.session_state["toy-low"] >= st.session_state["toy-high"]:
                st.error(_("The lowest level has to be below the highest."))

    def view(self) -> View:
        """Return what the layers' controls say, whether or not their tab is open."""
        layers, probability, fixed, low, high = (st.session_state[name] for name in USUAL_VIEW)
        levels = (low, high) if fixed and low < high else None
        return View(tuple(layers or ()), probability and self.loss in STANDARD_LOSSES, levels)
