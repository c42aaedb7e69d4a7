"""Ablations of DCGAN's rules: one dense GAN on digits, and the same without one rule."""

from __future__ import annotations

from dataclasses import dataclass

from gan_core.recipes.digits import DENSE_GAN
from gan_core.recipes.recipe import ImageRecipe

STEPS = 8_000
"""Enough for digits to be seen, little enough for a processor: ten minutes or so on a busy one."""

BASE = {**DENSE_GAN, "steps": STEPS}
SOURCE = "Radford et al. 2016, DCGAN"

ABLATION_RECIPES: dict[str, ImageRecipe] = {
    "rules-mnist": ImageRecipe(BASE, f"gan-mnist, its first {STEPS} steps.", SOURCE),
    "rules-mnist-nobn": ImageRecipe(
        {**BASE, "batch_norm": "off"}, "The same without batch norm in G.", SOURCE
    ),
    "rules-mnist-tanh": ImageRecipe(
        {**BASE, "output": "tanh"}, "The same with tanh at G's end, as DCGAN has it.", SOURCE
    ),
    "rules-mnist-relu": ImageRecipe(
        {**BASE, "rectifier": "relu"}, "The same with ReLU in D, which is flat below 0.", SOURCE
    ),
    "rules-mnist-seed1": ImageRecipe(
        {**BASE, "seed": 1}, "The same with another seed, to see what chance does.", SOURCE
    ),
    "rules-mnist-seed2": ImageRecipe(
        {**BASE, "seed": 2}, "The same with a third seed, to see what chance does.", SOURCE
    ),
}


@dataclass(frozen=True)
class AblationPair:
    """Two recipes that differ in one thing: with the rule, and without it."""

    on: str
    off: str


ABLATION_PAIRS = {
    "batch-norm": AblationPair("rules-mnist", "rules-mnist-nobn"),
    "output": AblationPair("rules-mnist-tanh", "rules-mnist"),
    "rectifier": AblationPair("rules-mnist", "rules-mnist-relu"),
    "chance": AblationPair("rules-mnist", "rules-mnist-seed1"),
}
"""Each rule's pair; the last one differs in nothing but the seed."""

CHANCE_RECIPES = ("rules-mnist", "rules-mnist-seed1", "rules-mnist-seed2")
"""The same settings with three seeds: what these differ by is chance."""
