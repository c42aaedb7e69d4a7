"""Runs in notebooks that end with their test, and what widgets send without a notebook."""

import pytest

from gan_core.notebook.training_thread import TrainingThread


@pytest.fixture
def training(small):
    """Return a maker of small runs in a thread."""
    made = []

    def make(*, steps=300, **changes):
        made.append(TrainingThread(small(**changes), steps=steps, device="cpu"))
        return made[-1]

    yield make
    for one in made:
        one.close()


class Page:
    """A page that shows a widget: keeps what it is sent, and says what a view would."""

    def __init__(self, widget):
        self.widget = widget
        self.messages = []
        widget.send = lambda content, buffers=None: self.messages.append((content, buffers or []))

    def say(self, **content):
        self.widget._handle_custom_msg(content, [])

    @property
    def states(self):
        return [content["run"]["state"] for content, _ in self.messages]


@pytest.fixture
def page():
    return Page
