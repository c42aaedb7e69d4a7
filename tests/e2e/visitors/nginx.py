"""nginx in front of the app, for tests."""

import http.client
import os
import shutil
import subprocess
from pathlib import Path

NGINX = shutil.which("nginx", path=os.environ["PATH"] + ":/usr/sbin")


def start_nginx(folder: Path, sample: str):
    """Start nginx with a file for conf.d, in a folder of its own; returns the process."""
    assert NGINX, "no nginx here; `make browser` installs one"
    folder.mkdir()
    (folder / "site.conf").write_text(sample)
    kept = "".join(
        f"{name}_temp_path {folder}/{name};\n"
        for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    (folder / "nginx.conf").write_text(
        f"pid {folder}/pid;\nerror_log {folder}/error.log;\ndaemon off;\n"
        f"events {{}}\nhttp {{\naccess_log off;\n{kept}include {folder}/site.conf;\n}}\n"
    )
    if os.geteuid() == 0:
        # Its workers run as another user, who has to reach its temporary files.
        settings = (folder / "nginx.conf").read_text()
        (folder / "nginx.conf").write_text("user root;\n" + settings)
    return subprocess.Popen([NGINX, "-c", folder / "nginx.conf", "-e", folder / "error.log"])


def page_status(port, path):
    """The status of an answer; 0 where there is none."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=2)
    try:
        connection.request("GET", path)
        return connection.getresponse().status
    except (OSError, http.client.HTTPException):
        return 0
    finally:
        connection.close()
