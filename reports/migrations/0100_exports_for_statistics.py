"""Rows for statistics as they were asked for: which records, and on which basis they leave (R20, R21)."""

import django.db.models.deletion
import django.utils.timezone
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('organizations', '0110_enter_lists_of_social_resources'),
        ('reports', '0001_boards_asked_for_as_papers'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='StatisticsExport',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='作成日時')),
                ('record_ids', models.JSONField(default=list, verbose_name='記録')),
                ('first_on', models.DateField(verbose_name='はじめの月')),
                ('last_on', models.DateField(verbose_name='おわりの日')),
                ('recipients', models.CharField(blank=True, max_length=300, verbose_name='提供先')),
                ('purpose', models.CharField(blank=True, max_length=200, verbose_name='目的')),
                ('legal_basis', models.CharField(blank=True, max_length=30, verbose_name='法的根拠（記号）')),
                ('body', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.body')),
                ('user', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': '統計のための書き出し',
                'verbose_name_plural': '統計のための書き出し',
                'ordering': ['-created_at', '-id'],
                'abstract': False,
                'default_permissions': (),
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('legal_basis', ''), ('recipients', '')), models.Q(models.Q(('recipients', ''), _negated=True), models.Q(('purpose', ''), _negated=True), models.Q(('legal_basis', ''), _negated=True)), _connector='OR'), name='export_leaves_on_a_basis')],
            },
        ),
    ]
