"""What a view of the latent spaces shows, as lines of Python."""

from __future__ import annotations

import streamlit as st

from gan_core.checkpoints.converted import is_converted
from gan_core.checkpoints.native import CheckpointError
from ui.latent.encode import DRAWN
from ui.latent.keys import MissingKeyError, key_latents
from ui.latent.link_state import LatentLinkState
from ui.latent.map import plane_of
from ui.latent.planes import gan_plane, plane_latent
from ui.latent.sliders import start_of
from ui.models.shown_models import shown_model, shown_statistics
from ui.shared.text import _


def show_lines(link: LatentLinkState) -> None:
    """Draw the program; nothing where the view has no picture yet."""
    try:
        lines = python_lines(link, tuple(st.session_state.get(DRAWN, ())))
    except (CheckpointError, MissingKeyError):
        return
    with st.expander(_("The same in Python")):
        st.code(lines, language="python", wrap_lines=True)


def python_lines(link: LatentLinkState, drawn: tuple[float, ...]) -> str:
    """Return a program that makes the pictures of a view; ``drawn`` is the visitor's own latent."""
    chosen = link.choice
    model, imports = link.model, ""
    if chosen.tab == "map":
        model = chosen.beside
        latents = _tensor([plane_latent(plane_of(model), chosen.x, chosen.y)])
    elif chosen.tab == "planes":
        model = chosen.gan
        latents = _tensor([plane_latent(gan_plane(link), chosen.x, chosen.y)])
    elif chosen.tab == "walk":
        imports = "from gan_core.latent.walks import walk\n"
        keys = key_latents(link.model, link.keys, drawn).tolist()
        closed = chosen.closed == "on"
        latents = (
            f'walk({_tensor(keys)}, {chosen.frames}, interpolation="{chosen.way}", closed={closed})'
        )
    elif chosen.tab == "arithmetic" and is_converted(model):
        means = shown_statistics(model).means
        latents = _tensor([(means[chosen.a] - means[chosen.b] + means[chosen.c]).tolist()])
    elif chosen.tab == "arithmetic":
        imports = "from gan_core.evaluation.latent_statistics import load_latent_statistics\n"
        mean = f'load_latent_statistics("{model}").means'
        latents = " ".join(
            f"{sign} {mean}[{label}][None]".strip()
            for sign, label in (("", chosen.a), ("-", chosen.b), ("+", chosen.c))
        )
    else:
        latents = _tensor([start_of(link, shown_model(link.model, "cpu"))])
    settings = shown_model(model, "cpu").settings
    labels = f", torch.full((len(latents),), {chosen.label})" if settings.conditional else ""
    opened, load = "from gan_core.checkpoints.native import load_model\n", f'load_model("{model}")'
    if is_converted(model):
        opened = "from gan_core.checkpoints.converted import load_converted\n"
        imports += "from gan_core.runs.converted_models import models_folder\n"
        load = f"load_converted(models_folder() / {model!r})"
    return (
        "# Run this in the project's folder.\n"
        f"import torch\n{opened}"
        f"from gan_core.latent.generation import decode\n{imports}\n"
        f"model = {load}\n"
        f"latents = {latents}\n"
        f"pictures = decode(model.network, model.settings, latents{labels})\n"
        f"# (N, {settings.channels}, {settings.resolution}, {settings.resolution}) in [0, 1]\n"
    )


def _tensor(rows: list[list[float]]) -> str:
    return f"torch.tensor({[[round(value, 3) for value in row] for row in rows]})"
