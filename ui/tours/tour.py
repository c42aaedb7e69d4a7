"""What a tour is made of: steps with a text, perhaps a question, perhaps a link that sets up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from ui.shared.text import N_, Text, Texts

LOOK, PREDICT, RUN, COMPARE, WHY = "look", "predict", "run", "compare", "why"
KINDS = Texts(
    {
        LOOK: N_("Look"),
        PREDICT: N_("Predict"),
        RUN: N_("Run"),
        COMPARE: N_("Compare"),
        WHY: N_("Why"),
    }
)


@dataclass(frozen=True)
class Question:
    """A question and its answers; ``right`` is the index of the right one, None of an open one."""

    text: Text
    answers: tuple[Text, ...]
    right: int | None


@dataclass(frozen=True)
class Step:
    """One step: what to do, read or answer.

    ``question`` is one that a step of the kind ``predict`` asks, and the next step of the kind
    ``compare`` answers. ``link`` are the parameters of the page's address that set everything up
    for this step, from whatever state the page is in.
    """

    kind: str
    text: Text
    question: Question | None = None
    link: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Tour:
    """The tour of a page: how many minutes it takes, and its steps."""

    minutes: int
    steps: tuple[Step, ...]

    def prediction(self, number: int) -> int:
        """Return the number, from 1, of the step whose question step ``number`` goes back to.

        It is the last one before that asks something; 0 where none does, or in steps that neither
        run nor compare.
        """
        if self.steps[number - 1].kind not in (RUN, COMPARE):
            return 0
        before = [i for i in range(1, number) if self.steps[i - 1].question]
        return before[-1] if before else 0

    def setup(self, number: int) -> Mapping[str, str]:
        """Return the link that sets up a step: its own, or that of the last step before with one.

        The steps after it go on from what it set up.
        """
        links = (self.steps[i - 1].link for i in range(number, 0, -1))
        return next((link for link in links if link), {})
