"""The result sheet of a run on pictures."""

from __future__ import annotations

from typing import Any

from gan_core.runs.run_record import RunRecord
from gan_core.runs.store import RunStore
from gan_core.viz.curve_svg import SvgCurve, curve_svg
from gan_core.viz.raster import png
from ui.run.image_canvas import MADE, SERIES
from ui.run.result_sheet import ResultSheet
from ui.run.settings_text import Pairs, about_run, setting_pairs
from ui.shared.text import _
from ui.studio.sheet import titled_sheet

SCALE = 2


def studio_sheet(
    store: RunStore,
    record: RunRecord,
    reports: list[dict[str, Any]],
    answers: list[tuple[str, str, str]],
    notes: str,
    recipe: str,
) -> str:
    """Return the result sheet of a run that has begun, as one HTML file."""
    title = _("{page}: {name}").format(page=_("Digits studio"), name=recipe)
    return ResultSheet(
        title=_("{title}, step {step:,}").format(title=title, step=record.step),
        settings=setting_pairs(record),
        scores=scores(record, reports[-1]),
        pictures=pictures(store, record),
        curves=curves(record, reports),
        answers=answers,
        notes=notes,
        remarks=about_run(record, title, recipe)["lines"][1:],
    ).html()


def scores(record: RunRecord, report: dict[str, Any]) -> Pairs:
    """Return the newest losses and a GAN's diversity."""
    kind = record.image_settings.kind
    found = [
        (_(line["label"]), f"{report['losses'][line['key']]:.3g}")
        for line in SERIES[kind]
        if report["losses"].get(line["key"]) is not None
    ]
    diversity = report.get("diversity")
    return [*found, (_("Diversity"), f"{diversity:.0%}")] if diversity is not None else found


def pictures(store: RunStore, record: RunRecord) -> list[tuple[str, bytes]]:
    """Return the first sheet of pictures and the newest."""
    steps = store.frame_steps(record.id)
    chosen = sorted({steps[0], steps[-1]}) if steps else []
    made = MADE[record.image_settings.kind]
    return [(made, png(titled_sheet(sheet, record, scale=SCALE)))
            for sheet in store.frames(record.id, chosen)]  # fmt: skip


def curves(record: RunRecord, reports: list[dict[str, Any]]) -> list[str]:
    """Return the losses' curves as SVG."""
    lines = SERIES[record.image_settings.kind]
    drawn = [
        SvgCurve(
            _(line["label"]), [report["losses"].get(line["key"]) for report in reports],
            line["color"],
        )
        for line in lines
    ]  # fmt: skip
    steps = [report["step"] for report in reports]
    return [curve_svg(_("Losses"), steps, drawn, unit=_("steps"))]
