"""What is open to somebody is read from an index alone; so are the few compartments of memos.

Each question of each page asks for it, twice (walls 1 and 3). Rows of one role lie scattered over the whole table:
with 18,000 grants reading them took 26 ms, from the index 6 ms. Built beside writing, so that nobody waits;
one that was broken off is left invalid: drop it and migrate again.
"""

from typing import Any, ClassVar

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models

ASKED = ("content_object", "case", "permission", "valid_from", "valid_until")


class Migration(migrations.Migration):
    atomic = False

    dependencies: ClassVar[list[Any]] = [("access", "0500_emergency_access")]

    operations: ClassVar[list[Any]] = [
        AddIndexConcurrently(
            model_name="usergrant",
            index=models.Index(
                fields=["user", "appointment"], include=ASKED, name="user_grant_open"
            ),
        ),
        AddIndexConcurrently(
            model_name="groupgrant",
            index=models.Index(fields=["group"], include=ASKED, name="group_grant_open"),
        ),
        AddIndexConcurrently(
            model_name="compartment",
            index=models.Index(
                fields=["case"], condition=models.Q(kind="noticed"), name="compartments_of_memos"
            ),
        ),
    ]
