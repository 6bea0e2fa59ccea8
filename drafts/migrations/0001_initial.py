"""Drafts and form keys: rows of one's own (access.policies gives them their row policies)."""

import django.db.models.deletion
import django.utils.timezone
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Draft',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='作成日時')),
                ('form', models.SlugField(max_length=60, verbose_name='フォーム')),
                ('object_key', models.CharField(max_length=40, verbose_name='対象')),
                ('field', models.CharField(max_length=100, verbose_name='欄')),
                ('text', models.BinaryField(verbose_name='内容（暗号化）')),
                ('seq', models.PositiveBigIntegerField(verbose_name='順番')),
                ('updated_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='更新日時')),
                ('user', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': '下書き',
                'verbose_name_plural': '下書き',
                'abstract': False,
                'default_permissions': (),
                'constraints': [models.UniqueConstraint(fields=('user', 'form', 'object_key', 'field'), name='draft_once_a_field')],
            },
        ),
        migrations.CreateModel(
            name='FormKey',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='作成日時')),
                ('key', models.UUIDField(verbose_name='鍵')),
                ('body_hash', models.CharField(max_length=64, verbose_name='内容の照合値')),
                ('result_url', models.CharField(blank=True, max_length=300, verbose_name='行き先')),
                ('user', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': '送信の鍵',
                'verbose_name_plural': '送信の鍵',
                'abstract': False,
                'default_permissions': (),
                'constraints': [models.UniqueConstraint(fields=('user', 'key'), name='form_key_once_a_user')],
            },
        ),
    ]
