"""Ways to take down one wall."""

import os
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest
from django.db import connections, transaction


@pytest.fixture
def wall_three_down(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """A transaction of a superuser of the database, whom no row policy binds; rolled back.

    Stands in for the `django_db` mark: the mark would open its transaction before this fixture
    could change who connects.
    """
    connection = connections["default"]
    superuser = urlsplit(os.environ["SUPERUSER_DATABASE_URL"])
    with django_db_blocker.unblock():
        connection.close()
        held = {key: connection.settings_dict[key] for key in ("USER", "PASSWORD")}
        connection.settings_dict.update(
            USER=unquote(superuser.username or ""), PASSWORD=unquote(superuser.password or "")
        )
        try:
            with transaction.atomic():
                yield
                transaction.set_rollback(True)
        finally:
            connection.close()
            connection.settings_dict.update(held)
