"""Figures of the ward as last counted, targets, closed months, yearly reports asked for.

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
        ('reports', '0100_exports_for_statistics'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = together([
        migrations.CreateModel(
            name='LastCount',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='版')),
                ('of', models.CharField(default='ward', max_length=10, unique=True, verbose_name='何を')),
                ('counted_at', models.DateTimeField(verbose_name='数えた日時')),
                ('fingerprint', models.CharField(max_length=64, verbose_name='数え方')),
            ],
            options={
                'verbose_name': '実績を数えた時刻',
                'verbose_name_plural': '実績を数えた時刻',
                'abstract': False,
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='FigureCell',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='版')),
                ('month', models.DateField(verbose_name='月')),
                ('scope', models.CharField(choices=[('month', '月'), ('year', '年度累計')], max_length=5, verbose_name='期間')),
                ('indicator', models.CharField(max_length=20, verbose_name='指標')),
                ('breakdown', models.CharField(blank=True, max_length=20, verbose_name='内訳')),
                ('code', models.CharField(blank=True, max_length=40, verbose_name='内訳の値（コード）')),
                ('number', models.DecimalField(decimal_places=1, max_digits=12, null=True, verbose_name='数')),
                ('base', models.PositiveIntegerField(default=0, verbose_name='もとの件数')),
            ],
            options={
                'verbose_name': '区の実績',
                'verbose_name_plural': '区の実績',
                'abstract': False,
                'default_permissions': (),
                'constraints': [models.CheckConstraint(condition=models.Q(('month__day', 1)), name='figure_cell_of_a_month'), models.UniqueConstraint(fields=('month', 'scope', 'indicator', 'breakdown', 'code'), name='figure_cell_once')],
            },
        ),
        migrations.CreateModel(
            name='FigureExport',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='作成日時')),
                ('fiscal_year', models.PositiveSmallIntegerField(verbose_name='年度')),
                ('least', models.PositiveSmallIntegerField(default=10, verbose_name='出す最小の数')),
                ('user', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': '作成した年次報告',
                'verbose_name_plural': '作成した年次報告',
                'ordering': ['-created_at', '-id'],
                'abstract': False,
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='HistoricalFigureTarget',
            fields=[
                ('id', models.UUIDField(db_index=True, default=uuid.uuid4, editable=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='登録日時')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='版')),
                ('fiscal_year', models.PositiveSmallIntegerField(verbose_name='年度')),
                ('indicator', models.CharField(max_length=20, verbose_name='指標')),
                ('number', models.DecimalField(blank=True, decimal_places=1, max_digits=9, null=True, verbose_name='目標')),
                ('history_id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.CharField(max_length=100, null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('created_by', models.ForeignKey(blank=True, db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'historical 年度の目標',
                'verbose_name_plural': 'historical 年度の目標',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='HistoricalMonthClose',
            fields=[
                ('id', models.UUIDField(db_index=True, default=uuid.uuid4, editable=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='登録日時')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='版')),
                ('month', models.DateField(verbose_name='月')),
                ('turn', models.PositiveSmallIntegerField(default=1, verbose_name='何回目の締め')),
                ('figures', models.JSONField(default=dict, verbose_name='数')),
                ('reason', models.CharField(blank=True, max_length=300, verbose_name='訂正の理由')),
                ('history_id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.CharField(max_length=100, null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('created_by', models.ForeignKey(blank=True, db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'historical 月の締め',
                'verbose_name_plural': 'historical 月の締め',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='FigureTarget',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='登録日時')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='版')),
                ('fiscal_year', models.PositiveSmallIntegerField(verbose_name='年度')),
                ('indicator', models.CharField(max_length=20, verbose_name='指標')),
                ('number', models.DecimalField(blank=True, decimal_places=1, max_digits=9, null=True, verbose_name='目標')),
                ('created_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': '年度の目標',
                'verbose_name_plural': '年度の目標',
                'abstract': False,
                'default_permissions': (),
                'constraints': [models.UniqueConstraint(fields=('fiscal_year', 'indicator'), name='target_once_a_year'), models.CheckConstraint(condition=models.Q(('number__isnull', True), ('number__gte', 0), _connector='OR'), name='target_not_below_nothing')],
            },
        ),
        migrations.CreateModel(
            name='MonthClose',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='登録日時')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='版')),
                ('month', models.DateField(verbose_name='月')),
                ('turn', models.PositiveSmallIntegerField(default=1, verbose_name='何回目の締め')),
                ('figures', models.JSONField(default=dict, verbose_name='数')),
                ('reason', models.CharField(blank=True, max_length=300, verbose_name='訂正の理由')),
                ('created_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': '月の締め',
                'verbose_name_plural': '月の締め',
                'ordering': ['-month', '-turn'],
                'abstract': False,
                'default_permissions': (),
                'constraints': [models.CheckConstraint(condition=models.Q(('month__day', 1)), name='close_of_a_month'), models.UniqueConstraint(fields=('month', 'turn'), name='month_closed_once_a_turn'), models.CheckConstraint(condition=models.Q(('turn', 1), models.Q(('reason', ''), _negated=True), _connector='OR'), name='close_corrected_with_reason')],
            },
        ),
    ])
