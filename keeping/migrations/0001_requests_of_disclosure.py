"""Requests of disclosure 開示請求: the request, paragraphs withheld, what is put forward, and its check (S-93).

New tables only.
"""

import access.models
import django.db.models.deletion
import django.utils.timezone
import simple_history.models
import uuid
from django.conf import settings
from django.db import migrations, models

from bunkyo_support.migration_steps import together


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('access', '0620_retention_and_disposal'),
        ('cases', '0500_safety_notes'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = together([
        migrations.CreateModel(
            name='DisclosureRequest',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='作成日時')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='版')),
                ('person_id', models.UUIDField(verbose_name='だれの記録か')),
                ('subject', models.CharField(max_length=100, verbose_name='だれの記録か')),
                ('asker', models.CharField(choices=[('self', '本人'), ('parent', '親権者・未成年後見人'), ('guardian', '成年後見人'), ('agent', '委任による代理人')], max_length=10, verbose_name='請求した人')),
                ('asker_name', models.CharField(blank=True, max_length=100, verbose_name='代理人の氏名')),
                ('confirmed_how', models.CharField(max_length=300, verbose_name='本人・資格を確かめた方法')),
                ('no_conflict', models.CharField(blank=True, max_length=300, verbose_name='代理人が本人と対立する人・加害した人でないことを確かめた方法')),
                ('received_on', models.DateField(default=django.utils.timezone.localdate, verbose_name='受け付けた日')),
                ('due_on', models.DateField(verbose_name='決定の期限')),
                ('state', models.CharField(choices=[('open', '準備中'), ('checking', '確認待ち'), ('decided', '決定済み'), ('finished', '交付済み')], default='open', max_length=10, verbose_name='状態')),
                ('decision', models.CharField(blank=True, choices=[('whole', '全部を開示する'), ('partial', '一部を開示する'), ('refused', '開示しない')], max_length=10, verbose_name='決定')),
                ('decision_words', models.CharField(blank=True, max_length=500, verbose_name='決定の説明')),
                ('decided_on', models.DateField(blank=True, null=True, verbose_name='決定した日')),
                ('finished_on', models.DateField(blank=True, null=True, verbose_name='交付した日')),
                ('compartment', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.compartment')),
                ('created_by', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('record', access.models.SameCompartmentKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='disclosure_requests', to='cases.caserecord')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ['open', 'checking', 'decided', 'finished'])), name='disclosure_known_state'), models.CheckConstraint(condition=models.Q(('asker', 'self'), models.Q(models.Q(('asker_name', ''), _negated=True), models.Q(('no_conflict', ''), _negated=True)), _connector='OR'), name='disclosure_to_another_is_checked'), models.CheckConstraint(condition=models.Q(models.Q(('decided_on__isnull', True), ('decision', ''), ('state__in', ('open', 'checking'))), models.Q(('decided_on__isnull', False), ('state__in', ('decided', 'finished')), models.Q(('decision', ''), _negated=True)), _connector='OR'), name='disclosure_decided_on_a_day'), models.CheckConstraint(condition=models.Q(models.Q(('finished_on__isnull', False), ('state', 'finished')), models.Q(models.Q(('state', 'finished'), _negated=True), ('finished_on__isnull', True)), _connector='OR'), name='disclosure_finished_on_a_day')],
                'verbose_name': '開示請求',
                'verbose_name_plural': '開示請求',
                'ordering': ['-received_on', '-created_at', '-id'],
                'abstract': False,
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='HistoricalDisclosureRequest',
            fields=[
                ('id', models.UUIDField(db_index=True, default=uuid.uuid4, editable=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='作成日時')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='版')),
                ('person_id', models.UUIDField(verbose_name='だれの記録か')),
                ('subject', models.CharField(max_length=100, verbose_name='だれの記録か')),
                ('asker', models.CharField(choices=[('self', '本人'), ('parent', '親権者・未成年後見人'), ('guardian', '成年後見人'), ('agent', '委任による代理人')], max_length=10, verbose_name='請求した人')),
                ('asker_name', models.CharField(blank=True, max_length=100, verbose_name='代理人の氏名')),
                ('confirmed_how', models.CharField(max_length=300, verbose_name='本人・資格を確かめた方法')),
                ('no_conflict', models.CharField(blank=True, max_length=300, verbose_name='代理人が本人と対立する人・加害した人でないことを確かめた方法')),
                ('received_on', models.DateField(default=django.utils.timezone.localdate, verbose_name='受け付けた日')),
                ('due_on', models.DateField(verbose_name='決定の期限')),
                ('state', models.CharField(choices=[('open', '準備中'), ('checking', '確認待ち'), ('decided', '決定済み'), ('finished', '交付済み')], default='open', max_length=10, verbose_name='状態')),
                ('decision', models.CharField(blank=True, choices=[('whole', '全部を開示する'), ('partial', '一部を開示する'), ('refused', '開示しない')], max_length=10, verbose_name='決定')),
                ('decision_words', models.CharField(blank=True, max_length=500, verbose_name='決定の説明')),
                ('decided_on', models.DateField(blank=True, null=True, verbose_name='決定した日')),
                ('finished_on', models.DateField(blank=True, null=True, verbose_name='交付した日')),
                ('history_id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.CharField(max_length=100, null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('compartment', models.ForeignKey(blank=True, db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='access.compartment')),
                ('created_by', models.ForeignKey(blank=True, db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('record', access.models.SameCompartmentKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='cases.caserecord')),
            ],
            options={
                'verbose_name': 'historical 開示請求',
                'verbose_name_plural': 'historical 開示請求',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='DisclosureMark',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='作成日時')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='版')),
                ('paragraph', models.UUIDField()),
                ('ground', models.CharField(blank=True, choices=[('1', '第1号\u3000本人の生命・健康・生活・財産を害するおそれ'), ('2', '第2号\u3000本人以外の個人に関する情報'), ('3', '第3号\u3000法人・事業者に関する情報'), ('5', '第5号\u3000公共の安全・秩序'), ('6', '第6号\u3000審議・検討・協議'), ('7', '第7号\u3000事務・事業の適正な遂行'), ('7s', '第2号・第7号\u3000情報源・通告した人'), ('7m', '第7号\u3000支援会議で知り得たこと（社会福祉法第106条の6第5項）'), ('1p', '第1号・第2号\u3000DV等支援措置による秘匿情報')], max_length=3, verbose_name='開示しない理由')),
                ('compartment', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.compartment')),
                ('created_by', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('request', access.models.SameCompartmentKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='marks', to='keeping.disclosurerequest')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('request', 'paragraph'), name='one_mark_a_paragraph'), models.CheckConstraint(condition=models.Q(('ground__in', ['', '1', '2', '3', '5', '6', '7', '7s', '7m', '1p'])), name='mark_on_a_known_ground')],
                'verbose_name': '開示しない部分',
                'verbose_name_plural': '開示しない部分',
                'abstract': False,
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='DisclosureSubmission',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='作成日時')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='版')),
                ('decision', models.CharField(choices=[('whole', '全部を開示する'), ('partial', '一部を開示する'), ('refused', '開示しない')], max_length=10, verbose_name='決定の案')),
                ('words', models.CharField(blank=True, max_length=500, verbose_name='決定の説明')),
                ('digest', models.UUIDField(editable=False, verbose_name='照合値')),
                ('compartment', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.compartment')),
                ('created_by', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('request', access.models.SameCompartmentKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='submissions', to='keeping.disclosurerequest')),
            ],
            options={
                'verbose_name': '開示の案',
                'verbose_name_plural': '開示の案',
                'ordering': ['-created_at', '-id'],
                'abstract': False,
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='HistoricalDisclosureMark',
            fields=[
                ('id', models.UUIDField(db_index=True, default=uuid.uuid4, editable=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='作成日時')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='版')),
                ('paragraph', models.UUIDField()),
                ('ground', models.CharField(blank=True, choices=[('1', '第1号\u3000本人の生命・健康・生活・財産を害するおそれ'), ('2', '第2号\u3000本人以外の個人に関する情報'), ('3', '第3号\u3000法人・事業者に関する情報'), ('5', '第5号\u3000公共の安全・秩序'), ('6', '第6号\u3000審議・検討・協議'), ('7', '第7号\u3000事務・事業の適正な遂行'), ('7s', '第2号・第7号\u3000情報源・通告した人'), ('7m', '第7号\u3000支援会議で知り得たこと（社会福祉法第106条の6第5項）'), ('1p', '第1号・第2号\u3000DV等支援措置による秘匿情報')], max_length=3, verbose_name='開示しない理由')),
                ('history_id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.CharField(max_length=100, null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('compartment', models.ForeignKey(blank=True, db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='access.compartment')),
                ('created_by', models.ForeignKey(blank=True, db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('request', access.models.SameCompartmentKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='keeping.disclosurerequest')),
            ],
            options={
                'verbose_name': 'historical 開示しない部分',
                'verbose_name_plural': 'historical 開示しない部分',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='HistoricalDisclosureSubmission',
            fields=[
                ('id', models.UUIDField(db_index=True, default=uuid.uuid4, editable=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='作成日時')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='版')),
                ('decision', models.CharField(choices=[('whole', '全部を開示する'), ('partial', '一部を開示する'), ('refused', '開示しない')], max_length=10, verbose_name='決定の案')),
                ('words', models.CharField(blank=True, max_length=500, verbose_name='決定の説明')),
                ('digest', models.UUIDField(editable=False, verbose_name='照合値')),
                ('history_id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.CharField(max_length=100, null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('compartment', models.ForeignKey(blank=True, db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='access.compartment')),
                ('created_by', models.ForeignKey(blank=True, db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('request', access.models.SameCompartmentKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='keeping.disclosurerequest')),
            ],
            options={
                'verbose_name': 'historical 開示の案',
                'verbose_name_plural': 'historical 開示の案',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='DisclosureCheck',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='作成日時')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='版')),
                ('is_right', models.BooleanField(verbose_name='この内容でよい')),
                ('words', models.CharField(blank=True, max_length=300, verbose_name='ひとこと')),
                ('compartment', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.compartment')),
                ('created_by', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('submission', access.models.SameCompartmentKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='checks', to='keeping.disclosuresubmission')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('submission',), name='one_check_a_submission'), models.CheckConstraint(condition=models.Q(('is_right', True), models.Q(('words', ''), _negated=True), _connector='OR'), name='sent_back_with_reason')],
                'verbose_name': '開示の確認',
                'verbose_name_plural': '開示の確認',
                'ordering': ['-created_at', '-id'],
                'abstract': False,
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='HistoricalDisclosureCheck',
            fields=[
                ('id', models.UUIDField(db_index=True, default=uuid.uuid4, editable=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='作成日時')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='版')),
                ('is_right', models.BooleanField(verbose_name='この内容でよい')),
                ('words', models.CharField(blank=True, max_length=300, verbose_name='ひとこと')),
                ('history_id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.CharField(max_length=100, null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('compartment', models.ForeignKey(blank=True, db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='access.compartment')),
                ('created_by', models.ForeignKey(blank=True, db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('submission', access.models.SameCompartmentKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='keeping.disclosuresubmission')),
            ],
            options={
                'verbose_name': 'historical 開示の確認',
                'verbose_name_plural': 'historical 開示の確認',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
    ])
