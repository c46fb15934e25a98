"""The cast with rows in every table."""

from typing import Any

import pytest

from tests.cast import Cast
from tests.security.furnish import furnish
from tests.security.scene import set_scene


@pytest.fixture
def full_cast(cast: Cast) -> Any:
    """As `cast`, and no tenant table of any trust is empty."""
    set_scene(cast)
    refused = furnish(cast)
    assert refused == {}, f"give these tables rows in tests/cast_<app>.py: {refused}"
    return cast
