"""How the days of a request of disclosure are counted, and third parties who are heard (Art. 83 and 86).

A new table, and columns with a default of the database; rows that are there fall due thirty days after they
were received, as the new constraint has it.
"""

import access.models
import datetime
import django.db.models.deletion
import django.db.models.expressions
import django.utils.timezone
import simple_history.models
import uuid
from django.conf import settings
from django.db import migrations, models

from bunkyo_support.migration_steps import together

# When this is taken back, nothing tells any more why a request falls due after thirty days: it falls due after
# thirty, with its task, as before; brought in again, the new constraint finds it so.
# As the owner, whom row policies bind too; the history triggers write what changed.
TAKEN_BACK = """
alter table keeping_disclosurerequest no force row level security;
alter table keeping_historicaldisclosurerequest no force row level security;
alter table cases_nextaction no force row level security;
alter table cases_historicalnextaction no force row level security;
update cases_nextaction t set due_on = r.received_on + 30, version = t.version + 1
from keeping_disclosurerequest r
where t.record_id = r.record_id and t.what = '開示請求への決定（期限）' and t.done_at is null
  and t.due_on = r.due_on and r.due_on <> r.received_on + 30;
update keeping_disclosurerequest set due_on = received_on + 30, correction_days = 0, extended_by = 0,
    extension_reason = '', extended_on = null, version = version + 1
where due_on <> received_on + 30 or extended_by > 0 or correction_days > 0;
set constraints all immediate;
alter table keeping_disclosurerequest force row level security;
alter table keeping_historicaldisclosurerequest force row level security;
alter table cases_nextaction force row level security;
alter table cases_historicalnextaction force row level security;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('access', '0620_retention_and_disposal'),
        ('cases', '0640_absences'),
        ('keeping', '0001_requests_of_disclosure'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = together([
        migrations.CreateModel(
            name='DisclosureThirdParty',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='作成日時')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='版')),
                ('name', models.CharField(max_length=100, verbose_name='第三者の氏名・名称')),
                ('about', models.CharField(max_length=300, verbose_name='どの部分のことか')),
                ('basis', models.CharField(choices=[('1', '聴くことができる（第86条第1項）'), ('2', '必ず聴く（第86条第2項）')], max_length=1, verbose_name='根拠')),
                ('state', models.CharField(choices=[('asked', '意見書を待っている'), ('unknown', '所在が分からない'), ('agrees', '支障がない'), ('opposes', '開示に反対'), ('silent', '意見書が出なかった')], max_length=10, verbose_name='状態')),
                ('asked_on', models.DateField(blank=True, null=True, verbose_name='通知した日')),
                ('answer_by', models.DateField(blank=True, null=True, verbose_name='意見書の期限')),
                ('answered_on', models.DateField(blank=True, null=True, verbose_name='意見書を受け取った日')),
                ('answer', models.CharField(blank=True, max_length=500, verbose_name='意見')),
                ('told_on', models.DateField(blank=True, null=True, verbose_name='決定を知らせた日')),
                ('compartment', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.compartment')),
                ('created_by', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('request', access.models.SameCompartmentKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='third_parties', to='keeping.disclosurerequest')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ['asked', 'unknown', 'agrees', 'opposes', 'silent'])), name='third_party_known_state'), models.CheckConstraint(condition=models.Q(models.Q(('answer_by__isnull', True), ('asked_on__isnull', True), ('state', 'unknown')), models.Q(models.Q(('state', 'unknown'), _negated=True), ('answer_by__gte', models.F('asked_on')), ('answer_by__isnull', False), ('asked_on__isnull', False)), _connector='OR'), name='third_party_notified_with_a_day'), models.CheckConstraint(condition=models.Q(models.Q(('answered_on__isnull', False), ('state__in', ('agrees', 'opposes'))), models.Q(models.Q(('state__in', ('agrees', 'opposes')), _negated=True), ('answered_on__isnull', True)), _connector='OR'), name='third_party_answered_on_a_day'), models.CheckConstraint(condition=models.Q(('told_on__isnull', True), ('state', 'opposes'), _connector='OR'), name='third_party_told_who_was_against')],
                'verbose_name': '意見を聴く第三者',
                'verbose_name_plural': '意見を聴く第三者',
                'ordering': ['created_at', 'id'],
                'abstract': False,
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='HistoricalDisclosureThirdParty',
            fields=[
                ('id', models.UUIDField(db_index=True, default=uuid.uuid4, editable=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='作成日時')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='版')),
                ('name', models.CharField(max_length=100, verbose_name='第三者の氏名・名称')),
                ('about', models.CharField(max_length=300, verbose_name='どの部分のことか')),
                ('basis', models.CharField(choices=[('1', '聴くことができる（第86条第1項）'), ('2', '必ず聴く（第86条第2項）')], max_length=1, verbose_name='根拠')),
                ('state', models.CharField(choices=[('asked', '意見書を待っている'), ('unknown', '所在が分からない'), ('agrees', '支障がない'), ('opposes', '開示に反対'), ('silent', '意見書が出なかった')], max_length=10, verbose_name='状態')),
                ('asked_on', models.DateField(blank=True, null=True, verbose_name='通知した日')),
                ('answer_by', models.DateField(blank=True, null=True, verbose_name='意見書の期限')),
                ('answered_on', models.DateField(blank=True, null=True, verbose_name='意見書を受け取った日')),
                ('answer', models.CharField(blank=True, max_length=500, verbose_name='意見')),
                ('told_on', models.DateField(blank=True, null=True, verbose_name='決定を知らせた日')),
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
                'verbose_name': 'historical 意見を聴く第三者',
                'verbose_name_plural': 'historical 意見を聴く第三者',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.AddField(
            model_name='disclosurerequest',
            name='asks_for_meetings',
            field=models.BooleanField(db_default=False, default=False, verbose_name='支援会議の記録も求めている'),
        ),
        migrations.AddField(
            model_name='disclosurerequest',
            name='correction_asked_on',
            field=models.DateField(blank=True, null=True, verbose_name='補正を求めた日'),
        ),
        migrations.AddField(
            model_name='disclosurerequest',
            name='correction_days',
            field=models.PositiveSmallIntegerField(db_default=0, default=0, verbose_name='補正に要した日数'),
        ),
        migrations.AddField(
            model_name='disclosurerequest',
            name='correction_words',
            field=models.CharField(blank=True, db_default='', max_length=300, verbose_name='補正を求めた内容'),
        ),
        migrations.AddField(
            model_name='disclosurerequest',
            name='extended_by',
            field=models.PositiveSmallIntegerField(db_default=0, default=0, verbose_name='延長した日数'),
        ),
        migrations.AddField(
            model_name='disclosurerequest',
            name='extended_on',
            field=models.DateField(blank=True, null=True, verbose_name='延長を知らせた日'),
        ),
        migrations.AddField(
            model_name='disclosurerequest',
            name='extension_reason',
            field=models.CharField(blank=True, db_default='', max_length=500, verbose_name='延長の理由'),
        ),
        migrations.AddField(
            model_name='disclosurerequest',
            name='give_from',
            field=models.DateField(blank=True, null=True, verbose_name='開示を実施できる日'),
        ),
        migrations.AddField(
            model_name='disclosurerequest',
            name='is_subject',
            field=models.BooleanField(db_default=False, default=False, verbose_name='ケースの本人か'),
        ),
        migrations.AddField(
            model_name='historicaldisclosurerequest',
            name='asks_for_meetings',
            field=models.BooleanField(db_default=False, default=False, verbose_name='支援会議の記録も求めている'),
        ),
        migrations.AddField(
            model_name='historicaldisclosurerequest',
            name='correction_asked_on',
            field=models.DateField(blank=True, null=True, verbose_name='補正を求めた日'),
        ),
        migrations.AddField(
            model_name='historicaldisclosurerequest',
            name='correction_days',
            field=models.PositiveSmallIntegerField(db_default=0, default=0, verbose_name='補正に要した日数'),
        ),
        migrations.AddField(
            model_name='historicaldisclosurerequest',
            name='correction_words',
            field=models.CharField(blank=True, db_default='', max_length=300, verbose_name='補正を求めた内容'),
        ),
        migrations.AddField(
            model_name='historicaldisclosurerequest',
            name='extended_by',
            field=models.PositiveSmallIntegerField(db_default=0, default=0, verbose_name='延長した日数'),
        ),
        migrations.AddField(
            model_name='historicaldisclosurerequest',
            name='extended_on',
            field=models.DateField(blank=True, null=True, verbose_name='延長を知らせた日'),
        ),
        migrations.AddField(
            model_name='historicaldisclosurerequest',
            name='extension_reason',
            field=models.CharField(blank=True, db_default='', max_length=500, verbose_name='延長の理由'),
        ),
        migrations.AddField(
            model_name='historicaldisclosurerequest',
            name='give_from',
            field=models.DateField(blank=True, null=True, verbose_name='開示を実施できる日'),
        ),
        migrations.AddField(
            model_name='historicaldisclosurerequest',
            name='is_subject',
            field=models.BooleanField(db_default=False, default=False, verbose_name='ケースの本人か'),
        ),
        migrations.AddConstraint(
            model_name='disclosurerequest',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('extended_by', 0), ('extended_on__isnull', True), ('extension_reason', '')), models.Q(('extended_by__range', (1, 30)), ('extended_on__isnull', False), models.Q(('extension_reason', ''), _negated=True)), _connector='OR'), name='disclosure_extended_with_reason'),
        ),
        migrations.AddConstraint(
            model_name='disclosurerequest',
            constraint=models.CheckConstraint(condition=models.Q(('due_on', models.ExpressionWrapper(django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(models.F('received_on'), '+', models.F('correction_days')), '+', models.F('extended_by')), '+', models.Value(30)), models.DateField()))), name='disclosure_due_as_the_law_counts'),
        ),
        migrations.AddConstraint(
            model_name='disclosurerequest',
            constraint=models.CheckConstraint(condition=models.Q(('correction_asked_on__isnull', True), ('state', 'open'), _connector='OR'), name='disclosure_corrected_before_it_is_checked'),
        ),
        migrations.AddConstraint(
            model_name='disclosurerequest',
            constraint=models.CheckConstraint(condition=models.Q(('give_from__isnull', True), models.Q(('decided_on__isnull', False), ('give_from__gte', django.db.models.expressions.CombinedExpression(models.F('decided_on'), '+', models.Value(datetime.timedelta(days=15))))), _connector='OR'), name='disclosure_two_weeks_after_the_decision'),
        ),
        migrations.AddConstraint(
            model_name='disclosurerequest',
            constraint=models.CheckConstraint(condition=models.Q(('finished_on__isnull', True), ('give_from__isnull', True), ('finished_on__gte', models.F('give_from')), _connector='OR'), name='disclosure_not_before_its_day'),
        ),
        migrations.RunSQL(migrations.RunSQL.noop, TAKEN_BACK),
    ])
