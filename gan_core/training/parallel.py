"""One training on several processes, each with its share of every batch (data parallel).

All processes hold the same networks and the same random streams. Of each batch, and of all that
chance draws for it, process r of n takes rows r, r + n, r + 2n, ...; slopes are averaged before an
optimiser moves, and batch norm looks at the whole batch. So n processes do what one does, but for
the order of sums, and a checkpoint fits any number of them.

Rows are taken in strides, so that the groups of ``MinibatchStandardDeviation`` stay together.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import torch
from torch import Tensor, distributed, nn
from torch.overrides import TorchFunctionMode

from gan_core.storage.text import one_line

TIMEOUT = timedelta(minutes=5)
"""How long a process waits for the others."""

GROUP = 4
"""Rows that stay together: those of a group of ``MinibatchStandardDeviation``."""

Norm = nn.BatchNorm1d | nn.BatchNorm2d


class ParallelError(RuntimeError):
    """The processes do not fit each other, or one of them has ended; one line says so."""


@dataclass(frozen=True)
class Parallel:
    """A process's place among ``size``; alone, all that it does leaves things as they are."""

    rank: int = 0
    size: int = 1

    @property
    def leads(self) -> bool:
        """Whether this process writes files and answers."""
        return self.rank == 0

    def share(self, count: int) -> int:
        """Return the rows of a batch that come to a process; ``ParallelError`` if they do not fit.

        With several processes each gets a multiple of four.
        """
        if self.size > 1 and count % (GROUP * self.size):
            raise ParallelError(
                f"a batch of {count} does not fall to {self.size} processes; accepted: a multiple "
                f"of {GROUP * self.size}"
            )
        return count // self.size

    def part(self, rows: Tensor) -> Tensor:
        """Return this process's rows of a batch (N, ...)."""
        self.share(len(rows))
        return rows[self.rank :: self.size]

    def draws(self, stream: torch.Generator) -> contextlib.AbstractContextManager[Any]:
        """Within it, what ``stream`` draws by row is drawn for whole batches, and a part taken."""
        return _WholeDraws(self, stream) if self.size > 1 else contextlib.nullcontext()

    def synchronised(self, network: nn.Module) -> nn.Module:
        """Let each batch norm of a network look at whole batches; weights keep their names."""
        if self.size > 1:
            for module in list(network.modules()):
                for name, child in module.named_children():
                    if isinstance(child, Norm):
                        setattr(module, name, _WholeBatchNorm(child))
        return network

    def average_slopes(self, weights: Iterable[nn.Parameter]) -> None:
        """Replace the slope of each weight by the mean over all processes."""
        if self.size == 1:
            return
        slopes = [weight.grad for weight in weights if weight.grad is not None]
        # One message for all: each has its cost, whatever its length.
        with telling():
            joined = torch.cat([slope.flatten() for slope in slopes])
            distributed.all_reduce(joined)
        joined.div_(self.size)
        place = 0
        for slope in slopes:
            slope.copy_(joined[place : place + slope.numel()].view(slope.shape))
            place += slope.numel()

    def means(self, values: Mapping[str, Tensor]) -> dict[str, Tensor]:
        """Return the mean of each number over all processes."""
        if self.size == 1:
            return dict(values)
        with telling():
            joined = torch.stack([value.detach().float() for value in values.values()])
            distributed.all_reduce(joined)
        return dict(zip(values, joined.div_(self.size), strict=True))

    def any(self, here: bool) -> bool:
        """Whether it is so in any process; all get the same answer."""
        if self.size == 1:
            return here
        with telling():
            count = torch.tensor(float(here), device=_message_device())
            distributed.all_reduce(count)
        return bool(count.item())

    def agree(self, what: str, value: object) -> None:
        """Raise ``ParallelError`` in all processes unless they have the same ``value``."""
        if self.size == 1:
            return
        found: list[object] = [None] * self.size
        with telling():
            distributed.all_gather_object(found, value)
        if any(other != found[0] for other in found):
            raise ParallelError(f"the processes have different {what}; give all the same")


ALONE = Parallel()


@contextlib.contextmanager
def joined(environment: Mapping[str, str] = os.environ) -> Any:  # noqa: ANN401
    """Join the processes that torchrun has started, and leave them at the end; else stay alone.

    Yields the ``Parallel``. Those on a CPU speak by gloo, those with a GPU each by NCCL.
    """
    size = int(environment.get("WORLD_SIZE", "1"))
    if size == 1 or "RANK" not in environment:
        yield ALONE
        return
    local = int(environment.get("LOCAL_RANK", "0"))
    gpu = torch.cuda.is_available() and torch.cuda.device_count() > local
    if gpu:
        torch.cuda.set_device(local)
    with telling():
        distributed.init_process_group("nccl" if gpu else "gloo", timeout=TIMEOUT)
    try:
        yield Parallel(distributed.get_rank(), distributed.get_world_size())
    finally:
        # Where another has ended, leaving has nobody to speak to.
        with contextlib.suppress(RuntimeError, ValueError):
            distributed.destroy_process_group()


@contextlib.contextmanager
def telling() -> Any:  # noqa: ANN401
    """Turn what torch says when a message does not arrive into one line."""
    try:
        yield
    except ParallelError:
        raise
    except RuntimeError as error:
        raise ParallelError(
            "another process of this training has ended or cannot be reached "
            f"({one_line(str(error))[:100]})"
        ) from None


def _message_device() -> torch.device:
    return torch.device("cuda" if distributed.get_backend() == "nccl" else "cpu")


class _WholeDraws(TorchFunctionMode):
    """Draws of one stream, as they are for all processes together."""

    def __init__(self, parallel: Parallel, stream: torch.Generator) -> None:
        super().__init__()
        self.parallel, self.stream = parallel, stream

    def __torch_function__(
        self,
        func: Callable[..., Any],
        types: Any,  # noqa: ANN401
        args: tuple[Any, ...] = (),
        kwargs: dict[str, Any] | None = None,
    ) -> Any:  # noqa: ANN401
        kwargs = kwargs or {}
        if func not in (torch.rand, torch.randn) or kwargs.get("generator") is not self.stream:
            return func(*args, **kwargs)
        count, *rest = args if isinstance(args[0], int) else args[0]
        return self.parallel.part(func(count * self.parallel.size, *rest, **kwargs))


class _Sum(torch.autograd.Function):
    """The sum over all processes; so is its slope, as each has a part of what is made of it."""

    @staticmethod
    def forward(ctx: Any, values: Tensor) -> Tensor:  # noqa: ANN401
        """Return the sum of ``values`` over all processes."""
        total = values.clone()
        distributed.all_reduce(total)
        return total

    @staticmethod
    def backward(ctx: Any, *slopes: Any) -> Any:  # noqa: ANN401
        """Return the sum of the slopes over all processes."""
        return _sum(slopes[0].contiguous())


def _sum(values: Tensor) -> Tensor:
    total: Tensor = _Sum.apply(values)
    return total


class _WholeBatchNorm(nn.Module):
    """Batch norm over the rows of all processes; weights and buffers are those of ``usual``."""

    def __init__(self, usual: Norm) -> None:
        super().__init__()
        self.eps, self.momentum = usual.eps, usual.momentum
        self.weight, self.bias = usual.weight, usual.bias
        for name, buffer in usual.named_buffers():
            self.register_buffer(name, buffer)
        self.running_mean: Tensor
        self.running_var: Tensor
        self.num_batches_tracked: Tensor

    def forward(self, features: Tensor) -> Tensor:
        """Return (N, C, ...) with each channel normalised."""
        rows = features.float()
        if not self.training:
            return self._scaled(rows, self.running_mean, self.running_var).to(features.dtype)
        over = [axis for axis in range(rows.ndim) if axis != 1]
        size = distributed.get_world_size()
        with telling():
            mean = _sum(rows.mean(over)) / size
            apart = rows - self._shaped(mean, rows)
            variance = _sum(apart.square().mean(over)) / size
        with torch.no_grad():
            count = rows.numel() // rows.shape[1] * size
            self.num_batches_tracked += 1
            share = self.momentum if self.momentum is not None else 1.0
            self.running_mean.lerp_(mean, share)
            self.running_var.lerp_(variance * count / (count - 1), share)
        return self._scaled(rows, mean, variance).to(features.dtype)

    def _scaled(self, rows: Tensor, mean: Tensor, variance: Tensor) -> Tensor:
        scale = torch.rsqrt(variance + self.eps) * self.weight
        return (rows - self._shaped(mean, rows)) * self._shaped(scale, rows) + self._shaped(
            self.bias, rows
        )

    @staticmethod
    def _shaped(channels: Tensor, rows: Tensor) -> Tensor:
        return channels.view(1, -1, *[1] * (rows.ndim - 2))
