"""The controls of the GAN that grows on the page while one watches."""

from __future__ import annotations

import contextlib

import streamlit as st

from gan_core.settings.base import SettingsError
from gan_core.settings.images import DIGIT_SETS, FIELDS, LIVE_SETTINGS, ImageSettings
from gan_core.settings.progressive import images_shown, progressive_steps
from ui.controls.control_values import put_values
from ui.controls.image_labels import LABELS
from ui.controls.setting_control import setting_control
from ui.growing.link_state import live_base, with_its_steps
from ui.run.image_data import NAMES
from ui.shared.text import _

PAGE = "growing-live"
MAIN = ("loss", "seed", "fade_images", "settle_images", "steps")
MORE = (
    "lr", "lr_d", "width", "channel_base", "latent_dim", "batch_size", "n_critic", "ema",
    "gp_weight", "drift", "r1", "r1_every",
)  # fmt: skip


def key_of(name: str) -> str:
    """Return a setting's key in the session state."""
    return f"{PAGE}-{name}"


PACE = ("fade_images", "settle_images", "batch_size")
"""What decides how many steps it takes until the last side has settled."""

PACED = f"{PAGE}-paced"


def show_live(settings: ImageSettings) -> None:
    """Put settings into the controls."""
    put_values({key_of(name): value for name, value in settings.as_dict().items()})
    st.session_state[PACED] = [settings.as_dict()[name] for name in PACE]


def _keep_pace() -> None:
    """Put the run's end to where its last side has settled, once another pace is asked for."""
    pace = [st.session_state[key_of(name)] for name in PACE]
    if pace != st.session_state[PACED]:
        st.session_state[PACED] = pace
        with contextlib.suppress(SettingsError):
            settings = live_base().replace(**dict(zip(PACE, pace, strict=True)))
            put_values({key_of("steps"): with_its_steps(settings).steps})


def live_setting_controls(*, running: bool) -> ImageSettings:
    """Draw the controls; returns what they say, the last valid ones on a mistake."""
    _keep_pace()
    st.selectbox(
        _("Data"), DIGIT_SETS, key=key_of("dataset"), format_func=lambda name: NAMES[name],
        disabled=running, persist_state="session",
        help=_("Which pictures the GAN learns; all are grey, 28 x 28, framed to 32 x 32."),
    )  # fmt: skip
    _fields(MAIN, running=running)
    with st.expander(_("More")):
        _fields(MORE, running=running)
        st.button(
            _("Back to the recipe"), icon=":material/settings_backup_restore:", disabled=running,
            on_click=lambda: show_live(live_base()),
            help=_("All settings as the recipe pggan-mnist32 has them."),
        )  # fmt: skip
    settings = _settings()
    st.caption(
        _("The last side has settled at step {steps:,}; D sees {count:,} real pictures.").format(
            steps=progressive_steps(settings), count=images_shown(settings, settings.steps)
        )
    )
    return settings


def _fields(names: tuple[str, ...], *, running: bool) -> None:
    for start in range(0, len(names), 2):
        for column, name in zip(st.columns(2), names[start : start + 2], strict=False):
            with column:
                disabled = running and name not in LIVE_SETTINGS
                label = _("Rate of G") if name == "lr" else LABELS[name]
                setting_control(FIELDS[name], label, key=key_of(name), disabled=disabled)


def _settings() -> ImageSettings:
    values = {name: st.session_state[key_of(name)] for name in FIELDS}
    try:
        settings = ImageSettings(**values)
    except SettingsError as error:
        st.error(str(error))
        kept: ImageSettings = st.session_state.get(f"{PAGE}-valid") or live_base()
        return kept
    st.session_state[f"{PAGE}-valid"] = settings
    return settings
