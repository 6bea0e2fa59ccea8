"""A result keeps how far the view of who asked reached when it was read: what has closed to her since is not handed
out. Of results from before nothing is known; they are gone within the hour. The constant default needs no rewrite."""

from django.db import migrations, models

from bunkyo_support.migration_steps import together


class Migration(migrations.Migration):

    dependencies = [
        ('jobs', '0050_parts_of_long_jobs'),
    ]

    operations = together([
        migrations.AddField(
            model_name='jobresult',
            name='reach',
            field=models.JSONField(
                db_default={}, default=dict, editable=False, verbose_name='読んだときに見られた範囲'
            ),
        ),
    ])
