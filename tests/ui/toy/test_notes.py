"""What the laboratory says of each loss."""

import pytest

from gan_core.settings.losses import LOSS_FACTS
from gan_core.settings.toy import ToySettings
from tests.ui.pages import open_page
from ui.live import live_text
from ui.toy.notes import NOTES, PARTS, part_notes


def test_every_loss_has_its_note():
    assert set(NOTES) == set(LOSS_FACTS)


def test_what_is_added_to_the_loss_is_explained():
    assert part_notes(ToySettings()) == []
    settings = ToySettings(loss="rpgan", r1=0.1, r2=0.1)
    assert part_notes(settings) == [PARTS["r1"], PARTS["r2"]]
    assert part_notes(ToySettings(spectral_norm="on")) == [PARTS["spectral_norm"]]


def test_captions_have_the_sign_of_the_map():
    # The map draws -s: D lowers it at real points, and G's points go down it.
    text = live_text()
    assert "potential goes down at real points, up at fakes" in text["caption_discriminator"]
    assert "potential goes down" in text["caption_generator"]
    assert " up" not in text["caption_generator"]
    assert "the real one lower" in str(NOTES["rpgan"].text)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("preset", "formulas"),
    [("r3gan", [r"\gamma_1", r"\gamma_2"]), ("sngan", [r"\sigma(W)"])],
)
def test_the_page_shows_what_a_preset_adds(services, preset, formulas):
    test = open_page("pages/1_25_Gaussians.py", preset=preset)
    assert not test.exception
    shown = " ".join(latex.value for latex in test.latex)
    assert all(formula in shown for formula in formulas)
