"""The number that a case has in the body's own system (domain.md P5): a column of the body's record, empty so far."""

from django.db import migrations, models

from bunkyo_support.migration_steps import together


class Migration(migrations.Migration):
    dependencies = [("cases", "0990_who_else_was_there")]

    operations = together(
        [
            migrations.AddField(
                model_name=model,
                name="own_number",
                field=models.CharField(
                    blank=True, db_default="", max_length=40, verbose_name="自機関での番号"
                ),
            )
            for model in ("historicalcaserecord", "caserecord")
        ]
    )
