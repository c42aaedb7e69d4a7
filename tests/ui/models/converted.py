"""Converted models in a folder of the app's, one of each layout."""

from itertools import product

from gan_core.cli.main import main
from tests.conversion.made import MADE, make_file
from tests.long import mostly_long

NAMES = {layout: f"{layout}.safetensors" for layout in MADE}
VIEWS = ("map", "sliders", "walk", "encode", "arithmetic", "planes")
EVERY_VIEW = mostly_long(
    product(NAMES, VIEWS),
    ("csinva-vae", "sliders"),
    ("csinva-gan-mlp", "arithmetic"),
    ("gan-zoo-pgan", "encode"),
)
"""Layouts with the views of the page that draw each."""

DIGIT_NAMES = [NAMES["csinva-gan-mlp"], NAMES["csinva-vae"]]


def convert_all(home, *, layouts=tuple(MADE)):
    """Convert a file of each layout into the folder ``models`` of the app's own one."""
    for layout in layouts:
        source = make_file(layout, home / f"{layout}.pt")
        out = home / "models" / NAMES[layout]
        assert main(["convert", str(source), "--from", layout, "--out", str(out)]) == 0
    return home / "models"
