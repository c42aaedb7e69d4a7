"""Settings with a name: presets of the laboratory, recipes of models on pictures."""

from gan_core.recipes.toy import toy_preset

__all__ = ["toy_preset"]
