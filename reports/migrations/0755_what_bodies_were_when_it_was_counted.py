from django.db import migrations, models

from bunkyo_support.migration_steps import together


class Migration(migrations.Migration):

    dependencies = [
        ("reports", "0750_how_long_counting_took"),
    ]

    operations = together([
        migrations.AddField(
            model_name=name,
            name="bodies",
            field=models.JSONField(db_default={}, default=dict, verbose_name="機関と役割の区分"),
        )
        for name in ("lastcount", "countanew")
    ])
