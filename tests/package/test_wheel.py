"""The wheel, installed where nothing of the checkout is found: it starts, shows and samples."""

import shutil
import sqlite3
import subprocess
import sys
import sysconfig
import time
import tomllib
import venv
import zipfile
from dataclasses import dataclass
from pathlib import Path

import pytest
from PIL import Image

from gan_core.storage.folders import cache_folder
from tests.package.installed import Server, clean_environment

ROOT = Path(__file__).resolve().parents[2]
CONFIG = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text())
NAME = "Wälder und Öl"
pytestmark = pytest.mark.slow


@dataclass(frozen=True)
class Installed:
    """An environment with the wheel in it, below a folder with spaces and letters beyond ASCII."""

    folder: Path

    def command(self, name):
        return self.folder / "environment" / "bin" / name

    def run(self, *command, **environment):
        environment = clean_environment(HOME=self.folder, **environment)
        return subprocess.run(
            [self.command(command[0]), *command[1:]],
            cwd=self.folder, env=environment, capture_output=True, text=True, timeout=60,
        )  # fmt: skip

    def server(self, name, **environment):
        log = self.folder / f"{name}.log"
        return Server([self.command("gan-explorer")], self.folder, log, **environment)


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    return next(folder.glob("*.whl"))


@pytest.fixture(scope="module")
def installed(tmp_path_factory, wheel):
    folder = tmp_path_factory.mktemp("installed") / NAME
    environment = folder / "environment"
    venv.create(environment, with_pip=False, symlinks=True)
    pip = [sys.executable, "-m", "pip", "--python", environment / "bin" / "python", "--isolated"]
    subprocess.run(
        [*pip, "install", "--quiet", "--no-deps", "--no-index", "--no-compile", wheel], check=True
    )
    # What the wheel needs is taken from here: torch alone would take minutes.
    (packages,) = environment.glob("lib/python*/site-packages")
    needed = {sysconfig.get_path("purelib"), sysconfig.get_path("platlib")}
    (packages / "needed.pth").write_text("\n".join(sorted(needed)))
    return Installed(folder)


def test_the_wheel_has_all_that_a_checkout_has(wheel):
    tops = {"gan_core": "", "ui": "", "pages": "gan_explorer/", "pretrained": "gan_explorer/"}
    ours = {
        tops[top] + path.relative_to(ROOT).as_posix()
        for top in tops
        for path in (ROOT / top).rglob("*")
        if path.is_file() and not {"__pycache__", "node_modules"} & set(path.parts)
    }
    ours |= {"gan_explorer/app.py", "gan_explorer/.streamlit/config.toml"}
    with zipfile.ZipFile(wheel) as content:
        packed = {name for name in content.namelist() if ".dist-info/" not in name}
    assert packed == ours


def test_the_commands_work_from_any_folder(installed):
    where = installed.run("python", "-c", "import gan_core, ui; print(gan_core.__file__)")
    assert NAME in where.stdout
    version = installed.run("gan-core", "--version").stdout
    assert version == installed.run("gan-explorer", "--version").stdout
    made = installed.run("gan-core", "sample", "cgan-mnist-best", "--n", "10", "--out", "tén.png")
    assert made.returncode == 0, made.stderr
    with Image.open(installed.folder / "tén.png") as digits:
        assert min(digits.size) >= 28
    wrong = installed.run("gan-core", "sample", "no-such")
    assert wrong.returncode == 2
    assert wrong.stderr.count("\n") == 1
    assert wrong.stderr.startswith("gan-core sample: ")


@pytest.mark.long
def test_two_servers_share_a_home(installed):
    home = installed.folder / "héim"
    servers = [installed.server(name, HOME=home) for name in ("first", "second")]
    lab = ("25_Gaussians", "samples_per_mode=100&hidden=16")
    with servers[0] as first, servers[1] as second:
        assert first.get("/") == 200
        assert first.page("").headings[0] == "GAN Explorer"
        for server in (first, second):
            page = server.page("Latent_spaces")
            assert (page.name, page.headings[0]) == ("Latent spaces", "Latent spaces")
            assert page.exceptions == page.alerts == []
            # What config.toml says holds for the command too.
            assert page.primary_colour == CONFIG["theme"]["light"]["primaryColor"]
        with first.visit(*lab) as one, second.visit(*lab) as other:
            assert one.exceptions == other.exceptions == []
            one.press("Start")
            other.press("Start")
            runs = await_runs(home / ".local/share/gan-explorer/runs.sqlite", 2)
            assert len({pid for _, pid in runs}) == 2
    for server in servers:
        assert "Traceback" not in server.log.read_text()


def await_runs(path, count):
    """Return state and process of the store's runs once so many train.

    Both servers' crews may compile the kernels first, on the same cores.
    """
    until = time.monotonic() + 240
    while time.monotonic() < until:
        with sqlite3.connect(path) as store:
            runs = store.execute("SELECT state, pid FROM runs").fetchall()
        store.close()
        if [state for state, _ in runs] == ["running"] * count:
            return runs
        time.sleep(0.1)
    raise AssertionError(runs)


@pytest.mark.long
def test_without_a_folder_to_write_to_the_app_says_where_runs_are(installed):
    (installed.folder / "file").write_text("")
    wanted = installed.folder / "file" / "home"
    with installed.server("elsewhere", HOME=None, GAN_EXPLORER_HOME=wanted) as server:
        page = server.page("25_Gaussians")
    assert page.exceptions == []
    (notice,) = page.alerts
    assert str(wanted) in notice or str(wanted.parent) in notice
    assert "GAN_EXPLORER_HOME" in notice


@pytest.mark.long
@pytest.mark.parametrize(
    ("name", "heading"),
    [("", "GAN Explorer"), ("Choose_a_label", "Choose a label")],
)
def test_a_checkout_runs_from_any_folder_too(name, heading, tmp_path):
    checkout = tmp_path / NAME
    for folder in ("gan_core", "ui", "pages", ".streamlit"):
        left_out = shutil.ignore_patterns("node_modules")
        shutil.copytree(ROOT / folder, checkout / folder, ignore=left_out)
    shutil.copy(ROOT / "app.py", checkout)
    (checkout / "pretrained").symlink_to(ROOT / "pretrained")
    command = [sys.executable, "-m", "streamlit", "run", checkout / "app.py"]
    # Its crew finds what others have compiled.
    own = {"HOME": tmp_path, "GAN_CACHE": cache_folder()}
    with Server(command, tmp_path, tmp_path / "log", **own) as server:
        page = server.page(name)
    assert page.headings[0] == heading
    assert page.exceptions == []
    assert page.primary_colour == CONFIG["theme"]["light"]["primaryColor"]
