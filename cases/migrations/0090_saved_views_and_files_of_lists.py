"""One's own saved views of the list of cases, and the lists asked for as files (S-91)."""

import django.db.models.deletion
import django.utils.timezone
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0080_closing_and_suspending'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='ListExport',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='作成日時')),
                ('case_ids', models.JSONField(default=list, verbose_name='ケース')),
                ('codes', models.JSONField(default=dict, verbose_name='条件')),
                ('is_search', models.BooleanField(default=False, verbose_name='検索の結果')),
                ('user', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': '書き出した一覧',
                'verbose_name_plural': '書き出した一覧',
                'ordering': ['-created_at', '-id'],
                'abstract': False,
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='SavedView',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='作成日時')),
                ('name', models.CharField(max_length=40, verbose_name='名前')),
                ('codes', models.JSONField(default=dict, verbose_name='条件')),
                ('user', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': '保存した条件',
                'verbose_name_plural': '保存した条件',
                'ordering': ['name', 'id'],
                'abstract': False,
                'default_permissions': (),
                'constraints': [models.UniqueConstraint(fields=('user', 'name'), name='saved_view_once_a_name'), models.CheckConstraint(condition=models.Q(('name', ''), _negated=True), name='saved_view_has_a_name')],
            },
        ),
    ]
