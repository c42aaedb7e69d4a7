"""What every run on pictures has: networks, optimisers, an average, random streams, a place."""

from __future__ import annotations

import contextlib
import copy
from abc import abstractmethod
from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Any

import torch
from torch import Tensor, nn

from gan_core.data.fingerprint import Fingerprint, fingerprint
from gan_core.data.images import ImageSet
from gan_core.models.families import build_model
from gan_core.models.initialization import build_seeded
from gan_core.settings.images import ImageSettings
from gan_core.storage.devices import computes_bfloat16
from gan_core.training.divergence import DivergenceError
from gan_core.training.images.batches import Batches, mirror, move_about
from gan_core.training.parallel import ALONE, Parallel, telling
from gan_core.training.schedules import learning_rate
from gan_core.training.trainer import Trainer

STREAMS = ("weights", "batches", "noise", "preview")
"""Independent random streams of a run, each a fixed offset from its seed."""


def stream(settings: ImageSettings, name: str, device: torch.device) -> torch.Generator:
    """Return the random stream ``name`` of a run at its start."""
    seed = settings.seed * len(STREAMS) + STREAMS.index(name)
    return torch.Generator(device).manual_seed(seed)


class ImageTrainer(Trainer):
    """One run; ``step()`` is one update of all its networks.

    ``model`` is trained, ``shown`` is what pictures and scores use: its running average where
    ``ema`` is on. With ``parallel`` other processes have the rest of each batch.
    """

    settings: ImageSettings

    def __init__(
        self,
        settings: ImageSettings,
        data: ImageSet,
        *,
        device: torch.device,
        parallel: Parallel = ALONE,
    ) -> None:
        super().__init__(settings, device=device)
        self.parallel = parallel
        self.weights = stream(settings, "weights", torch.device("cpu"))
        self.model = self.place(self.build)
        self.shown = copy.deepcopy(self.model) if settings.ema else self.model
        self.batches = Batches(
            self.prepared(data).to(device),
            settings.batch_size,
            seed=settings.seed * len(STREAMS) + 1,
        )
        self.noise = stream(settings, "noise", device)
        self.losses: dict[str, float] = {}
        self.optimizers: dict[str, torch.optim.Optimizer] = {}
        self.set_up()

    def set_up(self) -> None:
        """Make the model's optimiser, and what else a kind of model needs."""
        self.add_optimizer("optimizer", self.model, momentum=self.settings.momentum)

    def prepared(self, data: ImageSet) -> ImageSet:
        """Return the pictures as the networks take them."""
        return data

    def build(self) -> nn.Module:
        """Build the network whose running average is shown."""
        return build_model(self.settings)

    @property
    def product(self) -> nn.Module:
        """What a training is for: the network that is saved as the model."""
        return self.shown

    def place(self, build: Callable[[], nn.Module]) -> nn.Module:
        """Build a network from the run's seed, on its device, channels last."""
        network = build_seeded(build, self.settings.start, generator=self.weights)
        network = self.parallel.synchronised(network)
        return network.to(self.device, memory_format=torch.channels_last)  # type: ignore[call-overload,no-any-return]

    def add_optimizer(self, name: str, network: nn.Module, *, momentum: float) -> None:
        """Make the optimiser of a network."""
        settings, parameters = self.settings, list(network.parameters())
        if settings.optimizer == "sgd":
            self.optimizers[name] = torch.optim.SGD(parameters, lr=1.0, momentum=momentum)
        else:
            self.optimizers[name] = torch.optim.Adam(
                parameters, lr=1.0, betas=(settings.beta1, settings.beta2), fused=True
            )

    def rate(self, base: float) -> float:
        """Return a learning rate at the step under way."""
        settings = self.settings
        return learning_rate(
            base,
            self.steps_done,
            schedule=settings.schedule,
            decay=settings.decay,
            progress=self.progress(),
        )

    def progress(self) -> float:
        """Return how far the run is on its way, 0 to 1."""
        return self.steps_done / self.settings.steps

    def autocast(self) -> contextlib.AbstractContextManager[Any]:
        """Compute products in bfloat16 where that is asked for and the device has it."""
        precision, device = self.settings.precision, self.device
        wanted = precision == "bfloat16" or (precision == "auto" and device.type == "cuda")
        if wanted and computes_bfloat16(device):
            return torch.autocast(device.type, torch.bfloat16)
        return contextlib.nullcontext()

    def move(self, name: str, loss: Tensor, *, base: float) -> None:
        """Take one step of an optimiser down ``loss``, at a rate that starts as ``base``."""
        optimizer = self.optimizers[name]
        optimizer.zero_grad(set_to_none=True)
        with telling():
            loss.backward()  # type: ignore[no-untyped-call]
        self.parallel.average_slopes(
            weight for group in optimizer.param_groups for weight in group["params"]
        )
        for group in optimizer.param_groups:
            group["lr"] = self.rate(base)
            self._shrink(group["params"])
        optimizer.step()

    def _shrink(self, parameters: list[nn.Parameter]) -> None:
        """Add the slope of the L1 and L2 penalties on weights, not on biases."""
        settings = self.settings
        if not settings.weight_l1 and not settings.weight_l2:
            return
        with torch.no_grad():
            for weight in parameters:
                if weight.ndim > 1 and weight.grad is not None:
                    weight.grad.add_(weight.sign(), alpha=settings.weight_l1)
                    weight.grad.add_(weight, alpha=2 * settings.weight_l2)

    def step(self) -> None:
        """Do one update; raises ``DivergenceError`` when a loss is NaN or infinite."""
        images, labels = (self.parallel.part(rows) for rows in self.batches.next())
        with self.parallel.draws(self.noise):
            images = move_about(
                images, shift=self.settings.shift, turn=self.settings.turn, generator=self.noise
            )
            if self.settings.mirror == "on":
                images = mirror(images, generator=self.noise)
            losses = self.parallel.means(self.update(images, labels))
        self.average()
        self.steps_done += 1
        # All of them are kept, also for a report of the one that is no longer finite.
        self.losses = {quantity: loss.item() for quantity, loss in losses.items()}
        for quantity, loss in losses.items():
            self.finite(loss, f"{quantity} loss")

    def check_weights(self) -> None:
        """Raise ``DivergenceError`` where weights are NaN or infinite.

        A loss is that of the weights before an update, so it tells of the last one too late.
        """
        for name, network in self.networks().items():
            if not all(bool(value.isfinite().all()) for value in network.state_dict().values()):
                raise DivergenceError(f"a weight of {name}", self.steps_done)

    @property
    def stabilised_resolution(self) -> int | None:
        """The resolution that is stabilised with the last step, of a progressive GAN if one is."""
        return None

    @property
    def half_faded_resolution(self) -> int | None:
        """The resolution whose fade-in is in its middle, of a progressive GAN if one is."""
        return None

    @abstractmethod
    def update(self, images: Tensor, labels: Tensor) -> Mapping[str, Tensor]:
        """Move every network once; returns its losses."""

    @torch.no_grad()
    def average(self) -> None:
        """Bring the running average on."""
        if self.shown is self.model:
            return
        # At the start the average follows closely, so that it forgets the first weights.
        share = 1 - min(self.settings.ema, (1 + self.steps_done) / (10 + self.steps_done))
        torch._foreach_lerp_(list(self.shown.parameters()), list(self.model.parameters()), share)
        self.average_buffers()

    def average_buffers(self) -> None:
        """Copy what is counted (batch norm) from the network in training."""
        for mine, theirs in zip(self.shown.buffers(), self.model.buffers(), strict=True):
            mine.copy_(theirs)

    def networks(self) -> dict[str, nn.Module]:
        """Return all networks by name."""
        return {"model": self.model} | ({"shown": self.shown} if self.settings.ema else {})

    def tensors(self) -> dict[str, Tensor]:
        """Return all networks and optimisers, and the order of the batches."""
        found = {
            f"{name}.{key}": value
            for name, network in self.networks().items()
            for key, value in network.state_dict().items()
        }
        for name, optimizer in self.optimizers.items():
            for index, slots in optimizer.state_dict()["state"].items():
                for slot, value in slots.items():
                    if value is not None:
                        found[f"{name}.{index}.{slot}"] = value
        return found | {f"batches.{key}": value for key, value in self.batches.state().items()}

    def streams(self) -> dict[str, torch.Generator]:
        """Return what latents and augmentation are drawn from."""
        return {"noise.random": self.noise}

    @cached_property
    def data(self) -> Fingerprint:
        """What tells the run's pictures from others."""
        return fingerprint(self.batches.data)

    def facts(self) -> dict[str, Any]:
        """Return steps, losses, and what tells the pictures from others."""
        return {"steps": self.steps_done, "losses": self.losses, "data": self.data}

    def load_tensors(self, tensors: Mapping[str, Tensor]) -> None:
        """Fill networks, optimisers and batches."""
        for name, network in self.networks().items():
            network.load_state_dict(_part(tensors, name), strict=True)
        for name, optimizer in self.optimizers.items():
            self._load_optimizer(optimizer, _part(tensors, name))
        self.batches.load_state(_part(tensors, "batches"))

    def load_facts(self, facts: Mapping[str, Any]) -> None:
        """Take over steps and losses."""
        self.steps_done, self.losses = int(facts["steps"]), dict(facts["losses"])

    def resumed_settings(self, facts: Mapping[str, Any]) -> ImageSettings:
        """Return this run's settings with all changes: its length may be another one."""
        settings = self.settings
        for change in facts["changes"]:
            values = {key: value for key, value in change.items() if key != "step"}
            settings = settings.replace(**values)
        return settings

    @staticmethod
    def _load_optimizer(optimizer: torch.optim.Optimizer, tensors: Mapping[str, Tensor]) -> None:
        weights = [weight for group in optimizer.param_groups for weight in group["params"]]
        state: dict[int, dict[str, Tensor]] = {}
        for key, value in tensors.items():
            index, slot = key.split(".", 1)
            weight = weights[int(index)]
            if value.shape == weight.shape:
                # The fused update walks through memory, so both have to lie in the same order.
                value = torch.empty_like(weight).copy_(value)
            state.setdefault(int(index), {})[slot] = value
        groups = optimizer.state_dict()["param_groups"]
        optimizer.load_state_dict({"state": state, "param_groups": groups})


def _part(tensors: Mapping[str, Tensor], name: str) -> dict[str, Tensor]:
    prefix = f"{name}."
    return {key[len(prefix) :]: value for key, value in tensors.items() if key.startswith(prefix)}
