"""A run that resumes on other pictures than it was trained on."""

import json
from dataclasses import replace

import pytest
import torch

from gan_core.checkpoints.native import load_model
from gan_core.data.picture_files import Origin
from gan_core.recipes.catalogue import IMAGE_RECIPES
from gan_core.runs.image_folder import CHECKPOINT, FolderError, ImageFolder, ImageJob
from gan_core.storage.serialization import load_state, save_state
from tests.face_pictures import made_up_faces

CPU = torch.device("cpu")


def run(out, faces, *, steps, resume=True, accept=False):
    settings = IMAGE_RECIPES["dcgan-celeba64"].settings()
    settings = settings.replace(dataset="pictures", batch_size=4, width=4, steps=steps)
    job = ImageJob("dcgan-celeba64", settings, out, "float32", "train", accept)
    return ImageFolder(job, faces, device=CPU, resume=resume).run()


@pytest.fixture
def begun(tmp_path):
    """The folder of a run that has made two steps on 12 faces, of an epoch of three."""
    run(tmp_path / "m", made_up_faces(12), steps=2, resume=False)
    return tmp_path / "m"


def card_data(out):
    return load_model(str(out)).card.data


@pytest.mark.parametrize(
    ("faces", "words"),
    [
        (made_up_faces(5), "12 pictures in train then, 5 now"),
        (made_up_faces(30), "12 pictures in train then, 30 now"),
        (made_up_faces(12, seed=1), "12 pictures then and now, but others or in another order"),
    ],
    ids=["fewer", "more", "others"],
)
def test_changed_pictures_are_refused_in_one_line_and_can_be_accepted(begun, faces, words):
    kept = (begun / CHECKPOINT).read_bytes()
    with pytest.raises(FolderError, match="--accept-changed-data") as caught:
        run(begun, faces, steps=9)
    assert words in str(caught.value)
    assert "\n" not in str(caught.value)
    assert (begun / CHECKPOINT).read_bytes() == kept
    before = card_data(begun)
    assert before["pictures"] == 12
    outcome = run(begun, faces, steps=9, accept=True)
    assert (outcome.state, outcome.report.step) == ("finished", 9)
    assert outcome.notices == [f"the pictures have changed at step 2: {words}"]
    told = card_data(begun)
    assert told["pictures"] == len(faces.images)
    (changed,) = told["before"]
    assert (changed["pictures"], changed["until_step"]) == (12, 2)
    assert changed["digest"] == before["digest"] != told["digest"]
    # From here on the new pictures are the run's.
    outcome = run(begun, faces, steps=10)
    assert outcome.notices == []
    assert card_data(begun)["before"] == [changed]


def test_the_same_pictures_resume_without_a_word(begun):
    assert run(begun, made_up_faces(12), steps=4).notices == []
    assert "before" not in card_data(begun)


@pytest.mark.parametrize("count", [12, 5])
def test_a_checkpoint_that_knows_no_pictures_resumes_with_a_word(begun, count):
    arrays, facts = load_state(begun / CHECKPOINT)
    del facts["data"], facts["data_before"]
    save_state(begun / CHECKPOINT, arrays, facts)
    outcome = run(begun, made_up_faces(count), steps=4)
    assert outcome.report.step == 4
    assert len(outcome.notices) == 1
    assert "does not say which pictures it was trained on" in outcome.notices[0]
    assert card_data(begun)["before"] == [{"split": "unknown", "until_step": 2}]
    # Now it knows them.
    assert run(begun, made_up_faces(count), steps=5).notices == []


def test_the_card_tells_what_was_left_out(tmp_path):
    left_out = {"unreadable": 10, "too_large": 1}
    faces = replace(made_up_faces(12), origin=Origin(16, left_out, "ab"))
    run(tmp_path / "m", faces, steps=1, resume=False)
    told = json.loads((tmp_path / "m" / "card.json").read_text())["data"]
    assert told == {"pictures": 12, "split": "train", "digest": "ab", "left_out": left_out}
