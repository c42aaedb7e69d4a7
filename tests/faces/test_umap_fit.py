import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from gan_core.faces.neighbours import own_distances
from gan_core.faces.umap_fit import EPOCHS, fit_umap, fit_umap_of_many
from gan_core.storage.folders import temporary_folder


@pytest.fixture
def cache_at_import(monkeypatch):
    """Where numba was told to keep what it compiles, each time a map was fitted."""
    told = []

    class Map:
        def __init__(self, **_):
            told.append(os.environ.get("NUMBA_CACHE_DIR"))

        def fit_transform(self, distances):
            return np.zeros((len(distances), 2))

    # Set and then taken away, so that the test leaves it as it was.
    monkeypatch.setenv("NUMBA_CACHE_DIR", "")
    monkeypatch.delenv("NUMBA_CACHE_DIR")
    monkeypatch.setitem(sys.modules, "umap", SimpleNamespace(UMAP=Map))
    return told


def fit():
    fit_umap(np.zeros((4, 4)), seed=0, progress=lambda *_: None)


def test_what_is_compiled_is_kept_where_it_can_be_written(cache_at_import, monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    fit()
    # numba itself finds a cache that can be written.
    assert cache_at_import == [None]
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file" / "cache"))
    fit()
    assert cache_at_import[1] == str(temporary_folder() / "numba")


def test_tensorflow_is_left_alone_where_it_is_installed(tmp_path):
    (tmp_path / "tensorflow.py").write_text("raise SystemExit('imported')")
    program = (
        "import sys\n"
        "from gan_core.faces.umap_fit import umap_class\n"
        "assert umap_class().__name__ == 'UMAP'\n"
        "assert 'tensorflow' not in sys.modules\n"
    )
    environment = os.environ | {"PYTHONPATH": os.pathsep.join((str(tmp_path), str(Path.cwd())))}
    subprocess.run([sys.executable, "-W", "ignore", "-c", program], check=True, env=environment)


@pytest.mark.long
@pytest.mark.slow
def test_a_map_of_many_is_that_of_all_distances():
    random = np.random.default_rng(0)
    middles = 12 * random.normal(size=(3, 6))
    # The last column counts as what components leave out, and is at least 0.
    rows = np.abs(middles[np.arange(150) % 3] + random.normal(size=(150, 6)))
    told = []
    near = fit_umap_of_many(rows, seed=1, progress=lambda *part: told.append(part))
    again = fit_umap_of_many(rows, seed=1, progress=lambda *_: None)
    whole = fit_umap(own_distances(rows), seed=1, progress=lambda *_: None)
    assert np.array_equal(near, again)
    assert told[-1] == (EPOCHS, EPOCHS)
    for places in (near, whole):
        parts = [places[i::3] for i in range(3)]
        inside = max(np.linalg.norm(part - part.mean(0), axis=1).max() for part in parts)
        apart = min(np.linalg.norm(parts[i].mean(0) - parts[i - 1].mean(0)) for i in range(3))
        assert apart > 2 * inside
