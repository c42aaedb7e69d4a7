"""Records of the ablations of DCGAN, as the page ``What D learns`` shows them.

``python -m benchmarks.ablations [--data DIR] [--trained DIR]`` packs the trainings of all recipes
of ``gan_core.recipes.dcgan_ablations`` into ``pretrained/ablations``, once each has been trained
(``train NAME``) and evaluated (``evaluate trained/NAME --card``); needs MNIST. It prints what was
measured.
"""

import argparse
from pathlib import Path

from gan_core.ablations.packing import make_record
from gan_core.ablations.record import FOLDER, save_record
from gan_core.data.images import load_images
from gan_core.recipes.dcgan_ablations import ABLATION_RECIPES


def main() -> None:
    """Pack every training that is there."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path)
    parser.add_argument("--trained", type=Path, default=Path("trained"))
    arguments = parser.parse_args()
    train = load_images("mnist", "train", folder=arguments.data)
    for name in ABLATION_RECIPES:
        if not (arguments.trained / name / "card.json").is_file():
            print(f"{name}: not trained yet")  # noqa: T201
            continue
        record = make_record(arguments.trained / name, train)
        save_record(FOLDER / f"{name}.safetensors", record)
        print(name, record.scores, record.start, record.end)  # noqa: T201


if __name__ == "__main__":
    main()
