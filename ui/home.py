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
GROWING = "pages/7_Growing_faces.py"
LEARNS = "pages/8_What_D_learns.py"
LINK_STATES: dict[str, dict[str, dict[str, str]]] = {
    LAB: {
        label: {"preset": preset, "seed": "0"}
        for label, preset in (
            (_("Points that race for the centres"), "ns"),
            (_("WGAN as the document has it"), "wgan-success"),
            (_("A critic without clipping"), "wgan-noclip"),
            (_("A setting that fails"), "wgan-fail-6"),
            (_("Charges that attract and repel"), "coulomb"),
        )
    },
    COMPARE: {
        _("Four losses race"): {
            "view": "side", "count": "4", "a": "ns", "b": "wgan-gp", "c": "lsgan", "d": "hinge",
            "steps": "10000",
        },
        _("What the clip does"): {
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
            (_("Ten numbers that make a digit"), "vae-mnist-10d"),
            (_("A first GAN"), "gan-mnist"),
            (_("A GAN that collapses"), "gan-mnist-nobn"),
            (_("You choose the digit"), "cgan-mnist"),
        )
    },
    LATENT: {
        _("Why an autoencoder is no generative model"): {"tab": "map", "model": "vae-mnist-2d"},
        _("Ten sliders that make a digit"): {"tab": "sliders", "model": "vae-mnist-10d-best"},
        _("From a 7 to a 2"): {"tab": "walk", "model": "vae-mnist-10d"},
        _("Draw a digit"): {"tab": "encode", "model": "vae-mnist-2d"},
        _("Directions of a face"): {
            "tab": "sliders", "model": "dcgan-celeba64", "axes": "directions",
        },
    },
    LABELS: {
        label: {"cgan": "cgan-mnist-best", "tab": view}
        for label, view in (
            (_("All digits in five hands"), "grid"),
            (_("Write the year"), "sentence"),
            (_("Does it obey?"), "confusion"),
        )
    },
    FACES: {
        label: {"faces": "dcgan-celeba64", **link}
        for label, link in (
            (_("64 faces on the map"), {}),
            (_("Their pictures on the map"), {"pictures": "on", "reals": "off"}),
            (_("The thesis's way: pixels and the border"), {"space": "pixels", "test": "border"}),
        )
    },
    GROWING: {
        label: {"growing": "pggan-celeba64", **link}
        for label, link in (
            (_("From 4 x 4 on"), {"side": "4"}),
            (_("Without pixel norm"), {"tab": "parts", "part": "pixel-norm", "norm": "off"}),
            (_("One that grows here"), {"tab": "live", "seed": "0"}),
            (_("A walk through faces as a video"), {"tab": "video"}),
        )
    },
    LEARNS: {
        label: {"learns": view} | ({} if view == "rules" else {"seed": "0"})
        for label, view in (
            (_("D becomes a density ratio"), "ratio"),
            (_("Where the divergences end"), "divergences"),
            (_("Saturating against not"), "game"),
            (_("From AE to VAE"), "vae"),
            (_("DCGAN's rules, one by one"), "rules"),
        )
    },
}  # fmt: skip
"""Links that make a link state: for each page what one sees, and what the link holds."""


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
                for label, link in LINK_STATES[entry.path].items():
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
