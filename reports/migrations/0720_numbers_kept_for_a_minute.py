"""Numbers of a board, kept for a minute: a new table with a row a person and board, thrown away at will."""

import django.db.models.deletion
import django.utils.timezone
import uuid
from django.conf import settings
from django.db import migrations, models

from bunkyo_support.migration_steps import together


class Migration(migrations.Migration):

    dependencies = [
        ('reports', '0640_months_of_entrusted_bodies'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = together([
        migrations.CreateModel(
            name='KeptCount',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='作成日時')),
                ('of', models.CharField(max_length=20, verbose_name='画面（記号）')),
                ('how', models.CharField(max_length=64, verbose_name='数えた範囲（要約値）')),
                ('numbers', models.JSONField(default=dict, verbose_name='数')),
                ('counted_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='数えた日時')),
                ('user', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': '1分間だけ残す数',
                'verbose_name_plural': '1分間だけ残す数',
                'abstract': False,
                'default_permissions': (),
                'constraints': [models.UniqueConstraint(fields=('user', 'of'), name='kept_count_once')],
            },
        ),
    ])
