"""Side by side: an autoencoder, a VAE and a GAN on one plane of latents."""

from __future__ import annotations

from typing import Any

import streamlit as st
import torch

from gan_core.checkpoints import CheckpointError
from ui.latent_controls import (
    MODEL_NAMES,
    controls_lesson,
    key_of,
    label_control,
    planes_lesson,
    point_button,
    renew,
    token,
)
from ui.latent_lesson import GANS, LatentLesson, shown_names
from ui.latent_map import AE, VAE, plane_of
from ui.shown_models import noise_of, shown_model, shown_survey
from ui.text import _

REACH = 3.0
BASE_TRUNCATION = 2.0


def planes_desk() -> None:
    """Draw the controls: which GAN, and which of its digits."""
    names = [name for name in GANS if name in shown_names("gan", "cgan")]
    if not names:
        return
    if st.session_state[key_of("gan")] not in names:
        st.session_state[key_of("gan")] = names[0]
    name = st.selectbox(
        _("GAN"), names, key=key_of("gan"), on_change=renew, persist_state="session",
        format_func=lambda name: MODEL_NAMES.get(name, name),
        help=_("Its plane runs along its two strongest directions, through a random latent."),
    )  # fmt: skip
    label_control(name)
    point_button()


def planes_stage() -> LatentLesson:
    """Draw the planes; returns where the point was put."""
    lesson = controls_lesson()
    try:
        planes = [plane_of(AE), plane_of(VAE), gan_plane(lesson)]
        measured(planes)
    except CheckpointError as error:
        st.error(str(error))
        return lesson
    for plane in planes:
        plane["extent"] = [-REACH, REACH, -REACH, REACH]
    data = {
        "planes": planes,
        "layers": {"grid": True},
        "linked": True,
        "point": [lesson.choice.x, lesson.choice.y],
        "token": f"{token()} {lesson.choice.gan} {lesson.choice.label}",
    }
    return planes_lesson(lesson, data, key="latent-planes")


def gan_plane(lesson: LatentLesson) -> dict[str, Any]:
    """Return a GAN's plane, spanned by its two strongest directions.

    It runs through a random latent, not through 0: noise of many numbers is never near 0, so that
    a GAN has not learnt what to draw there.
    """
    name = lesson.choice.gan
    axes = shown_survey(name).directions[:2]
    model = shown_model(name, "cpu")
    settings = model.settings
    drawn = torch.from_numpy(noise_of(model, 1, seed=0, truncation=BASE_TRUNCATION))[0]
    return {
        "model": name,
        "title": _("GAN"),
        # What lies along the axes is the point's own.
        "origin": (drawn - (axes @ drawn) @ axes).tolist(),
        "axes": axes.tolist(),
        "axis_names": [_("Direction 1"), _("Direction 2")],
        "coded": False,
        "label": lesson.choice.label if settings.conditional else None,
    }


def plane_latent(plane: dict[str, Any], x: float, y: float) -> list[float]:
    """Return the latent at a point of a plane."""
    first, second = plane["axes"]
    return [o + x * a + y * b for o, a, b in zip(plane["origin"], first, second, strict=True)]


def measured(planes: list[dict[str, Any]]) -> None:
    """Write under each plane what was measured of its model's samples."""
    for plane in planes:
        known = shown_survey(plane["model"])
        plane["note"] = _("Sharpness {sharpness:.0f} %, coverage {coverage:.0f} %").format(
            sharpness=100 * known.sharpness, coverage=100 * known.coverage
        )


def planes_explanation() -> None:
    """Say what to look for."""
    st.markdown(
        _(
            "The same square of latents, three decoders. **Sharpness** is the strength of the "
            "finest details in 5,000 samples over that of test digits: autoencoders blur, since "
            "the mean of all likely strokes costs least, a GAN does not. **Coverage** is the "
            "share of 5,000 test digits with a sample nearer to them than their fifth nearest test "
            "digit, in the classifier's features: a model that makes few kinds of digits covers "
            "few of them. Noise drawn from N(0, I) suits the VAE and the GAN; the autoencoder "
            "never promised that its latents lie there."
        )
    )
