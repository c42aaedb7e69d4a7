"""A run on one sheet: settings, scores, pictures, curves, a tour's answers and one's own notes."""

from __future__ import annotations

import base64
import html
from collections.abc import Sequence
from dataclasses import dataclass, field

import streamlit as st

from ui.run.settings_text import Pairs
from ui.shared.language import language
from ui.shared.stand_alone import POLICY
from ui.shared.text import _

LONGEST_NOTES = 5000

PAGE = """<!doctype html>
<html lang="{language}"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<title>{title}</title>
<style>
:root {{font-family: system-ui, sans-serif; color: #23252f; background: #fff;}}
body {{max-width: 900px; margin: 1rem auto; padding: 0 1rem; line-height: 1.4;}}
h1 {{font-size: 1.4rem; margin: 0 0 0.5rem;}}
h2 {{font-size: 1.05rem; margin: 1.2rem 0 0.4rem; break-after: avoid;}}
.who {{display: flex; gap: 2rem;}}
.who span {{flex: 1; border-bottom: 1px solid #888; padding-bottom: 0.2rem;}}
dl {{display: grid; grid-template-columns: repeat(auto-fill, minmax(230px, 1fr)); gap: 4px 16px; margin: 0;}}
dl div {{display: flex; justify-content: space-between; gap: 8px; border-bottom: 1px solid #ddd;}}
dt {{color: #555;}}
dd {{margin: 0; flex: none; max-width: 60%; font-weight: 600; text-align: right; overflow-wrap: anywhere;}}
.row {{display: grid; grid-template-columns: repeat(auto-fit, minmax(220px, 1fr)); gap: 12px;}}
figure {{margin: 0; break-inside: avoid;}}
figure img, figure svg {{width: 100%; height: auto; display: block;}}
figcaption {{color: #555; font-size: 0.9rem;}}
.notes {{min-height: 8rem; border: 1px solid #888; border-radius: 6px; padding: 8px; white-space: pre-wrap;}}
li {{margin-bottom: 0.4rem; break-inside: avoid;}}
footer {{margin-top: 1rem; color: #555; font-size: 0.85rem;}}
@media print {{body {{margin: 0; max-width: none;}} h2 {{margin-top: 0.8rem;}}}}
</style></head>
<body>
{body}
</body></html>
"""  # noqa: E501


@dataclass(frozen=True)
class ResultSheet:
    """What a sheet holds.

    ``pictures`` are captions with PNGs, ``curves`` are charts as SVG, ``answers`` are those of
    ``tour_answers``.
    """

    title: str
    settings: Pairs
    scores: Pairs
    pictures: Sequence[tuple[str, bytes]]
    curves: Sequence[str]
    answers: Sequence[tuple[str, str, str]] = ()
    notes: str = ""
    remarks: Sequence[str] = field(default_factory=tuple)

    def html(self) -> str:
        """Return the sheet as one HTML file that needs nothing else and prints on paper."""
        name, date, notes = _("Name:"), _("Date:"), _("Notes")
        made = _("Made with GAN Explorer. Print this page, or keep the file.")
        parts = [
            f"<h1>{_words(self.title)}</h1>",
            f'<div class="who"><span>{_words(name)}</span><span>{_words(date)}</span></div>',
            _heading(_("Settings")), _table(self.settings),
            *(f"<p>{_words(line)}</p>" for line in self.remarks),
            _heading(_("Scores")), _table(self.scores),
        ]  # fmt: skip
        if self.pictures:
            shown = "".join(_picture(caption, png) for caption, png in self.pictures)
            parts += [_heading(_("Pictures")), f'<div class="row">{shown}</div>']
        if self.curves:
            drawn = "".join(f"<figure>{svg}</figure>" for svg in self.curves)
            parts += [_heading(_("Curves")), f'<div class="row">{drawn}</div>']
        if self.answers:
            lines = "".join(_answer(*one) for one in self.answers)
            parts += [_heading(_("Questions of the tour")), f"<ol>{lines}</ol>"]
        parts += [
            _heading(notes),
            '<div class="notes" contenteditable="true" role="textbox" aria-multiline="true" '
            f'aria-label="{_words(notes)}">{_words(self.notes)}</div>',
            f"<footer>{_words(made)}</footer>",
        ]
        return PAGE.format(
            language=language(), policy=POLICY, title=html.escape(self.title), body="\n".join(parts)
        )


def notes_box(page: str) -> str:
    """Draw the box for notes that go onto the result sheet; returns what is in it."""
    return str(
        st.text_area(
            _("Notes for the result sheet"), key=f"{page}-notes", height=90,
            max_chars=LONGEST_NOTES, persist_state="session",
            placeholder=_("What you saw, and why you think it happened."),
            help=_("They stay in this browser tab and go into the file only."),
        )
        or ""
    )  # fmt: skip


def _words(text: str) -> str:
    return html.escape(text)


def _heading(text: str) -> str:
    return f"<h2>{_words(text)}</h2>"


def _table(pairs: Pairs) -> str:
    rows = (f"<div><dt>{_words(name)}</dt><dd>{_words(value)}</dd></div>" for name, value in pairs)
    return f"<dl>{''.join(rows)}</dl>"


def _picture(caption: str, png: bytes) -> str:
    data = base64.b64encode(png).decode()
    words = _words(caption)
    return (
        f'<figure><img alt="{words}" src="data:image/png;base64,{data}">'
        f"<figcaption>{words}</figcaption></figure>"
    )


def _answer(question: str, given: str, happens: str) -> str:
    lines = [f"<strong>{_words(question)}</strong>"]
    lines.append(_words(_("You predicted: {answer}").format(answer=given)))
    if happens == given:
        lines.append("✓ " + _words(_("So it is.")))
    elif happens:
        lines.append("→ " + _words(_("What happens: {answer}").format(answer=happens)))
    return f"<li>{'<br>'.join(lines)}</li>"
