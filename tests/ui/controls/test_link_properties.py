"""Any link is read: what is refused is left out with a line, and the rest is written back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.strategies import links
from ui.compare.link_state import read_compare, write_compare
from ui.faces.link_state import read_faces, write_faces
from ui.growing.link_state import read_progressive, write_progressive
from ui.labels.link_state import read_labels, write_labels
from ui.latent.link_state import read_latent, write_latent
from ui.run.image_link_state import read_studio, write_studio
from ui.run.toy_link_state import read_toy, write_toy
from ui.theory.link_state import read_theory, write_theory

PAGES = {
    "toy": (read_toy, write_toy, "preset seed epochs loss hidden run lock lr_g vary"),
    "compare": (read_compare, write_compare, "losses seeds vary values group epochs tab preset"),
    "studio": (read_studio, write_studio, "recipe seed steps run lock dataset width"),
    "latent": (read_latent, write_latent, "model tab seed latent noise keys label axes grid"),
    "labels": (read_labels, write_labels, "model tab seed label strength other styles"),
    "faces": (read_faces, write_faces, "faces source space seed count test threshold selected"),
    "progressive": (read_progressive, write_progressive, "growing tab seed alpha resolution run"),
    "theory": (read_theory, write_theory, "view p q seed run distance tab"),
}
LONGEST = 1000


@pytest.mark.parametrize("page", PAGES)
@given(data=st.data())
def test_any_link_is_read_and_what_is_written_is_read_again(page, data):
    read, write, names = PAGES[page]
    found = read(data.draw(links(names.split())))
    for notice in found.notices:
        assert notice.isprintable()
        assert 0 < len(notice) < LONGEST
    written = write(found)
    assert all(isinstance(value, str) for value in written.values())
    again = read(written)
    assert list(again.notices) == []
    assert write(again) == written
