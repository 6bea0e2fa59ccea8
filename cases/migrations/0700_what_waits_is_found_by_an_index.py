"""What waits somewhere is few rows of a large table: intakes without a screening, records with a day on which
somebody looks again. The home page starts from them (docs/decisions/0650).

Built beside writing, so that nobody waits; one that was broken off is left invalid: drop it and migrate again.
"""

from typing import Any, ClassVar

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    atomic = False

    dependencies: ClassVar[list[Any]] = [("cases", "0640_absences")]

    operations: ClassVar[list[Any]] = [
        AddIndexConcurrently(
            model_name="caserecord",
            index=models.Index(
                fields=["review_on"], condition=Q(review_on__isnull=False), name="record_to_review"
            ),
        ),
        AddIndexConcurrently(
            model_name="caserecord",
            index=models.Index(
                fields=["follow_up_on"],
                condition=Q(follow_up_on__isnull=False),
                name="record_to_follow_up",
            ),
        ),
        AddIndexConcurrently(
            model_name="intake",
            index=models.Index(
                fields=["receiver"], condition=Q(screening_result=""), name="intake_to_screen"
            ),
        ),
        AddIndexConcurrently(
            model_name="intake",
            index=models.Index(
                fields=["received_on"],
                condition=Q(screening_result="", urgency="A"),
                name="intake_to_screen_at_once",
            ),
        ),
    ]
