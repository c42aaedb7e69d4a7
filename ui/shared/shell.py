"""The frame around every page: title and question, navigation, device."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from pathlib import Path

import streamlit as st

from gan_core.storage.messages import for_browser
from ui.shared.language import decide_language, language_chooser
from ui.shared.login import require_login
from ui.shared.projector import decide_projector, display_parameters, projector_switch
from ui.shared.role import has_class, is_teacher, others_can_come
from ui.shared.services import services
from ui.shared.text import Text, _
from ui.shared.visitor import page_owner, visitor_number

PHONE_LINE = 53
"""Letters of a line on a phone; the place of a second line is kept."""

NOTICE_SECONDS = 4.0
HOME = "app.py"
CLASS = "pages/90_Class.py"


@dataclass(frozen=True)
class PageEntry:
    """One line of the navigation."""

    path: str
    label: str
    about: str
    icon: str = ""


def pages() -> list[PageEntry]:
    """All pages, in the order of the navigation."""
    return [
        PageEntry(HOME, _("Home"), ""),
        PageEntry(
            "pages/1_25_Gaussians.py",
            _("25 Gaussians"),
            _("Train a GAN live and watch its points find 25 Gaussians over D's potential."),
            ":material/scatter_plot:",
        ),
        PageEntry(
            "pages/2_Compare.py",
            _("Compare"),
            _("Train settings side by side in lockstep, or presets over many seeds."),
            ":material/compare:",
        ),
        PageEntry(
            "pages/3_Digits_studio.py",
            _("Digits studio"),
            _("Train autoencoders, GANs and a classifier on digits and watch what they make."),
            ":material/draw:",
        ),
        PageEntry(
            "pages/4_Latent_spaces.py",
            _("Latent spaces"),
            _("Walk through what autoencoders and GANs have learnt: every picture at once."),
            ":material/explore:",
        ),
        PageEntry(
            "pages/5_Choose_a_label.py",
            _("Choose a label"),
            _("Ask a conditional GAN for digits, write numbers, blend, measure its accuracy."),
            ":material/dialpad:",
        ),
        PageEntry(
            "pages/6_Faces.py",
            _("Faces"),
            _("See where generated faces fall among real ones, and which are outliers."),
            ":material/face:",
        ),
        PageEntry(
            "pages/7_Growing_faces.py",
            _("Growing faces"),
            _("Watch a progressive GAN grow from 4 x 4 pixels, and test its parts one by one."),
            ":material/photo_size_select_large:",
        ),
        PageEntry(
            "pages/8_What_D_learns.py",
            _("What D learns"),
            _("Check the theory by experiment: every number stands beside the exact one."),
            ":material/balance:",
        ),
        PageEntry(
            "pages/9_Remake_the_documents.py",
            _("Remake the documents"),
            _("Open each figure of five documents on GANs, beside what they claim."),
            ":material/history_edu:",
        ),
        PageEntry(
            "pages/10_Words.py",
            _("Words"),
            _("Look up a word: what it means, in English and Japanese, and where you see it."),
            ":material/menu_book:",
        ),
    ]


def open_page(title: Text, question: Text) -> None:
    """Configure the page and draw what all pages have; call it first."""
    decide_language()
    projector = decide_projector()
    st.set_page_config(
        page_title=f"{_(title)} · GAN Explorer",
        page_icon=str(Path(__file__).parents[1] / "icon.png"),
        layout="wide",
        # beside a page in large type there is no room for it
        initial_sidebar_state="collapsed" if projector else "auto",
    )
    require_login()
    with st.sidebar:
        for entry in pages():
            st.page_link(entry.path, label=entry.label, query_params=display_parameters())
        if has_class():
            st.page_link(CLASS, label=_("Class"), query_params=display_parameters())
        language_chooser()
        projector_switch()
        device_chooser()
        if others_can_come() and not is_teacher():
            number = visitor_number(page_owner())
            st.caption(_("You are visitor {number}.").format(number=number))
    st.title(_(title), anchor=False)
    long = east_asian_length(_(question)) > PHONE_LINE
    with st.container(key="question-long" if long else "question"):
        st.html(f'<p class="gan-question">{_(question)}</p>')
    store_notices()
    if services().runner.store.damaged:
        st.stop()


def east_asian_length(text: str) -> int:
    """Return how many Latin letters are about as wide as a text."""
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)


@st.fragment(run_every=NOTICE_SECONDS)
def store_notices() -> None:
    """Say what keeps runs from being kept, also while nobody touches the page."""
    for line in services().notices:
        # Who sits at the machine may have to find the folder.
        st.warning(line if is_teacher() else for_browser(line))


def device_chooser() -> str:
    """Draw the choice of the device for every page and run; returns its name."""
    hello = services().runner.hello()
    names = ["auto", *(d["name"] for d in hello["devices"])] if hello else ["auto", "cpu"]
    labels = {"auto": _("Automatic"), "cuda": "CUDA", "mps": "MPS", "cpu": "CPU"}
    if st.session_state.get("device") not in names:
        st.session_state["device"] = "auto"
    st.selectbox(
        _("Device"),
        names,
        key="device",
        persist_state="session",
        format_func=lambda name: labels[name],
        help=_("Where new runs train. Automatic takes CUDA, then MPS, then the CPU."),
    )
    return chosen_device()


def chosen_device() -> str:
    """Return the device that the visitor chose."""
    return str(st.session_state.get("device", "auto"))


def device_label(device: str) -> str:
    """Return a device's name as the worker found it, such as ``CPU, 2 threads``."""
    hello = services().runner.hello()
    if not hello:
        return device
    found = {entry["name"]: entry["label"] for entry in hello["devices"]}
    if device == "auto":
        device = hello["devices"][0]["name"]
    return str(found.get(device.partition(":")[0], device))


def current_theme() -> str:
    """Return ``light`` or ``dark``, as the visitor's browser shows the app."""
    return "dark" if st.context.theme.type == "dark" else "light"
