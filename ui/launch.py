"""The command ``gan-explorer``: starts the app from wherever its files are."""

from __future__ import annotations

import argparse
import os
import re
import sys
from collections.abc import Sequence

from gan_core import __version__
from gan_core.cluster.connection import VARIABLE, ClusterError, scheduler_address
from gan_core.storage.folders import home_folder, program_folder, temporary_folder
from ui.http.frames import FrameError, frame_ancestors
from ui.shared.room import RoomError, room_from

USAGE = """Usage: gan-explorer [OPTION]...

Starts GAN Explorer; Ctrl-C ends it. For a class:
  --classroom                listen on the network, let in who has the code, show address and code
  --join-code CODE           a code of your own; GAN_EXPLORER_JOIN_CODE does the same
  --teacher-code CODE        the same for the teacher's; GAN_EXPLORER_TEACHER_CODE
  --public-url URL           the address that students use, where a proxy has another
To train on a Dask cluster (docs/cluster.md):
  --scheduler ADDRESS        its scheduler, such as tcp://10.0.0.1:8786; GAN_SCHEDULER does the same
All other options are Streamlit's, such as
  --server.port 8600         another port than 8501
  --server.headless true     open no browser
  --server.address 0.0.0.0   let other machines in
  --server.allowedHosts HOST answer to this name too, as behind a proxy
'streamlit run --help' lists them. GAN_EXPLORER_HOME names the folder of the runs, GAN_DATA that of
the data sets. --version prints the version.
"""


ROOM_VARIABLES = {
    "join_code": "GAN_EXPLORER_JOIN_CODE",
    "teacher_code": "GAN_EXPLORER_TEACHER_CODE",
    "public_url": "GAN_EXPLORER_URL",
}


def open_classroom(given: Sequence[str]) -> list[str]:
    """Take a classroom's and a cluster's options out of those given, for the server to find.

    It finds them in the environment. Returns Streamlit's options, with those that a classroom
    needs unless others are given. Ends the program with one line and 2 where a code or an address
    is no good.
    """
    parser = argparse.ArgumentParser("gan-explorer", add_help=False, allow_abbrev=False)
    parser.add_argument("--classroom", action="store_true")
    for name in ROOM_VARIABLES:
        parser.add_argument("--" + name.replace("_", "-"), default="")
    parser.add_argument("--scheduler", default="")
    options, rest = parser.parse_known_args(given)
    if options.scheduler:
        os.environ[VARIABLE] = options.scheduler
    for name, variable in ROOM_VARIABLES.items():
        if getattr(options, name):
            os.environ[variable] = getattr(options, name)
    if options.classroom:
        os.environ["GAN_EXPLORER_CLASSROOM"] = "1"
    if not check_environment():
        return rest
    if options.classroom:
        rest = _unless_given(rest, "server.address", "0.0.0.0")
    # Streamlit's own greeting would ask a service in the internet for this machine's address.
    return _unless_given(rest, "logger.hideWelcomeMessage", "true")


def check_environment() -> bool:
    """Whether the environment asks for a class.

    Where a setting of it, or a scheduler's address, cannot be, one line says so and the program
    ends with 2, however the app is started.
    """
    try:
        frame_ancestors(os.environ)
        scheduler_address()
        return room_from(os.environ) is not None
    except (RoomError, FrameError, ClusterError) as error:
        sys.stderr.write(f"gan-explorer: {error}\n")
        raise SystemExit(2) from None


def _unless_given(arguments: list[str], option: str, value: str) -> list[str]:
    variable = "STREAMLIT_" + re.sub("([A-Z])", r"_\1", option).replace(".", "_").upper()
    flags = (f"--{option}", f"--{option}=")
    if variable in os.environ or any(a == flags[0] or a.startswith(flags[1]) for a in arguments):
        return arguments
    return [f"--{option}", value, *arguments]


def main(arguments: Sequence[str] | None = None) -> None:
    """Start the app; returns when the server has ended."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    if {"-h", "--help"} & set(given):
        sys.stdout.write(USAGE)
        return
    if "--version" in given:
        sys.stdout.write(__version__ + "\n")
        return
    given = open_classroom(given)
    if home_folder() is None:
        # Streamlit does not start without one.
        try:
            os.environ["HOME"] = str(temporary_folder())
        except OSError as error:
            sys.stderr.write(
                f"gan-explorer: this user has no home folder, and none can be made: {error}; HOME "
                "names one.\n"
            )
            raise SystemExit(1) from None
        sys.stderr.write(f"This user has no home folder; {temporary_folder()} is used instead.\n")
    from streamlit.web import cli

    # config.toml beside app.py is read by Streamlit itself; environment and options go before it.
    cli.main(["run", str(program_folder() / "app.py"), *given], prog_name="gan-explorer")


if __name__ == "__main__":
    main()
