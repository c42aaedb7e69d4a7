"""The notebooks in notebooks/ run from top to bottom in a kernel, and are kept without outputs."""

import os
import re
import time
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

from tests.long import mostly_long

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "notebooks"
FILES = sorted(FOLDER.glob("*.ipynb"))
SECONDS = 30
SHORT = {"train_25_gaussians": 100, "colab": 100}
"""Steps instead of all of a preset's, where a notebook trains."""

WIDGET = "application/vnd.jupyter.widget-view+json"
WIDGETS = {"train_25_gaussians": 3, "walk_a_latent_space": 1, "place_faces": 0, "colab": 2}
PICTURES = {"image/png", "text/html", "application/vnd.plotly.v1+json"}


def read(path):
    return nbformat.read(path, as_version=4)


def test_there_are_four():
    assert {path.stem for path in FILES} == set(WIDGETS)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_notebook_is_valid_and_clean(path):
    notebook = read(path)
    nbformat.validate(notebook)
    for cell in notebook.cells:
        if cell.cell_type == "code":
            assert cell.outputs == []
            assert cell.execution_count is None
    assert notebook.cells[0].source.startswith("# ")


def shortened(path):
    """Return a notebook that trains little, and installs nothing."""
    notebook = read(path)
    changed = 0
    for cell in notebook.cells:
        cell.source, count = re.subn(
            r"^STEPS = None", f"STEPS = {SHORT.get(path.stem)}", cell.source, flags=re.MULTILINE
        )
        changed += count
        cell.source = re.sub(r"^%pip .*$", "", cell.source, flags=re.MULTILINE)
    assert changed == (path.stem in SHORT)
    return notebook


@pytest.mark.slow
@pytest.mark.parametrize(
    "path",
    mostly_long(FILES, FOLDER / "train_25_gaussians.ipynb"),
    ids=lambda path: path.stem,
)
def test_a_notebook_runs(path, monkeypatch, tmp_path):
    notebook = shortened(path)
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    monkeypatch.setenv("OMP_NUM_THREADS", "1")
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path))
    client = NotebookClient(
        notebook,
        timeout=120,
        kernel_name="python3",
        resources={"metadata": {"path": str(tmp_path)}},
    )
    started = time.monotonic()
    client.execute(env=os.environ)
    took = time.monotonic() - started
    shown = [
        output for cell in notebook.cells if cell.cell_type == "code" for output in cell.outputs
    ]
    assert not [output for output in shown if output.get("name") == "stderr"]
    kinds = [set(output.get("data", ())) for output in shown]
    assert sum(WIDGET in kind for kind in kinds) == WIDGETS[path.stem]
    assert sum(bool(PICTURES & kind) for kind in kinds) >= 1
    assert took < 4 * SECONDS  # half a minute on a machine with nothing else to do
