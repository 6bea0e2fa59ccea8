"""A note says who was there besides the counterpart, 同席者 (domain.md 4.7): a column of its own, empty so far."""

from django.db import migrations, models

from bunkyo_support.migration_steps import together


class Migration(migrations.Migration):
    dependencies = [("cases", "0950_two_go_where_it_is_noted")]

    operations = together(
        [
            migrations.AddField(
                model_name=model,
                name="also_present",
                field=models.CharField(
                    blank=True, db_default="", max_length=200, verbose_name="同席者"
                ),
            )
            for model in ("historicalnote", "note")
        ]
    )
