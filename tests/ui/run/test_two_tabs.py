"""Two tabs of one run: what one changes, the other does not take back."""

from types import SimpleNamespace

from gan_core.settings.toy import ToySettings
from ui.toy.session import ToySession


class Runner:
    """A runner with one run under way, which carries out changes at once."""

    def __init__(self, settings):
        self.changes = []
        self.given = settings

    def status(self, run):
        return SimpleNamespace(
            id=run, family="toy", state="running", active=True, begun=True, step=9, owner="",
            given=self.given, changes=self.changes,
        )  # fmt: skip

    def change(self, _run, **changes):
        self.changes.append({"step": 9, **changes})

    def stay(self, _run):
        return True

    def set_pace(self, *_given, **_pace):
        pass


def test_a_tab_whose_controls_stayed_takes_nothing_back():
    settings = ToySettings(epochs=100)
    runner = Runner(settings)
    first, second = ToySession(runner), ToySession(runner)
    for tab in (first, second):
        tab.adopt("run", "cpu")
        tab.prepare(settings, "cpu")
    first.prepare(settings.replace(epochs=7), "cpu")
    assert runner.changes == [{"step": 9, "epochs": 7}]
    second.prepare(settings, "cpu")
    assert runner.changes == [{"step": 9, "epochs": 7}]
    # What the second one changes itself counts.
    second.prepare(settings.replace(epochs=8), "cpu")
    assert runner.changes[-1] == {"step": 9, "epochs": 8}
