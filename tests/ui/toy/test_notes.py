"""What the laboratory says of each loss."""

from gan_core.settings.losses import LOSS_FACTS
from ui.toy.details import NOTES


def test_every_loss_has_its_note():
    assert set(NOTES) == set(LOSS_FACTS)
