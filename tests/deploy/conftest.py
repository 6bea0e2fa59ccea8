"""What the tests of backup, restore and drill begin with."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.databases import SERVER, Database
from tests.jobs import kinds

from .backing_up import BackingUp


@pytest.fixture
def drill(committed_db: Database, tmp_path: Path) -> Iterator[BackingUp]:
    kinds.register_all()
    made = BackingUp(tmp_path, committed_db)
    yield made
    with SERVER.superuser() as connection:
        for name in made.beside():
            connection.execute(f'drop database "{name}" with (force)')
