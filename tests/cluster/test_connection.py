"""Addresses, versions, and a scheduler that is not there."""

import pytest

from gan_core.cluster.connection import (
    ClusterError,
    connect,
    scheduler_address,
    version_fault,
    versions,
)


@pytest.mark.parametrize(
    "address", ["tcp://10.0.0.1:8786", "tls://dask.school.example:8786", "host:1", "tcp://[::1]:2"]
)
def test_addresses(address, monkeypatch):
    monkeypatch.setenv("GAN_SCHEDULER", f" {address} ")
    assert scheduler_address() == address
    assert scheduler_address("") == ""
    monkeypatch.delenv("GAN_SCHEDULER")
    assert scheduler_address() == ""


@pytest.mark.parametrize("address", ["8786", "http://host:8786", "tcp://host", "tcp://a b:1"])
def test_what_is_no_address_is_one_line(address):
    with pytest.raises(ClusterError, match=r"is no address of a Dask scheduler; accepted: such as"):
        scheduler_address(address)


@pytest.mark.long
def test_no_scheduler_is_one_line():
    with pytest.raises(ClusterError, match=r"no Dask scheduler answers at tcp://127.0.0.1:9: .+"):
        connect("tcp://127.0.0.1:9")


def test_tls_without_certificates_is_one_line():
    with pytest.raises(ClusterError, match=r"tls://127.0.0.1:9 needs certificates, which Dask's"):
        connect("tls://127.0.0.1:9")


def test_versions_have_to_agree():
    ours = versions()
    assert version_fault("tcp://a:1", ours) == ""
    fault = version_fault("tcp://a:1", ours | {"torch": "1.0"})
    assert fault.startswith("the worker tcp://a:1 has other versions (torch 1.0 there, ")
    assert "Python none there" in version_fault("tcp://a:1", {})
