"""A record may pause, an end has a coded reason and what comes after; turns are rows of their own."""

import access.models
import django.db.models.deletion
import django.utils.timezone
import simple_history.models
import uuid
from django.conf import settings
from django.db import migrations, models

from bunkyo_support.migration_steps import together

# When this is taken back, what pauses is in the hands of the body again.
# As the owner, whom row policies bind too; the history trigger writes what changed.
TAKEN_BACK = """
alter table cases_caserecord no force row level security;
alter table cases_historicalcaserecord no force row level security;
update cases_caserecord set state = 'supporting', suspended_on = null, review_on = null, version = version + 1 where state = 'suspended';
alter table cases_caserecord force row level security;
alter table cases_historicalcaserecord force row level security;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('access', '0003_protections_and_the_output_gate'),
        ('cases', '0070_legs_of_a_hand_off_and_their_deadlines'),
        ('organizations', '0025_enter_reasons_of_suspension'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = together([
        migrations.CreateModel(
            name='HistoricalRecordEvent',
            fields=[
                ('id', models.UUIDField(db_index=True, default=uuid.uuid4, editable=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='作成日時')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='版')),
                ('kind', models.CharField(choices=[('closed', '支援を終了'), ('suspended', '支援を中断'), ('resumed', '支援を再開（中断のあと）'), ('reopened', '新しい相談として再開'), ('undone', '終了を取り消し')], max_length=10, verbose_name='種類')),
                ('happened_on', models.DateField(default=django.utils.timezone.localdate, verbose_name='日付')),
                ('reason', models.CharField(blank=True, max_length=10, verbose_name='理由（コード）')),
                ('words', models.CharField(blank=True, max_length=300, verbose_name='くわしく')),
                ('history_id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.CharField(max_length=100, null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
            ],
            options={
                'verbose_name': 'historical 支援の節目',
                'verbose_name_plural': 'historical 支援の節目',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='RecordEvent',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='作成日時')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='版')),
                ('kind', models.CharField(choices=[('closed', '支援を終了'), ('suspended', '支援を中断'), ('resumed', '支援を再開（中断のあと）'), ('reopened', '新しい相談として再開'), ('undone', '終了を取り消し')], max_length=10, verbose_name='種類')),
                ('happened_on', models.DateField(default=django.utils.timezone.localdate, verbose_name='日付')),
                ('reason', models.CharField(blank=True, max_length=10, verbose_name='理由（コード）')),
                ('words', models.CharField(blank=True, max_length=300, verbose_name='くわしく')),
            ],
            options={
                'verbose_name': '支援の節目',
                'verbose_name_plural': '支援の節目',
                'ordering': ['created_at', 'id'],
                'abstract': False,
                'default_permissions': (),
            },
        ),
        migrations.RemoveConstraint(
            model_name='caserecord',
            name='case_record_known_state',
        ),
        migrations.AddField(
            model_name='caserecord',
            name='closing_reason',
            field=models.CharField(blank=True, db_default='', max_length=10, verbose_name='終了の理由（コード）'),
        ),
        migrations.AddField(
            model_name='caserecord',
            name='follow_up_on',
            field=models.DateField(blank=True, null=True, verbose_name='終了のあと様子を確かめる日'),
        ),
        migrations.AddField(
            model_name='caserecord',
            name='followed_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.body', verbose_name='終了のあと主に関わる機関'),
        ),
        migrations.AddField(
            model_name='caserecord',
            name='reopen_when',
            field=models.CharField(blank=True, db_default='', max_length=200, verbose_name='再開の目安'),
        ),
        migrations.AddField(
            model_name='caserecord',
            name='review_on',
            field=models.DateField(blank=True, null=True, verbose_name='見直す日'),
        ),
        migrations.AddField(
            model_name='caserecord',
            name='suspended_on',
            field=models.DateField(blank=True, null=True, verbose_name='中断した日'),
        ),
        migrations.AddField(
            model_name='caserecord',
            name='suspension_note',
            field=models.CharField(blank=True, db_default='', max_length=300, verbose_name='中断の理由'),
        ),
        migrations.AddField(
            model_name='caserecord',
            name='suspension_reason',
            field=models.CharField(blank=True, db_default='', max_length=10, verbose_name='中断の理由（コード）'),
        ),
        migrations.AddField(
            model_name='historicalcaserecord',
            name='closing_reason',
            field=models.CharField(blank=True, db_default='', max_length=10, verbose_name='終了の理由（コード）'),
        ),
        migrations.AddField(
            model_name='historicalcaserecord',
            name='follow_up_on',
            field=models.DateField(blank=True, null=True, verbose_name='終了のあと様子を確かめる日'),
        ),
        migrations.AddField(
            model_name='historicalcaserecord',
            name='followed_by',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='organizations.body', verbose_name='終了のあと主に関わる機関'),
        ),
        migrations.AddField(
            model_name='historicalcaserecord',
            name='reopen_when',
            field=models.CharField(blank=True, db_default='', max_length=200, verbose_name='再開の目安'),
        ),
        migrations.AddField(
            model_name='historicalcaserecord',
            name='review_on',
            field=models.DateField(blank=True, null=True, verbose_name='見直す日'),
        ),
        migrations.AddField(
            model_name='historicalcaserecord',
            name='suspended_on',
            field=models.DateField(blank=True, null=True, verbose_name='中断した日'),
        ),
        migrations.AddField(
            model_name='historicalcaserecord',
            name='suspension_note',
            field=models.CharField(blank=True, db_default='', max_length=300, verbose_name='中断の理由'),
        ),
        migrations.AddField(
            model_name='historicalcaserecord',
            name='suspension_reason',
            field=models.CharField(blank=True, db_default='', max_length=10, verbose_name='中断の理由（コード）'),
        ),
        migrations.AddField(
            model_name='historicalnextaction',
            name='is_dropped',
            field=models.BooleanField(db_default=False, default=False, verbose_name='とりやめ'),
        ),
        migrations.AddField(
            model_name='nextaction',
            name='is_dropped',
            field=models.BooleanField(db_default=False, default=False, verbose_name='とりやめ'),
        ),
        migrations.AlterField(
            model_name='caserecord',
            name='state',
            field=models.CharField(choices=[('received', '受付（見立て前）'), ('supporting', '自機関で支援中'), ('handed_off', 'つなぎ中'), ('ma_requested', '多機関協働へ相談中'), ('outreach', 'アウトリーチの準備中'), ('suspended', '中断中'), ('closed', '終了')], default='received', max_length=20, verbose_name='状態'),
        ),
        migrations.AlterField(
            model_name='historicalcaserecord',
            name='state',
            field=models.CharField(choices=[('received', '受付（見立て前）'), ('supporting', '自機関で支援中'), ('handed_off', 'つなぎ中'), ('ma_requested', '多機関協働へ相談中'), ('outreach', 'アウトリーチの準備中'), ('suspended', '中断中'), ('closed', '終了')], default='received', max_length=20, verbose_name='状態'),
        ),
        migrations.AlterField(
            model_name='historicalnextaction',
            name='ends_with',
            field=models.CharField(blank=True, choices=[('received', '受付（見立て前）'), ('supporting', '自機関で支援中'), ('handed_off', 'つなぎ中'), ('ma_requested', '多機関協働へ相談中'), ('outreach', 'アウトリーチの準備中'), ('suspended', '中断中'), ('closed', '終了')], db_default='', max_length=20, verbose_name='これで済む状態'),
        ),
        migrations.AlterField(
            model_name='nextaction',
            name='ends_with',
            field=models.CharField(blank=True, choices=[('received', '受付（見立て前）'), ('supporting', '自機関で支援中'), ('handed_off', 'つなぎ中'), ('ma_requested', '多機関協働へ相談中'), ('outreach', 'アウトリーチの準備中'), ('suspended', '中断中'), ('closed', '終了')], db_default='', max_length=20, verbose_name='これで済む状態'),
        ),
        migrations.AddConstraint(
            model_name='caserecord',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['received', 'supporting', 'handed_off', 'ma_requested', 'outreach', 'suspended', 'closed'])), name='case_record_known_state'),
        ),
        migrations.AddConstraint(
            model_name='caserecord',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('review_on__isnull', False), ('state', 'suspended'), ('suspended_on__isnull', False), models.Q(('suspension_reason', ''), _negated=True)), models.Q(models.Q(('state', 'suspended'), _negated=True), ('review_on__isnull', True), ('suspended_on__isnull', True)), _connector='OR'), name='case_record_suspended_until'),
        ),
        migrations.AddField(
            model_name='historicalrecordevent',
            name='compartment',
            field=models.ForeignKey(blank=True, db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='access.compartment'),
        ),
        migrations.AddField(
            model_name='historicalrecordevent',
            name='created_by',
            field=models.ForeignKey(blank=True, db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='historicalrecordevent',
            name='history_user',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='historicalrecordevent',
            name='record',
            field=access.models.SameCompartmentKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='cases.caserecord'),
        ),
        migrations.AddField(
            model_name='recordevent',
            name='compartment',
            field=models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.compartment'),
        ),
        migrations.AddField(
            model_name='recordevent',
            name='created_by',
            field=models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='recordevent',
            name='record',
            field=access.models.SameCompartmentKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='events', to='cases.caserecord'),
        ),
        migrations.AddConstraint(
            model_name='recordevent',
            constraint=models.CheckConstraint(condition=models.Q(('reason', ''), ('words', ''), _negated=True), name='record_event_has_reason'),
        ),
        migrations.RunSQL(migrations.RunSQL.noop, TAKEN_BACK),
    ])
