"""An entry of the log of reading holds every rule on which somebody may see a case: whoever had seven could open nothing
of it. The type changes without a rewrite of the table; what is hashed is the text, so the chain stays."""

from django.db import migrations, models

from bunkyo_support.migration_steps import together


class Migration(migrations.Migration):
    dependencies = [("access", "0999_kept_out_after_a_disposal")]

    operations = together([
        migrations.AlterField(
            model_name="accesslog",
            name="basis",
            field=models.TextField(blank=True, verbose_name="根拠"),
        ),
    ])
