"""Where a Dask scheduler is, and whether what answers there can be used."""

from __future__ import annotations

import asyncio
import importlib
import importlib.metadata
import os
import platform
import re
import time
from collections.abc import Mapping
from typing import Any

VARIABLE = "GAN_SCHEDULER"
CONNECT_SECONDS, LOOK_SECONDS = 5.0, 0.5
ANSWER_SECONDS = 20.0
"""A scheduler that does not answer a small question in so long is lost; of one that was killed, the
connection ends at once."""

WORKERS_SECONDS = 20.0
"""A cluster that has just begun, or that has lost its last worker, may have one in so long."""

ADDRESS = re.compile(r"(?:(?:tcp|tls)://)?(?:\[[0-9a-fA-F:]+\]|[^\s/:\[\]]+):\d{1,5}")
REQUIREMENT = "a scheduler needs the package distributed (pip install distributed)"
NO_CERTIFICATES = (
    "{address} needs certificates, which Dask's configuration names: distributed.comm.tls, as in "
    "docs/cluster.md"
)
NO_WORKERS = "the Dask scheduler at {address} has no workers"
LOSSES = (OSError, asyncio.TimeoutError, RuntimeError, KeyError)
"""How distributed says that somebody is gone: closed connections, timeouts, closed loops."""


class ClusterError(RuntimeError):
    """The cluster cannot be used; one line says why."""


class ClusterLostError(ClusterError):
    """The scheduler does not answer any more."""


def scheduler_address(given: str | None = None) -> str:
    """Return the address that is given, else that in ``GAN_SCHEDULER``; empty for none.

    Raises ``ClusterError`` for what is no address.
    """
    address = (os.environ.get(VARIABLE, "") if given is None else given).strip()
    if address and not ADDRESS.fullmatch(address):
        raise ClusterError(
            f"{address!r} is no address of a Dask scheduler; accepted: such as tcp://10.0.0.1:8786 "
            "or tls://10.0.0.1:8786"
        )
    return address


def connect(address: str) -> Any:  # noqa: ANN401
    """Return a client of the scheduler at ``address``; ``ClusterError`` where none answers.

    Certificates of ``tls://`` are those of Dask's configuration.
    """
    try:
        from distributed import Client
        from distributed.security import Security
    except ImportError:
        raise ClusterError(REQUIREMENT) from None
    try:
        if address.startswith("tls:"):
            certificates = Security().get_connection_args("client")["ssl_context"]
            if certificates is None:
                raise ClusterError(NO_CERTIFICATES.format(address=address))
        return Client(address, timeout=CONNECT_SECONDS, set_as_default=False, name="gan-explorer")
    except ClusterError:
        raise
    except (OSError, ValueError, TypeError, RuntimeError) as error:
        why = " ".join(str(error).split())
        raise ClusterError(f"no Dask scheduler answers at {address}: {why}") from None


def workers_of(client: Any) -> dict[str, dict[str, Any]]:  # noqa: ANN401
    """Return what the scheduler knows of its workers, by address; ``ClusterLostError``."""
    try:
        found = client.sync(
            client.scheduler.identity, n_workers=-1, callback_timeout=ANSWER_SECONDS
        )
    except LOSSES:
        raise ClusterLostError("the Dask scheduler does not answer any more") from None
    workers: dict[str, dict[str, Any]] = found["workers"]
    return workers


def awaited_workers(client: Any) -> dict[str, dict[str, Any]]:  # noqa: ANN401
    """Return ``workers_of`` once there are any; ``ClusterError`` where none comes."""
    until = time.monotonic() + WORKERS_SECONDS
    while not (found := workers_of(client)):
        if time.monotonic() > until:
            raise ClusterError(NO_WORKERS.format(address=client.scheduler.address))
        time.sleep(LOOK_SECONDS)
    return found


def versions() -> dict[str, str]:
    """Return the versions that have to agree for equal results; torch need not be loaded."""
    return {
        # Not by its name: this package lies below what the top one offers.
        "GAN Explorer": importlib.import_module("gan_core").__version__,
        "torch": importlib.metadata.version("torch").partition("+")[0],
        "Python": ".".join(platform.python_version_tuple()[:2]),
    }


def version_fault(address: str, theirs: Mapping[str, str]) -> str:
    """Return in one line what a worker has other versions of; empty where all agree."""
    ours = versions()
    differing = [
        f"{name} {theirs.get(name, 'none')} there, {ours[name]} here"
        for name in ours
        if theirs.get(name) != ours[name]
    ]
    if not differing:
        return ""
    return (
        f"the worker {address} has other versions ({'; '.join(differing)}) and is not used: "
        "install the same on both"
    )


def check_worker(client: Any, address: str) -> None:  # noqa: ANN401
    """Raise ``ClusterError`` where a worker lacks this program or has another version."""
    theirs = call(client, address, versions)
    fault = version_fault(address, theirs)
    if fault:
        raise ClusterError(fault)


def call(client: Any, address: str, function: Any, **given: Any) -> Any:  # noqa: ANN401
    """Call a function of this program on a worker, beside its tasks; returns what it returns.

    Raises ``ClusterError`` where the worker lacks the program, ``OSError`` where it is gone.
    """
    try:
        return client.run(function, workers=[address], **given)[address]
    except LOSSES:
        raise
    except Exception as error:
        # distributed wraps what went wrong there.
        raise ClusterError(
            f"the worker {address} cannot run GAN Explorer ({' '.join(str(error).split())}): "
            "install the same version there"
        ) from None
