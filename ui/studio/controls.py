"""The controls of the studio: recipe, data, settings of the kind of model at hand."""

from __future__ import annotations

import streamlit as st

from gan_core.recipes.catalogue import image_recipe
from gan_core.recipes.digits import DIGIT_RECIPES
from gan_core.settings.families import FAMILIES
from gan_core.settings.images import (
    DIGIT_SETS,
    FACE_NETWORKS,
    LIVE_SETTINGS,
    PROGRESSIVE,
    ImageSettings,
)
from ui.controls.address import take_link_state, write_link
from ui.controls.control_group import ControlGroup
from ui.controls.control_values import put_values
from ui.controls.image_labels import LABELS
from ui.controls.toy_labels import LOSS_NAMES
from ui.run.image_data import NAMES
from ui.run.image_link_state import (
    DEFAULT_RECIPE,
    RECIPE_LINK,
    StudioLinkState,
    read_studio,
    recipe_settings,
    with_data_here,
    write_studio,
)
from ui.run.page import read_with_run
from ui.shared.text import _

MAIN = ("lr", "batch_size", "steps", "seed")
OPTIMIZER_FIELDS = {"adam": ("beta1", "beta2"), "sgd": ("momentum",)}


STUDIO = ControlGroup(
    "studio", ImageSettings, lambda: recipe_settings(DEFAULT_RECIPE), names={"loss": LOSS_NAMES}
)
"""The controls of the settings; a link fills them before they are drawn."""


def load_studio() -> tuple[StudioLinkState, bool]:
    """Return the link state and whether the link is new; a new one fills the controls."""
    return take_link_state("studio", read_with_run(read_studio, RECIPE_LINK), _show_link_state)


def _show_link_state(link: StudioLinkState) -> None:
    STUDIO.put(link.settings)
    put_values({STUDIO.key("recipe"): link.recipe})


def show_studio_link(recipe: str, settings: ImageSettings, run: str) -> None:
    """Write what the page shows into the address."""
    write_link("studio", write_studio(StudioLinkState(recipe, settings, run)))


def _take_recipe() -> None:
    """Fill the controls from the chosen recipe; seed and data stay where that can be."""
    kept = {name: STUDIO.value(name) for name in ("seed", "dataset")}
    settings = image_recipe(STUDIO.value("recipe")).settings().replace(**kept)
    STUDIO.put(with_data_here(settings))


class StudioControls:
    """Draws the controls that a kind of model has."""

    def __init__(self, *, running: bool) -> None:
        self.running = running
        self.kind = str(STUDIO.value("kind"))

    def draw(self) -> ImageSettings:
        """Draw all tabs; returns the settings, the last valid ones on a mistake.

        ``export_tab`` is left to the caller.
        """
        tabs = st.tabs([_("Setting"), _("Networks"), _("Optimiser"), _("Export")])
        with tabs[0]:
            self.setting_tab()
        with tabs[1]:
            self.network_tab()
        with tabs[2]:
            self.optimizer_tab()
        self.export_tab = tabs[3]
        return STUDIO.chosen()

    def setting_tab(self) -> None:
        """Draw recipe, data, and what one changes first."""
        st.selectbox(
            _("Recipe"), list(DIGIT_RECIPES), key=STUDIO.key("recipe"), on_change=_take_recipe,
            disabled=self.running, persist_state="session",
            help=_("Models of published work and of our own. What each is stands below."),
        )  # fmt: skip
        st.selectbox(
            _("Data"), DIGIT_SETS, key=STUDIO.key("dataset"), format_func=lambda name: NAMES[name],
            disabled=self.running, persist_state="session",
            help=_("Which pictures the model learns; all are 28 x 28 and grey."),
        )  # fmt: skip
        self.fields(*FAMILIES[self.kind].own_fields, *MAIN)

    def network_tab(self) -> None:
        """Draw sizes and form of the networks."""
        others = (*FACE_NETWORKS, PROGRESSIVE)
        networks = [name for name in FAMILIES[self.kind].networks if name not in others]
        st.selectbox(
            _("Networks"), networks, key=STUDIO.key("network"), disabled=self.running,
            persist_state="session", help=STUDIO.help("network"),
        )  # fmt: skip
        self.fields(*FAMILIES[self.kind].network_fields)
        self.fields("mirror")
        self.fields(*FAMILIES[self.kind].augment_fields)

    def optimizer_tab(self) -> None:
        """Draw how gradients become updates."""
        names = [*OPTIMIZER_FIELDS[STUDIO.value("optimizer")]]
        if names == ["momentum"] and self.kind in ("gan", "cgan"):
            names.append("momentum_d")
        self.fields(
            "optimizer", *names, "schedule", "decay", "ema", "weight_l1", "weight_l2", "precision"
        )

    def fields(self, *names: str) -> None:
        """Draw settings two in a row."""
        labels = {name: LABELS[name] for name in names}
        if "lr" in labels and self.kind in ("gan", "cgan"):
            labels["lr"] = _("Learning rate of G")
        fixed = [name for name in names if self.running and name not in LIVE_SETTINGS]
        STUDIO.rows(labels, disabled=fixed)
