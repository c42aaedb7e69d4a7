"""What a browser is told of an error: one line, no folder of the server."""

import pytest

from gan_core.checkpoints.native import CheckpointError
from gan_core.storage.folders import program_folder
from gan_core.storage.messages import LONGEST, for_browser, of_failure


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("no model 'x'", "no model 'x'"),
        ("two\nlines\tand  more", "two lines and more"),
        (f"{program_folder()}/pretrained/a/card.json is bad", "pretrained/a/card.json is bad"),
        ("/srv/data/runs/x.npz cannot be read", "x.npz cannot be read"),
        ("'/srv/data/my file'; see https://pytorch.org/get-started",
         "'my file'; see https://pytorch.org/get-started"),
        ("1/2 of a/b and 28 x 28", "1/2 of a/b and 28 x 28"),
        ("'python -m gan_core train x --out pretrained/x' trains it",
         "'python -m gan_core train x --out pretrained/x' trains it"),
        ("a\ud800b\x1b[31m", r"a\ud800b\x1b[31m"),
        ("", "CheckpointError"),
    ],
)  # fmt: skip
def test_an_error_is_one_line_that_names_no_folder(text, told):
    assert for_browser(CheckpointError(text)) == told


def test_the_users_own_folders_are_left_out(monkeypatch, tmp_path):
    place = tmp_path / "all of mine"
    monkeypatch.setenv("GAN_EXPLORER_HOME", str(place / "runs"))
    monkeypatch.setenv("GAN_DATA", str(place / "data sets"))
    assert for_browser(f"{place}/runs/models/a b.safetensors is damaged") == (
        "models/a b.safetensors is damaged"
    )
    assert for_browser(f"nothing in {place}/data sets") == "nothing in data sets"


def test_a_long_one_is_cut():
    told = for_browser(ValueError("x" * 10_000))
    assert (len(told), told[-4:]) == (LONGEST + 3, "x...")


def test_what_ended_a_run_is_told_with_its_kind_unless_it_is_ours():
    assert of_failure(CheckpointError("/srv/runs/x.npz is bad")) == "x.npz is bad"
    assert of_failure(FileNotFoundError(2, "No such file", "/srv/runs/x.npz")) == (
        "FileNotFoundError: [Errno 2] No such file: 'x.npz'"
    )
