"""What the laboratory says of each loss."""

from gan_core.settings.losses import LOSS_FACTS
from gan_core.settings.toy import ToySettings
from ui.toy.notes import NOTES, PARTS, part_notes


def test_every_loss_has_its_note():
    assert set(NOTES) == set(LOSS_FACTS)


def test_what_is_added_to_the_loss_is_explained():
    assert part_notes(ToySettings()) == []
    settings = ToySettings(loss="rpgan", r1=0.1, r2=0.1)
    assert part_notes(settings) == [PARTS["r1"], PARTS["r2"]]
    assert part_notes(ToySettings(spectral_norm="on")) == [PARTS["spectral_norm"]]
