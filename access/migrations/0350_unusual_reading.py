"""Flags of unusual reading and what auditors find; the compartment of what was read, in the log (R19, S-73);
files in the ledger of disclosures (R21).

On a full log the new column is empty and costs nothing; the index by case is built while nobody reads,
as a version is brought in. Old entries keep their hash: an empty compartment is not part of it.
"""

import datetime
import django.core.validators
import django.db.models.deletion
import django.utils.timezone
import uuid
from django.conf import settings
from django.db import migrations, models

from bunkyo_support.migration_steps import together


class Migration(migrations.Migration):

    dependencies = [
        ('access', '0301_disclosures_of_no_case'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = together([
        migrations.CreateModel(
            name='ReadingFigures',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='決めた日時')),
                ('many_cases', models.PositiveSmallIntegerField(default=30, validators=[django.core.validators.MinValueValidator(2), django.core.validators.MaxValueValidator(1000)], verbose_name='U1 ケースの数')),
                ('many_minutes', models.PositiveSmallIntegerField(default=60, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(720)], verbose_name='U1 時間（分）')),
                ('opens_at', models.TimeField(default=datetime.time(7, 0), verbose_name='U4 業務の始まり')),
                ('closes_at', models.TimeField(default=datetime.time(20, 0), verbose_name='U4 業務の終わり')),
                ('refused', models.PositiveSmallIntegerField(default=20, validators=[django.core.validators.MinValueValidator(2), django.core.validators.MaxValueValidator(1000)], verbose_name='U5 1日の回数')),
                ('created_by', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('opens_at__lt', models.F('closes_at'))), name='office_opens_before_it_closes')],
                'verbose_name': '注意する閲覧の目安',
                'verbose_name_plural': '注意する閲覧の目安',
                'ordering': ['-created_at', '-id'],
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='ReadingFlag',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('rule', models.CharField(choices=[('many', 'U1 短い時間に多くのケース'), ('surname', 'U2 同じ名字の人がいるケース'), ('colleague', 'U3 職員に関わるケース'), ('hours', 'U4 業務時間の外'), ('refused', 'U5 表示できない記録への要求')], max_length=10, verbose_name='目印')),
                ('user_id', models.UUIDField(db_index=True, verbose_name='職員')),
                ('day', models.DateField(verbose_name='日')),
                ('case_number', models.CharField(blank=True, max_length=20, verbose_name='ケース番号')),
                ('case_id', models.UUIDField(null=True)),
                ('reads', models.PositiveIntegerField(verbose_name='回数')),
                ('cases', models.PositiveIntegerField(verbose_name='ケースの数')),
                ('first_at', models.DateTimeField(verbose_name='最初')),
                ('last_at', models.DateTimeField(verbose_name='最後')),
                ('figure', models.CharField(blank=True, max_length=40, verbose_name='目安')),
                ('found_at', models.DateTimeField(verbose_name='気づいた日時')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('rule', 'user_id', 'day', 'case_number'), name='flag_once_a_day'), models.CheckConstraint(condition=models.Q(('rule__in', ['many', 'surname', 'colleague', 'hours', 'refused'])), name='flag_known_rule')],
                'indexes': [models.Index(fields=['-day', 'rule', 'id'], name='access_read_day_9fca71_idx')],
                'verbose_name': '注意する閲覧',
                'verbose_name_plural': '注意する閲覧',
                'ordering': ['-day', 'rule', 'id'],
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='ReadingFinding',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('conclusion', models.CharField(blank=True, choices=[('needed', '業務に必要な閲覧だった'), ('explained', '説明を受け、問題はなかった'), ('wrong', '不適切な閲覧だった（所属の上司に伝えた）'), ('mistaken', '目印の誤り（同姓の別人など）')], max_length=10, verbose_name='結論')),
                ('text', models.TextField(max_length=1000, verbose_name='書くこと')),
                ('seen_reads', models.PositiveIntegerField(editable=False)),
                ('form_key', models.UUIDField(editable=False, null=True, unique=True)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='日時')),
                ('created_by', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('flag', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='findings', to='access.readingflag')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('conclusion__in', ['', 'needed', 'explained', 'wrong', 'mistaken'])), name='finding_known_conclusion'), models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='finding_says_something')],
                'verbose_name': '注意する閲覧の確認',
                'verbose_name_plural': '注意する閲覧の確認',
                'ordering': ['created_at', 'id'],
                'default_permissions': (),
            },
        ),
        migrations.AddField(
            model_name='accesslog',
            name='compartment_id',
            field=models.UUIDField(null=True),
        ),
        migrations.AddIndex(
            model_name='accesslog',
            index=models.Index(fields=['case_number', 'seq'], name='access_log_of_a_case'),
        ),
        migrations.AlterField(
            model_name='disclosure',
            name='channel',
            field=models.CharField(choices=[('hand_off', 'つなぎ'), ('shared_item', '支援会議での共有'), ('consented', '同意による共有'), ('request', '多機関協働の依頼'), ('plan', '支援プランの共有'), ('print', '印刷・PDF'), ('mail', 'メール（中身のない知らせ）'), ('export', '書き出し（ファイル）')], max_length=20, verbose_name='方法'),
        ),
        migrations.AlterField(
            model_name='historicaldisclosure',
            name='channel',
            field=models.CharField(choices=[('hand_off', 'つなぎ'), ('shared_item', '支援会議での共有'), ('consented', '同意による共有'), ('request', '多機関協働の依頼'), ('plan', '支援プランの共有'), ('print', '印刷・PDF'), ('mail', 'メール（中身のない知らせ）'), ('export', '書き出し（ファイル）')], max_length=20, verbose_name='方法'),
        ),
    ])
