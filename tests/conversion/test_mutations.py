"""Damaged bytes in files of each format give a model, or one line that says why not."""

import io

import pytest
import torch
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from safetensors.torch import save

from gan_core.checkpoints.converted import load_converted, save_converted
from gan_core.checkpoints.native import CheckpointError
from gan_core.conversion.layouts import read_layout
from gan_core.conversion.reading import ConversionError, read_content
from tests.conversion.originals import LATENT_DIM, dcgan, named

LAYOUT = "pytorch-examples-dcgan"
WEIGHTS = named(dcgan(scales=1).state_dict(), "main.")
LATENTS = torch.zeros(1, LATENT_DIM)


def saved(content, *, zipped):
    file = io.BytesIO()
    torch.save(content, file, _use_new_zipfile_serialization=zipped)
    return file.getvalue()


BESIDE = {"netG": WEIGHTS, "epoch": 3, "args": [1.5, "a"]}
WHOLE = {
    "zip": saved(BESIDE, zipped=True),
    "old": saved(BESIDE, zipped=False),
    "safetensors": save(WEIGHTS),
}


@st.composite
def mutations(draw, size):
    """Changes of a file's bytes: more of them where it says what follows, at its ends."""
    places = st.one_of(
        st.integers(0, size - 1), st.integers(0, min(size, 400) - 1),
        st.integers(max(0, size - 400), size - 1),
    )  # fmt: skip
    kinds = st.sampled_from(["byte", "byte", "bytes", "cut", "drop", "insert", "repeat", "zero"])
    return draw(
        st.lists(
            st.tuples(kinds, places, st.integers(0, 255), st.integers(1, 64)),
            min_size=1, max_size=4,
        )
    )  # fmt: skip


def mutated(content, changes):
    """Apply changes to bytes."""
    for kind, place, value, length in changes:
        place = min(place, max(0, len(content) - 1))
        before, after = content[:place], content[place:]
        content = {
            "byte": before + bytes([value]) + after[1:],
            "bytes": before + bytes([value]) * length + after[length:],
            "cut": before,
            "drop": before + after[length:],
            "insert": before + bytes([value]) * length + after,
            "repeat": before + after[:length] * 2 + after[length:],
            "zero": before + bytes(length) + after[length:],
        }[kind]
    return content


def one_line(error):
    said = str(error)
    assert said
    assert said.isprintable()
    assert len(said) < 700


@pytest.mark.parametrize("form", WHOLE)
def test_the_whole_file_is_a_model(form):
    assert read_layout(LAYOUT, read_content(WHOLE[form], name="a")).network(LATENTS).shape[-1] == 8


@pytest.mark.parametrize("form", WHOLE)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_mutated_file_is_a_model_or_one_line(form, data):
    content = mutated(WHOLE[form], data.draw(mutations(len(WHOLE[form]))))
    try:
        found = read_layout(LAYOUT, read_content(content, name="a.pth"))
    except ConversionError as error:
        one_line(error)
    else:
        assert bool(found.network(LATENTS).isfinite().all())


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_mutated_converted_file_is_a_model_or_one_line(tmp_path, data):
    path = tmp_path / "a.safetensors"
    save_converted(path, read_layout(LAYOUT, WEIGHTS), source="a.pth")
    whole = path.read_bytes()
    path.write_bytes(mutated(whole, data.draw(mutations(len(whole)))))
    try:
        model = load_converted(path)
    except CheckpointError as error:
        one_line(error)
    else:
        assert model.network(torch.zeros(1, model.settings.latent_dim)).ndim == 4
