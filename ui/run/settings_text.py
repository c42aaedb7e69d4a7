"""A run's settings as words: below saved pictures and on the result sheet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from gan_core.runs.run_record import RunRecord
from gan_core.settings.base import Settings
from gan_core.settings.drawn import LETTERS
from ui.controls import image_labels, toy_labels
from ui.run.session import effective_settings
from ui.shared.text import _

TOY_ALWAYS = (
    "loss", "data", "lr_d", "lr_g", "n_critic", "batch_size", "optimizer", "epochs", "seed",
)  # fmt: skip
IMAGES_ALWAYS = ("kind", "dataset", "latent_dim", "batch_size", "steps", "seed")

Pairs = list[tuple[str, str]]
"""What a setting is called on screen, and its value."""


def setting_pairs(record: RunRecord) -> Pairs:
    """Return a run's most important settings, and all that are not as usual, as they are now."""
    now = effective_settings(record.given, record.changes)
    if record.family == "toy":
        names = {"loss": toy_labels.LOSS_NAMES, "data": toy_labels.DATA_TITLES}
        drawn = now.as_dict()["drawn"]
        count = _("{count} points").format(count=len(drawn) // LETTERS)
        return _pairs(now, TOY_ALWAYS, toy_labels.LABELS, names | {"drawn": {drawn: count}})
    labels = dict(image_labels.LABELS.items()) | {"kind": _("Kind"), "dataset": _("Data set")}
    return _pairs(now, IMAGES_ALWAYS, labels, {})


def _pairs(
    settings: Settings,
    always: Sequence[str],
    labels: Mapping[str, str],
    names: Mapping[str, Mapping[str, str]],
) -> Pairs:
    values, usual = settings.as_dict(), type(settings)().as_dict()
    changed = [name for name in values if values[name] != usual[name] and name not in always]
    return [
        (labels.get(name, name), _value(values[name], names.get(name, {})))
        for name in [*always, *changed]
    ]


def _value(value: Any, names: Mapping[str, str]) -> str:  # noqa: ANN401
    if isinstance(value, float):
        return f"{value:g}"
    return str(names.get(value, value))


def about_run(record: RunRecord, title: str, name: str) -> dict[str, Any]:
    """Return what a saved picture says of its run: title, lines, parts of the file's name."""
    settings = " · ".join(f"{label}: {value}" for label, value in setting_pairs(record))
    lines = [settings]
    if record.changes:
        lines.append(_("Settings were changed on the way."))
    seed = record.given.as_dict().get("seed", 0)
    return {"title": title, "lines": lines, "name": [name, f"seed-{seed}"]}
