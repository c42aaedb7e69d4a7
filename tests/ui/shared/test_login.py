"""Pages ask for a log-in only where the server is told to, and then nobody slips by."""

from types import SimpleNamespace

import pytest

from ui.shared import login


class StoppedError(Exception):
    """What ``st.stop`` does to a page."""


class FakeStreamlit:
    """As much of Streamlit as a log-in needs."""

    def __init__(self, *, logged_in, configured):
        self.shown = []
        self.user = SimpleNamespace(is_logged_in=logged_in)
        self.secrets = Secrets(configured)
        self.sidebar = self
        self.login, self.logout = "login", "logout"

    def button(self, label, *, on_click, **_):
        self.shown.append(on_click)

    def error(self, text):
        self.shown.append("error")

    def stop(self):
        raise StoppedError


class Secrets(dict):
    def __init__(self, configured):
        super().__init__({"auth": {}} if configured else {})

    def load_if_toml_exists(self):
        return True


@pytest.mark.parametrize(
    ("asked", "logged_in", "configured", "shown", "stops"),
    [
        (None, False, False, [], False),
        ("0", False, True, [], False),
        ("1", False, True, ["login"], True),
        ("1", True, True, ["logout"], False),
        ("1", True, False, ["error"], True),
        ("yes", False, False, ["error"], True),
    ],
)
def test_who_comes_in(monkeypatch, asked, logged_in, configured, shown, stops):
    fake = FakeStreamlit(logged_in=logged_in, configured=configured)
    monkeypatch.setattr(login, "st", fake)
    monkeypatch.delenv(login.VARIABLE, raising=False)
    if asked is not None:
        monkeypatch.setenv(login.VARIABLE, asked)
    if stops:
        with pytest.raises(StoppedError):
            login.require_login()
    else:
        login.require_login()
    assert fake.shown == shown
