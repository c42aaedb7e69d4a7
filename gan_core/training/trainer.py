"""What every run shares: settings that may change, a place, saving, and resuming bit for bit."""

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


class Trainer(ABC):
    """One run; a subclass says which tensors, random streams and facts it consists of.

    Two runs with equal settings on one device give equal numbers, bit for bit on the CPU with the
    same number of threads.
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
    def tensors(self) -> dict[str, Tensor]:
        """Return all that training moves, by its name in a checkpoint, as it lies in memory."""

    @abstractmethod
    def streams(self) -> dict[str, torch.Generator]:
        """Return the random streams that training draws from, by their names in a checkpoint."""

    def facts(self) -> dict[str, Any]:
        """Return the numbers and counters to be saved, ready for JSON."""
        return {"steps_done": self.steps_done}

    def load_facts(self, facts: Mapping[str, Any]) -> None:
        """Take over what ``facts`` returned; the tensors are loaded by then."""
        self.steps_done = int(facts["steps_done"])

    def load_tensors(self, tensors: Mapping[str, Tensor]) -> None:
        """Copy saved tensors to where they belong; ``ValueError`` for other shapes."""
        for name, tensor in self.tensors().items():
            if tensors[name].shape != tensor.shape:
                raise ValueError(f"the checkpoint does not fit these settings: {name} differs")
            tensor.copy_(tensors[name])

    def restart_stream(self, name: str, stream: torch.Generator) -> None:
        """Give a stream a new seed that depends on the place of the run.

        Called for a state that another kind of device has drawn: the run resumes, but does not
        repeat bit for bit.
        """
        stream.manual_seed(stream.initial_seed() ^ self.steps_done)

    def change(self, **changes: object) -> None:
        """Change live settings from the next update on; raises ``SettingsError`` for others."""
        self.settings = self.settings.replace_live(**changes)
        self.changes.append({"step": self.steps_done, **changes})

    def finite(self, loss: Tensor, quantity: str) -> float:
        """Return a loss as a number; raises ``DivergenceError`` when it is NaN or infinite."""
        value = loss.item()
        if not math.isfinite(value):
            raise DivergenceError(quantity, self.steps_done)
        return value

    def state(self) -> tuple[dict[str, Array], dict[str, Any]]:
        """Return arrays and JSON facts from which ``load_state`` continues bit for bit."""
        tensors = self.tensors() | {name: g.get_state() for name, g in self.streams().items()}
        arrays = {name: tensor.detach().cpu().numpy().copy() for name, tensor in tensors.items()}
        facts = {"settings": self.settings.as_dict(), "changes": self.changes}
        return arrays, facts | self.facts()

    def load_state(self, arrays: Mapping[str, Array], facts: Mapping[str, Any]) -> None:
        """Go on where ``state`` was taken; ``ValueError`` when it is of another run."""
        self._take_settings(facts)
        tensors = {name: torch.from_numpy(array) for name, array in arrays.items()}
        try:
            self.load_tensors(tensors)
            self.load_facts(facts)
            for name, stream in self.streams().items():
                if tensors[name].shape == stream.get_state().shape:
                    stream.set_state(tensors[name])
                else:
                    self.restart_stream(name, stream)
        except (IndexError, KeyError, RuntimeError, TypeError) as error:
            raise ValueError(f"the checkpoint is of another run: {error}") from None

    def _take_settings(self, facts: Mapping[str, Any]) -> None:
        """Refuse settings that differ in what cannot change, and take over what has changed."""
        if "settings" in facts:
            # Settings that are newer than the checkpoint have their defaults.
            saved = type(self.settings)(**facts["settings"])
            for name, value in self.settings.as_dict().items():
                there = getattr(saved, name)
                if name not in self.settings.live and there != value:
                    raise ValueError(
                        f"the checkpoint does not fit: its run has {name}={there}, this one "
                        f"{name}={value}"
                    )
        self.settings = self.resumed_settings(facts)
        self.changes = list(facts["changes"])

    def resumed_settings(self, facts: Mapping[str, Any]) -> Settings:
        """Return the settings to resume with: those that were saved, with all changes."""
        settings: Settings = type(self.settings)(**facts["settings"])
        return settings
