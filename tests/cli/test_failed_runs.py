"""A run that has failed: what stays of it, and that nothing begins it again unasked."""

from types import SimpleNamespace

from gan_core.cli.main import main
from gan_core.runs import record as record_module
from tests.cli.test_json import SMALL_IMAGES, SMALL_TOY, rows, strict, train


def test_a_diverged_training_leaves_a_log_and_is_not_resumed(tmp_path, capsys):
    made = SimpleNamespace(tmp=tmp_path)
    arguments, _ = train(made)
    assert main(["train", *arguments, "--json"]) == 1
    answer = strict(capsys.readouterr().out)
    assert answer["state"] == "failed"
    assert None in answer["losses"].values()
    (row,) = [strict(line) for line in rows(tmp_path / "m" / "log.jsonl")]
    assert row["step"] == answer["steps"] > 0
    assert row["losses"] == answer["losses"]
    assert row["failed"] in answer["failed"]
    assert main(["train", *arguments, "--resume", "--json"]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.count("\n") == 1
    assert row["failed"] in err
    # Without --resume it is a new run, whose log has nothing of the other.
    quiet = ["vae-mnist-10d", "--steps", "2", *SMALL_IMAGES, "--out", str(tmp_path / "m")]
    assert main(["train", *quiet]) == 0
    assert [strict(line)["step"] for line in rows(tmp_path / "m" / "log.jsonl")] == [2]


def test_a_recorded_run_whose_checkpoint_is_gone_does_not_begin_again(
    tmp_path, capsys, monkeypatch
):
    arguments = [
        "record", "--preset", "ns", *SMALL_TOY, "--set", "epochs=20", "--json",
        "--out", str(tmp_path / "r.safetensors"), "--store", str(tmp_path / "store"),
    ]  # fmt: skip
    advance = record_module.ToyRun.advance

    def interrupted(run):
        advance(run)
        if run.trainer.steps_done == 5:
            raise KeyboardInterrupt

    monkeypatch.setattr(record_module.ToyRun, "advance", interrupted)
    assert main(arguments) == 130
    out, err = capsys.readouterr()
    assert out == ""
    assert err.count("\n") == 1
    assert "the same command resumes it" in err
    (checkpoint,) = (tmp_path / "store" / "checkpoints").iterdir()
    kept = checkpoint.rename(tmp_path / "kept")
    monkeypatch.undo()
    assert main(arguments) == 1
    err = capsys.readouterr().err
    assert err.count("\n") == 1
    assert "The checkpoint of step 5 is gone" in err
    assert not (tmp_path / "r.safetensors").exists()
    kept.rename(checkpoint)
    assert main(arguments) == 0
    assert strict(capsys.readouterr().out)["steps"] == 20 * (25 * 40 // 64)
