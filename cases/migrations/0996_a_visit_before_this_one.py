"""When somebody was at a case before the visit that goes on, to mark what came since (cases/unread.py). Nothing is
filled in: her next visit but one begins with the moment of the last, as the column beside it says already."""

from django.db import migrations, models

from bunkyo_support.migration_steps import together


class Migration(migrations.Migration):
    dependencies = [("cases", "0995_the_number_of_the_bodys_own_system")]

    operations = together(
        [
            migrations.AddField(
                model_name="caseopening",
                name="previous_at",
                field=models.DateTimeField(blank=True, null=True, verbose_name="前回開いた日時"),
            )
        ]
    )
