"""What is declared in one place is what other places say: versions, pins, the README."""

import re
import tomllib
from pathlib import Path

import pytest
from packaging.markers import default_environment
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

import gan_core

ROOT = Path(__file__).resolve().parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
EXTRAS = PROJECT["optional-dependencies"]
PYTHONS = ("3.11", "3.12", "3.13")
SYSTEMS = ("linux", "darwin", "win32")
LOCKS = {"requirements.lock": [], "requirements-dev.lock": ["dev"]}
PIN = re.compile(r"^([\w.-]+)==(\S+)( ; [^\\]+)? \\$", re.MULTILINE)


def declared(extras):
    """Requirements of the base and of some extras."""
    lines = [*PROJECT["dependencies"], *(line for extra in extras for line in EXTRAS[extra])]
    return list(map(Requirement, lines))


def pins(text, python, system):
    """Pinned versions by name for one Python on one system."""
    place = default_environment() | {
        "python_version": python, "python_full_version": f"{python}.1", "sys_platform": system,
        "platform_machine": "x86_64",
    }  # fmt: skip
    found = {}
    for name, version, marker in PIN.findall(text):
        requirement = Requirement(f"{name}=={version}{marker}")
        if requirement.marker is None or requirement.marker.evaluate(place):
            assert name not in found
            found[name] = Version(version)
    return found


@pytest.mark.parametrize("system", SYSTEMS)
@pytest.mark.parametrize("python", PYTHONS)
@pytest.mark.parametrize("lock", LOCKS)
def test_the_lock_pins_what_is_declared(lock, python, system):
    pinned = pins((ROOT / lock).read_text(), python, system)
    for requirement in declared(LOCKS[lock]):
        version = pinned.get(canonicalize_name(requirement.name))
        assert version is not None, f"{requirement.name} is missing: `make lock`"
        assert version in requirement.specifier, f"{requirement} is not {version}: `make lock`"


@pytest.mark.parametrize("lock", LOCKS)
def test_the_text_files_list_what_is_declared(lock):
    lines = (ROOT / lock.replace(".lock", ".txt")).read_text().splitlines()
    if LOCKS[lock]:
        lines.remove("-r requirements.txt")
    extra = [line for name in LOCKS[lock] for line in EXTRAS[name]]
    wanted = extra or PROJECT["dependencies"]
    assert [line for line in lines if not line.startswith("#")] == wanted, "`make lock`"


def test_both_locks_pin_the_same_versions():
    app, dev = (set(PIN.findall((ROOT / lock).read_text())) for lock in LOCKS)
    assert app <= dev


@pytest.mark.parametrize("lock", LOCKS)
def test_every_pin_has_hashes_and_no_line_says_where_it_came_from(lock):
    text = (ROOT / lock).read_text()
    entries = [entry for entry in re.split(r"\n(?=\S)", text) if not entry.startswith("#")]
    assert len(entries) == len(PIN.findall(text)) > 50
    assert all("--hash=sha256:" in entry for entry in entries)
    assert "://" not in text
    assert "index" not in text.lower()


def test_the_lock_stays_at_the_oldest_python_that_is_accepted():
    assert PROJECT["requires-python"] == f">={PYTHONS[0]}"
    assert f"--python-version {PYTHONS[0]}" in (ROOT / "Makefile").read_text()


def test_the_readme_says_what_is_declared():
    readme = (ROOT / "README.md").read_text()
    bounds = {each.name: each.specifier for each in declared([])}
    lowest = next(str(each.version) for each in bounds["torch"] if each.operator == ">=")
    assert f"Python {PYTHONS[0]} to {PYTHONS[-1]}" in readme
    for name, version in re.findall(r"\b(torch|torchvision) (\d\.\d+)", readme):
        assert version in bounds[name], f"README: {name} {version}"
    assert f"torch {lowest}" in readme


def test_the_changelog_begins_with_this_version():
    changelog = (ROOT / "CHANGELOG.md").read_text()
    assert re.findall(r"^## \[([\d.]+)\]", changelog, re.MULTILINE)[0] == gan_core.__version__
