"""What a command writes: said before it begins where that cannot be done, by one rule for all."""

import os
from pathlib import Path

import pytest

from gan_core.cli.main import main
from gan_core.cli.output import check_writable, save_arrays, write_file
from tests.cli.commands import leaf_parsers, options

# What each command needs besides; all of it would be refused, were it looked at first.
NEEDS = {
    "record": ["--preset", "ns"],
    "train": ["vae-mnist-2d", "--data", "/no/such/data"],
    "sample": ["no-such-model"],
    "encode": ["no-such-model"],
    "reconstruct": ["no-such-model"],
    "elbo": ["no-such-model"],
    "faces fit": ["--data", "/no/such/data"],
    "faces table": ["--model", "no-such-model"],
    "convert": ["no-such-file", "--from", "csinva-vae"],
    "toy": ["--preset", "ns", "--steps", "1"],
    "export": ["no-such-model"],
    "pull": ["no name of the hub"],
}
OUTPUTS = ("--out", "--frames", "--store")


def outputs():
    """Every command with an option that names what it writes, and the options' ends."""
    for command, parser in leaf_parsers().items():
        for option in sorted(options(parser).intersection(OUTPUTS)):
            (action,) = [a for a in parser._actions if option in a.option_strings]
            yield command, option, Path(str(action.metavar).split("|")[0]).suffix


FOUND = list(outputs())


def test_all_commands_that_write_are_tried():
    assert {command for command, _, _ in FOUND} == set(NEEDS)
    assert len(FOUND) == 13


@pytest.fixture
def refused(tmp_path, capsys, monkeypatch):
    """Run a command with a place to write that is no good; returns its line."""
    monkeypatch.setattr("gan_core.runs.record.record_run", None)
    monkeypatch.setattr("gan_core.cli.toy.train_run", None)

    def run(command, option, path):
        arguments = [*command.split(), *NEEDS[command], option, str(path)]
        if (command, option) == ("record", "--store"):
            arguments += ["--out", str(tmp_path / "r.safetensors")]
        before = sorted(tmp_path.rglob("*"))
        assert main(arguments) == 2
        out, err = capsys.readouterr()
        assert out == ""
        assert err.count("\n") == 1
        assert f"{option} {path} cannot be written: " in err
        assert sorted(tmp_path.rglob("*")) == before
        return err

    return run


@pytest.mark.parametrize(("command", "option", "suffix"), FOUND)
def test_a_place_that_takes_nothing_is_told_first(command, option, suffix, refused, tmp_path):
    refused(command, option, f"/proc/x{suffix}")
    blocked = tmp_path / "file"
    blocked.write_text("")
    assert f"{blocked} is no folder" in refused(command, option, blocked / f"a/b{suffix}")
    assert "bytes; accepted: up to 255" in refused(
        command, option, tmp_path / f"{'ü' * 130}{suffix}"
    )
    there = tmp_path / f"there{suffix}"
    if suffix:
        there.mkdir()
        assert "it is a folder" in refused(command, option, there)
    else:
        there.write_text("")
        assert "it is no folder" in refused(command, option, there)


@pytest.mark.parametrize(("command", "option", "suffix"), FOUND)
def test_folders_on_the_way_are_made_but_not_before(
    command, option, suffix, tmp_path, capsys, monkeypatch
):
    monkeypatch.setattr("gan_core.runs.record.record_run", None)
    monkeypatch.setattr("gan_core.cli.toy.train_run", None)
    monkeypatch.setattr("gan_core.runs.opening.open_default_store", None)
    path = tmp_path / "not" / "there" / f"yet{suffix}"
    arguments = [*command.split(), *NEEDS[command], option, str(path)]
    if option == "--store":
        # A store is opened before the training.
        return
    # It goes on to what is wrong besides.
    assert main(arguments) in (1, 2)
    assert "cannot be written" not in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_missing_folders_are_made_on_writing(tmp_path):
    write_file(tmp_path / "a" / "b" / "c.png", b"1")
    save_arrays(tmp_path / "d" / "e.npz")
    assert sorted(p.name for p in tmp_path.rglob("*") if p.is_file()) == ["c.png", "e.npz"]


@pytest.mark.parametrize("suffix", ["", ".npz"])
def test_the_longest_name_is_accepted_and_written(tmp_path, suffix):
    path = tmp_path / ("n" * (255 - len(suffix)) + suffix)
    check_writable("--out", path, suffixes=(suffix,) if suffix else ())
    write_file(path, b"1")
    assert path.read_bytes() == b"1"


def test_who_may_not_write_is_told(tmp_path, monkeypatch):
    # Root may write anywhere: the answer of the system is played.
    def touch(*_, **__):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "touch", touch)
    with pytest.raises(Exception, match="Permission denied") as caught:
        check_writable("--out", tmp_path / "a.png", suffixes=(".png",))
    assert str(tmp_path) in str(caught.value)


def test_a_file_that_may_only_be_read_is_not_replaced(tmp_path, monkeypatch):
    path = tmp_path / "a.png"
    path.write_bytes(b"mine")
    monkeypatch.setattr(os, "access", lambda place, _: place != path)
    with pytest.raises(Exception, match="cannot be written"):
        check_writable("--out", path, suffixes=(".png",))


def test_a_disk_that_fills_up_is_one_line_and_the_old_file_stays(tmp_path, capsys, monkeypatch):
    out = tmp_path / "a.npz"
    out.write_bytes(b"old")

    def full(_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    status = main(["sample", "vae-mnist-2d", "--n", "1", "--out", str(out), "--json"])
    told, err = capsys.readouterr()
    assert status == 1
    assert told == ""
    assert err == (
        f"python -m gan_core sample: --out {out} could not be written: No space left on device\n"
    )
    assert out.read_bytes() == b"old"
    assert [p.name for p in tmp_path.iterdir()] == ["a.npz"]


def test_a_training_whose_model_could_not_be_written_has_failed(tmp_path, capsys, monkeypatch):
    def full(_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    small = ["--set", "dataset=digits", "--set", "width=16", "--set", "batch_size=16"]
    arguments = ["train", "vae-mnist-2d", "--steps", "2", *small, "--out", str(tmp_path / "m")]
    assert main(arguments) == 1
    err = capsys.readouterr().err
    assert err.count("\n") == 1
    assert "the model could not be written at step 2: No space left on device" in err
