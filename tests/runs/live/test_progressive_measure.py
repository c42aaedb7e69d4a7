"""What a growing run says of itself while it trains."""

import torch

from gan_core.metrics.laplacian_swd import laplacian_swd
from gan_core.runs.live import progressive_measure
from gan_core.runs.live.progressive_measure import ProgressiveMeasure
from gan_core.settings.progressive import progressive_steps
from gan_core.training.images.progressive_step import ProgressiveTrainer
from tests.checkpoints.progressive import SMALL
from tests.face_pictures import made_up_faces


def measured(monkeypatch, rest):
    monkeypatch.setattr(progressive_measure, "PICTURES", 12)
    monkeypatch.setattr(progressive_measure, "REST", rest)
    settings = SMALL.replace(steps=progressive_steps(SMALL))
    trainer = ProgressiveTrainer(settings, made_up_faces(), device=torch.device("cpu"))
    measure = ProgressiveMeasure(trainer)
    reports = [measure.report()]
    while trainer.steps_done < trainer.total_steps:
        trainer.step()
        reports.append(measure.report())
    return measure, reports


def test_where_a_run_is_and_how_far_its_pictures_are(monkeypatch):
    measure, reports = measured(monkeypatch, 0)
    # 4 settles in 3 steps, 8 and 16 fade in over 2 and settle in 3 each.
    assert [report["side"] for report in reports] == [4] * 3 + [8] * 5 + [16] * 6
    assert [report["alpha"] for report in reports[3:6]] == [0, 0.5, 1]
    assert [report["swd_step"] for report in reports] == list(range(14))
    with torch.no_grad():
        pictures = measure.trainer.shown(measure.latents)
    again = laplacian_swd(measure.real, pictures.mul(255).round())
    assert reports[-1]["swd"] == again
    assert set(again) == {"16", "average"}
    assert reports[0]["swd_floor"]["average"] < reports[0]["swd"]["average"]


def test_measuring_takes_a_tenth_of_the_time_but_settled_sides_are_always_measured(monkeypatch):
    _measure, reports = measured(monkeypatch, 1e6)
    assert sorted({report["swd_step"] for report in reports}) == [0, 3, 8, 13]
