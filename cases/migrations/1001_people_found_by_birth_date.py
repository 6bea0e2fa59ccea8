"""Who was born on a day that is typed is found at once, in a ward of any size.

Built beside writing, so that nobody waits; one that was broken off is left invalid: drop it and migrate again.
"""

from typing import Any, ClassVar

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False

    dependencies: ClassVar[list[Any]] = [("cases", "1000_who_was_split_off_is_supported")]

    operations: ClassVar[list[Any]] = [
        AddIndexConcurrently(
            model_name="person",
            index=models.Index(
                fields=["birth_on"],
                condition=models.Q(("birth_on__isnull", False)),
                name="person_born_on",
            ),
        ),
    ]
