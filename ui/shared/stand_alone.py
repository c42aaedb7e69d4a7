"""Pages that hold everything they show, for a browser without a server."""

from __future__ import annotations

import json
from typing import Any

PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>
:root {{color-scheme: light dark; font-family: system-ui, sans-serif;}}
body {{max-width: 900px; margin: 1rem auto; padding: 0 1rem;}}
h1 {{font-size: 1.3rem;}}
{style}
</style></head>
<body><h1>{title}</h1><div id="replay"></div>
<script type="module">
{script}
{mount}(document.getElementById("replay"), {data});
</script></body></html>
"""


def stand_alone_page(
    title: str, data: dict[str, Any], *, script: str, style: str, mount: str
) -> str:
    """Return a page on which the script's function ``mount`` shows ``data``."""
    # A closing tag inside the data would end the script.
    content = json.dumps(data).replace("</", "<\\/")
    return PAGE.format(title=title, style=style, script=script, mount=mount, data=content)
