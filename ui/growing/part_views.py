"""What the canvas shows of each part: live numbers, pictures and figures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

from gan_core.checkpoints.native import Model
from gan_core.viz.progressive_parts import (
    Words,
    batch_figure,
    blend_figure,
    learnt_figure,
    lengths_figure,
    updates_figure,
)
from ui.growing.link_state import PartChoice
from ui.growing.part_numbers import (
    ALPHAS,
    SHARES,
    layer_label,
    learnt,
    resized,
    resolution_of,
    scored,
    shown_resolution,
    size_label,
    smallest,
    updated,
    walked,
)
from ui.shared.drawing import figure, pictures, strip, three
from ui.shared.shell import current_theme
from ui.shared.text import _

BOTH = (True, False)
LARGE = 144
"""Width in pixels of a picture that is alone in its column."""

Stages = Mapping[int, Model]


def pixel_norm_view(stages: Stages, choice: PartChoice) -> None:
    """Show the lengths of G's feature vectors, and G's pictures."""
    shown = shown_resolution(stages, choice.resolution)
    walks = {
        on: walked(
            shown,
            choice.seed,
            trained=choice.weights == "trained",
            pixel_norm=on,
            boost=choice.boost,
        )
        for on in BOTH
    }
    made = [one.made.mean for one in walks[True].layers[1:]]
    passed = {on: [one.passed for one in found.layers] for on, found in walks.items()}
    strip(
        (_("Last length, with pixel norm (expected: 1)"), three(passed[True][-1].mean)),
        (_("Last length, without"), three(passed[False][-1].mean)),
        (
            _("Layer outputs before pixel norm"),
            _("{low} to {high}").format(low=three(min(made)), high=three(max(made))),
        ),
    )
    title = (
        _("G's pictures with pixel norm, {size} pixels")
        if choice.switched
        else _("G's pictures without pixel norm, {size} pixels")
    )
    pictures(walks[choice.switched].pictures, title.format(size=size_label(resolution_of(shown))))
    words = Words(
        title=_("Length of feature vectors; bars: 5 to 95 %"),
        x=_("layer of G"),
        y=_("root mean square"),
        on=_("with pixel norm"),
        off=_("without"),
    )
    labels = [layer_label(one.layer) for one in walks[True].layers]
    figure(
        lengths_figure(
            passed, labels, switched=choice.switched, words=words, theme=current_theme()
        ),
        "lengths",
    )


def equalized_view(stages: Stages, choice: PartChoice) -> None:
    """Show how far the first updates move each layer, and a table of the same."""
    shown = shown_resolution(stages, choice.resolution)
    found = {on: updated(shown, choice.seed, equalized=on, updates=choice.updates) for on in BOTH}
    ratios = {
        on: [_ratio([u.measured for u in ups]), _ratio([u.expected for u in ups])]
        for on, ups in found.items()
    }
    label = {True: _("Fastest over slowest layer, equalized"), False: _("The same, plain")}
    strip(
        *(
            (label[on], _("{measured} (expected: {due})").format(measured=three(a), due=three(b)))
            for on, (a, b) in ratios.items()
        )
    )
    words = Words(
        title=_("First updates of a new G, layer by layer"),
        x=_("layer of G"),
        y=_("change, % of the weights"),
        on=_("equalized"),
        off=_("plain"),
        expected=_("expected"),
    )
    labels = [layer_label(one.layer) for one in found[True]]
    figure(
        updates_figure(found, labels, switched=choice.switched, words=words, theme=current_theme()),
        "updates",
    )
    st.caption(_("Change of the weights as they are used, in percent of their size (both RMS)."))
    st.dataframe(
        [
            {
                _("Layer"): label.replace("<br>", ", "),
                _("Inputs of a unit"): one.fan_in,
                _("Equalized"): three(100 * one.measured),
                _("expected if equalized"): three(100 * one.expected),
                _("Plain"): three(100 * other.measured),
                _("expected if plain"): three(100 * other.expected),
            }
            for label, one, other in zip(labels, found[True], found[False], strict=True)
        ],
        hide_index=True,
        width="stretch",
    )


def _ratio(values: Sequence[float]) -> float:
    return max(values) / min(values)


def minibatch_std_view(stages: Stages, choice: PartChoice) -> None:
    """Show a batch that collapses, what D is told of it, and what D can learn from that."""
    scores = scored(shown_resolution(stages, choice.resolution), choice.seed)
    share = SHARES[round(choice.collapsed / 10)]
    now = next(one for one in scores if one.share == share)
    strip(
        (_("Std, diverse batch"), three(scores[0].deviation)),
        (_("Std, this batch"), three(now.deviation)),
        (_("Std, one picture four times (expected: 0.0001)"), three(scores[-1].deviation)),
        (
            _("D's score of the first picture"),
            three(now.score if choice.switched else now.untold),
        ),
    )
    pictures(
        now.pictures,
        _("The batch, {percent} % of the way to its first picture").format(
            percent=round(100 * share)
        ),
    )
    words = Words(
        title=_("A batch that collapses, seen by a new D"),
        x=_("collapsed, %"),
        y=_("D's score, first picture"),
        on=_("with the standard deviation"),
        off=_("with the diverse batch's number"),
    )
    figure(
        batch_figure(
            scores,
            share=share,
            switched=choice.switched,
            words=words,
            deviation=_("standard deviation"),
            theme=current_theme(),
        ),
        "batch",
    )
    first = smallest(stages)
    with st.spinner(_("Training a small D")):
        link = {told: learnt(first, choice.seed, told=told) for told in BOTH}
    words = Words(
        title=_("A small D learns to tell the diverse group from the collapsed one"),
        x=_("update"),
        y=_("accuracy, %"),
        on=_("with the standard deviation"),
        off=_("with the same number for both (chance: 50 %)"),
    )
    figure(
        learnt_figure(link, switched=choice.switched, words=words, theme=current_theme()),
        "learnt",
    )


def resizing_view(stages: Stages, choice: PartChoice) -> None:
    """Show pictures downsampled, upsampled again and blended, and what that loses."""
    shown = shown_resolution(stages, choice.resolution)
    all_found = resized(shown, choice.seed, nearest=choice.switched)
    alpha = ALPHAS[round(10 * choice.alpha)]
    found, resolution = all_found[alpha], resolution_of(shown)
    strip(
        (_("Up, then down: change (expected: 0 for nearest)"), _zero(found.returned)),
        (
            _("Down, then up: variance lost"),
            _("{share} %").format(share=three(100 * found.lost / found.variance)),
        ),
        (
            _("Mean squared error, down and up"),
            _("{measured} (expected: {due})").format(
                measured=three(found.lost), due=three(found.inside)
            )
            if choice.switched
            else three(found.lost),
        ),
    )
    way = _("nearest neighbour") if choice.switched else _("bilinear")
    row = (
        (found.pictures, LARGE, _("x, {size}").format(size=size_label(resolution))),
        (found.halved, LARGE // 2, _("down, {size}").format(size=size_label(resolution // 2))),
        (found.again, LARGE, _("up again, {way}").format(way=way)),
        (found.blend, LARGE, _("fade-in, alpha {alpha}").format(alpha=alpha)),
    )
    for column, (images, wide, title) in zip(st.columns(4), row, strict=True):
        with column:
            pictures(images[:1], title, side=wide)
    words = Words(
        title=_("Error of the fade-in, mean of four"),
        x=_("alpha"),
        y=_("squared error of -1 to 1"),
        on=_("measured"),
        off="",
        expected=_("expected: (1 - alpha)² of what down and up lose"),
    )
    figure(
        blend_figure(
            [(a, one.missing) for a, one in all_found.items()],
            [(a, (1 - a) ** 2 * found.lost) for a in ALPHAS],
            alpha=alpha,
            words=words,
            theme=current_theme(),
        ),
        "blend",
    )


def _zero(value: float) -> str:
    return "0" if value == 0 else three(value)
