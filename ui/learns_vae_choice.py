"""What the controls of the view vae say."""

from __future__ import annotations

from dataclasses import dataclass

from gan_core.validation import Settings, number


@dataclass(frozen=True)
class VaeChoice(Settings):
    """What the controls say, each in its limits."""

    seed: int = number(0, 0, 2**31 - 1, "Same seed, same numbers.")
