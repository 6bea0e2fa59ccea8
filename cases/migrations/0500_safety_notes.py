"""安全メモ in the basic information: what to mind when one meets the household, also in an emergency (R13).

New tables only.
"""

import django.db.models.deletion
import django.utils.timezone
import simple_history.models
import uuid
from django.conf import settings
from django.db import migrations, models

from bunkyo_support.migration_steps import together


class Migration(migrations.Migration):

    dependencies = [
        ('access', '0500_emergency_access'),
        ('cases', '0400_when_a_case_was_last_opened'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = together([
        migrations.CreateModel(
            name='HistoricalSafetyNote',
            fields=[
                ('id', models.UUIDField(db_index=True, default=uuid.uuid4, editable=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='作成日時')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='版')),
                ('kind', models.CharField(choices=[('violence', '暴力・刃物など'), ('animal', '犬などの動物'), ('infection', '感染症'), ('illness', '病気・薬（切れると危険、発作など）'), ('self_harm', '自殺・自傷'), ('place', '住まいの危険（足元、火の元など）'), ('other', 'そのほか')], max_length=10, verbose_name='種類')),
                ('text', models.CharField(max_length=120, verbose_name='気をつけること')),
                ('until_on', models.DateField(blank=True, null=True, verbose_name='いつまで（この日を含む）')),
                ('removed_on', models.DateField(blank=True, null=True, verbose_name='外した日')),
                ('removed_reason', models.CharField(blank=True, max_length=100, verbose_name='外したわけ')),
                ('history_id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.CharField(max_length=100, null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('compartment', models.ForeignKey(blank=True, db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='access.compartment')),
                ('created_by', models.ForeignKey(blank=True, db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'historical 安全メモ',
                'verbose_name_plural': 'historical 安全メモ',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='SafetyNote',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='作成日時')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='版')),
                ('kind', models.CharField(choices=[('violence', '暴力・刃物など'), ('animal', '犬などの動物'), ('infection', '感染症'), ('illness', '病気・薬（切れると危険、発作など）'), ('self_harm', '自殺・自傷'), ('place', '住まいの危険（足元、火の元など）'), ('other', 'そのほか')], max_length=10, verbose_name='種類')),
                ('text', models.CharField(max_length=120, verbose_name='気をつけること')),
                ('until_on', models.DateField(blank=True, null=True, verbose_name='いつまで（この日を含む）')),
                ('removed_on', models.DateField(blank=True, null=True, verbose_name='外した日')),
                ('removed_reason', models.CharField(blank=True, max_length=100, verbose_name='外したわけ')),
                ('compartment', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.compartment')),
                ('created_by', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': '安全メモ',
                'verbose_name_plural': '安全メモ',
                'ordering': ['kind', 'created_at', 'id'],
                'abstract': False,
                'default_permissions': (),
                'constraints': [models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='safety_note_says_something'), models.CheckConstraint(condition=models.Q(('removed_on__isnull', True), models.Q(('removed_reason', ''), _negated=True), _connector='OR'), name='safety_note_removed_with_reason')],
            },
        ),
    ])
