"""What was entered of 地域支援 by mistake is marked as taken back, as attendance is. A column with a default in the
database: nothing is rewritten."""

from django.db import migrations, models

from bunkyo_support.migration_steps import together


class Migration(migrations.Migration):

    dependencies = [
        ('community', '0640_kinds_of_gatherings'),
    ]

    operations = together([
        migrations.AddField(
            model_name='historicalsupportentry',
            name='is_withdrawn',
            field=models.BooleanField(db_default=False, default=False, verbose_name='取り消した'),
        ),
        migrations.AddField(
            model_name='supportentry',
            name='is_withdrawn',
            field=models.BooleanField(db_default=False, default=False, verbose_name='取り消した'),
        ),
    ])
