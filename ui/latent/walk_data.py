"""The pictures of a walk, computed once for each choice."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from gan_core.checkpoints.native import Model
from gan_core.latent.walks import walk
from ui.latent.controls import FIELDS
from ui.latent.keys import key_latents
from ui.latent.link_state import LatentLinkState
from ui.models.canvas_data import caption_of
from ui.models.model_list import settings_of, version_of
from ui.models.shown_models import (
    Floats,
    Labels,
    Pictures,
    device_name,
    opinions_of,
    picture_milliseconds,
    pictures_of,
    shown_model,
    shown_side,
)
from ui.shared.kept import Kept
from ui.shared.picture_bytes import encode_bytes, most_pictures, shape_of

KEPT_WALKS: Kept[dict[str, Any]] = Kept(16)
"""Walks that are kept for all visitors: of 180 faces each they are 50 MB."""

LONG_WALK, BEAT = 2000, 1000
"""Milliseconds from which a walk shows how far it is, and of what it computes between two looks."""

Progress = Callable[[int, int], None]
"""Hears how many pictures of how many are done."""


def fitting_frames(link: LatentLinkState) -> int:
    """Return how many pictures from each one to the next a walk can have at the most."""
    settings = settings_of(link.model)
    ways = len(link.keys) - (link.choice.closed == "off")
    most = most_pictures(shown_side(settings.side), settings.channels) - 1
    return max(1, min(int(FIELDS["frames"].metadata["high"]), most // ways))


def walk_data(
    link: LatentLinkState,
    drawn: tuple[float, ...],
    *,
    progress: Progress = lambda done, total: None,
) -> dict[str, Any]:
    """Return what the browser shows of a walk; ``progress`` hears of one that takes long."""
    name, chosen = link.model, link.choice
    label = chosen.label if shown_model(name, "cpu").settings.conditional else None
    frames = min(chosen.frames, fitting_frames(link))
    key = (name, version_of(name), link.keys, drawn, chosen.way, frames, chosen.closed, label)

    def make() -> dict[str, Any]:
        latents = walk(
            key_latents(name, link.keys, drawn), frames, interpolation=chosen.way,
            closed=chosen.closed == "on",
        )  # fmt: skip
        labels = None if label is None else [label] * len(latents)
        made = _made(shown_model(name, "cpu"), latents.numpy(), labels, progress)
        places = [place * frames for place in range(len(link.keys))]
        return _shown(made, link, places) | {"token": " ".join(map(str, key))}

    return KEPT_WALKS.get(key, make)


def _shown(made: Pictures, link: LatentLinkState, places: list[int]) -> dict[str, Any]:
    model = shown_model(link.model, "cpu")
    opinions = None
    if model.settings.labelled:
        opinions = opinions_of(model, made.pixels).round(4).tolist()
    return {
        "frames": {
            "pixels": encode_bytes(made.pixels),
            **shape_of(made.pixels),
            "opinions": opinions,
        },
        "caption": caption_of(model.settings),
        "keys": places,
        "closed": link.choice.closed == "on",
        "milliseconds": made.milliseconds,
        "device": device_name(model),
    }


def _made(model: Model, latents: Floats, labels: Labels | None, progress: Progress) -> Pictures:
    """Return a walk's pictures, those of a slow model a few at a time."""
    each = picture_milliseconds(model.card.name)
    if each * len(latents) < LONG_WALK:
        return pictures_of(model, latents, labels)
    rows = max(1, int(BEAT / each))
    parts = []
    for start in range(0, len(latents), rows):
        progress(start, len(latents))
        part = slice(start, start + rows)
        parts.append(pictures_of(model, latents[part], None if labels is None else labels[part]))
    return Pictures(
        np.concatenate([part.pixels for part in parts]),
        sum(part.clipped for part in parts),
        sum(part.milliseconds for part in parts),
    )
