"""Recipes of DCGAN's rules: one dense GAN on digits, and the same with one rule left out."""

from __future__ import annotations

from dataclasses import dataclass

from gan_core.recipes.digits import DENSE_GAN
from gan_core.recipes.recipe import ImageRecipe

STEPS = 8_000
"""Enough for digits to be seen, little enough for a processor: ten minutes or so on a busy one."""

BASE = {**DENSE_GAN, "steps": STEPS}
SOURCE = "Radford et al. 2016, DCGAN"

RULE_RECIPES: dict[str, ImageRecipe] = {
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
class RulePair:
    """Two recipes that differ in one thing: with the rule, and without it."""

    on: str
    off: str


RULE_PAIRS = {
    "batch-norm": RulePair("rules-mnist", "rules-mnist-nobn"),
    "output": RulePair("rules-mnist-tanh", "rules-mnist"),
    "rectifier": RulePair("rules-mnist", "rules-mnist-relu"),
    "chance": RulePair("rules-mnist", "rules-mnist-seed1"),
}
"""Each rule's pair; the last one differs in nothing but the seed."""

CHANCE_RECIPES = ("rules-mnist", "rules-mnist-seed1", "rules-mnist-seed2")
"""The same settings with three seeds: what these differ by is chance."""
