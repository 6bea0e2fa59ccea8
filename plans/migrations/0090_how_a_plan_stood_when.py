"""Until when the plan had stood that a fixed version keeps, and whether it was put together afterwards
from history. Empty and false for the versions that there are; no row is touched."""

from django.db import migrations, models

from bunkyo_support.migration_steps import together


class Migration(migrations.Migration):

    dependencies = [("plans", "0080_one_copy_for_each_body")]

    operations = together([
        migrations.AddField(
            model_name=model,
            name=name,
            field=field,
        )
        for model in ("fixedplan", "historicalfixedplan")
        for name, field in (
            (
                "is_rebuilt",
                models.BooleanField(
                    db_default=False, default=False, verbose_name="変更の記録から作った版"
                ),
            ),
            ("stood_at", models.DateTimeField(null=True, verbose_name="いつの内容か")),
        )
    ])
