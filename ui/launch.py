"""The command ``gan-explorer``: starts the app from wherever its files are."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from gan_core import __version__
from gan_core.storage.folders import home_folder, program_folder, temporary_folder

USAGE = """Usage: gan-explorer [OPTION]...

Starts GAN Explorer and opens it in a browser; Ctrl-C ends it. All options are Streamlit's, such as
  --server.port 8600         another port than 8501
  --server.headless true     open no browser
  --server.address 0.0.0.0   let other machines in
'streamlit run --help' lists them. GAN_EXPLORER_HOME names the folder of the runs, GAN_DATA that of
the data sets. --version prints the version.
"""


def main(arguments: Sequence[str] | None = None) -> None:
    """Start the app; returns when the server has ended."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    if {"-h", "--help"} & set(given):
        sys.stdout.write(USAGE)
        return
    if "--version" in given:
        sys.stdout.write(__version__ + "\n")
        return
    if home_folder() is None:
        # Streamlit does not start without one.
        os.environ["HOME"] = str(temporary_folder())
        sys.stderr.write(f"This user has no home folder; {temporary_folder()} is used instead.\n")
    from streamlit.web import cli

    # config.toml beside app.py is read by Streamlit itself; environment and options go before it.
    cli.main(["run", str(program_folder() / "app.py"), *given], prog_name="gan-explorer")
