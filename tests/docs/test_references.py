"""What code and documents cite is in ``docs/references.md``."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
REFERENCES = ROOT / "docs" / "references.md"
SEARCHED = ("gan_core", "ui", "pages", "benchmarks", "docs", "pretrained")
SUFFIXES = (".py", ".js", ".md")

NAME = r"[A-Z][\w\-]*[^\W\d_]"
PAPER = re.compile(rf"\b({NAME}(?:\s+et\s+al\.?|\s+(?:and|&)\s+{NAME})?),?\s+\(?((?:19|20)\d\d)\b")
METHOD = re.compile(r"\b((?:Coulomb |Geometric )?(?:[A-Z]\w*)?GAN),\s+(?=\d|eq\.)")
KEY = re.compile(r"\b(?:gan|dcgan|wgan|latent|pggan)(?:-\d+)?-(?:digits|gaussians|thesis|review)\b")
MARKED_KEY = re.compile(r"`?\b([a-z0-9]+(?:-[a-z0-9]+)+)`?,? \(?docs/references\.md")
NO_AUTHORS = (
    "Copyright", "January", "February", "March", "April", "May", "June", "July", "August",
    "September", "October", "November", "December",
)  # fmt: skip


def listed():
    """Everything that may be cited, in order: the first column of the tables."""
    lines = REFERENCES.read_text("utf-8").splitlines()
    cells = [line.split("|")[1] for line in lines if line.startswith("| ")]
    names = [name.strip(" `") for cell in cells for name in cell.split(";")]
    return [name for name in names if name not in ("cited as", "---")]


def cited(text):
    """Return papers, methods and source documents that a text cites, as the tables write them."""
    papers = {
        f"{re.sub('(?<=et al)$', '.', ' '.join(authors.split())).replace('&', 'and')} {year}"
        for authors, year in PAPER.findall(text)
        if authors not in NO_AUTHORS
    }
    return papers | set(METHOD.findall(text)) | set(KEY.findall(text) + MARKED_KEY.findall(text))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("G (Karras et al. 2018, section 3)", {"Karras et al. 2018"}),
        ("of Wilson (1927) for", {"Wilson 1927"}),
        (
            "(Creswell & Bharath 2016; Shi et al\n    2016)",
            {"Creswell and Bharath 2016", "Shi et al. 2016"},
        ),
        ("(PacGAN, 4.1)", {"PacGAN"}),
        ("(Coulomb GAN, eq. 9)", {"Coulomb GAN"}),
        ("on 3 December 2017", set()),
        ("as in latent-thesis, 5.3.1", {"latent-thesis"}),
        ("as in another-post (docs/references.md)", {"another-post"}),
    ],
)
def test_citations_are_found(text, expected):
    assert cited(text) == expected


@pytest.mark.parametrize("folder", SEARCHED)
def test_what_is_cited_is_listed(folder):
    missing = {
        str(path.relative_to(ROOT)): unknown
        for path in sorted((ROOT / folder).rglob("*"))
        if path.suffix in SUFFIXES and path != REFERENCES
        if (unknown := cited(path.read_text("utf-8")) - set(listed()))
    }
    assert not missing


def test_each_reference_is_listed_once():
    names = listed()
    assert len(names) == len(set(names)) > 40
