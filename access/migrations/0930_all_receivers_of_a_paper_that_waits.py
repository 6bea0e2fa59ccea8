"""The receivers of a paper that waits for a second person (S-91) are told whole: of a long list the end was cut, and
an approval held for whoever stood after it. The type changes without a rewrite of the table; going back cuts again."""

from django.db import migrations, models

from bunkyo_support.migration_steps import together


class Migration(migrations.Migration):

    dependencies = [
        ("access", "0850_incidents"),
    ]

    operations = together([
        migrations.AlterField(
            model_name="outputhold",
            name="recipients",
            field=models.TextField(blank=True, verbose_name="渡す相手"),
        ),
    ])
