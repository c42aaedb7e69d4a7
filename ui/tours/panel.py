"""A page's tour: a button that starts it, and a panel of one height with the step at hand.

Predictions are in the visitor's session and nowhere else; the step is in the address too.
"""

from __future__ import annotations

import streamlit as st

from ui.controls.address import follow_link, go_to_step, tour_step
from ui.shared.text import _
from ui.tours.all_tours import TOURS
from ui.tours.tour import COMPARE, KINDS, Question, Tour


def tour_panel(page: str) -> None:
    """Draw the page's tour at the step where the visitor is, or the button that starts it."""
    tour = TOURS[page]
    number = tour_step(page, len(tour.steps))
    if number:
        _remember(page, number)
        with st.container(key="tour", border=True):
            _panel(page, tour, number)
    else:
        with st.container(key="tour-start"):
            _start_button(page, tour)


def _remember(page: str, number: int) -> None:
    st.session_state[f"{page}-tour-left"] = number


def _start_button(page: str, tour: Tour) -> None:
    left = int(st.session_state.get(f"{page}-tour-left", 1))
    label = _("Tour, {minutes} min").format(minutes=tour.minutes)
    if left > 1:
        label = _("Resume tour, step {step}").format(step=left)
    st.button(
        label, key="tour-start-button", icon=":material/tour:", type="tertiary",
        on_click=go_to_step, args=(page, left),
        help=_("{count} steps: predict what will happen, run it, compare, and see why.").format(
            count=len(tour.steps)
        ),
    )  # fmt: skip


def _panel(page: str, tour: Tour, number: int) -> None:
    step = tour.steps[number - 1]
    _head(page, tour, number)
    left, right = st.columns([1.3, 1], gap="medium")
    with left:
        kind = _("{kind}:").format(kind=KINDS[step.kind])
        st.markdown(f"**{kind}** {_(step.text)}")
    with right:
        if step.question:
            _ask(page, number, step.question)
        asked = tour.prediction(number)
        question = tour.steps[asked - 1].question if asked else None
        if question:
            st.markdown(_recall(page, asked, question, told=step.kind == COMPARE))


def _head(page: str, tour: Tour, number: int) -> None:
    """Draw the way through the tour: back, each step, next, and out."""
    count = len(tour.steps)
    with st.container(key="tour-head", horizontal=True, gap="small", vertical_alignment="center"):
        st.button(
            _("Back"), key="tour-back", icon=":material/arrow_back:", disabled=number == 1,
            on_click=go_to_step, args=(page, number - 1), help=_("The step before."),
        )  # fmt: skip
        with st.container(key="tour-steps", horizontal=True, gap=None, width="content"):
            for other in range(1, count + 1):
                st.button(
                    f"**{other}**" if other == number else str(other),
                    key=f"tour-step-{other}", type="tertiary", on_click=go_to_step,
                    args=(page, other),
                    help=_("Step {step} of {count}: {kind}").format(
                        step=other, count=count, kind=KINDS[tour.steps[other - 1].kind]
                    ),
                )  # fmt: skip
        if number < count:
            st.button(
                _("Next"), key="tour-next", icon=":material/arrow_forward:", icon_position="right",
                on_click=go_to_step, args=(page, number + 1), help=_("The next step."),
            )  # fmt: skip
        else:
            st.button(
                _("Finish"), key="tour-next", icon=":material/check:",
                on_click=_finish, args=(page,), help=_("Closes the tour."),
            )  # fmt: skip
        link = tour.setup(number)
        if link:
            st.button(
                _("Set this up"), key="tour-setup", icon=":material/tune:", type="primary",
                on_click=follow_link, args=(page, dict(link)),
                help=_("Sets all that this step needs, whatever the page shows now."),
            )  # fmt: skip
        st.button(
            _("Skip the tour"), key="tour-skip", icon=":material/close:", type="tertiary",
            on_click=go_to_step, args=(page, 0),
            help=_("Closes the tour. The button that started it brings this step back."),
        )  # fmt: skip


def _finish(page: str) -> None:
    go_to_step(page, 0)
    st.session_state.pop(f"{page}-tour-left", None)


def _answer_key(page: str, number: int) -> str:
    return f"{page}-tour-answer-{number}"


def _ask(page: str, number: int, question: Question) -> None:
    answers = {str(index): _(answer) for index, answer in enumerate(question.answers)}
    st.radio(
        _(question.text), list(answers), index=None, key=_answer_key(page, number),
        format_func=answers.__getitem__, persist_state="session",
        help=_("Your answer stays in this browser tab; nobody else sees it."),
    )  # fmt: skip


def tour_answers(page: str) -> list[tuple[str, str, str]]:
    """Return what the visitor predicted in a page's tour: question, answer, what happens or ""."""
    found = []
    for number, step in enumerate(TOURS[page].steps, 1):
        given = st.session_state.get(_answer_key(page, number))
        if step.question is None or given is None:
            continue
        question, right = step.question, step.question.right
        happens = _(question.answers[right]) if right is not None else ""
        found.append((_(question.text), _(question.answers[int(given)]), happens))
    return found


def _recall(page: str, number: int, question: Question, *, told: bool) -> str:
    """Return what the visitor predicted, and with ``told`` what was right."""
    given = st.session_state.get(_answer_key(page, number))
    said = _(question.answers[int(given)]) if given is not None else _("nothing yet")
    lines = [f"*{_(question.text)}*", _("You predicted: {answer}").format(answer=said)]
    if told and question.right is None:
        lines.append(_("No answer is the right one here: compare yours with your neighbour's."))
    elif told and question.right is not None:
        right = _(question.answers[question.right])
        if given == str(question.right):
            lines.append("✓ " + _("So it is."))
        else:
            lines.append("→ " + _("What happens: {answer}").format(answer=right))
    return "  \n".join(lines)
