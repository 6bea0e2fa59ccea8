"""How many things on the home page are due, kept for a minute: a new table with one row a person."""

import django.db.models.deletion
import django.utils.timezone
import uuid
from django.conf import settings
from django.db import migrations, models

from bunkyo_support.migration_steps import together


class Migration(migrations.Migration):

    dependencies = [
        ('alerts', '0001_alerts_marks_and_daily_mails'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = together([
        migrations.CreateModel(
            name='HomeCount',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='作成日時')),
                ('number', models.PositiveIntegerField(verbose_name='件数')),
                ('counted_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='数えた日時')),
                ('user', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': '今日の仕事の件数',
                'verbose_name_plural': '今日の仕事の件数',
                'abstract': False,
                'default_permissions': (),
                'constraints': [models.UniqueConstraint(fields=('user',), name='home_counted_last')],
            },
        ),
    ])
