"""Terminals at which somebody has signed in, so that she is told of another (S-56): a new table, empty. Whoever signs in
for the first time after it has come is told nothing."""

import uuid

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

from bunkyo_support.migration_steps import together


class Migration(migrations.Migration):

    dependencies = [
        ('alerts', '0870_counts_that_are_at_least'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = together([
        migrations.CreateModel(
            name='KnownTerminal',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='作成日時')),
                ('network', models.CharField(max_length=45, verbose_name='場所（ネットワーク）')),
                ('browser', models.CharField(max_length=40, verbose_name='ブラウザー')),
                ('used_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='最後のログイン')),
                ('user', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'ログインに使った端末',
                'verbose_name_plural': 'ログインに使った端末',
                'ordering': ['-used_at', 'id'],
                'abstract': False,
                'default_permissions': (),
                'constraints': [models.UniqueConstraint(fields=('user', 'network', 'browser'), name='terminal_known_once')],
            },
        ),
    ])
