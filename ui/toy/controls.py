"""The controls of the toy laboratory: preset, settings, layers of the picture."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import streamlit as st

from gan_core.recipes.toy import TOY_PRESETS, toy_preset
from gan_core.settings.base import SettingsError
from gan_core.settings.toy import FIELDS, LIVE_SETTINGS, STANDARD_LOSSES, ToySettings
from ui.controls.address import take_link_state, write_link
from ui.controls.control_values import put_values
from ui.controls.setting_control import setting_control
from ui.controls.toy_labels import LABELS
from ui.run.toy_link_state import DEFAULT_PRESET, LinkState, read_link_state, write_link_state
from ui.shared.text import _

OWN_SETTING = {"wgan": "clip", "wgan-gp": "gp_weight", "coulomb": "coulomb_eps"}
"""The one setting that belongs to a loss alone and deserves a place beside it."""

LAYERS = {
    "field": _("D's field"),
    "real": _("Real points"),
    "fake": _("G's points"),
    "centers": _("Centres"),
    "arrows": _("Push on G"),
    "manifold": _("Noise grid"),
    "ellipses": _("Mixture"),
}
DEFAULT_LAYERS = ["field", "real", "fake", "centers"]


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


def key_of(name: str) -> str:
    """Return a setting's key in the session state."""
    return f"toy-{name}"


def load_link_state() -> tuple[LinkState, bool]:
    """Return the link state and whether the link is new; a new one fills the controls."""
    return take_link_state("toy", read_link_state, show_link_state)


def show_link_state(link: LinkState) -> None:
    """Put a link state into the controls."""
    show_settings(link.settings)
    put_values({"toy-preset": link.preset})


def show_link(link: LinkState) -> None:
    """Write the link state as it is now into the address."""
    write_link("toy", write_link_state(link))


def show_settings(settings: ToySettings, *, keep: Sequence[str] = ()) -> None:
    """Put settings into the controls, except those in ``keep``."""
    put_values({key_of(name): getattr(settings, name) for name in FIELDS if name not in keep})


def take_preset() -> None:
    """Fill the controls from the chosen preset; the seed stays."""
    show_settings(toy_preset(st.session_state["toy-preset"]).settings(), keep=("seed",))


class Controls:
    """Draws the controls; ``settings`` holds what they say, the last valid ones on a mistake."""

    def __init__(self, link: LinkState, *, running: bool) -> None:
        self.running = running
        self.locked = link.lock
        self.loss = st.session_state[key_of("loss")]

    def draw(self) -> tuple[ToySettings, View]:
        """Draw all tabs; returns the settings and the view."""
        tabs = st.tabs([_("Setting"), _("Data"), _("Networks"), _("Layers"), _("Export")])
        with tabs[0]:
            self.setting_tab()
        with tabs[1]:
            self.fields("data", "grid", "spacing", "sigma", "samples_per_mode", "batch_size")
        with tabs[2]:
            self.fields(
                "depth_g", "depth_d", "hidden_g", "hidden_d", "activation_g", "activation_d",
                "noise_dim", "noise", "fourier_d", "fourier_scale",
            )  # fmt: skip
        with tabs[3]:
            view = self.layers_tab()
        self.export_tab = tabs[4]
        return self.settings(), view

    def setting_tab(self) -> None:
        """Preset, loss, rates, seed; the rest folded."""
        if not self.is_locked("preset"):
            st.selectbox(
                _("Preset"),
                list(TOY_PRESETS),
                key="toy-preset",
                on_change=take_preset,
                disabled=self.running,
                persist_state="session",
                help=_("Settings known to work, or known to fail. What was seen stands below."),
            )
        self.fields("loss", OWN_SETTING.get(self.loss, "r1"))
        self.fields("lr_d", "lr_g", "n_critic", "epochs", "seed", "optimizer")
        names = ["schedule", "decay", "beta1", "beta2", "momentum", "ema", "r1", "pack"]
        names += ["instance_noise", "instance_noise_end", "instance_noise_until"]
        if OWN_SETTING.get(self.loss, "r1") == "r1":
            names.remove("r1")
        if self.loss == "coulomb":
            names.append("coulomb_dim")
        if not all(self.is_locked(name) for name in names):
            with st.expander(_("More")):
                self.fields(*names)

    def fields(self, *names: str) -> None:
        """Draw settings two in a row; locked ones are left out."""
        shown = [name for name in names if not self.is_locked(name)]
        if not shown:
            st.caption(_("The link locks these settings."))
        for start in range(0, len(shown), 2):
            for column, name in zip(st.columns(2), shown[start : start + 2], strict=False):
                with column:
                    self.field(name)

    def is_locked(self, name: str) -> bool:
        """Whether the link hides this control."""
        return "all" in self.locked or name in self.locked or name[:-2] in self.locked

    def field(self, name: str) -> None:
        """Draw one setting with its help and limits."""
        disabled = self.running and name not in LIVE_SETTINGS
        setting_control(FIELDS[name], LABELS[name], key=key_of(name), disabled=disabled)

    def settings(self) -> ToySettings:
        """Return what the controls say; a combination that is refused shows one line."""
        values = {name: st.session_state[key_of(name)] for name in FIELDS}
        try:
            settings = ToySettings(**values)
        except SettingsError as error:
            st.error(str(error))
            return st.session_state.get("toy-valid") or toy_preset(DEFAULT_PRESET).settings()
        st.session_state["toy-valid"] = settings
        return settings

    def layers_tab(self) -> View:
        """Layers, kind of field and levels; none of them touches the run."""
        layers = st.pills(
            _("Show"),
            list(LAYERS),
            selection_mode="multi",
            default=DEFAULT_LAYERS,
            format_func=lambda name: LAYERS[name],
            key="toy-layers",
            persist_state="session",
            help=_("Switch parts of the picture on and off; the run goes on untouched."),
        )
        probability = st.toggle(
            _("D as probability of real"),
            key="toy-probability",
            persist_state="session",
            disabled=self.loss not in STANDARD_LOSSES,
            help=_("For minimax and ns, whose D is a classifier: sigmoid of its logit."),
        )
        fixed = st.toggle(
            _("Fixed levels"),
            key="toy-fixed",
            persist_state="session",
            help=_("Colours keep their meaning from step to step instead of following D's range."),
        )
        levels = None
        if fixed:
            low_column, high_column = st.columns(2)
            low = low_column.number_input(
                _("Lowest"),
                -1e6,
                1e6,
                -2.0,
                key="toy-low",
                persist_state="session",
                help=_("Potential of the palest band."),
            )
            high = high_column.number_input(
                _("Highest"),
                -1e6,
                1e6,
                2.0,
                key="toy-high",
                persist_state="session",
                help=_("Potential of the deepest band."),
            )
            if low < high:
                levels = (low, high)
            else:
                st.error(_("The lowest level has to be below the highest."))
        return View(tuple(layers or ()), probability and self.loss in STANDARD_LOSSES, levels)
