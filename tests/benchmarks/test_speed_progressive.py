"""``benchmarks.speed progressive``, small: every figure has its unit, its peer and its ratio."""

import pytest
import torch

from benchmarks.speed import progressive as bench_progressive
from benchmarks.speed import steps as bench_steps
from tests.checkpoints.progressive import SMALL

CPU = torch.device("cpu")


@pytest.fixture(autouse=True)
def _quick(monkeypatch):
    for module, names in (
        (bench_progressive, ("ROUNDS", "REPEATS")), (bench_steps, ("ROUNDS", "STEPS")),
    ):  # fmt: skip
        for name in names:
            monkeypatch.setattr(module, name, 1)


def test_a_step_at_the_final_resolution_and_its_plain_peer():
    seen = []

    def prepare(trainer):
        bench_progressive.to_last_phase(trainer)
        seen.append((trainer.stage_progress.phase.resolution, trainer.stage_progress.alpha))

    found = bench_steps.race_steps(SMALL, CPU, prepare=prepare)
    assert seen == [(16, 1.0)] * 2
    assert found["float32_step_over_gan_core_step"] == pytest.approx(
        found["float32_step_ms"] / found["gan_core_step_ms"]
    )


def test_making_and_a_zoo_s_picture():
    assert bench_progressive.bench_making(SMALL, CPU)["gan_core_make_16_ms"] > 0
    found = bench_progressive.bench_zoo(CPU, (16, 8))
    assert found["zoo_8_ms"] > 0
    assert set(found) == {"zoo_8_ms", "zoo_8_mb"}
