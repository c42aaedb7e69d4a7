"""Pages of what is public, from docstrings: ``python -m benchmarks.api [DIR]``, else dist/api.

docs/api/README.md lists the names; pdoc writes a page for each of its modules, with them alone.
"""

from __future__ import annotations

import importlib
import re
import sys
import warnings
from pathlib import Path
from types import ModuleType

ROOT = Path(__file__).resolve().parents[1]
LIST = ROOT / "docs" / "api" / "README.md"
ROW = re.compile(r"^\| `(gan_core[\w.]*)` \| ((?:`\w+` ?)+)\|$", re.MULTILINE)


def public_names() -> dict[str, list[str]]:
    """Return the names that stay, by module, as the list has them."""
    rows = ROW.findall(LIST.read_text("utf-8"))
    return {module: re.findall(r"`(\w+)`", names) for module, names in rows}


def write_pages(folder: Path) -> None:
    """Write a page for each public module; what pdoc warns of is an error."""
    import pdoc
    import pdoc.render

    known = public_names()
    modules: dict[str, ModuleType] = {name: importlib.import_module(name) for name in known}
    kept = {name: getattr(module, "__all__", None) for name, module in modules.items()}
    pdoc.render.configure(docformat="markdown", show_source=False, footer_text="GAN Explorer")
    try:
        for name, module in modules.items():
            module.__dict__["__all__"] = known[name]
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            pdoc.pdoc(*known, output_directory=folder)
    finally:
        for name, module in modules.items():
            if kept[name] is None:
                del module.__dict__["__all__"]
            else:
                module.__dict__["__all__"] = kept[name]


if __name__ == "__main__":
    write_pages(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "dist" / "api")
