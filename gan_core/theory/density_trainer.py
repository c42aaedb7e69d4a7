"""What runs on known distributions have in common: steps, changes on the way, saving, going on."""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import Any

import torch
from torch import Tensor

from gan_core.settings.base import Settings
from gan_core.storage.serialization import Array
from gan_core.training.divergence import DivergenceError


class LineTrainer(ABC):
    """Networks that are trained against known distributions, step by step.

    Two trainers with equal settings on one device give equal numbers, bit for bit on the CPU with
    the same number of threads.
    """

    def __init__(self, settings: Settings, *, device: torch.device) -> None:
        self.settings: Any = settings
        self.device = device
        self.steps_done = 0
        self.changes: list[dict[str, Any]] = []

    @property
    def total_steps(self) -> int:
        """Where the run ends."""
        return int(self.settings.steps)

    @abstractmethod
    def step(self) -> None:
        """Do one update; raises ``DivergenceError`` when a loss is NaN or infinite."""

    @abstractmethod
    def tensors(self) -> dict[str, Tensor]:
        """Return all that training moves, by name, as it lies in memory."""

    @abstractmethod
    def streams(self) -> dict[str, torch.Generator]:
        """Return the random streams that training draws from, by name."""

    def change(self, **changes: object) -> None:
        """Change live settings from the next step on; raises ``SettingsError`` for others."""
        self.settings = self.settings.replace_live(**changes)
        self.changes.append({"step": self.steps_done, **changes})

    def finite(self, loss: Tensor, quantity: str) -> float:
        """Return a loss as a number; raises ``DivergenceError`` when it is none."""
        value = loss.item()
        if not math.isfinite(value):
            raise DivergenceError(quantity, self.steps_done)
        return value

    def state(self) -> tuple[dict[str, Array], dict[str, Any]]:
        """Return arrays and JSON facts from which ``load_state`` continues bit for bit."""
        arrays = {
            name: tensor.detach().cpu().numpy().copy() for name, tensor in self.tensors().items()
        }
        arrays |= {f"random.{name}": g.get_state().numpy() for name, g in self.streams().items()}
        facts = {
            "settings": self.settings.as_dict(),
            "changes": self.changes,
            "steps_done": self.steps_done,
        }
        return arrays, facts

    def load_state(self, arrays: Mapping[str, Array], facts: Mapping[str, Any]) -> None:
        """Take over what ``state`` returned; ``ValueError`` when it belongs to other settings."""
        for name, value in self.settings.as_dict().items():
            if name not in self.settings.live and facts["settings"].get(name) != value:
                raise ValueError(
                    f"the checkpoint does not fit: its run has "
                    f"{name}={facts['settings'].get(name)}, this one {name}={value}"
                )
        for name, tensor in self.tensors().items():
            tensor.copy_(torch.from_numpy(arrays[name]))
        for name, stream in self.streams().items():
            stream.set_state(torch.from_numpy(arrays[f"random.{name}"]))
        self.settings = type(self.settings)(**facts["settings"])
        self.changes, self.steps_done = list(facts["changes"]), int(facts["steps_done"])
