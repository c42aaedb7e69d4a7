"""The home page: what this is, the device found, links to the pages."""

import streamlit as st

from ui.shared.services import services
from ui.shared.shell import device_label, open_page, pages
from ui.shared.text import _

LAB = "pages/1_25_Gaussians.py"
COMPARE = "pages/2_Compare.py"
STUDIO = "pages/3_Digits_studio.py"
LATENT = "pages/4_Latent_spaces.py"
LABELS = "pages/5_Choose_a_label.py"
FACES = "pages/6_Faces.py"
SHOWN_NETWORK = "pages/7_Growing_faces.py"
LEARNS = "pages/8_What_D_learns.py"
EXAMPLES: dict[str, dict[str, dict[str, str]]] = {
    LAB: {
        label: {"preset": preset, "seed": "0"}
        for label, preset in (
            (_("Quick: 25 modes in 15 s"), "quick"),
            (_("Non-saturating GAN"), "ns"),
            (_("WGAN with weight clipping: one of three seeds succeeds"), "wgan-success"),
            (_("WGAN without clipping"), "wgan-noclip"),
            (_("WGAN that fails"), "wgan-fail-6"),
            (_("Coulomb GAN: charges attract and repel"), "coulomb"),
        )
    },
    COMPARE: {
        _("Four losses in lockstep"): {
            "view": "side", "count": "4", "a": "ns", "b": "wgan-gp", "c": "lsgan", "d": "hinge",
            "steps": "10000",
        },
        _("Weight clipping bound: 0.1, 0.01, none"): {
            "view": "side", "count": "3", "a": "wgan-success", "b": "wgan-success",
            "b_set": "clip=0.01", "c": "wgan-noclip", "steps": "5000", "batch": "512",
        },
        _("Ten seeds of two losses"): {
            "view": "sweep", "presets": "ns,wgan-gp", "first": "0", "last": "9",
            "each_steps": "5000",
        },
    },
    STUDIO: {
        label: {"recipe": recipe, "seed": "0"}
        for label, recipe in (
            (_("VAE with 10 latents"), "vae-mnist-10d"),
            (_("GAN with dense layers"), "gan-mnist"),
            (_("Mode collapse without batch norm"), "gan-mnist-nobn"),
            (_("Conditional GAN"), "cgan-mnist"),
        )
    },
    LATENT: {
        _("Why an autoencoder is no generative model"): {"tab": "map", "model": "vae-mnist-2d"},
        _("Latent sliders of a VAE"): {"tab": "sliders", "model": "vae-mnist-10d-best"},
        _("Interpolation from a 7 to a 2"): {"tab": "walk", "model": "vae-mnist-10d"},
        _("Encode a digit of your own"): {"tab": "encode", "model": "vae-mnist-2d"},
        _("Latent directions of faces"): {
            "tab": "sliders", "model": "dcgan-celeba64", "axes": "directions",
        },
    },
    LABELS: {
        label: {"cgan": "cgan-mnist-best", "tab": view}
        for label, view in (
            (_("All digits in five styles"), "grid"),
            (_("Write the year"), "sentence"),
            (_("Conditional accuracy and confusion matrix"), "confusion"),
        )
    },
    FACES: {
        label: {"faces": "dcgan-celeba64", **link}
        for label, link in (
            (_("64 generated faces on the map"), {}),
            (_("Their pictures on the map"), {"pictures": "on", "reals": "off"}),
            (_("Outliers in pixel space"), {"space": "pixels", "test": "border"}),
        )
    },
    SHOWN_NETWORK: {
        label: {"growing": "pggan-celeba64", **link}
        for label, link in (
            (_("PGGAN from 4 x 4 pixels on"), {"resolution": "4"}),
            (_("Without pixel norm"), {"tab": "parts", "part": "pixel-norm", "norm": "off"}),
            (_("Train a small PGGAN here"), {"tab": "live", "seed": "0"}),
            (_("Interpolation through faces as a video"), {"tab": "video"}),
        )
    },
    LEARNS: {
        label: {"learns": view} | ({} if view == "rules" else {"seed": "0"})
        for label, view in (
            (_("D as a density ratio"), "ratio"),
            (_("Divergences of disjoint distributions"), "divergences"),
            (_("Saturating against non-saturating loss"), "game"),
            (_("From AE to VAE"), "vae"),
            (_("Ablations of DCGAN"), "rules"),
        )
    },
}  # fmt: skip
"""Examples to start with: for each page what one sees, and what the link holds."""


def home() -> None:
    """Draw the home page."""
    open_page(_("GAN Explorer"), _("What do the two networks of a GAN do to each other?"))
    st.markdown(
        _(
            "Train small GANs live and look inside them. A generator G turns noise into points "
            "or pictures, a discriminator D learns to tell them from real ones, and each "
            "improves by the other's mistakes. Every page lets you change a setting and see at "
            "once what it does."
        )
    )
    for entry in pages()[1:]:
        with st.container(border=True):
            st.page_link(entry.path, label=f"**{entry.label}**", icon=entry.icon)
            st.markdown(entry.about)
            st.caption(_("Start with one of these:"))
            with st.container(horizontal=True):
                for label, link in EXAMPLES[entry.path].items():
                    st.page_link(
                        entry.path,
                        label=label,
                        icon=":material/play_circle:",
                        query_params=link,
                    )
    found()


@st.fragment(run_every=1.0)
def _wait_for_worker() -> None:
    if services().runner.hello():
        st.rerun()
    st.caption(_("Looking for a GPU…"))


def found() -> None:
    """Say which device runs will use."""
    hello = services().runner.hello()
    if not hello:
        _wait_for_worker()
        return
    st.caption(
        _("Found here: {device}. torch {torch}.").format(
            device=device_label("auto"), torch=hello["torch"]
        )
    )
