"""A 関係者連絡会 that did not take place, or was entered twice, is marked as taken back, as attendance is. A column with a
default in the database: nothing is rewritten."""

from django.db import migrations, models

from bunkyo_support.migration_steps import together


class Migration(migrations.Migration):
    dependencies = [
        ("community", "0970_support_taken_back"),
    ]

    operations = together(
        [
            migrations.AddField(
                model_name="historicalliaisonmeeting",
                name="is_withdrawn",
                field=models.BooleanField(
                    db_default=False, default=False, verbose_name="取り消した"
                ),
            ),
            migrations.AddField(
                model_name="liaisonmeeting",
                name="is_withdrawn",
                field=models.BooleanField(
                    db_default=False, default=False, verbose_name="取り消した"
                ),
            ),
        ]
    )
