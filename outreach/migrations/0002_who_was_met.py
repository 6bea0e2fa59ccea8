"""Who of the household was met: a word beside the result of an attempt, empty for what was told before.

A column with a constant default: the tables are not rewritten.
"""

from django.db import migrations, models

from bunkyo_support.migration_steps import together


class Migration(migrations.Migration):

    dependencies = [("outreach", "0001_targets_visits_steps")]

    operations = together(
        [
            migrations.AddField(
                model_name=name,
                name="met",
                field=models.CharField(blank=True, max_length=100, verbose_name="会えた人"),
            )
            for name in ("visitattempt", "historicalvisitattempt")
        ]
    )
