"""Whoever reads a person is asked for her grants for an emergency (R13), which hardly anybody has: they were looked for among
all that she was ever given.

Built beside writing, so that nobody waits; one that was broken off is left invalid: drop it and migrate again.
"""

from typing import Any, ClassVar

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False

    dependencies: ClassVar[list[Any]] = [("access", "1002_reading_without_need")]

    operations: ClassVar[list[Any]] = [
        AddIndexConcurrently(
            model_name="usergrant",
            index=models.Index(
                fields=["user"],
                condition=models.Q(("basis", "R13")),
                name="user_grant_in_emergency",
            ),
        ),
    ]
