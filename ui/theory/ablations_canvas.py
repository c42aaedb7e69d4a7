"""What the canvas of the view of ablations draws: numbers, two sheets of pictures, curves."""

from __future__ import annotations

import base64
import html
import math
from collections.abc import Callable

import streamlit as st
from PIL import Image

from gan_core.ablations.probe import slope_of_new_rectifiers, slope_of_normal_inputs
from gan_core.ablations.record import AblationRecord
from gan_core.viz.ablations import Curve, Panel, ablation_figure
from gan_core.viz.picture_grid import picture_grid
from gan_core.viz.raster import png
from ui.shared.drawing import figure, strip, three
from ui.shared.shell import current_theme
from ui.shared.text import _
from ui.theory.ablations_pairs import PAIR_NAMES, ShownAblation
from ui.theory.numbers import Beside, beside_text

Cell = tuple[str, str]
COLUMNS = 8
ENLARGED = 2
LITTLE_RECALL = 0.05
"""Below this a recall is explained where it stands."""

LN2 = math.log(2)
"""D's and G's loss where D can tell nothing."""

SHEET = (
    '<figure style="margin:0"><figcaption style="opacity:.85;font-size:.9rem">{title}</figcaption>'
    '<img class="rule-sheet" alt="{title}" style="width:100%;max-width:{width}px;'
    'image-rendering:pixelated" src="data:image/png;base64,{source}"></figure>'
)


def score_numbers(shown: ShownAblation) -> None:
    """Draw the scores of both last models, of real digits, and what seeds alone do."""
    real = shown.on.floor
    seeds = shown.effect("frechet_distance").seeds
    pair = _("{on} / {off} (real: {real})")
    cells = [
        (
            label,
            pair.format(
                on=three(shown.on.scores[name]),
                off=three(shown.off.scores[name]),
                real=three(real[name]),
            ),
        )
        for name, label in (
            ("frechet_distance", _("Fréchet distance, last step, left / right")),
            ("precision", _("Precision")),
            ("recall", _("Recall")),
        )
    ]
    by_chance = _("{low} to {high}").format(low=three(min(seeds)), high=three(max(seeds)))
    strip(*cells, (_("Fréchet distance, 3 seeds"), by_chance))


def recall_caption(shown: ShownAblation) -> None:
    """Draw what a recall near 0 says, where one is."""
    note = recall_note(shown.on.scores["recall"], shown.off.scores["recall"])
    if note:
        st.caption(note)


def recall_note(*recalls: float) -> str:
    """Return what a recall near 0 says and what not, or "" where none is."""
    if min(recalls) >= LITTLE_RECALL:
        return ""
    return _(
        "Recall is the share of real digits that lie in the neighbourhood of a generated one, "
        "which reaches to that one's fifth nearest other. A G whose digits resemble each other "
        "more than real ones do has small neighbourhoods, and a recall near 0 although its digits "
        "look right: what they look like is in precision and in the pictures, how many kinds there "
        "are is what recall says."
    )


def own_numbers(shown: ShownAblation) -> None:
    """Draw an ablation's measured numbers beside the exact ones, and what has no exact one."""
    strip(*OWN_NUMBERS[shown.name](shown))


def _batch_norm_numbers(shown: ShownAblation) -> list[Cell]:
    on, off = shown.on.end, shown.off.end
    return [
        _beside(Beside(_("Variance of G's hidden units, left"), on.unit_variance, 1.0)),
        (_("right"), three(off.unit_variance)),
        (_("Slope of G's sigmoid, left / right"), _pair(on.output_slope, off.output_slope)),
    ]


def _output_numbers(shown: ShownAblation) -> list[Cell]:
    on, off = shown.on, shown.off
    exact = {name: slope_of_normal_inputs(name) for name in ("tanh", "sigmoid")}
    return [
        _beside(Beside(_("Slope of a new G's tanh"), on.start.output_slope, exact["tanh"])),
        _beside(Beside(_("of its sigmoid"), off.start.output_slope, exact["sigmoid"])),
        (_("At the end"), _pair(on.end.output_slope, off.end.output_slope)),
    ]


def _activation_numbers(shown: ShownAblation) -> list[Cell]:
    on, off = shown.on, shown.off
    exact = {name: slope_of_new_rectifiers(name) for name in ("leaky", "relu")}
    silent = f"{_percent(on.end.silent)} / {_percent(off.end.silent)}"
    return [
        _beside(
            Beside(_("Slope of a new D's LeakyReLU"), on.start.rectifier_slope, exact["leaky"])
        ),
        _beside(Beside(_("of its ReLU"), off.start.rectifier_slope, exact["relu"])),
        (_("Dead units at the end"), silent),
    ]


def _chance_numbers(shown: ShownAblation) -> list[Cell]:
    return [
        _beside(Beside(label, record.last_loss("d"), LN2, _("nats"), _("D that can only guess")))
        for label, record in (
            (_("Loss of D at the end, left"), shown.on),
            (_("right"), shown.off),
        )
    ]


OWN_NUMBERS: dict[str, Callable[[ShownAblation], list[Cell]]] = {
    "batch-norm": _batch_norm_numbers,
    "output": _output_numbers,
    "rectifier": _activation_numbers,
    "chance": _chance_numbers,
}
"""What is exact about each ablation, beside what was measured."""


def _beside(one: Beside) -> Cell:
    return one.label, beside_text(one)


def _pair(on: float, off: float) -> str:
    return f"{three(on)} / {three(off)}"


def _percent(share: float) -> str:
    return "0 %" if share == 0 else _("{share} %").format(share=three(100 * share))


def sheets(shown: ShownAblation, step: int) -> None:
    """Draw both runs' pictures of a step beside each other."""
    for column, record, name in zip(
        st.columns(2, gap="small"), (shown.on, shown.off), PAIR_NAMES[shown.name], strict=True
    ):
        with column:
            _sheet(record, _(name), step)


def _sheet(record: AblationRecord, name: str, step: int) -> None:
    found, images = record.sheet_at(step)
    grid = picture_grid(images, columns=COLUMNS, scale=ENLARGED)
    title = _("{name}, step {step}").format(name=name, step=f"{found:,}")
    st.html(
        SHEET.format(
            title=html.escape(title),
            width=grid.shape[1],
            source=base64.b64encode(png(Image.fromarray(grid))).decode(),
        )
    )


def curves(shown: ShownAblation, step: int) -> None:
    """Draw both runs' losses and diversity."""
    on, off = shown.on, shown.off
    titles = {"d": _("Loss of D, nats"), "g": _("Loss of G, nats")}
    panels = [
        Panel(
            title,
            Curve(on.loss_steps, on.losses[name]),
            Curve(off.loss_steps, off.losses[name]),
            exact=LN2,
            exact_name=_("ln 2"),
            logarithmic=True,
        )
        for name, title in titles.items()
    ]
    panels.append(
        Panel(
            _("Diversity, share of real"),
            Curve(on.diversity_steps, on.diversity),
            Curve(off.diversity_steps, off.diversity),
            exact=1.0,
            exact_name=_("real"),
        )
    )
    with_part, without = PAIR_NAMES[shown.name]
    names = (_(with_part), _(without))
    figure(
        ablation_figure(panels, step=step, names=names, theme=current_theme()),
        "rules",
    )
