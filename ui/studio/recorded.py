"""What the studio shows before anybody has trained: a recorded run of the recipe, and its cost."""

from __future__ import annotations

import streamlit as st

from gan_core.recipes.catalogue import image_recipe
from gan_core.recipes.quick_digits import quick_settings
from gan_core.runs.image_replays import PREFIX, open_recorded_digits, recipe_costs
from gan_core.runs.run_record import RunRecord
from gan_core.settings.images import ImageSettings
from ui.run.image_data import NAMES
from ui.run.image_link_state import with_data_here
from ui.run.image_session import StudioSession
from ui.run.transport import Transport
from ui.shared.duration import duration
from ui.shared.shell import chosen_device, device_label
from ui.shared.text import _
from ui.studio.controls import STUDIO

LONG = 300.0
"""Seconds of one core from which a recipe's quick form is offered beside it."""


def is_untouched(recipe: str, settings: ImageSettings) -> bool:
    """Whether the settings are the recipe's, whatever the data."""
    wanted = image_recipe(recipe).settings()
    return settings.replace(dataset=wanted.dataset) == wanted


def introduce(session: StudioSession, settings: ImageSettings, recipe: str) -> None:
    """Put the recipe's recording on the canvas where nothing has begun, once for each recipe."""
    record = session.record()
    if record is None or record.begun or record.state != "ready" or recipe in session.introduced:
        return
    session.introduced.add(recipe)
    if is_untouched(recipe, settings):
        show_recorded(session, settings, recipe)


def show_recorded(session: StudioSession, settings: ImageSettings, recipe: str) -> None:
    """Put the recipe's recording on the canvas; Start trains ``settings``."""
    run = open_recorded_digits(session.runner.store, recipe)
    if run and session.adopt(run, chosen_device()):
        session.wanted = settings
        session.prepared = (run, settings)


def before_start(session: StudioSession, settings: ImageSettings, recipe: str) -> None:
    """Draw what is recorded, what Start will cost here, and the quick form beside it."""
    record = session.record()
    if record is None or not session.mine(record):
        return
    recorded = record.state == "recorded" and record.id.startswith(PREFIX)
    if not recorded and (record.begun or record.state != "ready"):
        return
    lines = [recorded_line(record)] if recorded else []
    costs = recipe_costs().get(recipe)
    untouched = is_untouched(recipe, settings)
    if costs and untouched:
        lines.append(cost_line(costs["whole"]))
    if lines:
        st.caption(" ".join(lines))
    if costs and untouched and costs["whole"] > LONG:
        buttons = Transport(session, record, "studio", "")
        buttons.button(
            _("Train the quick form, about {time}").format(time=duration(costs["quick"])),
            lambda: _train_quick(session, recipe), name="quick", icon=":material/bolt:",
            help=_(
                "A smaller or shorter training of this kind of model, live; its pictures are "
                "coarser. The controls show what differs."
            ),
        )  # fmt: skip


def recorded_line(record: RunRecord) -> str:
    """Say what the recording is."""
    settings = record.image_settings
    name = record.id.removeprefix(PREFIX)
    data = NAMES[settings.dataset]
    if settings == image_recipe(name).settings():
        return _("Recorded: the shipped model of {name}, trained on {data}.").format(
            name=name, data=data
        )
    return _("Recorded: the quick form of {name} on {data}, {steps:,} steps.").format(
        name=name, data=data, steps=record.step
    )


def cost_line(seconds: float) -> str:
    """Say how long a training takes here: between one core's time and an even share of it."""
    label = device_label(chosen_device())
    threads = next((int(word) for word in label.split() if word.isdigit()), 1)
    if not label.startswith("CPU"):
        return _("*Start* trains it live: {time} on one core of a CPU.").format(
            time=duration(seconds)
        )
    if threads == 1:
        return _("*Start* trains it live: about {time} here (one thread).").format(
            time=duration(seconds)
        )
    return _("*Start* trains it live: about {low} to {high} here ({threads} threads).").format(
        low=duration(seconds / threads), high=duration(seconds), threads=threads
    )


def _train_quick(session: StudioSession, recipe: str) -> None:
    settings = with_data_here(quick_settings(recipe))
    STUDIO.put(settings)
    session.renew(settings, session.device)
    session.wanted = settings
    session.start()
