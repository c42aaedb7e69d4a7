"""The home page: what this is, the device found, links to the pages."""

import streamlit as st

from ui.shared.language import language_parameter
from ui.shared.services import services
from ui.shared.shell import device_label, open_page, pages
from ui.shared.text import N_, _, marked

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
            (marked("Quick: 25 modes in 15 s"), "quick"),
            (marked("Non-saturating GAN"), "ns"),
            (marked("WGAN with weight clipping: one of three seeds succeeds"), "wgan-success"),
            (marked("WGAN without clipping"), "wgan-noclip"),
            (marked("WGAN that fails"), "wgan-fail-6"),
            (marked("Coulomb GAN: charges attract and repel"), "coulomb"),
        )
    },
    COMPARE: {
        marked("Four losses in lockstep"): {
            "view": "side", "count": "4", "a": "ns", "b": "wgan-gp", "c": "lsgan", "d": "hinge",
            "steps": "10000",
        },
        marked("Weight clipping bound: 0.1, 0.01, none"): {
            "view": "side", "count": "3", "a": "wgan-success", "b": "wgan-success",
            "b_set": "clip=0.01", "c": "wgan-noclip", "steps": "5000", "batch": "512",
        },
        marked("Ten seeds of two losses"): {
            "view": "sweep", "presets": "ns,wgan-gp", "first": "0", "last": "9",
            "each_steps": "5000",
        },
    },
    STUDIO: {
        label: {"recipe": recipe, "seed": "0"}
        for label, recipe in (
            (marked("VAE with 10 latents"), "vae-mnist-10d"),
            (marked("GAN with dense layers"), "gan-mnist"),
            (marked("Mode collapse without batch norm"), "gan-mnist-nobn"),
            (marked("Conditional GAN"), "cgan-mnist"),
        )
    },
    LATENT: {
        marked("Why an autoencoder is no generative model"): {
            "tab": "map", "model": "vae-mnist-2d",
        },
        marked("Latent sliders of a VAE"): {"tab": "sliders", "model": "vae-mnist-10d-best"},
        marked("Interpolation from a 7 to a 2"): {"tab": "walk", "model": "vae-mnist-10d"},
        marked("Encode a digit of your own"): {"tab": "encode", "model": "vae-mnist-2d"},
        marked("Latent directions of faces"): {
            "tab": "sliders", "model": "dcgan-celeba64", "axes": "directions",
        },
    },
    LABELS: {
        label: {"cgan": "cgan-mnist-best", "tab": view}
        for label, view in (
            (marked("All digits in five styles"), "grid"),
            (marked("Write the year"), "sentence"),
            (marked("Conditional accuracy and confusion matrix"), "confusion"),
        )
    },
    FACES: {
        label: {"faces": "dcgan-celeba64", **link}
        for label, link in (
            (marked("64 generated faces on the map"), {}),
            (marked("Their pictures on the map"), {"pictures": "on", "reals": "off"}),
            (marked("Outliers in pixel space"), {"space": "pixels", "test": "border"}),
        )
    },
    SHOWN_NETWORK: {
        label: {"growing": "pggan-celeba64", **link}
        for label, link in (
            (marked("PGGAN from 4 x 4 pixels on"), {"resolution": "4"}),
            (marked("Without pixel norm"), {"tab": "parts", "part": "pixel-norm", "norm": "off"}),
            (marked("Train a small PGGAN here"), {"tab": "live", "seed": "0"}),
            (marked("Interpolation through faces as a video"), {"tab": "video"}),
        )
    },
    LEARNS: {
        label: {"learns": view} | ({} if view == "rules" else {"seed": "0"})
        for label, view in (
            (marked("D as a density ratio"), "ratio"),
            (marked("Divergences of disjoint distributions"), "divergences"),
            (marked("Saturating against non-saturating loss"), "game"),
            (marked("From AE to VAE"), "vae"),
            (marked("Ablations of DCGAN"), "rules"),
        )
    },
}  # fmt: skip
"""Examples to start with: for each page what one sees, and what the link holds."""


def home() -> None:
    """Draw the home page."""
    open_page(N_("GAN Explorer"), N_("What do the two networks of a GAN do to each other?"))
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
            if entry.path not in EXAMPLES:
                continue
            st.caption(_("Start with one of these:"))
            with st.container(horizontal=True):
                for label, link in EXAMPLES[entry.path].items():
                    st.page_link(
                        entry.path,
                        label=_(label),
                        icon=":material/play_circle:",
                        query_params=link | language_parameter(),
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
