"""The controls of the comparison page and how they keep their values."""

from __future__ import annotations

import streamlit as st

from gan_core.recipes.toy import TOY_PRESETS
from gan_core.settings.base import SettingsError
from gan_core.settings.toy import DRAWN, FIELDS
from ui.compare.link_state import (
    CHANGED,
    LETTERS,
    CompareChoice,
    CompareLinkState,
    read_compare,
    set_key,
    with_group,
    write_compare,
)
from ui.controls.address import take_link_state, write_link
from ui.controls.control_group import ControlGroup
from ui.controls.control_values import put_values
from ui.controls.toy_labels import DATA_TITLES, LABELS, LOSS_NAMES, preset_name
from ui.run.drawing_pad import drawing_pad, drawn_value
from ui.shared.text import N_, Texts, _

COMPARE = ControlGroup("compare", CompareChoice)
SEEDS_KEY = COMPARE.key("seeds")
"""One slider holds the first and the last seed."""

USUAL_SEEDS = 5
"""With more a sweep's pictures are smaller, and so is what is kept free for them."""

OFFERED = (
    "loss", "lr", "lr_d", "lr_g", "n_critic", "clip", "gp_weight", "r1", "r2", "spectral_norm",
    "coulomb_eps", "hidden", "depth", "activation", "ema", "schedule", "optimizer", "beta1",
    "beta2", "noise", "noise_dim", "pack", "sigma", "grid", "spacing", "batch_size",
)  # fmt: skip
"""Settings that the list beside a text field offers; the field itself takes all."""

BOTH = Texts(
    {
        "lr": N_("Both learning rates"),
        "hidden": N_("Hidden units of both"),
        "depth": N_("Hidden layers of both"),
        "activation": N_("Activation of both"),
    }
)
"""Names on screen of settings that both networks share."""


def load_compare() -> tuple[CompareLinkState, bool]:
    """Return the link's state and whether the link is new; a new one fills the controls."""
    return take_link_state("compare", read_compare, show_link_state)


def show_link_state(link: CompareLinkState) -> None:
    """Put a link state into the controls."""
    COMPARE.put(link.choice, keep=("first", "last"))
    values: dict[str, object] = {
        SEEDS_KEY: (link.choice.first, link.choice.last),
        COMPARE.key("presets"): list(link.presets),
    }
    put_values(values | {COMPARE.key(set_key(name)): link.changes_of(name) for name in CHANGED})


def chosen_link_state() -> CompareLinkState:
    """Return what the controls say, drawn or not."""
    first, last = st.session_state[SEEDS_KEY]
    given = {"first": first, "last": last, "drawn": drawn_value("compare")}
    chosen = COMPARE.chosen(given=given)
    texts = {name: str(COMPARE.value(set_key(name)) or "") for name in CHANGED}
    changes = {name: text for name, text in texts.items() if text}
    return CompareLinkState(chosen, changes, tuple(COMPARE.value("presets")))


def pictures_place(view: str) -> str:
    """Return what is kept free for a view's pictures; see ``ui.shared.places``."""
    if view == "side":
        return f"compare-{COMPARE.value('count')}"
    first, last = st.session_state[SEEDS_KEY]
    usual = len(COMPARE.value("presets")) > 1 and last - first < USUAL_SEEDS
    return "sweep-2" if usual else "sweep-1"


def show_compare_link(link: CompareLinkState, group: str) -> None:
    """Write the link state as it is now into the address."""
    write_link("compare", write_compare(with_group(link, group)))


def view_control() -> str:
    """Draw the choice between the two views; returns the view."""
    return COMPARE.segments("view", _("View"), {"side": _("Side by side"), "sweep": _("Sweep")})


def shared_controls(*, disabled: bool) -> None:
    """Draw what all columns have in common, beside the view's switch."""
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        view_control()
        counts = {count: str(count) for count in (2, 3, 4)}
        COMPARE.segments("count", _("Settings"), counts, disabled=disabled)
        COMPARE.number("seed", _("Seed"), disabled=disabled, width=140)
        st.selectbox(
            _("Data"), FIELDS["data"].metadata["choices"], key=COMPARE.key("data"),
            disabled=disabled, persist_state="session", width=170, help=COMPARE.help("data"),
            format_func=lambda name: DATA_TITLES[name],
        )  # fmt: skip
        if COMPARE.value("data") == DRAWN:
            with st.popover(
                _("Draw"), icon=":material/draw:", help=_("The points that all are trained on.")
            ):
                drawing_pad("compare", running=disabled)
        COMPARE.number("steps", _("Training steps"), 1000, disabled=disabled, width=170)
        COMPARE.number("batch", _("Batch size"), 64, disabled=disabled, width=150)


def setting_controls(count: int, *, disabled: bool) -> None:
    """Draw preset and changes of each column, over its picture."""
    names = {name: preset_name(name) for name in TOY_PRESETS}
    for letter, column in zip(LETTERS, st.columns(count), strict=False):
        with column, st.container(key=f"compare-column-{letter}", gap="xsmall"):
            st.selectbox(
                _("Preset {letter}").format(letter=letter.upper()),
                list(TOY_PRESETS), key=COMPARE.key(letter), disabled=disabled,
                label_visibility="collapsed", persist_state="session",
                format_func={n: f"{letter.upper()} · {names[n]}" for n in names}.__getitem__,
                help=COMPARE.help(letter),
            )  # fmt: skip
            changes_control(
                letter,
                _("Changes of {letter}").format(letter=letter.upper()),
                _("changes, such as lr_d=1e-3"),
                disabled=disabled,
            )


def changes_control(name: str, label: str, hint: str, *, disabled: bool) -> None:
    """Draw a text field of ``key=value`` changes and a list that helps to fill it."""
    key = COMPARE.key(set_key(name))
    with st.container(horizontal=True, gap="xsmall", vertical_alignment="center"):
        st.text_input(
            label, key=key, disabled=disabled, label_visibility="collapsed",
            placeholder=hint, persist_state="session", max_chars=400,
            help=_("KEY=VALUE texts between spaces, as on the command line."),
        )  # fmt: skip
        with st.popover(
            "", icon=":material/add:", disabled=disabled, help=_("Choose a setting to change")
        ):
            chosen = st.selectbox(
                _("Setting"), OFFERED, key=f"{key}-name",
                format_func=lambda name: f"{BOTH.get(name) or LABELS[name]} ({name})",
                help=_("What differs from the preset."),
            )  # fmt: skip
            st.caption(_accepted(chosen))
            st.text_input(_("Value"), key=f"{key}-value", help=_("The value it should have."))
            st.button(
                _("Apply"), key=f"{key}-add", type="primary", on_click=_apply_change, args=(key,),
                help=_("Adds it to the changes of this setting."),
            )  # fmt: skip


def _apply_change(field: str) -> None:
    """Add the change chosen in the list to a field, in place of one of the same name."""
    # Not as arguments: a quick click comes before the page has been drawn with the new value.
    name = st.session_state[f"{field}-name"]
    value = str(st.session_state[f"{field}-value"] or "").strip()
    if not value:
        return
    old = str(st.session_state[field]).replace(",", " ").split()
    kept = [change for change in old if change.partition("=")[0] != name]
    put_values({field: " ".join([*kept, f"{name}={value}"])})


def _accepted(name: str) -> str:
    """Return help and limits of a setting, or of both networks' settings of that name."""
    spec = FIELDS.get(name) or FIELDS[f"{name}_g"]
    text = _(spec.metadata["help"])
    if name == "loss":
        return text + " " + ", ".join(f"{key}: {title}" for key, title in LOSS_NAMES.items()) + "."
    if "choices" in spec.metadata:
        return f"{text} {', '.join(spec.metadata['choices'])}."
    low, high = spec.metadata["low"], spec.metadata["high"]
    return text + " " + _("From {low:g} to {high:g}.").format(low=low, high=high)


def refusal(letter: str, error: SettingsError) -> None:
    """Draw what is wrong with a column, in one line."""
    st.error(f"{letter.upper()}: {error}")
