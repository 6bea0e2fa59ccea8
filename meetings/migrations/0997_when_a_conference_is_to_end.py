"""A 重層的支援会議 may have an hour at which it is to end, after the one at which it begins. A column that is empty in every
row of before, and a check that all of them pass. Backwards these hours are lost."""

from django.db import migrations, models

from bunkyo_support.migration_steps import together


class Migration(migrations.Migration):

    dependencies = [
        ("meetings", "0990_dates_of_conferences_too"),
    ]

    operations = together([
        *(
            migrations.AddField(
                model_name=model,
                name="ends_at",
                field=models.TimeField(blank=True, null=True, verbose_name="終わる時刻"),
            )
            for model in ("historicalplanconference", "planconference")
        ),
        migrations.AddConstraint(
            model_name="planconference",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("ends_at__isnull", True),
                    models.Q(("ends_at__gt", models.F("starts_at")), ("starts_at__isnull", False)),
                    _connector="OR",
                ),
                name="conference_ends_after_it_starts",
            ),
        ),
    ])
