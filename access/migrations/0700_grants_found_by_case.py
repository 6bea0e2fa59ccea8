"""What a page asks within some cases finds its grants by case, and does not look through all of the reader's.

The same columns as before, one of them as part of the key: all that is open to somebody is still read from the
index alone. Built beside writing, so that nobody waits; one that was broken off is left invalid: drop it and
migrate again.
"""

from typing import Any, ClassVar

from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db import migrations, models

ASKED = ("content_object", "permission", "valid_from", "valid_until")


class Migration(migrations.Migration):
    atomic = False

    dependencies: ClassVar[list[Any]] = [("access", "0620_retention_and_disposal")]

    operations: ClassVar[list[Any]] = [
        AddIndexConcurrently(
            model_name="usergrant",
            index=models.Index(
                fields=["user", "appointment", "case"], include=ASKED, name="user_grant_of_cases"
            ),
        ),
        AddIndexConcurrently(
            model_name="groupgrant",
            index=models.Index(
                fields=["group", "case"], include=ASKED, name="group_grant_of_cases"
            ),
        ),
        RemoveIndexConcurrently(model_name="usergrant", name="user_grant_open"),
        RemoveIndexConcurrently(model_name="groupgrant", name="group_grant_open"),
    ]
