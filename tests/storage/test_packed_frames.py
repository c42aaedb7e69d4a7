"""Packed pictures: what the browser's module reads is what was packed."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from gan_core.storage.packed_frames import LEVELS, pack_frames

MODULE = Path(__file__).resolve().parents[2] / "ui" / "live" / "run" / "packed_frames.js"
READ = """
import { readFileSync } from "node:fs";
const { unpackFrames } = await import(process.argv[1]);
const { content, frames } = await unpackFrames(new Uint8Array(readFileSync(process.argv[2])));
const arrays = (frame) => Object.entries(frame.arrays).map(
  ([name, { shape, data }]) => [name, { shape, data: Array.from(data) }]);
console.log(JSON.stringify({
  content, frames: frames.map((f) => ({ report: f.report, arrays: Object.fromEntries(arrays(f)) })),
}));
"""


def read_by_node(packed, folder):
    node = shutil.which("node", path=str(Path(sys.executable).parent)) or shutil.which("node")
    assert node, "no node here; requirements-dev.txt brings it"
    path = folder / "packed"
    path.write_bytes(packed)
    command = [node, "--input-type=module", "-e", READ, str(MODULE), str(path)]
    told = subprocess.run(command, capture_output=True, text=True, check=False)
    assert told.returncode == 0, told.stderr
    return json.loads(told.stdout)


@pytest.fixture(scope="module")
def frames():
    rng = np.random.default_rng(0)
    xs = np.linspace(-3, 3, 13)
    field = np.sin(xs)[:, None] * np.cos(xs)[None]
    found = []
    for step in range(3):
        arrays = {
            "points": rng.normal(size=(40, 2)) * (step + 1),
            "field": field * (step + 1),
            "hits": np.arange(4, dtype=np.int32),
        }
        if step == 1:
            arrays["manifold"] = np.stack(np.meshgrid(xs, xs), axis=-1)
        found.append(({"step": step, "words": "ä<b"}, arrays))
    return found


def test_the_browser_reads_what_was_packed(frames, tmp_path):
    found = read_by_node(pack_frames(frames, {"side": 452}), tmp_path)
    assert found["content"] == {"side": 452}
    for (report, arrays), read in zip(frames, found["frames"], strict=True):
        assert read["report"] == report
        assert read["arrays"].keys() == arrays.keys()
        for name, array in arrays.items():
            values = np.array(read["arrays"][name]["data"]).reshape(array.shape)
            assert read["arrays"][name]["shape"] == list(array.shape)
            width = float(array.max() - array.min())
            assert np.abs(values - array).max() <= 0.51 * width / LEVELS + 1e-6 * width


def test_a_flat_array_and_none_at_all(tmp_path):
    frames = [({"step": 0}, {"field": np.full((3, 3), 0.25), "points": np.zeros((0, 2))})]
    read = read_by_node(pack_frames(frames, {}), tmp_path)["frames"][0]["arrays"]
    assert read["field"]["data"] == [0.25] * 9
    assert read["points"]["data"] == []
    assert read_by_node(pack_frames([], {}), tmp_path)["frames"] == []


def test_smooth_fields_take_less_than_their_codes(frames):
    rng = np.random.default_rng(1)
    xs = np.linspace(-3, 3, 49)
    smooth = np.add.outer(np.sin(xs), np.cos(xs))
    noise = rng.normal(size=(49, 49))
    sizes = [len(pack_frames([({}, {"field": field})] * 1, {})) for field in (smooth, noise)]
    assert sizes[0] < 0.6 * sizes[1]
    assert sizes[1] < 2.1 * noise.size


def test_the_order_of_arrays_does_not_matter(frames):
    turned = [(report, dict(reversed(arrays.items()))) for report, arrays in frames]
    assert pack_frames(turned, {}) == pack_frames(frames, {})


def test_what_is_not_finite_is_refused():
    with pytest.raises(ValueError, match="JSON"):
        pack_frames([({"loss": float("nan")}, {})], {})
