"""A reference set that several tests here use."""

import pytest

from tests.faces.made_up import fitted_reference


@pytest.fixture(scope="session")
def small_reference():
    """A reference set of made-up faces, and these faces."""
    return fitted_reference()
