"""Pages that hold everything they show, for a browser without a server."""

from __future__ import annotations

import html
import json
from typing import Any

from ui.shared.language import language

PAGE = """<!doctype html>
<html lang="{language}"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<title>{title}</title>
<style>
:root {{color-scheme: light dark; font-family: system-ui, sans-serif;}}
body {{max-width: 900px; margin: 1rem auto; padding: 0 1rem;}}
h1 {{font-size: 1.3rem;}}
{style}
</style></head>
<body><h1>{title}</h1><div id="root"></div>
<script type="application/json" id="content">{data}</script>
<script type="module">
{script}
</script></body></html>
"""


POLICY = (
    "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; "
    "img-src data: blob:; base-uri 'none'; form-action 'none'"
)
"""Such a page asks nobody for anything: its browser would refuse."""


def stand_alone_page(title: str, data: dict[str, Any], *, script: str, style: str) -> str:
    """Return a page whose script shows ``data``, which lies in the page as JSON."""
    # A tag inside the data would end the script, or begin another.
    content = json.dumps(data).replace("<", "\\u003c")
    return PAGE.format(
        language=language(), policy=POLICY, title=html.escape(title), style=style, script=script,
        data=content,
    )  # fmt: skip
