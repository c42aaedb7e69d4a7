"""What axe finds on a page, ours and Streamlit's alike."""

from pathlib import Path

import pytest

AXE = Path(__file__).parents[2] / "ui/live/node_modules/axe-core/axe.min.js"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
GRAVE = {"serious", "critical"}


def axe_script():
    """Return axe, which a page gets before its own scripts."""
    if not AXE.exists():
        pytest.fail(f"{AXE} is missing; `make check` installs it")
    return AXE.read_text("utf-8")


def findings(page, *, rules=None, within="body"):
    """Return what is serious or critical on a page now, a line each; ``rules`` may name a few."""
    run_only = rules or TAGS
    kind = "rule" if rules else "tag"
    options = {"runOnly": {"type": kind, "values": run_only}, "resultTypes": ["violations"]}
    found = page.evaluate("([within, options]) => axe.run(within, options)", [within, options])
    return [
        f"{violation['impact']} {violation['id']}: {node['html'][:160]} ({_why(node)})"
        for violation in found["violations"]
        if violation["impact"] in GRAVE
        for node in violation["nodes"]
    ]


def _why(node):
    checks = node["any"] + node["all"] + node["none"]
    return checks[0]["message"] if checks else ""
