"""Who is kept out of a case is read from the index alone, at each question of the one sentence (R12).

Built at once, not beside writing: there are few restrictions in any ward. One that waits too long for its lock is
undone whole, and tried again (manage.py migrate); one built beside writing would leave half an index.
"""

from typing import Any, ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar[list[Any]] = [("access", "0790_who_lets_a_protection_go_on")]

    operations: ClassVar[list[Any]] = [
        migrations.AddIndex(
            model_name="restriction",
            index=models.Index(
                fields=["user", "case"],
                include=("valid_from", "valid_until", "lifted_at", "created_by"),
                name="restriction_of_user",
            ),
        ),
        migrations.RemoveIndex(
            model_name="restriction",
            name="access_rest_user_id_0bb9b7_idx",
        ),
    ]
