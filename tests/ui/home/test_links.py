"""What the home page and the remade documents link to, and what is said beside it."""

import re
from pathlib import Path

import pytest

from gan_core.recipes.toy import TOY_PRESETS
from gan_core.runs.replays import PREFIX, shipped_replays
from ui.compare.link_state import read_compare, write_compare
from ui.faces.link_state import read_faces
from ui.growing.link_state import read_progressive
from ui.home.examples import (
    COMPARE,
    EXAMPLES,
    FACES,
    LAB,
    LABELS,
    LATENT,
    PROGRESSIVE,
    STUDIO,
    THEORY,
    WORDS,
)
from ui.home.path import PATH
from ui.home.remake_page import DOCUMENTS
from ui.home.remakes import REMAKES
from ui.labels.link_state import read_labels
from ui.latent.link_state import read_latent
from ui.run.image_link_state import read_studio
from ui.run.toy_link_state import preset_settings, read_toy
from ui.shared.shell import HOME, pages
from ui.theory.link_state import read_theory

DOCS = Path(__file__).resolve().parents[3] / "docs"
READERS = {
    LAB: read_toy,
    COMPARE: read_compare,
    STUDIO: read_studio,
    LATENT: read_latent,
    LABELS: read_labels,
    FACES: read_faces,
    PROGRESSIVE: read_progressive,
    THEORY: read_theory,
}
ALL_REMAKES = [remake for remakes in REMAKES.values() for remake in remakes]
LINKS = [
    *((page, label, link) for page, links in EXAMPLES.items() for label, link in links.items()),
    *((remake.page, remake.name.english, remake.link) for remake in ALL_REMAKES),
]


def test_every_page_is_on_the_path_once():
    stops = [stop.page for stops in PATH.values() for stop in stops]
    assert sorted([HOME, WORDS, *stops]) == sorted(entry.path for entry in pages())
    assert set(EXAMPLES) < set(stops)


@pytest.mark.parametrize(("page", "label", "link"), LINKS, ids=lambda value: str(value)[:40])
def test_a_link_is_understood_as_a_whole(page, label, link):
    assert list(READERS[page](link).notices) == []


def test_what_trains_too_long_is_recorded():
    """The WGANs of the document take 1,000 epochs; a link to them shows the shipped run."""
    for page, _label, link in LINKS:
        if page == LAB and link["preset"].startswith("wgan-"):
            assert link["run"] == PREFIX + link["preset"]
            assert link["preset"] in shipped_replays()
            assert read_toy(link).settings == preset_settings(link["preset"])


def test_comparisons_are_short():
    for page, _label, link in LINKS:
        if page == COMPARE:
            chosen = read_compare(link)
            assert write_compare(chosen)["view"] == link["view"]
            sweep = chosen.choice.view == "sweep"
            runs = len(chosen.presets) * (1 + chosen.choice.last) if sweep else chosen.choice.count
            assert runs * (chosen.choice.each_steps if sweep else chosen.choice.steps) <= 32_000


def test_each_document_is_remade():
    assert set(REMAKES) == set(DOCUMENTS)
    assert all(f"`{key}`" in (DOCS / "references.md").read_text("utf-8") for key in REMAKES)
    assert len(ALL_REMAKES) >= 25
    linked = {remake.link.get("preset") for remake in REMAKES["wgan-25-gaussians"]}
    assert linked >= {name for name in TOY_PRESETS if name.startswith("wgan-fail")}


@pytest.mark.parametrize("remake", ALL_REMAKES, ids=lambda remake: remake.name.english[:40])
def test_numbers_of_a_remake_are_those_of_the_documents(remake):
    written = "\n".join(path.read_text("utf-8") for path in DOCS.glob("*.md"))
    for number in re.findall(r"-?\d+\.\d+", remake.here.english):
        assert number in written, number
