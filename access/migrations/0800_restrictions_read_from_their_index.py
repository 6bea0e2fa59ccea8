"""Who is kept out of a case is read from the index alone, at each question of the one sentence (R12).

Built beside writing, so that nobody waits; one that was broken off is left invalid: drop it and migrate again.
"""

from typing import Any, ClassVar

from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False

    dependencies: ClassVar[list[Any]] = [("access", "0790_who_lets_a_protection_go_on")]

    operations: ClassVar[list[Any]] = [
        AddIndexConcurrently(
            model_name="restriction",
            index=models.Index(
                fields=["user", "case"],
                include=("valid_from", "valid_until", "lifted_at", "created_by"),
                name="restriction_of_user",
            ),
        ),
        RemoveIndexConcurrently(
            model_name="restriction",
            name="access_rest_user_id_0bb9b7_idx",
        ),
    ]
