"""Side by side: an autoencoder, a VAE and a GAN on one plane of latents."""

from __future__ import annotations

import math
from typing import Any

import streamlit as st
import torch

from gan_core.checkpoints.native import CheckpointError
from ui.latent.controls import (
    LATENT,
    chosen_link_state,
    label_control,
    planes_link_state,
    point_button,
    renew,
    token,
)
from ui.latent.link_state import BESIDE, LatentLinkState, plane_gans
from ui.latent.map import AE, direction_axes, plane_axes, plane_of
from ui.models.model_list import model_title
from ui.models.shown_models import noise_of, picture_milliseconds, shown_model, shown_statistics
from ui.shared.text import _

REACH = 3.0
BASE_TRUNCATION = 2.0
GRID, GRID_MILLISECONDS = 14, 4000


def planes_controls() -> None:
    """Draw the controls: which GAN, and which of its digits."""
    names = plane_gans()
    if not names:
        return
    if LATENT.value("gan") not in names:
        st.session_state[LATENT.key("gan")] = names[0]
    name = st.selectbox(
        _("GAN"), names, key=LATENT.key("gan"), on_change=renew, persist_state="session",
        format_func=model_title,
        help=_("Its plane runs along its two strongest directions, through a random latent."),
    )  # fmt: skip
    label_control(name)
    point_button()


def planes_canvas() -> LatentLinkState:
    """Draw the planes; returns where the point was put."""
    link = chosen_link_state()
    try:
        planes = [plane_of(AE), plane_of(BESIDE), gan_plane(link)]
        measured(planes)
    except CheckpointError as error:
        st.error(str(error))
        return link
    for plane in planes:
        plane["extent"] = [-REACH, REACH, -REACH, REACH]
    data = {
        "planes": planes,
        "layers": {"grid": True},
        "linked": True,
        "point": [link.choice.x, link.choice.y],
        "token": f"{token(link.choice.gan)} {link.choice.label}",
    }
    return planes_link_state(link, data, key="latent-planes")


def gan_plane(link: LatentLinkState) -> dict[str, Any]:
    """Return a GAN's plane, spanned by its two strongest directions.

    It runs through a random latent, not through 0: noise of many numbers is never near 0, so that
    a GAN has not learnt what to draw there.
    """
    name = link.choice.gan
    axes = plane_axes(name)
    model = shown_model(name, "cpu")
    settings = model.settings
    drawn = torch.from_numpy(noise_of(model, 1, seed=0, truncation=BASE_TRUNCATION))[0]
    return {
        "model": name,
        "title": _("GAN"),
        # What lies along the axes is the point's own.
        "origin": (drawn - (axes @ drawn) @ axes).tolist(),
        "axes": axes.tolist(),
        "axis_names": direction_axes(),
        "coded": False,
        "labelled": settings.labelled,
        "grid": grid_count(name),
        "label": link.choice.label if settings.conditional else None,
    }


def grid_count(name: str) -> int:
    """Return how many pictures of a model go along an edge of its plane in bearable time."""
    bearable = math.sqrt(GRID_MILLISECONDS / max(1e-3, picture_milliseconds(name)))
    return max(2, min(GRID, int(bearable)))


def plane_latent(plane: dict[str, Any], x: float, y: float) -> list[float]:
    """Return the latent at a point of a plane."""
    first, second = plane["axes"]
    return [o + x * a + y * b for o, a, b in zip(plane["origin"], first, second, strict=True)]


def measured(planes: list[dict[str, Any]]) -> None:
    """Write under each plane what was measured of its model's samples."""
    for plane in planes:
        known = shown_statistics(plane["model"])
        if math.isnan(known.sharpness):
            plane["note"] = _("Sharpness and coverage are not measured of converted models.")
            continue
        plane["note"] = _("Sharpness {sharpness:.0f} %, coverage {coverage:.0f} %").format(
            sharpness=100 * known.sharpness, coverage=100 * known.coverage
        )


def planes_explanation() -> None:
    """Draw what to look for."""
    st.markdown(
        _(
            "The same square of latents, three decoders. **Sharpness** is the strength of the "
            "finest details in 5,000 samples over that of test digits: autoencoders blur, since "
            "the mean of all likely strokes costs least, a GAN does not. **Coverage** is the "
            "share of 5,000 test digits with a sample nearer to them than their fifth nearest test "
            "digit, in the feature space of the classifier: a model with mode collapse covers few "
            "of them. Noise drawn from N(0, I) suits the VAE and the GAN; the autoencoder "
            "never promised that its latents lie there."
        )
    )
