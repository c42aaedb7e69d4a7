"""A chart of curves over steps as SVG, for a page that is printed: no script draws it."""

from __future__ import annotations

import html
import math
from collections.abc import Sequence
from dataclasses import dataclass

from gan_core.viz.palette import PALETTE

WIDTH, HEIGHT = 340, 200
LEFT, RIGHT, TOP, BOTTOM = 52, 10, 44, 24
MOST_POINTS = 400
DASHES = ("", "6 3", "2 3")
"""Curves of one chart differ by their dashes too, on paper without colours."""


@dataclass(frozen=True)
class SvgCurve:
    """One curve: its name, its values at the chart's steps (None for a gap), a palette colour."""

    label: str
    values: Sequence[float | None]
    color: str = "ink"


def curve_svg(title: str, steps: Sequence[int], curves: Sequence[SvgCurve], *, unit: str) -> str:
    """Return a chart of curves over the same steps, with its title, names and both axes' ends.

    Raises ``ValueError`` where a curve has another number of values than there are steps.
    """
    for curve in curves:
        if len(curve.values) != len(steps):
            raise ValueError(f"{curve.label}: {len(curve.values)} values for {len(steps)} steps")
    known = [v for curve in curves for v in curve.values if v is not None and math.isfinite(v)]
    low, high = (min(known), max(known)) if known else (0.0, 1.0)
    if high <= low:
        low, high = low - 0.5, high + 0.5
    last = max(1, steps[-1] if steps else 1)
    colors = PALETTE["light"]

    def x(step: float) -> float:
        return LEFT + step / last * (WIDTH - LEFT - RIGHT)

    def y(value: float) -> float:
        return HEIGHT - BOTTOM - (value - low) / (high - low) * (HEIGHT - TOP - BOTTOM)

    parts = [_text(4, 14, title, 'font-weight="600"')]
    parts += [
        f'<path d="M{LEFT} {y(value):.1f}H{WIDTH - RIGHT}" stroke="{colors["grid"]}"/>'
        + _text(LEFT - 5, y(value) + 4, f"{value:.3g}", 'text-anchor="end"')
        for value in (low, high)
    ]
    parts.append(_text(LEFT, HEIGHT - 6, "0", ""))
    parts.append(_text(WIDTH - RIGHT, HEIGHT - 6, f"{last:,} {unit}", 'text-anchor="end"'))
    place = 4.0
    stride = max(1, -(-len(steps) // MOST_POINTS))
    for index, curve in enumerate(curves):
        look = (
            f'stroke="{colors[curve.color]}" stroke-width="1.6" fill="none" '
            f'stroke-dasharray="{DASHES[index % len(DASHES)]}"'
        )
        parts.append(f'<path d="M{place} 30h18" {look}/>')
        parts.append(_text(place + 22, 34, curve.label, ""))
        place += 36 + 6.6 * len(curve.label)
        path, joined = "", False
        for step, found in list(zip(steps, curve.values, strict=True))[::stride]:
            if found is None or not math.isfinite(found):
                joined = False
                continue
            path += f"{'L' if joined else 'M'}{x(step):.1f} {y(found):.1f}"
            joined = True
        parts.append(f'<path d="{path}" {look}/>')
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" '
        f'aria-label="{html.escape(title)}" font-family="sans-serif" font-size="12">'
        f"{''.join(parts)}</svg>"
    )


def _text(x: float, y: float, text: str, look: str) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" {look}>{html.escape(text)}</text>'
