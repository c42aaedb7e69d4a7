"""A tiny run of a rule on the embedded digits, and its record."""

import torch

from gan_core.checkpoints.native import find_model, read_card, save_card
from gan_core.data.images import ImageSet, load_images
from gan_core.recipes.catalogue import image_recipe
from gan_core.runs.image_folder import ImageFolder, ImageJob

SCORES = {"frechet_distance": 40.0, "precision": 0.8, "recall": 0.3, "diversity": 0.9}
FLOOR = {"frechet_distance": 0.3, "precision": 0.9, "recall": 0.93}


def small_digits():
    """The first 640 of the embedded digits."""
    data = load_images("digits", "train")
    return ImageSet(data.name, data.split, data.images[:640], data.labels[:640])


def trained(folder, recipe="rules-mnist", *, evaluated=True, **scores):
    """Train a recipe for 20 steps into a folder; ``evaluated``: with made-up scores in its card."""
    settings = image_recipe(recipe).settings().replace(dataset="digits", batch_size=8, steps=20)
    out = folder / recipe
    job = ImageJob(recipe, settings, out, "int8", f"python -m gan_core train {recipe}")
    ImageFolder(job, small_digits(), device=torch.device("cpu"), resume=False).run()
    if evaluated:
        place = find_model(str(out))
        card = vars(read_card(place))
        metrics = {"n": 10_000, "seed": 0, **SCORES, **scores, "floor": FLOOR}
        save_card(place, type(read_card(place))(**card | {"metrics": metrics}))
    return out
