"""Names of directions: kept, forgotten, and a damaged file."""

import pytest

from ui.latent.direction_names import BYTES_LIMIT, FILE, LONGEST, direction_names, name_direction


def test_a_name_is_kept_for_its_model_and_direction(tmp_path):
    name_direction("vae", 2, " Slant ", folder=tmp_path)
    name_direction("vae", 0, "x" * 100, folder=tmp_path)
    name_direction("gan", 2, "Width", folder=tmp_path)
    assert direction_names("vae", folder=tmp_path) == {2: "Slant", 0: "x" * LONGEST}
    assert direction_names("gan", folder=tmp_path) == {2: "Width"}
    assert direction_names("other", folder=tmp_path) == {}


def test_an_empty_name_forgets(tmp_path):
    name_direction("vae", 2, "Slant", folder=tmp_path)
    name_direction("vae", 2, "  ", folder=tmp_path)
    assert direction_names("vae", folder=tmp_path) == {}


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"[1]", b'{"vae": 3}', b'{"vae": {"x": "y"}}', b"\xff", b" " * (BYTES_LIMIT + 1)],
)
def test_a_damaged_file_holds_no_names_and_is_written_anew(tmp_path, content):
    (tmp_path / FILE).write_bytes(content)
    assert direction_names("vae", folder=tmp_path) == {}
    name_direction("vae", 1, "Bar", folder=tmp_path)
    assert direction_names("vae", folder=tmp_path) == {1: "Bar"}
