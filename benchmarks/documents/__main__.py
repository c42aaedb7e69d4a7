"""Write the tables of the documents, and draw their pictures, from what is in the repository.

``python -m benchmarks.documents`` (``make docs``) writes every table that stands between two lines
of comment. With ``--pictures`` it also draws what the shipped models and recordings show; with
``--data DIR`` what needs MNIST's test digits beside them. Nothing is trained.
"""

import argparse
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from benchmarks.documents import (
    digits,
    experiments,
    faces,
    growing,
    measurements,
    models,
    reliability,
    theory,
)
from benchmarks.documents.markdown import rewritten

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS: dict[str, Callable[[], dict[str, list[str]]]] = {
    "docs/classroom.md": measurements.classroom_tables,
    "docs/digits.md": digits.tables,
    "docs/experiments.md": experiments.tables,
    "docs/faces.md": faces.tables,
    "docs/growing.md": growing.tables,
    "docs/measurements.md": measurements.tables,
    "docs/reliability.md": reliability.tables,
    "docs/theory.md": theory.tables,
    "pretrained/README.md": models.tables,
}


def write_tables(root: Path = ROOT) -> list[str]:
    """Write all tables below ``root``; returns the documents that have changed."""
    changed = []
    for name, tables in DOCUMENTS.items():
        path = root / name
        before = path.read_text("utf-8")
        after = rewritten(before, tables())
        if after != before:
            path.write_text(after, "utf-8")
            changed.append(name)
    return changed


def draw_pictures(data: Path | None) -> None:
    """Draw all pictures that need no training."""
    # Only here: the tables need neither torch's networks nor umap-learn.
    from benchmarks import digit_figures, recorded_runs
    from benchmarks import faces as face_pictures
    from benchmarks import progressive as progressive_pictures
    from gan_core.data.images import load_images

    digit_figures.draw_samples()
    recorded_runs.draw_shipped()
    progressive_pictures.draw_shipped()
    face_pictures.draw_shipped()
    if data is not None:
        digit_figures.draw_beside_data(load_images("mnist", "test", folder=data))


def main(arguments: Sequence[str] | None = None) -> int:
    """Write tables, and draw pictures where asked; returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.documents", description=__doc__)
    parser.add_argument("--pictures", action="store_true")
    parser.add_argument("--data", type=Path, help="folder with MNIST, for --pictures")
    parsed = parser.parse_args(arguments)
    if parsed.pictures:
        draw_pictures(parsed.data)
    changed = write_tables()
    sys.stdout.write(f"{', '.join(changed) or 'no document'} changed\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
