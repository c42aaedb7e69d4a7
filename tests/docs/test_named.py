"""Files, modules and commands that the documents name exist."""

import re
from importlib.util import find_spec
from pathlib import Path

import pytest

from gan_core.cli.main import main

ROOT = Path(__file__).parents[2]
DOCUMENTS = [
    ROOT / "README.md",
    ROOT / "CONTRIBUTING.md",
    *sorted((ROOT / "docs").glob("*.md")),
    *sorted((ROOT / "docs" / "api").glob("*.md")),
]
FOLDERS = ("gan_core", "ui", "pages", "benchmarks", "tests", "docs", "pretrained")
NAMED = re.compile(rf"(?<![\w/.-])(?:{'|'.join(FOLDERS)})/[\w./-]*\w")
MODULE = re.compile(r"python -m ([a-z]\w*(?:\.\w+)*)")
COMMAND = re.compile(r"(?:^|`)(?:python -m gan_core|gan-core) ([a-z][\w-]*)", re.MULTILINE)
TARGET = re.compile(r"^\s*make ([a-z-]+)|`make ([a-z-]+)`", re.MULTILINE)
TO_BE_WRITTEN = {
    "gan_core/models/flow.py",
    "gan_core/training/images/flow_step.py",
    "pages/9_Mixing.py",
    "tests/ui/mixing",
    "ui/mixing/controls.py",
    "ui/mixing/view.py",
}
"""Examples of ``docs/adding.md``: whoever adds something writes these."""


def found(pattern, document):
    """Return what a pattern finds in a document, in order, each once."""
    matches = pattern.findall(document.read_text("utf-8"))
    return sorted({"".join(match) for match in matches})


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.stem)
def test_every_named_file_exists(document):
    named = set(found(NAMED, document))
    if document.stem == "adding":
        assert named >= TO_BE_WRITTEN
        named -= TO_BE_WRITTEN
    missing = [name for name in sorted(named) if not (ROOT / name).exists()]
    assert missing == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.stem)
def test_every_named_module_can_be_run(document):
    names = [name for name in found(MODULE, document) if name != "venv"]
    # A package runs as its module __main__.
    packages = [name for name in names if (ROOT / name.replace(".", "/")).is_dir()]
    runs = [*(f"{name}.__main__" for name in packages), *(set(names) - set(packages))]
    assert [name for name in runs if find_spec(name) is None] == []


def test_every_named_command_is_one(capsys):
    named = {name for document in DOCUMENTS for name in found(COMMAND, document)}
    assert len(named) > 10
    for name in sorted(named):
        with pytest.raises(SystemExit) as ended:
            main([name, "--help"])
        assert ended.value.code == 0, name


def test_every_named_target_is_in_the_makefile():
    targets = re.findall(r"^([a-z][\w-]*):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
    named = {name for document in DOCUMENTS for name in found(TARGET, document)}
    assert named - set(targets) == set()
