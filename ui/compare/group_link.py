"""Links between groups and the laboratory, and groups told as what was asked for."""

from __future__ import annotations

import time
from collections.abc import Mapping

from gan_core.recipes.toy import TOY_PRESETS, toy_preset
from gan_core.runs.groups import GroupRecord
from gan_core.runs.store import RunStore
from gan_core.settings.toy import FIELDS, ToySettings
from ui.compare.link_state import DATA_FIELDS, LETTERS, CompareLinkState
from ui.run.toy_link_state import DEFAULT_PRESET, ToyLinkState, write_toy
from ui.run.transport import STATES
from ui.shared.text import _

LAB = "pages/1_25_Gaussians.py"


def preset_of(label: str) -> str:
    """Return the preset that a run's label names: ``A ns*`` is ``ns``, changed."""
    name = label.rpartition(" ")[2].rstrip("*")
    return name if name in TOY_PRESETS else DEFAULT_PRESET


def run_link(run: str, settings: ToySettings, label: str) -> dict[str, str]:
    """Return the laboratory's query parameters for a run."""
    return write_toy(ToyLinkState(preset_of(label), settings, run))


def group_name(record: GroupRecord) -> str:
    """Return a line that tells groups apart: when, what, how far."""
    labels = list(dict.fromkeys(record.labels))
    names = ", ".join(labels[:4]) + (", …" if len(labels) > 4 else "")
    return _("{time} · {names} · {runs} runs · step {step:,} of {steps:,} · {state}").format(
        time=time.strftime("%d %b %H:%M", time.localtime(record.created)),
        names=names,
        runs=len(record.runs),
        step=record.step,
        steps=record.steps,
        state=STATES[record.state],
    )


def group_link_state(
    store: RunStore, record: GroupRecord, link: CompareLinkState
) -> CompareLinkState:
    """Return the controls' values that lead to this group; what it leaves open stays."""
    runs = store.runs(group=record.id)
    values = dict(vars(link))
    if record.kind == "sweep":
        seeds = sorted({run.settings.seed for run in runs})
        base = toy_preset(preset_of(record.labels[0])).settings()
        values |= {
            "view": "sweep",
            "presets": tuple(dict.fromkeys(map(preset_of, record.labels))),
            "first": seeds[0],
            "last": seeds[-1],
            "each_steps": record.steps,
            "each_set": _changes(base, runs[0].settings, leave=("seed",)),
        }
        return CompareLinkState(**values)
    first = runs[0].settings
    values |= {
        "view": "side",
        "count": len(runs),
        "seed": first.seed,
        "data": first.data,
        "batch": first.batch_size,
        "steps": record.steps,
    }
    for letter, run, label in zip(LETTERS, runs, record.labels, strict=False):
        preset = preset_of(label)
        changes = _changes(toy_preset(preset).settings(), run.settings, leave=DATA_FIELDS)
        values |= {letter: preset, f"{letter}_set": changes}
    return CompareLinkState(**values)


def _changes(base: ToySettings, settings: ToySettings, *, leave: tuple[str, ...]) -> str:
    """Return ``key=value`` texts for what differs."""
    old: Mapping[str, object] = base.as_dict()
    new = settings.as_dict()
    changed = (name for name in FIELDS if name not in leave and old[name] != new[name])
    return " ".join(f"{name}={new[name]}" for name in changed)
