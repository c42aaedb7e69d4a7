"""The controls of the studio: recipe, data, settings of the kind of model at hand."""

from __future__ import annotations

import streamlit as st

from gan_core.recipes.catalogue import image_recipe
from gan_core.recipes.digits import DIGIT_RECIPES
from gan_core.settings.base import SettingsError
from gan_core.settings.images import (
    DIGIT_SETS,
    FACE_NETWORKS,
    FAMILIES,
    FIELDS,
    LIVE_SETTINGS,
    PROGRESSIVE,
    ImageSettings,
)
from ui.controls.address import take_link_state, write_link
from ui.controls.control_values import put_values
from ui.controls.image_labels import LABELS
from ui.controls.setting_control import setting_control
from ui.run.image_data import NAMES
from ui.run.image_link_state import (
    DEFAULT_RECIPE,
    StudioLinkState,
    read_studio,
    with_data_here,
    write_studio,
)
from ui.shared.text import _

MAIN = ("lr", "batch_size", "steps", "seed")
OPTIMIZER_FIELDS = {"adam": ("beta1", "beta2"), "sgd": ("momentum",)}


def key_of(name: str) -> str:
    """Return a setting's key in the session state."""
    return f"studio-{name}"


def load_studio() -> tuple[StudioLinkState, bool]:
    """Return the link state and whether the link is new; a new one fills the controls."""
    return take_link_state("studio", read_studio, show_link_state)


def show_link_state(link: StudioLinkState) -> None:
    """Put a link state into the controls."""
    show_settings(link.settings)
    put_values({key_of("recipe"): link.recipe})


def show_studio_link(settings: ImageSettings, run: str) -> None:
    """Write what the page shows into the address."""
    recipe = st.session_state.get(key_of("recipe"), DEFAULT_RECIPE)
    write_link("studio", write_studio(StudioLinkState(recipe, settings, run)))


def show_settings(settings: ImageSettings) -> None:
    """Put settings into the controls."""
    put_values({key_of(name): value for name, value in settings.as_dict().items()})


def _take_recipe() -> None:
    """Fill the controls from the chosen recipe; seed and data stay where that can be."""
    kept = {name: st.session_state[key_of(name)] for name in ("seed", "dataset")}
    settings = image_recipe(st.session_state[key_of("recipe")]).settings().replace(**kept)
    show_settings(with_data_here(settings))


class StudioControls:
    """Draws the controls; ``draw`` returns what they say, the last valid ones on a mistake."""

    def __init__(self, *, running: bool) -> None:
        self.running = running
        self.kind = str(st.session_state[key_of("kind")])

    def draw(self) -> ImageSettings:
        """Draw all tabs; ``export_tab`` is left to the caller."""
        tabs = st.tabs([_("Setting"), _("Networks"), _("Optimiser"), _("Export")])
        with tabs[0]:
            self.setting_tab()
        with tabs[1]:
            self.network_tab()
        with tabs[2]:
            self.optimizer_tab()
        self.export_tab = tabs[3]
        return self.settings()

    def setting_tab(self) -> None:
        """Recipe, data, and what one changes first."""
        st.selectbox(
            _("Recipe"), list(DIGIT_RECIPES), key=key_of("recipe"), on_change=_take_recipe,
            disabled=self.running, persist_state="session",
            help=_("Models as the documents have them. What each is stands below."),
        )  # fmt: skip
        st.selectbox(
            _("Data"), DIGIT_SETS, key=key_of("dataset"), format_func=lambda name: NAMES[name],
            disabled=self.running, persist_state="session",
            help=_("Which pictures the model learns; all are 28 x 28 and grey."),
        )  # fmt: skip
        self.fields(*FAMILIES[self.kind].own_fields, *MAIN)

    def network_tab(self) -> None:
        """Sizes and form of the networks."""
        others = (*FACE_NETWORKS, PROGRESSIVE)
        networks = [name for name in FAMILIES[self.kind].networks if name not in others]
        st.selectbox(
            _("Networks"), networks, key=key_of("network"), disabled=self.running,
            persist_state="session", help=_(FIELDS["network"].metadata["help"]),
        )  # fmt: skip
        self.fields(*FAMILIES[self.kind].network_fields)
        self.fields("mirror")
        self.fields(*FAMILIES[self.kind].augment_fields)

    def optimizer_tab(self) -> None:
        """How gradients become updates."""
        names = [*OPTIMIZER_FIELDS[st.session_state[key_of("optimizer")]]]
        if names == ["momentum"] and FAMILIES[self.kind].adversarial:
            names.append("momentum_d")
        self.fields(
            "optimizer", *names, "schedule", "decay", "ema", "weight_l1", "weight_l2", "precision"
        )

    def fields(self, *names: str) -> None:
        """Draw settings two in a row."""
        for start in range(0, len(names), 2):
            for column, name in zip(st.columns(2), names[start : start + 2], strict=False):
                with column:
                    disabled = self.running and name not in LIVE_SETTINGS
                    label = LABELS[name]
                    if name == "lr" and FAMILIES[self.kind].adversarial:
                        label = _("Rate of G")
                    setting_control(FIELDS[name], label, key=key_of(name), disabled=disabled)

    def settings(self) -> ImageSettings:
        """Return what the controls say; a combination that is refused shows one line."""
        values = {name: st.session_state[key_of(name)] for name in FIELDS}
        try:
            settings = ImageSettings(**values)
        except SettingsError as error:
            st.error(str(error))
            fallback = image_recipe(DEFAULT_RECIPE).settings()
            return st.session_state.get("studio-valid") or with_data_here(fallback)
        st.session_state["studio-valid"] = settings
        return settings
