"""What a GPU was found to do, in words: a verdict on recorded steps, and tables in Markdown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from benchmarks.documents.markdown import table
from benchmarks.gpu.plan import FAILED, LEFT_OUT, OK

Row = Mapping[str, Any]
"""A check as JSON has it."""

SWITCH = "`GAN_EXPLORER_CUDA_GRAPH`, `step_class` in `gan_core/training/toy/graph_step.py`"
RATIOS = {
    "plain_over_recorded": "plain / recorded",
    "cpu_over_plain": "CPU / plain",
    "cpu_over_recorded": "CPU / recorded",
}
GRAPH_TESTS = "tests.training.toy.test_graph_step"


def verdict(checks: Sequence[Row], *, device: str) -> str:
    """Return in one line whether recorded steps are right and how much faster they are."""
    recorded = [row for row in checks if row["part"] == "recorded"]
    # What ended a whole part early counts too, what is wrong with plain steps does not.
    wrong = [
        row["name"] for row in recorded
        if row["state"] == FAILED and not row["name"].endswith(": plain")
    ]  # fmt: skip
    wrong += [
        row["name"] for row in checks
        if row["state"] == FAILED and row["name"].startswith(GRAPH_TESTS)
    ]  # fmt: skip
    right = [row for row in recorded if row["state"] == OK and row["name"].endswith(": recorded")]
    if wrong:
        more = f" and {len(wrong) - 3} more" if len(wrong) > 3 else ""
        return f"The recorded graph is not right ({'; '.join(wrong[:3])}{more}): it stays off."
    if not right:
        return "The recorded graph was left out: nothing is said of it."
    apart = max(row["figures"]["weights"] for row in right)
    is_right = (
        f"The recorded graph is right on {device} ({len(right)} comparisons with the reference, "
        f"weights within {apart:.1e} of the way they went)"
    )
    gains = [
        row["figures"]["plain_over_recorded"] for row in checks
        if row["part"] == "times" and "plain_over_recorded" in row["figures"]
    ]  # fmt: skip
    if not gains:
        return f"{is_right}; its time was not measured."
    gain = f"{min(gains):.2f} to {max(gains):.2f} times as fast as plain steps"
    if min(gains) <= 1:
        return f"{is_right}, but {gain}: no reason to make it the default everywhere."
    return f"{is_right} and {gain}: it may become the default ({SWITCH})."


def counts_table(checks: Sequence[Row]) -> list[str]:
    """Return how many checks of each part were ok, failed or were left out."""
    states = (OK, FAILED, LEFT_OUT)
    parts = dict.fromkeys(row["part"] for row in checks)
    rows = [
        [part, *(sum(row["part"] == part and row["state"] == s for row in checks) for s in states)]
        for part in parts
    ]
    return table(["part", *states], rows)


def wanting(checks: Sequence[Row]) -> list[str]:
    """Return a line for each reason why checks failed or were left out."""
    reasons: dict[tuple[str, str, str], list[str]] = {}
    for row in checks:
        if row["state"] != OK:
            reasons.setdefault((row["part"], row["state"], row["says"]), []).append(row["name"])
    return [
        f"- {part}, {names[0] if len(names) == 1 else f'{len(names)} of them'}: **{state}**. {says}"
        for (part, state, says), names in reasons.items()
    ]


def times_table(checks: Sequence[Row]) -> list[str]:
    """Return the ratios of times, median (least to greatest) over the rounds."""
    timed = [row for row in checks if row["part"] == "times" and row["figures"]]
    if not timed:
        return []
    rows = []
    for row in timed:
        found = row["figures"]
        cells = [f"{found[name]:.3g}" if name in found else "-" for name in ("plain_ms", "cpu_ms")]
        rows.append([row["name"], *cells, *(_ratio(found, name) for name in RATIOS)])
    return table(["one step of all", "plain, ms", "CPU, ms", *RATIOS.values()], rows)


def _ratio(found: Row, name: str) -> str:
    if name not in found:
        return "-"
    return f"{found[name]:.2f} ({found[f'{name}_min']:.2f} to {found[f'{name}_max']:.2f})"


def losses_table(checks: Sequence[Row]) -> list[str]:
    """Return the losses of models on pictures at their first and last step, side by side."""
    rows = []
    for row in checks:
        figures = row["figures"]
        if row["part"] != "pictures" or "device" not in figures:
            continue
        for quantity, expected in figures["cpu"].items():
            found = figures["device"][quantity]
            pairs = [f"{_loss(found[i])} / {_loss(expected[i])}" for i in (0, -1)]
            rows.append([row["name"], quantity.upper(), *pairs])
    if not rows:
        return []
    return table(["model", "loss of", "first step, device / CPU", "last step, device / CPU"], rows)


def _loss(value: float | None) -> str:
    return "not finite" if value is None else f"{value:.5f}"


def machine_line(facts: Mapping[str, Any]) -> str:
    """Return device and versions in a line."""
    known = ("driver", "cuda", "cudnn", "torch", "python", "cores", "threads")
    named = [f"{name} {facts[name]}" for name in known if name in facts]
    return f"{facts['device']}: {', '.join(named)}."


def summary(found: Mapping[str, Any]) -> list[str]:
    """Return device, verdict and tables, as ``docs/measurements.md`` has them."""
    checks = found["checks"]
    blocks = [
        [machine_line(found["machine"])],
        [f"**{found['verdict']}**"],
        counts_table(checks),
        wanting(checks),
        times_table(checks),
        losses_table(checks),
    ]
    lines: list[str] = []
    for block in filter(None, blocks):
        lines += ["", *block] if lines else block
    return lines


def every_check(found: Mapping[str, Any]) -> list[str]:
    """Return a table of all checks but the times, which have their own, and tests that passed."""
    rows = [
        [row["part"], row["name"], row["state"], row["says"].replace("|", "\\|")]
        for row in found["checks"]
        if row["part"] not in ("times", "tests") or row["state"] == FAILED
    ]
    return table(["part", "check", "state", "found"], rows) if rows else []
