"""The command line is a contract: fields, exit codes, one line for a mistake."""

import json
import subprocess
import sys

import pytest
import torch

from gan_core.cli.main import main
from gan_core.recipes.toy import TOY_PRESETS
from gan_core.runs.replays import load_replay

PROG = "python -m gan_core"
SMALL = ["--set", "hidden=16", "--set", "batch_size=64", "--set", "samples_per_mode=40"]
FIELDS = {
    "preset", "config", "steps", "seconds", "steps_per_s", "modes", "high_quality", "reverse_kl",
    "d_min", "d_max", "diverged",
}  # fmt: skip


def run(capsys, *arguments):
    status = main([*arguments])
    out, err = capsys.readouterr()
    return status, out, err


def test_list_prints_the_presets(capsys):
    status, out, err = run(capsys, "toy", "--list", "--json")
    assert status == 0
    assert json.loads(out) == {"presets": list(TOY_PRESETS)}
    assert err == ""
    status, out, _ = run(capsys, "toy", "--list")
    assert status == 0
    assert "wgan-success" in out


def test_toy_prints_the_contracts_fields(capsys, tmp_path):
    frames = tmp_path / "frames"
    status, out, _ = run(
        capsys, "toy", "--preset", "wgan-success", "--steps", "120", *SMALL, "--json",
        "--frames", str(frames), "--device", "cpu", "--seed", "5",
    )  # fmt: skip
    assert status == 0
    assert out.count("\n") == 1
    result = json.loads(out)
    assert set(result) >= FIELDS
    assert result["steps"] == 120
    assert result["config"]["hidden_g"] == result["config"]["hidden_d"] == 16
    assert result["config"]["seed"] == 5
    assert result["d_min"] < result["d_max"]
    assert result["diverged"] is False
    names = sorted(path.name for path in frames.iterdir())
    assert names == ["frame-00000000.png", "frame-00000100.png", "frame-00000120.png"]
    assert all((frames / name).read_bytes().startswith(b"\x89PNG") for name in names)


def test_epochs_count_passes_over_the_data(capsys):
    status, out, _ = run(capsys, "toy", "--epochs", "2", *SMALL, "--json", "--device", "cpu")
    assert status == 0
    assert json.loads(out)["steps"] == 2 * (25 * 40 // 64)


def test_a_run_that_breaks_says_so_and_exits_1(capsys):
    status, out, err = run(
        capsys, "toy", "--preset", "wgan-noclip", "--steps", "4000", *SMALL, "--set", "lr=1",
        "--set", "optimizer=sgd", "--set", "schedule=constant", "--json", "--device", "cpu",
    )  # fmt: skip
    result = json.loads(out)
    assert status == 1
    assert result["diverged"] is True
    assert "finite" in result["message"]
    assert result["message"] in result["failed"]
    assert "--set lr_d=0.1 --set lr_g=0.1 (now lr_d=1, lr_g=1)" in result["failed"]
    assert err == f"{PROG} toy: {result['failed']}\n"
    assert result["steps"] < 4000


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--preset", "nope"], ["'nope'", "wgan-success"]),
        (["--set", "sigma=90"], ["sigma=90", "0.001 to 10.0"]),
        (["--set", "loss=bce"], ["loss=bce", "wgan-gp"]),
        (["--set", "speed=1"], ["'speed'", "lr_d"]),
        (["--set", "sigma"], ["sigma", "KEY=VALUE"]),
        (["--steps", "0"], ["--steps 0", "1 to"]),
        (["--steps", "many"], ["--steps many"]),
        (["--steps", "5", "--epochs", "1"], ["not allowed"]),
        (["--epochs", "1.5"], ["epochs=1.5", "whole number"]),
        (["--seed", "-1"], ["seed=-1"]),
        (["--device", "abacus"], ["'abacus'", "cuda"]),
        (["--set", "hidden=512", "--set", "depth=8", "--set", "batch_size=8192"], ["MB"]),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else None,
)
def test_a_mistake_is_one_line_and_exit_2(capsys, arguments, words):
    try:
        status = main(["toy", *arguments, "--json"])
    except SystemExit as stop:
        status = stop.code
    out, err = capsys.readouterr()
    assert status == 2
    assert out == ""
    assert err.count("\n") == 1
    assert all(word in err for word in words), err


def test_an_unknown_command_is_one_line(capsys):
    with pytest.raises(SystemExit, match="2"):
        main(["paint"])
    assert "toy" in capsys.readouterr().err


def test_the_module_runs_and_does_not_import_torch_for_a_mistake():
    code = (
        "import sys; from gan_core.cli.main import main; status = main(sys.argv[1:]); "
        "assert 'torch' not in sys.modules; raise SystemExit(status)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, "toy", "--preset", "nope"], capture_output=True, text=True
    )
    assert done.returncode == 2, done.stderr
    listed = subprocess.run(
        [sys.executable, "-m", "gan_core", "toy", "--list", "--json"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert "wgan-success" in json.loads(listed.stdout)["presets"]


# --- sweep ----------------------------------------------------------------------------------


def test_sweep_prints_a_run_for_each_preset_and_seed(capsys):
    status, out, _ = run(
        capsys, "sweep", "--presets", "wgan-success,wgan-fail-1", "--seeds", "0-1,4",
        "--steps", "30", "--workers", "1", "--device", "cpu", "--json", *SMALL,
    )  # fmt: skip
    assert status == 0
    assert out.count("\n") == 1
    runs = json.loads(out)["runs"]
    assert [(r["preset"], r["seed"]) for r in runs] == [
        (preset, seed) for preset in ("wgan-success", "wgan-fail-1") for seed in (0, 1, 4)
    ]
    for result in runs:
        assert set(result) >= FIELDS | {"seed"}
        assert result["steps"] == 30
        assert result["replicas"] == 6


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--presets", "wgan-sucess"], "unknown preset 'wgan-sucess'"),
        (["--presets", "ns", "--seeds", "3-1"], "3-1 is out of order"),
        (["--presets", "ns", "--seeds", "a"], "--seeds a is no list of seeds"),
        (["--presets", "ns", "--seeds", "0-99999999"], "over 1000 seeds"),
        (["--presets", "ns,wgan-gp", "--seeds", "0-900"], "1802 runs are too many"),
        (["--presets", "ns", "--workers", "0"], "--workers 0 is out of range; accepted: 1 to 256"),
        (["--presets", "ns", "--steps", "0"], "--steps 0 is out of range"),
        (["--presets", "ns", "--device", "tpu"], "tpu"),
        ([], "--presets"),
    ],
)
def test_sweep_answers_mistakes_in_one_line(capsys, arguments, message):
    try:
        status = main(["sweep", *arguments])
    except SystemExit as stopped:
        status = stopped.code
    err = capsys.readouterr().err
    assert status == 2
    assert message in err
    assert err.count("\n") == 1


# --- record ---------------------------------------------------------------------------------


def test_record_writes_a_replay(capsys, tmp_path):
    threads = torch.get_num_threads()
    out_file = tmp_path / "replay.safetensors"
    arguments = [
        "record", "--preset", "ns", "--set", "epochs=1", "--seed", "3", "--threads", "1",
        "--out", str(out_file), "--store", str(tmp_path / "store"), "--device", "cpu", "--json",
        *SMALL,
    ]  # fmt: skip
    status, out, _ = run(capsys, *arguments)
    torch.set_num_threads(threads)
    result = json.loads(out)
    assert status == 0
    assert result["state"] == "finished"
    assert result["steps"] == 25 * 40 // 64
    assert result["bytes"] == out_file.stat().st_size
    assert load_replay(out_file).settings.seed == 3
    status, _, err = run(capsys, *arguments, "--threads", "0")
    assert status == 2
    assert "--threads 0 is out of range; accepted: 1 to 64" in err
