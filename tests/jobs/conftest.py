"""Jobs about a case of 相談員 soudan1, in process or as rows."""

from collections.abc import Iterator

import pytest

from . import kinds


@pytest.fixture(autouse=True)
def known_kinds() -> Iterator[None]:
    """The kinds of jobs that exist in tests only."""
    kinds.register_all()
    yield
    kinds.WHILE_MAKING.clear()
