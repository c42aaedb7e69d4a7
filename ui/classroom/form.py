"""What strangers see: a form for the code, plain HTML without a script."""

from __future__ import annotations

import base64
import hashlib
import html

from starlette.responses import HTMLResponse

from ui.shared.language import language
from ui.shared.room import ALPHABET
from ui.shared.text import _

STYLE = """
:root {color-scheme: light dark; font-family: system-ui, sans-serif; font-size: 18px;}
body {max-width: 24rem; margin: 12vh auto 0; padding: 0 1rem; background: #fff; color: #222;}
h1 {font-size: 1.4rem;}
input, button {font: inherit; box-sizing: border-box; width: 100%; padding: .6rem;
  border-radius: .4rem; border: 1px solid #888; margin-top: .5rem;}
input {letter-spacing: .15em; text-transform: uppercase; background: #fff; color: #222;}
button {background: #7b4fb5; border-color: #7b4fb5; color: #fff;}
.wrong {color: #b3261e;}
@media (prefers-color-scheme: dark) {
  body {background: #14151b; color: #eceef4;}
  input {background: #1e2028; color: #eceef4;}
  .wrong {color: #ff8a80;}
}
"""
PAGE = """<!doctype html>
<html lang="{language}"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>GAN Explorer</title><style>{style}</style></head>
<body><h1>GAN Explorer</h1>
<form method="post" action="{action}">
{message}<label for="code">{label}</label>
<input id="code" name="code" required autofocus maxlength="80" autocomplete="off"
 autocapitalize="characters" spellcheck="false">
<button>{button}</button>
</form></body></html>
"""
_HASH = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": (
        f"default-src 'none'; style-src 'sha256-{_HASH}'; form-action 'self'; "
        "frame-ancestors 'none'; base-uri 'none'"
    ),
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}


def accepted() -> str:
    """Return what is accepted, in a few words."""
    without = ", ".join(sorted(set("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ") - set(ALPHABET)))
    return _("the code on the teacher's screen (a code made here has no {without})").format(
        without=without
    )


def form(*, action: str, status: int, wait: int = 0, wrong: bool = False) -> HTMLResponse:
    """Return the form, with one line about a code that was wrong or came too early.

    ``action`` is where it sends the code; empty for the address that the visitor asked for.
    """
    line, headers = "", dict(HEADERS)
    if wait:
        headers["Retry-After"] = str(wait)
        line = _("Too many wrong codes: try again in {wait} s. Accepted: {accepted}.")
    elif wrong:
        line = _("That is not the code. Accepted: {accepted}.")
    line = html.escape(line.format(wait=wait, accepted=accepted()))
    page = PAGE.format(
        language=language(),
        style=STYLE,
        action=html.escape(action),
        message=f'<p class="wrong" role="alert">{line}</p>' if line else "",
        label=_("Code of this class"),
        button=_("Come in"),
    )
    return HTMLResponse(page, status_code=status, headers=headers)
