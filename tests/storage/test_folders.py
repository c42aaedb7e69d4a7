import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from gan_core.checkpoints.native import PRETRAINED, model_names
from gan_core.data.images import data_folder
from gan_core.runs.converted_models import models_folder
from gan_core.runs.opening import open_default_store
from gan_core.storage import folders
from gan_core.storage.folders import (
    CACHE,
    DATA,
    cache_folder,
    default_folder,
    folder_notice,
    kind_of,
    program_folder,
    user_folder,
    wanted_folder,
    why_not_writable,
)

ROOT = Path(__file__).resolve().parents[2]
VARIABLES = ("GAN_EXPLORER_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME", "GAN_CACHE", "GAN_DATA",
             "LOCALAPPDATA", "HOME")  # fmt: skip


@pytest.fixture
def environment(monkeypatch):
    """Set what is given and nothing else of what the folders depend on."""

    def change(**given):
        for name in VARIABLES:
            monkeypatch.delenv(name, raising=False)
        for name, value in given.items():
            monkeypatch.setenv(name, str(value))

    folders.temporary_folder.cache_clear()
    yield change
    folders.temporary_folder.cache_clear()


@pytest.fixture
def unwritable(tmp_path):
    """A folder that cannot be made, whoever asks: a file is in its way."""
    (tmp_path / "file").write_text("")
    return tmp_path / "file" / "home"


@pytest.fixture
def homeless(environment, monkeypatch):
    """A user without HOME whom the system does not know."""

    def unknown(_):
        raise KeyError("getpwuid(): uid not found")

    environment()
    monkeypatch.setattr("pwd.getpwuid", unknown)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"GAN_EXPLORER_HOME": "/a/b"}, "/a/b"),
        ({"GAN_EXPLORER_HOME": "~/runs of mine", "HOME": "/home/ö"}, "/home/ö/runs of mine"),
        ({"GAN_EXPLORER_HOME": "", "HOME": "/home/x"}, "/home/x/.local/share/gan-explorer"),
        ({"XDG_DATA_HOME": "/data"}, "/data/gan-explorer"),
        ({"HOME": "/home/x"}, "/home/x/.local/share/gan-explorer"),
    ],
)
def test_where_runs_are_kept(environment, given, expected):
    environment(**given)
    assert wanted_folder() == Path(expected)


@pytest.mark.parametrize(
    ("system", "kind", "given", "expected"),
    [
        ("linux", CACHE, {"HOME": "/h"}, "/h/.cache/gan-explorer"),
        ("linux", CACHE, {"HOME": "/h", "XDG_CACHE_HOME": "~/c"}, "/h/c/gan-explorer"),
        ("freebsd14", DATA, {"HOME": "/h"}, "/h/.local/share/gan-explorer"),
        ("darwin", DATA, {"HOME": "/h"}, "/h/Library/Application Support/gan-explorer"),
        ("darwin", CACHE, {"HOME": "/h"}, "/h/Library/Caches/gan-explorer"),
        ("win32", DATA, {"HOME": "/h", "LOCALAPPDATA": "/l"}, "/l/gan-explorer"),
        ("win32", CACHE, {"HOME": "/h"}, "/h/AppData/Local/gan-explorer/cache"),
    ],
)
def test_folders_of_each_system(environment, system, kind, given, expected):
    environment(**given)
    assert user_folder(kind, system=system) == Path(expected)


def test_data_sets_lie_where_they_are_said_to(environment):
    environment(HOME="/home/x", GAN_DATA="~/Bilder und Ähnliches")
    assert data_folder() == Path("/home/x/Bilder und Ähnliches")
    environment(HOME="/home/x")
    assert data_folder() == Path("data")


def test_the_cache_lies_where_it_is_said_to(environment):
    environment(HOME="/home/x", GAN_CACHE="~/c")
    assert cache_folder() == Path("/home/x/c")
    environment(HOME="/home/x", XDG_CACHE_HOME="/x")
    assert cache_folder() == Path("/x/gan-explorer")


def test_a_folder_that_can_be_written_is_taken_and_not_made(environment, tmp_path):
    environment(GAN_EXPLORER_HOME=tmp_path / "a" / "b")
    assert default_folder() == tmp_path / "a" / "b"
    assert folder_notice() == ""
    assert list(tmp_path.iterdir()) == []


def test_runs_go_elsewhere_where_none_can_be_written(environment, unwritable):
    environment(GAN_EXPLORER_HOME=unwritable)
    store, notice = open_default_store()
    store.close()
    assert store.folder == default_folder() != unwritable
    assert (store.folder / "runs.sqlite").is_file()
    assert str(store.folder) in notice
    assert str(unwritable.parent) in notice
    assert "\n" not in notice
    # An administrator may have put models there.
    assert models_folder() == unwritable / "models"


def test_a_folder_that_takes_no_file_whatever_it_allows(environment):
    # Root may write to /proc, as far as its permissions say.
    environment(GAN_EXPLORER_HOME="/proc/home")
    assert default_folder() != wanted_folder()
    assert "/proc cannot be written" in folder_notice()


def test_why_a_place_cannot_be_written(tmp_path):
    (tmp_path / "file").write_text("")
    assert why_not_writable(tmp_path / "a" / "b") == ""
    assert why_not_writable(tmp_path / "file") == ""
    assert why_not_writable(tmp_path / "file" / "a") == f"{tmp_path / 'file'} is no folder"
    assert "has 256 bytes; accepted: up to 255" in why_not_writable(tmp_path / "a" / ("b" * 256))
    assert why_not_writable(tmp_path / "a" / ("b" * 255)) == ""
    # Nothing of the trial is left.
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_a_folder_in_the_place_of_the_store_is_told(environment, tmp_path):
    (tmp_path / "runs.sqlite").mkdir()
    environment(GAN_EXPLORER_HOME=tmp_path)
    assert default_folder() != tmp_path
    assert f"{tmp_path / 'runs.sqlite'} is a folder" in folder_notice()


def test_a_user_without_home_gets_temporary_folders(homeless):
    store, notice = open_default_store()
    store.close()
    assert "no home" in notice
    assert cache_folder() == store.folder


def test_another_home_that_is_not_known_is_not_a_folder_named_tilde(environment, homeless):
    environment(GAN_EXPLORER_HOME="~/runs")
    assert "~" not in default_folder().parts
    assert default_folder().is_dir()


def test_what_a_path_leads_to(tmp_path):
    (tmp_path / "file").write_text("x")
    (tmp_path / "link").symlink_to(tmp_path / "file")
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    os.mkfifo(tmp_path / "pipe")
    found = {name: kind_of(tmp_path / name) for name in ("file", "link", "loop", "pipe", "none")}
    assert found == {"file": "file", "link": "file", "loop": "", "pipe": "", "none": ""}
    assert kind_of(tmp_path) == "folder"
    assert kind_of(tmp_path / "file" / "below") == ""
    assert kind_of(tmp_path / ("x" * 300)) == ""


READ_ONLY = """
import os, sys
from gan_core.runs.opening import open_default_store
if os.getuid() == 0:
    # Root may write anywhere.
    os.setgid(65534)
    os.setuid(65534)
store, notice = open_default_store()
print(store.folder)
print(notice)
"""


@pytest.mark.parametrize("what", ["folder", "file"])
def test_a_home_that_may_only_be_read(tmp_path, what):
    home, temporary = tmp_path / "hëim mit Leerzeichen", tmp_path / "temporary"
    home.mkdir()
    temporary.mkdir()
    temporary.chmod(0o777)
    if what == "file":
        (home / "runs.sqlite").write_bytes(b"")
        (home / "runs.sqlite").chmod(0o444)
        home.chmod(0o777)
    else:
        home.chmod(0o555)
    # The other user has to get there.
    for parent in tmp_path.parents:
        if parent == Path(tempfile.gettempdir()):
            break
        parent.chmod(0o755)
    tmp_path.chmod(0o755)
    environment = os.environ | {
        "GAN_EXPLORER_HOME": str(home), "TMPDIR": str(temporary), "PYTHONPATH": str(ROOT),
    }  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-c", READ_ONLY], env=environment, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    folder, notice = done.stdout.splitlines()
    assert Path(folder).parent == temporary
    assert str(home) in notice
    home.chmod(0o755)


def test_what_is_shipped_is_found_from_a_checkout():
    assert program_folder() == ROOT
    assert PRETRAINED == ROOT / "pretrained"
    assert "vae-mnist-2d" in model_names()
