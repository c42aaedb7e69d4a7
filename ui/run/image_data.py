"""Data sets on the page: which are here, fetching one, and a sheet of real pictures."""

from __future__ import annotations

import base64
from dataclasses import replace

import streamlit as st
import torch
from PIL import Image

from gan_core.data.images import DataError, data_folder, found_instead, is_there, load_images
from gan_core.settings.images import CLASSES, EMBEDDED, SHEET_COLUMNS, SHEET_ROWS
from gan_core.training.images.batches import fitted
from gan_core.viz.picture_grid import picture_grid
from gan_core.viz.raster import png
from ui.shared.text import N_, Texts, _

NAMES = Texts(
    {
        "mnist": "MNIST",
        "fashion-mnist": "Fashion-MNIST",
        "kmnist": "KMNIST",
        "emnist": N_("EMNIST digits"),
        EMBEDDED: N_("Embedded digits (8 x 8, enlarged)"),
    }
)
MEGABYTES = {"mnist": 11, "fashion-mnist": 30, "kmnist": 21, "emnist": 562}
"""What a download takes."""


@st.cache_data(max_entries=8, show_spinner=False)
def real_sheet(dataset: str, *, by_label: bool, side: int) -> str:
    """Return 60 real pictures as a PNG in base64; ``by_label``: a column for each label.

    Pictures are framed, or made smaller, to ``side``.
    """
    data = load_images(dataset, "train")
    if by_label:
        columns = [
            (data.labels == label).nonzero().flatten()[:SHEET_ROWS] for label in range(CLASSES)
        ]
        chosen = torch.stack(columns, dim=1).flatten()
    else:
        order = torch.randperm(len(data.images), generator=torch.Generator().manual_seed(0))
        chosen = order[: SHEET_ROWS * SHEET_COLUMNS]
    few = replace(data, images=data.images[chosen], labels=data.labels[chosen])
    pictures = fitted(few, side).images.reshape(-1, side, side).numpy()
    sheet = picture_grid(pictures, columns=SHEET_COLUMNS, gap=0)
    return base64.b64encode(png(Image.fromarray(sheet))).decode()


def data_notice(dataset: str) -> bool:
    """Say what the data is where that matters; returns whether it can be read."""
    if dataset == EMBEDDED:
        st.caption(
            _(
                "These are scikit-learn's 1,797 digits of 8 x 8 pixels, enlarged: they are always "
                "here, and models of them are coarser than those of MNIST."
            )
        )
        return True
    if is_there(dataset):
        return True
    st.error(
        _(
            "No {name} in {folder} ({found}). Choose the embedded digits, set GAN_DATA to the "
            "folder that has it, or fetch it."
        ).format(
            name=NAMES[dataset],
            folder=data_folder().resolve(),
            # A visitor is not told what else is in the folder.
            found=found_instead(dataset, listed=False),
        )
    )
    st.button(
        _("Fetch {name} ({size} MB)").format(name=NAMES[dataset], size=MEGABYTES[dataset]),
        icon=":material/download:",
        key="studio-fetch",
        on_click=_fetch,
        args=(dataset,),
        help=_("Downloads it once from where torchvision knows it to be."),
    )
    refusal = st.session_state.pop("studio-fetch-refusal", "")
    if refusal:
        st.error(refusal)
    return False


def _fetch(dataset: str) -> None:
    try:
        for split in ("train", "test"):
            load_images(dataset, split, download=True)
    except DataError as error:
        st.session_state["studio-fetch-refusal"] = str(error)
