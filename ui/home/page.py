"""The home page: a GAN that learns, the way to one's own, and the pages as a path."""

from __future__ import annotations

import html

import streamlit as st

from gan_core.recipes.toy import toy_preset
from ui.home.examples import EXAMPLES, LAB, WORDS
from ui.home.files import RECORDED, file_address
from ui.home.path import PATH, Stop
from ui.home.recording import recording
from ui.live import live_text, show_component
from ui.shared.projector import display_parameters
from ui.shared.services import services
from ui.shared.shell import PageEntry, current_theme, device_label, open_page, pages
from ui.shared.text import N_, _
from ui.toy.begin import ask_to_begin
from ui.toy.diagram import toy_diagram

PICTURE_SIZE = (480, 270)
PICTURE = (
    '<img src="{source}" alt="{words}" width="{width}" height="{height}" loading="lazy" '
    'decoding="async" class="gan-page-picture">'
)


def home() -> None:
    """Draw the home page."""
    open_page(N_("GAN Explorer"), N_("What do the two networks of a GAN do to each other?"))
    left, right = st.columns([1.15, 1], gap="medium")
    with left:
        recording()
    with right, st.container(key="home-begin"):
        beginning()
    entries = {entry.path: entry for entry in pages()}
    for title, stops in PATH.items():
        st.header(_(title), anchor=False)
        for column, stop in zip(st.columns(len(stops)), stops, strict=True):
            with column:
                page_card(entries[stop.page], stop)
    words = entries[WORDS]
    st.page_link(
        words.path, label=f"**{words.label}**: {words.about}", icon=words.icon,
        query_params=display_parameters(),
    )  # fmt: skip
    found()


def beginning() -> None:
    """Draw a sentence for each network, and the button that trains a GAN of one's own."""
    st.markdown(
        _(
            "**G, the generator**, turns noise into points (purple) and moves them to where D "
            "takes them for real."
        )
    )
    st.markdown(
        _(
            "**D, the discriminator**, learns to tell real points (teal) from those of G: its "
            "valleys, where the potential is low, are where it expects real ones."
        )
    )
    if st.button(
        _("Train your own"), type="primary", icon=":material/play_arrow:", key="home-train",
        help=_("Opens the laboratory and starts a run of your own with the settings seen here."),
    ):  # fmt: skip
        st.switch_page(LAB, query_params=ask_to_begin(RECORDED) | display_parameters())
    st.caption(
        _(
            "The picture is a recorded run. Yours trains live on this machine; you can pause it, "
            "change a setting and see at once what that does."
        )
    )
    with st.container(key="home-diagram"):
        diagram = toy_diagram(toy_preset(RECORDED).settings(), lambda _name: False)
        data = {"text": live_text(), "diagram": diagram}
        show_component("diagram", data, key="home-diagram-canvas")


def page_card(entry: PageEntry, stop: Stop) -> None:
    """Draw one page: its picture, what one learns there, and examples to start with."""
    with st.container(border=True, key=f"home-card-{stop.picture}", gap="xsmall"):
        with st.container(key=f"home-open-{stop.picture}", gap="xsmall"):
            st.html(page_picture(entry, stop))
            st.page_link(
                entry.path, label=f"**{entry.label}**", icon=entry.icon,
                query_params=display_parameters(),
            )  # fmt: skip
        st.markdown(_(stop.learnt))
        st.caption(_("About {minutes} minutes").format(minutes=stop.minutes))
        for label, link in EXAMPLES.get(entry.path, {}).items():
            st.page_link(
                entry.path, label=_(label), icon=":material/play_circle:",
                query_params=link | display_parameters(),
            )  # fmt: skip


def page_picture(entry: PageEntry, stop: Stop) -> str:
    """Return the picture of a page in the visitor's theme, with a place of its size."""
    width, height = PICTURE_SIZE
    return PICTURE.format(
        source=file_address(f"{stop.picture}-{current_theme()}.webp"),
        words=html.escape(f"{entry.label}: {entry.about}"),
        width=width,
        height=height,
    )


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
