"""Runs a page's script without a browser."""

from pathlib import Path

from streamlit.testing.v1 import AppTest

ROOT = Path(__file__).resolve().parents[2]


def open_page(name, **query):
    test = AppTest.from_file(str(ROOT / "app.py"), default_timeout=120)
    if name != "app.py":
        test.switch_page(name)
    for key, value in query.items():
        test.query_params[key] = value
    return test.run()
