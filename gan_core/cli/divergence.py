"""``divergence``: divergences of two known distributions, and estimates by a trained D."""

from __future__ import annotations

import argparse
import math
import time
from typing import TYPE_CHECKING, Any

from gan_core.cli.inputs import open_device, parse_number
from gan_core.cli.output import FailedError, UsageError, show
from gan_core.cli.terminal import Progress
from gan_core.settings.base import SettingsError
from gan_core.theory.divergences import divergences
from gan_core.theory.specification import parse_distribution
from gan_core.training.divergence import DivergenceError

if TYPE_CHECKING:
    from gan_core.theory.distributions import Distribution

REPORT_EVERY = 100


def add_parser(commands: Any) -> None:  # noqa: ANN401
    """Add the command to the command line."""
    parser = commands.add_parser(
        "divergence", help="KL, JS, total variation and W1 of two known distributions"
    )
    for name, what in (("--p", "the data's distribution"), ("--q", "the fakes'")):
        parser.add_argument(
            name, required=True, metavar="SPEC",
            help=f"{what}: normal:MEAN,SD, uniform:LOW,HIGH, point:AT or a sum such as "
            "0.5*normal:-1,0.2+0.5*normal:1,0.2",
        )  # fmt: skip
    parser.add_argument("--train", action="store_true", help="also estimate JS by training D")
    parser.add_argument("--seed", default="0", metavar="N")
    parser.add_argument("--device", default="auto", metavar="auto|cpu|cuda|mps")
    parser.add_argument("--json", action="store_true")
    parser.set_defaults(run=run_divergence)


def run_divergence(arguments: argparse.Namespace) -> None:
    """Carry out ``divergence``."""
    p, q = _parse("--p", arguments.p), _parse("--q", arguments.q)
    seed = parse_number(arguments.seed, "--seed", 0, 2**31 - 1)
    found = divergences(p, q)
    content: dict[str, float] = {
        "kl": found.kl,
        "reverse_kl": found.reverse_kl,
        "js": found.js,
        "tv": found.tv,
        "w1": found.w1,
        "value_at_optimum": found.value_at_optimum,
    }
    if arguments.train:
        try:
            content |= _trained(p, q, seed=seed, device=arguments.device)
        except DivergenceError as error:
            raise FailedError(
                f"{error}; D sees points in single precision: try distributions that lie closer "
                "together",
                {name: _shown(value) for name, value in content.items()} | {"js_estimate": None},
            ) from None
    show({name: _shown(value) for name, value in content.items()}, as_json=arguments.json)


def _parse(option: str, text: str) -> Distribution:
    try:
        return parse_distribution(text)
    except SettingsError as error:
        raise UsageError(f"{option} {error}") from None


def _shown(value: float) -> float | str:
    """Return infinity as ``inf``, since JSON has none."""
    return "inf" if math.isinf(value) else value


def _trained(p: Distribution, q: Distribution, *, seed: int, device: str) -> dict[str, float]:
    # torch takes seconds to import, and only training needs it.
    place = open_device(device)
    from gan_core.theory.estimation import train_discriminator
    from gan_core.theory.settings import DiscriminatorSettings

    settings = DiscriminatorSettings(seed=seed)
    progress = Progress(settings.steps)
    started = time.perf_counter()
    estimate = 0.0
    for report in train_discriminator(p, q, settings, device=place, every=REPORT_EVERY):
        estimate = report.js_estimate
        progress.show(report.step, report.seconds, f"JS {estimate:.4f}")
    progress.end()
    return {"js_estimate": estimate, "seconds": time.perf_counter() - started}
