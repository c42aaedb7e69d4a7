"""What every canvas of trained models needs of the page."""

from __future__ import annotations

from typing import Any

from gan_core.settings.images import ImageSettings
from gan_core.viz.palette import PALETTE
from ui.http.base_path import from_page
from ui.live import live_text
from ui.models.api import PATH as MODELS
from ui.models.shown_models import screen_resolution
from ui.shared.shell import chosen_device
from ui.shared.text import _


def canvas_base() -> dict[str, Any]:
    """Return colours, texts, the models' address and the device."""
    return {
        "palette": PALETTE,
        "text": live_text(),
        "models": from_page(MODELS),
        "device": chosen_device(),
    }


def axis_name(index: int) -> str:
    """Return a latent's name on screen, counted from 1."""
    return _("Latent {number}").format(number=index + 1)


def caption_of(settings: ImageSettings) -> str:
    """Return what stands below a picture that no classifier reads; empty for digits."""
    if settings.labelled:
        return ""
    what = _("A generated face") if shows_faces(settings) else _("A generated picture")
    resolution, shown = settings.resolution, screen_resolution(settings.resolution)
    if resolution == shown:
        return what
    return _(
        "{what}; its {resolution} x {resolution} pixels are shown as {shown} x {shown}"
    ).format(what=what, resolution=resolution, shown=shown)


def shows_faces(settings: ImageSettings) -> bool:
    """Whether a model makes faces."""
    return settings.dataset == "celeba"
