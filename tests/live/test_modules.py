"""The browser's modules: their own tests, and that what ships is made of them."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from ui.live import COMPONENTS, PAGES, bundle, style

LIVE = Path(__file__).resolve().parents[2] / "ui" / "live"
MOST_BYTES = 85_000
"""Of a bundle, which Streamlit sends anew with each script run of its page."""

MOST_EXPORTED = 75_000
"""Of a bundle in an exported page: a replay is to stay far below 600 kB."""


def run(*command):
    """Run node or npm in ui/live, those of the environment before those of the machine."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    program = shutil.which(command[0], path=path)
    assert program, f"no {command[0]} here; requirements-dev.txt brings it"
    return subprocess.run(
        [program, *command[1:]], cwd=LIVE, env=os.environ | {"PATH": path},
        capture_output=True, text=True, check=False,
    )  # fmt: skip


@pytest.fixture(scope="module")
def tools():
    """Install what package-lock.json names where it is not yet."""
    if not (LIVE / "node_modules" / "esbuild").is_dir():
        made = run("npm", "ci", "--ignore-scripts")
        assert made.returncode == 0, made.stderr


@pytest.mark.usefixtures("tools")
def test_the_modules_pass_their_tests():
    files = sorted(map(str, Path(__file__).parent.glob("*.test.js")))
    told = run("node", "--test", *files)
    assert told.returncode == 0, told.stdout


@pytest.mark.usefixtures("tools")
def test_the_bundles_are_what_the_sources_give():
    told = run("node", "build.js", "--check")
    assert told.returncode == 0, told.stderr


def test_every_component_and_page_has_its_bundle():
    names = {path.stem for path in (LIVE / "bundles").iterdir()}
    assert names == {*COMPONENTS, *PAGES}
    for sheets in [*(component.styles for component in COMPONENTS.values()), *PAGES.values()]:
        assert style(sheets)


@pytest.mark.parametrize("name", [*COMPONENTS, *PAGES])
def test_a_bundle_stands_alone_and_is_small(name):
    script = bundle(name)
    assert len(script.encode()) < (MOST_EXPORTED if name in PAGES else MOST_BYTES)
    assert "</script" not in script
    assert "import{" not in script
    assert ("export{" in script) == (name in COMPONENTS)


def test_bundles_carry_the_licence_of_what_they_include():
    assert "Mike Bostock" in bundle("lab")
    assert "this permission notice appear in all copies" in bundle("replay")
