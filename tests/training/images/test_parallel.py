"""Several processes train as one does, stop together, and say so where one of them ends."""

import json
import os
import signal
import subprocess
import sys
import time

import numpy as np
import pytest
import torch
from torch import nn

from gan_core.models.progressive_parts import batch_deviation
from gan_core.runs.image_folder import ImageFolder, ImageJob
from gan_core.runs.run_folder import CHECKPOINT
from gan_core.training.parallel import ALONE, Parallel, ParallelError, joined
from tests.long import mostly_long
from tests.training.images.parallel_process import RUNS, small_run, trained

TORCHRUN = [
    sys.executable, "-m", "torch.distributed.run", "--standalone", "--nproc-per-node", "2", "-m",
]  # fmt: skip
SMALL = [
    "dcgan-mnist", "--set", "dataset=digits", "--set", "width=8", "--set", "latent_dim=8",
    "--set", "batch_size=16", "--set", "optimizer=sgd", "--set", "lr=0.01", "--set", "lr_d=0.01",
    "--threads", "1",
]  # fmt: skip


def test_rows_in_strides_keep_groups_together():
    rows = torch.randn(16, 3, 2, 2, generator=torch.Generator().manual_seed(0))
    whole = batch_deviation(rows)
    for rank in (0, 1):
        parallel = Parallel(rank, 2)
        torch.testing.assert_close(batch_deviation(parallel.part(rows)), parallel.part(whole))


@pytest.mark.parametrize("draw", [torch.rand, torch.randn])
def test_what_is_drawn_is_a_part_of_what_one_draws(draw):
    whole = draw(8, 3, generator=torch.Generator().manual_seed(5))
    for rank in (0, 1):
        stream = torch.Generator().manual_seed(5)
        parallel = Parallel(rank, 2)
        with parallel.draws(stream):
            assert torch.equal(draw(4, 3, generator=stream), whole[rank::2])
            other = torch.Generator().manual_seed(5)
            assert torch.equal(draw((8, 3), generator=other), whole)
        # And the stream is where it would be.
        after = torch.Generator().manual_seed(5)
        draw(8, 3, generator=after)
        assert torch.equal(stream.get_state(), after.get_state())


def test_batches_that_do_not_fall_into_equal_parts():
    with pytest.raises(ParallelError, match="a batch of 20 does not fall to 2 processes; accepted"):
        Parallel(0, 2).share(20)
    assert ALONE.share(7) == 7
    assert Parallel(1, 2).share(16) == 8


def test_alone_nothing_changes():
    rows, network = torch.arange(6.0), nn.Sequential(nn.BatchNorm1d(2))
    with joined({}) as parallel:
        assert parallel is ALONE
    assert ALONE.part(rows) is not None
    assert torch.equal(ALONE.part(rows), rows)
    assert type(ALONE.synchronised(network)[0]) is nn.BatchNorm1d
    assert ALONE.any(True)
    assert not ALONE.any(False)
    assert ALONE.means({"d": torch.tensor(2.0)}) == {"d": 2.0}


@pytest.mark.parametrize("recipe", mostly_long(RUNS, "cgan-mnist"))
def test_two_processes_do_what_one_does(tmp_path, recipe):
    command = [*TORCHRUN, "tests.training.images.parallel_process", str(tmp_path), recipe]
    subprocess.run(command, check=True, timeout=300, capture_output=True)
    arrays, facts = trained(recipe)
    with np.load(tmp_path / f"{recipe}.npz") as found:
        assert set(found) == {*arrays, *facts["losses"]}
        for name, expected in arrays.items():
            if expected.dtype == np.uint8 or expected.dtype == np.int64:
                assert np.array_equal(found[name], expected), name
            else:
                np.testing.assert_allclose(found[name], expected, atol=1e-4, err_msg=name)
        for name, value in facts["losses"].items():
            assert float(found[name]) == pytest.approx(value, abs=1e-4)


def test_training_moves_what_is_compared():
    before, _ = small_run("cgan-mnist").state()
    after, _ = trained("cgan-mnist")
    same_shape = [name for name in before if before[name].shape == after[name].shape]
    moved = {name for name in same_shape if not np.allclose(before[name], after[name], atol=1e-4)}
    assert any(name.startswith("model.") for name in moved)
    assert any("running_mean" in name for name in moved)


def train(*options, steps, **more):
    command = [*TORCHRUN, "gan_core", "train", *SMALL, "--steps", str(steps), *map(str, options)]
    return subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, **more
    )


@pytest.mark.long
def test_a_checkpoint_passes_from_one_to_two_and_back(tmp_path):
    from gan_core.data.images import load_images
    from gan_core.recipes.catalogue import image_recipe

    out = tmp_path / "run"
    changes = {
        "dataset": "digits", "width": 8, "latent_dim": 8, "batch_size": 16, "optimizer": "sgd",
        "lr": 0.01, "lr_d": 0.01,
    }  # fmt: skip

    def alone(steps, folder, *, resume):
        settings = image_recipe("dcgan-mnist").settings().replace(**changes, steps=steps)
        job = ImageJob("dcgan-mnist", settings, folder, "float32", "")
        data, device = load_images("digits", "train"), torch.device("cpu")
        made = ImageFolder(job, data, device=device, resume=resume)
        assert made.run().state == "finished"
        return made.trainer.state()[0]

    alone(6, out, resume=False)
    process = train("--out", out, "--resume", "--json", steps=12)
    answer, errors = process.communicate(timeout=200)
    assert process.returncode == 0, errors
    found = json.loads(answer)  # of one process alone
    assert (found["state"], found["steps"]) == ("finished", 12)
    passed = alone(18, out, resume=True)
    for name, expected in alone(18, tmp_path / "other", resume=False).items():
        np.testing.assert_allclose(passed[name], expected, atol=1e-4, err_msg=name)


@pytest.mark.long
def test_a_killed_process_is_told_in_a_line_and_the_run_goes_on(tmp_path):
    out = tmp_path / "run"
    process = train("--out", out, steps=1_000_000, env=os.environ | {"PYTHONUNBUFFERED": "1"})
    until = time.monotonic() + 200
    while not (out / "samples").exists():
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < until
        time.sleep(0.2)
    time.sleep(2)
    os.kill(second_process(process.pid), signal.SIGKILL)
    _, errors = process.communicate(timeout=100)
    assert process.returncode != 0
    lines = [line for line in errors.splitlines() if "another process" in line]
    assert len(lines) == 1, errors
    assert "--resume goes on from it" in lines[0]
    assert not list(out.glob("*.tmp"))
    assert (out / CHECKPOINT).exists() or "has the last checkpoint" in lines[0]


def second_process(parent):
    """Return the process of rank 1 below torchrun."""
    import psutil

    (found,) = [
        child.pid
        for child in psutil.Process(parent).children(recursive=True)
        if child.environ().get("RANK") == "1" and "train" in child.cmdline()
    ]
    return found
