"""The controls of the comparison page and how they keep their values."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any, Literal

import streamlit as st

from gan_core.recipes.toy import TOY_PRESETS
from gan_core.settings.base import SettingsError
from gan_core.settings.toy import FIELDS
from ui.compare.link_state import (
    LETTERS,
    LIMITS,
    CompareLinkState,
    read_compare,
    write_compare,
)
from ui.controls.address import take_link_state, write_link
from ui.controls.control_values import put_values
from ui.controls.toy_labels import LABELS
from ui.shared.text import _

NAMES = tuple(f.name for f in fields(CompareLinkState) if f.name not in ("notices", "group"))
OFFERED = (
    "loss", "lr", "lr_d", "lr_g", "n_critic", "clip", "gp_weight", "r1", "coulomb_eps", "hidden",
    "depth", "activation", "ema", "schedule", "optimizer", "beta1", "beta2", "noise", "noise_dim",
    "pack", "sigma", "grid", "spacing", "batch_size",
)  # fmt: skip
"""Settings that the list beside a text field offers; the field itself takes all."""


def key_of(name: str) -> str:
    """Return a control's key in the session state."""
    return f"compare-{name}"


def load_compare() -> tuple[CompareLinkState, bool]:
    """Return the link's state and whether the link is new; a new one fills the controls."""
    return take_link_state("compare", read_compare, show_link_state)


def show_link_state(link: CompareLinkState) -> None:
    """Put a link state into the controls."""
    values = {key_of(name): getattr(link, name) for name in NAMES}
    values[key_of("presets")] = list(link.presets)
    put_values(values | {key_of("seeds"): (link.first, link.last)})


def chosen_link_state() -> CompareLinkState:
    """Return what the controls say, drawn or not."""
    values: dict[str, Any] = {name: st.session_state[key_of(name)] for name in NAMES}
    values["presets"] = tuple(values["presets"])
    values["first"], values["last"] = st.session_state[key_of("seeds")]
    return CompareLinkState(**values)


def show_compare_link(link: CompareLinkState, group: str) -> None:
    """Write the link state as it is now into the address."""
    write_link("compare", write_compare(replace(link, group=group)))


def view_control() -> str:
    """Let the visitor choose between the two views."""
    labels = {"side": _("Side by side"), "sweep": _("Sweep")}
    choice = st.segmented_control(
        _("View"),
        list(labels),
        format_func=lambda name: labels[name],
        key=key_of("view"),
        required=True,
        persist_state="session",
        help=_("A few settings in lockstep, or many seeds of several presets."),
    )
    return str(choice)


def number(
    name: str,
    label: str,
    text: str,
    *,
    disabled: bool,
    step: float = 1,
    width: int | Literal["stretch"] = "stretch",
) -> None:
    """Draw one number with its limits in the help."""
    low, high = LIMITS[name]
    kind = type(getattr(CompareLinkState(), name))
    text += " " + _("From {low:g} to {high:g}.").format(low=low, high=high)
    st.number_input(
        label, kind(low), kind(high), step=kind(step), key=key_of(name), disabled=disabled,
        format="%d" if kind is int else "%g", help=text, persist_state="session", width=width,
    )  # fmt: skip


def shared_controls(*, disabled: bool) -> None:
    """Draw what all columns have in common, beside the view's switch."""
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        view_control()
        st.segmented_control(
            _("Settings"), [2, 3, 4], key=key_of("count"), required=True, disabled=disabled,
            persist_state="session", help=_("How many settings train beside each other."),
        )  # fmt: skip
        number(
            "seed", _("Seed"), _("Same points, same start, same noise."), disabled=disabled,
            width=140,
        )  # fmt: skip
        st.selectbox(
            _("Data"), FIELDS["data"].metadata["choices"], key=key_of("data"), disabled=disabled,
            persist_state="session", width=140,
            help=_("The same for all; sigma and spacing are those of the first preset."),
        )  # fmt: skip
        number(
            "steps", _("Steps"), _("All stop after so many D-and-G updates."), step=1000,
            disabled=disabled, width=170,
        )  # fmt: skip
        number(
            "batch", _("Batch"), _("Real points, and fakes, in one update of D."), step=64,
            disabled=disabled, width=150,
        )  # fmt: skip


def setting_controls(count: int, *, disabled: bool) -> None:
    """Draw preset and changes of each column, over its picture."""
    for letter, column in zip(LETTERS, st.columns(count), strict=False):
        with column, st.container(key=f"compare-column-{letter}", gap="xsmall"):
            st.selectbox(
                _("Preset {letter}").format(letter=letter.upper()),
                list(TOY_PRESETS), key=key_of(letter), disabled=disabled,
                label_visibility="collapsed", persist_state="session",
                format_func=f"{letter.upper()} · {{}}".format,
                help=_("Named settings; what was seen with each stands in the laboratory."),
            )  # fmt: skip
            changes_control(
                f"{letter}_set",
                _("Changes of {letter}").format(letter=letter.upper()),
                _("changes, such as lr_d=1e-3 clip=0.05"),
                disabled=disabled,
            )


def changes_control(name: str, label: str, hint: str, *, disabled: bool) -> None:
    """Draw a text field of ``key=value`` changes and a list that helps to fill it."""
    with st.container(horizontal=True, gap="xsmall", vertical_alignment="center"):
        st.text_input(
            label, key=key_of(name), disabled=disabled, label_visibility="collapsed",
            placeholder=hint, persist_state="session", max_chars=400,
            help=_("KEY=VALUE texts between spaces, as on the command line."),
        )  # fmt: skip
        with st.popover(
            "", icon=":material/add:", disabled=disabled, help=_("Choose a setting to change")
        ):
            chosen = st.selectbox(
                _("Setting"), OFFERED, key=key_of(f"{name}-name"),
                format_func=lambda key: f"{_label(key)} ({key})",
                help=_("What differs from the preset."),
            )  # fmt: skip
            st.caption(_accepted(chosen))
            st.text_input(
                _("Value"), key=key_of(f"{name}-value"), help=_("The value it should have.")
            )
            st.button(
                _("Take"), key=key_of(f"{name}-add"), type="primary",
                on_click=_take_change, args=(name,),
                help=_("Adds it to the changes of this setting."),
            )  # fmt: skip


def _take_change(name: str) -> None:
    """Add the change chosen in the list to a field, in place of one of the same name."""
    # Not as arguments: a quick click comes before the page has been drawn with the new value.
    key = st.session_state[key_of(f"{name}-name")]
    value = str(st.session_state[key_of(f"{name}-value")] or "").strip()
    if not value:
        return
    old = str(st.session_state[key_of(name)]).replace(",", " ").split()
    kept = [change for change in old if change.partition("=")[0] != key]
    put_values({key_of(name): " ".join([*kept, f"{key}={value}"])})


def _label(key: str) -> str:
    names = {"lr": _("Both rates"), "hidden": _("Units of both"), "depth": _("Layers of both")}
    return names.get(key) or LABELS.get(key) or _("Activation of both")


def _accepted(key: str) -> str:
    """Return help and limits of a setting, or of both networks' settings of that name."""
    spec = FIELDS.get(key) or FIELDS[f"{key}_g"]
    text = _(spec.metadata["help"])
    if "choices" in spec.metadata:
        return f"{text} {', '.join(spec.metadata['choices'])}."
    low, high = spec.metadata["low"], spec.metadata["high"]
    return text + " " + _("From {low:g} to {high:g}.").format(low=low, high=high)


def refusal(letter: str, error: SettingsError) -> None:
    """Show what is wrong with a column, in one line."""
    st.error(f"{letter.upper()}: {error}")
