"""Retention 保存年限 and disposal 廃棄: classes, holds, lists of candidates, certificates (docs/decisions/0160).

New tables only; of the log the words of the choices change. The classes entered are proposals that the ward
checks before real use: five years for the records of a case, ten for plans, seven for the log of reading.
"""

import datetime
import django.db.models.deletion
import django.utils.timezone
import uuid
from django.conf import settings
from django.db import migrations, models

from bunkyo_support.migration_steps import together

FROM = datetime.date(2000, 4, 1)
BASIS = "初期値（区の文書管理規程により確かめること）"
YEARS = {
    "face": 5,
    "record": 5,
    "hand_off": 5,
    "consented": 5,
    "meeting": 5,
    "plan": 10,
    "protected": 5,
    "noticed": 5,
    "log": 7,
}


def enter_classes(apps, schema_editor):
    rows = apps.get_model("access", "RetentionClass").objects.using(schema_editor.connection.alias)
    rows.bulk_create(
        rows.model(kind=kind, years=years, valid_from=FROM, basis=BASIS)
        for kind, years in YEARS.items()
    )


class Migration(migrations.Migration):

    dependencies = [
        ('access', '0600_grants_read_from_their_index'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = together([
        migrations.AlterField(
            model_name='accesslog',
            name='action',
            field=models.CharField(choices=[('read', '閲覧'), ('list', '一覧'), ('search', '検索'), ('print', '印刷・PDF'), ('export', '書き出し'), ('download', '受け取り'), ('write', '記録'), ('emergency_start', '緊急閲覧の開始'), ('emergency_end', '緊急閲覧の終了'), ('dispose', '廃棄'), ('refused', '表示できない記録への要求')], max_length=20, verbose_name='操作'),
        ),
        migrations.CreateModel(
            name='DisposalList',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('subject', models.CharField(choices=[('cases', 'ケースの記録'), ('log', '閲覧の記録')], max_length=10, verbose_name='対象')),
                ('listed_at', models.DateTimeField(verbose_name='一覧を作った日時')),
                ('decided_at', models.DateTimeField(null=True, verbose_name='決めた日時')),
                ('is_approved', models.BooleanField(null=True, verbose_name='承認')),
                ('decision_words', models.CharField(blank=True, max_length=200, verbose_name='決めた人のことば')),
                ('run_at', models.DateTimeField(null=True, verbose_name='廃棄した日時')),
                ('digest', models.CharField(blank=True, max_length=64, verbose_name='照合値')),
                ('until_seq', models.BigIntegerField(null=True, verbose_name='最後の番号')),
                ('until_hash', models.CharField(blank=True, max_length=64)),
                ('entries', models.BigIntegerField(null=True, verbose_name='件数')),
                ('first_at', models.DateTimeField(null=True, verbose_name='最初の記録')),
                ('last_at', models.DateTimeField(null=True, verbose_name='最後の記録')),
                ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('listed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('run_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('decided_at__isnull', True), ('decided_by__isnull', True), ('is_approved__isnull', True)), models.Q(('decided_at__isnull', False), ('decided_by__isnull', False), ('is_approved__isnull', False), models.Q(('decided_by', models.F('listed_by')), _negated=True)), _connector='OR'), name='disposal_decided_by_a_second_person'), models.CheckConstraint(condition=models.Q(models.Q(('digest', ''), ('run_at__isnull', True), ('run_by__isnull', True)), models.Q(('is_approved', True), ('run_at__isnull', False), ('run_by__isnull', False), models.Q(('digest', ''), _negated=True)), _connector='OR'), name='disposal_run_when_approved'), models.CheckConstraint(condition=models.Q(models.Q(('is_approved', False), _negated=True), models.Q(('decision_words', ''), _negated=True), _connector='OR'), name='disposal_refused_with_reason')],
                'verbose_name': '廃棄候補一覧',
                'verbose_name_plural': '廃棄候補一覧',
                'ordering': ['-listed_at', '-id'],
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='LegalHold',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('case_number', models.CharField(max_length=20, verbose_name='ケース番号')),
                ('reason', models.CharField(choices=[('lawsuit', '訴訟・不服申立てがある'), ('disclosure', '開示請求などの手続きがある'), ('audit', '監査・検査・調査がある'), ('incident', '事故・虐待などの検証がある'), ('other', 'そのほかの理由')], max_length=12, verbose_name='止める理由')),
                ('reference', models.CharField(max_length=60, verbose_name='文書番号など')),
                ('created_at', models.DateTimeField(verbose_name='止めた日時')),
                ('lifted_at', models.DateTimeField(null=True, verbose_name='解いた日時')),
                ('lift_reason', models.CharField(blank=True, max_length=200, verbose_name='解いた理由')),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.casefile')),
                ('created_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('lifted_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('lifted_at__isnull', True), ('lifted_by__isnull', True)), models.Q(('lifted_at__isnull', False), ('lifted_by__isnull', False), models.Q(('lift_reason', ''), _negated=True), models.Q(('lifted_by', models.F('created_by')), _negated=True)), _connector='OR'), name='hold_lifted_by_a_second_person')],
                'verbose_name': '廃棄停止',
                'verbose_name_plural': '廃棄停止',
                'ordering': ['-created_at', '-id'],
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='RetentionClass',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('face', '基本情報（世帯・家族・連絡先）'), ('record', '機関記録（受付・経過・アセスメント）'), ('hand_off', 'つなぎ・多機関協働の依頼'), ('consented', '同意と、同意により共有した記録'), ('meeting', '支援会議の記録'), ('plan', '支援プラン・重層的支援会議の記録'), ('protected', '秘匿情報'), ('noticed', '気になる人メモ'), ('log', '閲覧の記録')], max_length=20, verbose_name='記録の種類')),
                ('years', models.PositiveSmallIntegerField(verbose_name='保存年限（年）')),
                ('valid_from', models.DateField(verbose_name='この日以後に数え始めるものから')),
                ('basis', models.CharField(max_length=200, verbose_name='根拠')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='決めた日時')),
                ('created_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('kind', 'valid_from'), name='one_class_a_kind_and_day'), models.CheckConstraint(condition=models.Q(('years__gte', 1), ('years__lte', 100)), name='class_of_some_years'), models.CheckConstraint(condition=models.Q(('basis', ''), _negated=True), name='class_has_a_basis'), models.CheckConstraint(condition=models.Q(('kind__in', ['face', 'record', 'hand_off', 'consented', 'meeting', 'plan', 'protected', 'noticed', 'log'])), name='class_of_a_known_kind')],
                'verbose_name': '保存年限',
                'verbose_name_plural': '保存年限',
                'ordering': ['kind', '-valid_from'],
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='DisposalItem',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('case_id', models.UUIDField()),
                ('case_number', models.CharField(max_length=20, verbose_name='ケース番号')),
                ('ended_on', models.DateField(verbose_name='支援が終わった日')),
                ('kept_until', models.DateField(verbose_name='保存の終わり（この日から廃棄できる）')),
                ('is_approved', models.BooleanField(default=False, verbose_name='承認')),
                ('outcome', models.CharField(blank=True, choices=[('', '―'), ('disposed', '廃棄した'), ('hold', '廃棄停止のため残した'), ('open', '支援や手続きが続いているため残した'), ('left_out', '承認の対象から外れたため残した')], max_length=10, verbose_name='結果')),
                ('disposal_list', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='items', to='access.disposallist')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('disposal_list', 'case_id'), name='disposal_item_once_a_list')],
                'indexes': [models.Index(fields=['case_id'], name='access_disp_case_id_77aa41_idx')],
                'verbose_name': '廃棄候補',
                'verbose_name_plural': '廃棄候補',
                'ordering': ['kept_until', 'case_number'],
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='DisposalCount',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=80, verbose_name='種類')),
                ('rows', models.PositiveIntegerField(verbose_name='件数')),
                ('versions', models.PositiveIntegerField(verbose_name='変更履歴の件数')),
                ('disposal_list', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='counts', to='access.disposallist')),
            ],
            options={
                'ordering': ['name'],
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='DisposedRecord',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('record_id', models.UUIDField(verbose_name='記録のID')),
                ('kind', models.CharField(choices=[('face', '基本情報（世帯・家族・連絡先）'), ('record', '機関記録（受付・経過・アセスメント）'), ('hand_off', 'つなぎ・多機関協働の依頼'), ('consented', '同意と、同意により共有した記録'), ('meeting', '支援会議の記録'), ('plan', '支援プラン・重層的支援会議の記録'), ('protected', '秘匿情報'), ('noticed', '気になる人メモ'), ('log', '閲覧の記録')], max_length=20, verbose_name='種類')),
                ('years', models.PositiveSmallIntegerField(verbose_name='保存年限（年）')),
                ('disposal_list', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='records', to='access.disposallist')),
            ],
            options={
                'ordering': ['kind', 'record_id'],
                'default_permissions': (),
            },
        ),
    ]) + [migrations.RunPython(enter_classes, migrations.RunPython.noop, elidable=False)]
