from django.db import migrations, models

from bunkyo_support.migration_steps import together


class Migration(migrations.Migration):

    dependencies = [
        ("reports", "0745_counting_beside_what_is_shown"),
    ]

    operations = together([
        migrations.AddField(
            model_name="keptcount",
            name="took_ms",
            field=models.PositiveIntegerField(
                db_default=0, default=0, verbose_name="数えた時間（ミリ秒）"
            ),
        ),
    ])
