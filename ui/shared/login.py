"""A school's own log-in: pages ask for it where the server is told to."""

from __future__ import annotations

import os

import streamlit as st

from ui.shared.text import _

VARIABLE = "GAN_EXPLORER_LOGIN"
OFF = {"", "0", "false", "no", "off"}


def require_login() -> None:
    """Stop the page until its visitor has logged in; do nothing where no log-in is asked for.

    Anything but 0 asks for one, and without ``[auth]`` among the secrets nobody comes in.
    """
    if os.environ.get(VARIABLE, "").strip().lower() in OFF:
        return
    if not (st.secrets.load_if_toml_exists() and "auth" in st.secrets):
        st.error(
            _("{variable} is set, but .streamlit/secrets.toml has no section [auth].").format(
                variable=VARIABLE
            )
        )
        st.stop()
    if st.user.is_logged_in:
        st.sidebar.button(_("Log out"), on_click=st.logout, help=_("Ends your log-in here."))
        return
    st.button(_("Log in"), on_click=st.login, type="primary", help=_("At your school's page."))
    st.stop()
