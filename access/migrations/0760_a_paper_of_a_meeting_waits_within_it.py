"""An output that waits for a second person says in which 支援会議 or plan it lies (R4, R5, R7). Rows from before
stay without: they were told to the list already, and hold for a day."""

import django.db.models.deletion
from django.db import migrations, models

from bunkyo_support.migration_steps import together


class Migration(migrations.Migration):

    dependencies = [
        ("access", "0750_what_was_wrong_is_told_to_whom"),
    ]

    operations = together([
        migrations.AddField(
            model_name="outputhold",
            name="within",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="access.compartment",
            ),
        ),
    ])
