"""Converted models in a folder of the app's, one of each layout."""

from gan_core.cli.main import main
from tests.conversion.made import MADE, make_file

NAMES = {layout: f"{layout}.safetensors" for layout in MADE}
DIGIT_NAMES = [NAMES["csinva-gan-mlp"], NAMES["csinva-vae"]]


def convert_all(home, *, layouts=tuple(MADE)):
    """Convert a file of each layout into the folder ``models`` of the app's own one."""
    for layout in layouts:
        source = make_file(layout, home / f"{layout}.pt")
        out = home / "models" / NAMES[layout]
        assert main(["convert", str(source), "--from", layout, "--out", str(out)]) == 0
    return home / "models"
