"""What the program keeps is its user's alone, whatever the umask, also in homes made before."""

import os

import pytest

from gan_core.runs.opening import open_store
from gan_core.settings.toy import ToySettings
from gan_core.storage.private import private_folder, tighten_home

pytestmark = pytest.mark.skipif(os.name == "nt", reason="Windows has lists of rights instead")


@pytest.fixture(autouse=True)
def open_umask():
    before = os.umask(0)
    yield
    os.umask(before)


def mode(path):
    return path.stat().st_mode & 0o777


def modes(home):
    return {path.relative_to(home).as_posix(): mode(path) for path in home.rglob("*")}


def fill(home):
    store, _notice = open_store(home)
    store.create("run", ToySettings(), steps=None, device="cpu")
    for step in (1, 2):
        store.checkpoint("run").save(({}, {"steps_done": step}))
    return store


def test_a_new_home_is_its_users_alone(tmp_path):
    home = tmp_path / "home"
    store = fill(home)
    assert mode(home) == 0o700
    assert modes(home) == {
        "checkpoints": 0o700,
        "checkpoints/run.before.safetensors": 0o600,
        "checkpoints/run.safetensors": 0o600,
        "runs.sqlite": 0o600,
        "runs.sqlite-shm": 0o600,
        "runs.sqlite-wal": 0o600,
    }
    store.close()


def test_a_home_made_before_is_tightened(tmp_path):
    home = tmp_path / "home"
    fill(home).close()
    (home / "classroom.key").write_bytes(b"secret")
    (home / "worker.log").write_text("log")
    (home / "runs.damaged-20260101-000000.sqlite").write_bytes(b"old")
    (home / "turns").mkdir()
    (home / "turns" / "77").touch()
    for path in (home, *home.rglob("*")):
        path.chmod(0o777 if path.is_dir() else 0o666)
    open_store(home)[0].close()
    assert mode(home) == 0o700
    assert set(modes(home).values()) == {0o600, 0o700}


def test_other_peoples_things_beside_ours_stay_as_they_are(tmp_path):
    home = tmp_path / "home"
    home.mkdir()
    (home / "thesis").mkdir()
    (home / "thesis" / "build.sh").touch()
    (home / "thesis" / "build.sh").chmod(0o755)
    outside = tmp_path / "outside"
    outside.touch()
    (home / "worker.log").symlink_to(outside)
    tighten_home(home)
    assert mode(home / "thesis" / "build.sh") == 0o755
    assert mode(outside) == 0o666


def test_a_folder_that_is_for_all_stays_so(tmp_path):
    shared = tmp_path / "shared"
    shared.mkdir()
    shared.chmod(0o1777)
    private_folder(shared)
    assert shared.stat().st_mode & 0o7777 == 0o1777


def test_rights_that_were_taken_are_not_given_back(tmp_path):
    home = tmp_path / "home"
    home.mkdir()
    (home / "classroom.key").touch()
    (home / "classroom.key").chmod(0o444)
    tighten_home(home)
    assert mode(home / "classroom.key") == 0o400
