"""The result sheet of a toy run."""

from __future__ import annotations

from typing import Any

from gan_core.data.toy import toy_distribution
from gan_core.runs.run_record import RunRecord
from gan_core.runs.store import RunStore
from gan_core.viz.curve_svg import SvgCurve, curve_svg
from gan_core.viz.raster import RasterStyle, frame_image, png
from ui.run.result_sheet import ResultSheet
from ui.run.settings_text import Pairs, setting_pairs
from ui.shared.text import N_, Text, _
from ui.toy.canvas import toy_about

SIDE = 420
SCORES: tuple[tuple[str, Text, str], ...] = (
    ("high_quality", N_("High-quality samples (within 3 sigma)"), "%"),
    ("reverse_kl", N_("Reverse KL"), "nats"),
    ("js", N_("Jensen-Shannon divergence to the data"), "nats"),
    ("swd", N_("Sliced Wasserstein distance to fresh data"), ""),
)
CURVES: tuple[tuple[Text, tuple[tuple[str, Text, str], ...]], ...] = (
    (N_("Modes covered"), (("covered", N_("G"), "fake"),)),
    (N_("High-quality samples (within 3 sigma)"), (("high_quality", N_("G"), "fake"),)),
    (N_("Losses"), (("loss_d", N_("D"), "ink"), ("loss_g", N_("G"), "fake"))),
    (
        N_("Jensen-Shannon divergence to the data"),
        (("js", N_("G"), "fake"), ("js_floor", N_("real against real"), "real")),
    ),
)


def toy_sheet(
    store: RunStore,
    record: RunRecord,
    reports: list[dict[str, Any]],
    answers: list[tuple[str, str, str]],
    notes: str,
) -> str:
    """Return the result sheet of a run that has begun, as one HTML file."""
    about = toy_about(record)
    return ResultSheet(
        title=_("{title}, step {step:,}").format(title=about["title"], step=record.step),
        settings=setting_pairs(record),
        scores=scores(reports[-1]),
        pictures=pictures(store, record),
        curves=curves(reports),
        answers=answers,
        notes=notes,
        remarks=about["lines"][1:],
    ).html()


def scores(report: dict[str, Any]) -> Pairs:
    """Return the scores that a run has, with their units."""
    found: Pairs = []
    covered, total = report.get("covered"), report.get("modes_total")
    if covered is not None and total:
        found.append((_("Modes covered"), f"{covered}/{total}"))
    for name, label, unit in SCORES:
        value = report.get(name)
        if value is not None:
            found.append((_(label), f"{value:.3g} {_(unit)}".strip()))
    return found


def pictures(store: RunStore, record: RunRecord) -> list[tuple[str, bytes]]:
    """Return the first, the middle and the newest picture, each with its step."""
    steps = store.frame_steps(record.id)
    chosen = sorted({steps[0], steps[len(steps) // 2], steps[-1]}) if steps else []
    distribution = toy_distribution(record.settings)
    style = RasterStyle(resolution=SIDE)
    return [
        (
            _("step {step:,}").format(step=step),
            png(frame_image(frame, distribution, style=style)),
        )
        for step, frame in zip(chosen, store.frames(record.id, chosen), strict=True)
    ]


def curves(reports: list[dict[str, Any]]) -> list[str]:
    """Return the curves of what was measured, as SVG."""
    steps = [report["step"] for report in reports]
    found = []
    for title, lines in CURVES:
        drawn = [
            SvgCurve(_(label), [report.get(name) for report in reports], color)
            for name, label, color in lines
        ]
        if any(value is not None for curve in drawn for value in curve.values):
            found.append(curve_svg(_(title), steps, drawn, unit=_("steps")))
    return found
