"""What several tests of the machine begin with."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from localenv import keys
from localenv.state import State


@pytest.fixture
def own_state(tmp_path: Path) -> Iterator[State]:
    """A state beside the one of the test run."""
    for folder in (tmp_path, *tmp_path.parents):
        if folder.owner() == "root" and folder.name.startswith("pytest-"):
            folder.chmod(0o711)
    own = State(tmp_path / "state")
    own.prepare()
    keys.ensure(own.secrets)
    return own
