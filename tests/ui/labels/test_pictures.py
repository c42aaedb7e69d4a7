"""What the label page saves and prints: files and programs of each view."""

import io

import numpy as np
import pytest
import torch
from PIL import Image

from ui.labels.link_state import read_labels
from ui.labels.pictures import arrays, asked_of, pictures, python_lines, sheet_png

COUNTS = {
    "grid": 50,
    "digit": 40,
    "sentence": 15,
    "blend": 40,
    "counts": 3,
}


def link_of(view):
    link = {"tab": view, "seed": "5", "text": "314", "counts": "0_2_0_0_0_0_0_1_0_0"}
    state = read_labels(link | {"label": "4", "other": "9", "share": "0.25"})
    assert state.notices == []
    return state


@pytest.mark.parametrize("view", COUNTS)
def test_files_and_program_hold_the_pictures_of_the_view(view):
    state = link_of(view)
    pixels, labels, columns = pictures(state)
    assert pixels.shape == (COUNTS[view], 28, 28)
    with np.load(io.BytesIO(arrays(state))) as saved:
        assert (saved["images"] == pixels).all()
        assert (saved["labels"] == np.array(labels)).all()
    sheet = Image.open(io.BytesIO(sheet_png(state)))
    rows = -(-COUNTS[view] // columns)
    assert sheet.width / sheet.height == pytest.approx(columns / rows, rel=0.06)
    found = {}
    exec(python_lines(state), found)
    assert (found["pictures"].mul(255).round()[:, 0].numpy() - pixels).max() <= 1


def test_a_blend_gives_shares_of_both_labels():
    _pixels, labels, columns = pictures(link_of("blend"))
    assert columns == 10
    assert labels.shape == (40, 10)
    assert labels[0, [4, 9]].tolist() == [0.75, 0.25]
    assert labels[1:10, 9].tolist() == [i / 8 for i in range(9)]
    assert np.allclose(labels.sum(1), 1)


def test_a_label_blended_with_itself_stays_whole():
    state = read_labels({"tab": "blend", "label": "3", "other": "3"})
    assert pictures(state)[1][:, 3].tolist() == [1.0] * 40


@pytest.mark.parametrize("link", [{"tab": "counts", "counts": "_".join("0" * 10)}])
def test_nothing_asked_for_is_nothing_to_save(link):
    assert asked_of(read_labels(link)).styles == []


def test_the_program_counts_what_is_read(capsys):
    found = {}
    exec(python_lines(link_of("confusion")), found)
    table = found["table"].view(10, 10)
    assert table.sum(1).tolist() == [100] * 10
    assert int(torch.diagonal(table).sum()) >= 970
    assert "tensor" in capsys.readouterr().out
