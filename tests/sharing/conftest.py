import pytest
from huggingface_hub import constants

from tests.sharing.hub_server import TOKEN, running_hub


@pytest.fixture
def hub(tmp_path, monkeypatch):
    """A hub on this machine, to which the real huggingface_hub goes, with a cache of its own."""
    with running_hub() as server:
        monkeypatch.setenv("HF_ENDPOINT", server.address)
        monkeypatch.setenv("HF_TOKEN", TOKEN)
        monkeypatch.setattr(constants, "HF_HUB_CACHE", str(tmp_path / "hub-cache"))
        # Xet is another protocol, of the hub's own storage.
        monkeypatch.setattr(constants, "HF_HUB_DISABLE_XET", True)
        yield server
