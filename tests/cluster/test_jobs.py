"""Sweeps, training into a folder and maps of faces on a real cluster; workers that are killed."""

import json
import threading
import time

import numpy as np
import pytest
from safetensors.numpy import load_file

from benchmarks.local_dask import local_dask
from gan_core.cli.main import main
from gan_core.cluster import connection
from gan_core.data.images import ImageSet
from gan_core.data.splits import IN_ORDER
from gan_core.runs import sweep as sweeps
from gan_core.runs.run_folder import CHECKPOINT, read_log
from gan_core.runs.sweep import SweepError, sweep
from tests.crew.waiting import wait_for
from tests.face_pictures import made_up_faces

pytestmark = pytest.mark.slow
SMALL = (
    "train", "vae-mnist-2d", "--set", "dataset=digits", "--set", "width=16",
    "--set", "batch_size=16", "--set", "refit_steps=0", "--threads", "1", "--json",
)  # fmt: skip


@pytest.fixture(scope="module")
def dask():
    with local_dask(2) as cluster:
        yield cluster


def answer(capsys, *words):
    status = main([*SMALL, *map(str, words)])
    out, err = capsys.readouterr()
    return status, json.loads(out) if out else {}, err


def kill_first(dask):
    """Kill a worker and have another take its place."""
    dask.workers[0].kill()
    dask.workers.pop(0).wait()
    dask.add_worker()


def test_a_sweep_survives_a_killed_worker(dask, small):
    settings = [small(seed=seed) for seed in range(12)]
    killed = threading.Event()

    def progress(done):
        if done > 600 and not killed.is_set():
            killed.set()
            kill_first(dask)

    results = sweep(settings, device="cpu", steps=300, scheduler=dask.address, progress=progress)
    assert killed.is_set()
    assert [result["seed"] for result in results] == list(range(12))
    assert {result["steps"] for result in results} == {300}


def test_a_sweep_that_is_stopped_frees_its_workers(dask, small):
    class EnoughError(Exception):
        pass

    def progress(done):
        if done:
            raise EnoughError

    settings = [small(seed=seed) for seed in range(4)]
    with pytest.raises(EnoughError):
        sweep(settings, device="cpu", steps=10**6, scheduler=dask.address, progress=progress)
    asked = time.monotonic()
    # The workers are free again.
    sweep(settings[:1], device="cpu", steps=1, scheduler=dask.address)
    assert time.monotonic() - asked < 10


def test_a_sweep_without_workers_is_one_line(small, monkeypatch):
    monkeypatch.setattr(connection, "WORKERS_SECONDS", 0.1)
    with local_dask(0) as cluster, pytest.raises(SweepError, match="has no workers"):
        sweep([small()], device="cpu", steps=1, scheduler=cluster.address)


@pytest.mark.long
def test_training_into_a_folder_repeats_bit_for_bit_whatever_is_killed(dask, tmp_path, capsys):
    there, here = tmp_path / "there", tmp_path / "here"
    ended = threading.Event()

    def kill():
        wait_for(lambda: ended.is_set() or len(read_log(there)) > 3, "rows of the log")
        if not ended.is_set():
            kill_first(dask)

    killer = threading.Thread(target=kill)
    killer.start()
    words = ("--steps", 600)
    status, told, _err = answer(capsys, *words, "--out", there, "--scheduler", dask.address)
    ended.set()
    killer.join()
    assert (status, told["state"], told["steps"]) == (0, "finished", 600)
    assert told["pictures"] == 1437
    assert answer(capsys, *words, "--out", here, "--scheduler", "")[0] == 0
    assert [row["step"] for row in read_log(there)] == [row["step"] for row in read_log(here)]
    ours, theirs = (load_file(folder / "weights.safetensors") for folder in (here, there))
    assert all(np.array_equal(ours[name], theirs[name]) for name in ours)
    names = [sorted(p.name for p in folder.rglob("*.png")) for folder in (here, there)]
    assert names[0] == names[1]
    # And it goes on, elsewhere or here.
    more = ("--steps", 650, "--resume", "--out", there)
    assert answer(capsys, *more, "--scheduler", dask.address)[1]["steps"] == 650
    assert (there / CHECKPOINT).exists()


def test_what_a_worker_lacks_is_one_line(dask, tmp_path, capsys):
    status, _told, err = answer(
        capsys, "--set", "dataset=mnist", "--data", tmp_path, "--out", tmp_path / "m",
        "--scheduler", dask.address,
    )  # fmt: skip
    assert status == 2
    assert "train: on the worker: no mnist in" in err
    assert err.count("\n") == 1


@pytest.mark.long
def test_a_map_of_faces_is_fitted_there(dask, tmp_path, capsys, monkeypatch):
    parts = dict(zip(IN_ORDER, (200, 4, 320), strict=True))

    def load(_name, split, **_told):
        pictures = made_up_faces(parts[split], seed=len(split))
        return ImageSet("pictures", split, pictures.images, pictures.labels)

    monkeypatch.setattr("gan_core.data.images.load_images", load)
    status = main(
        ["faces", "fit", "--space", "pixels", "--dataset", "pictures", "--out", str(tmp_path),
         "--scheduler", dask.address, "--json"]
    )  # fmt: skip
    out, err = capsys.readouterr()
    assert status == 0, err
    told = json.loads(out)
    assert (status, told["space"], told["faces"]) == (0, "pixels", 160)
    assert (tmp_path / "pixels.npz").exists()


def test_default_workers_are_no_question_of_a_cluster(dask, small, monkeypatch):
    monkeypatch.setattr(sweeps, "default_workers", lambda: pytest.fail("asked"))
    assert len(sweep([small()], device="cpu", steps=2, scheduler=dask.address)) == 1
