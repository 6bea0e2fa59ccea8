"""When somebody last looked at a page whose numbers are kept."""

import django.db.models.functions.datetime
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("reports", "0720_numbers_kept_for_a_minute")]

    operations = [
        migrations.AddField(
            model_name="keptcount",
            name="asked_at",
            field=models.DateTimeField(
                default=django.utils.timezone.now,
                db_default=django.db.models.functions.datetime.Now(),
                verbose_name="最後に見た日時",
            ),
        ),
    ]
