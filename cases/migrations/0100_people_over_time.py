"""Other names, times in a household, people entered twice, and people known to two files."""

import access.models
import django.db.models.deletion
import django.utils.timezone
import simple_history.models
import uuid
from django.conf import settings
from django.db import migrations, models

from bunkyo_support.migration_steps import together

# Two times of one person never overlap. An index that compares periods (gist) cannot compare a uuid
# without the extension btree_gist, which not every PostgreSQL brings; it can compare an address of
# the internet, and an IPv6 address is the same 128 bits. The compartment is compared too, because an
# index looks past row policies (S-20).
AS_ADDRESS = r"(regexp_replace(replace({}::text, '-', ''), '(.{{4}})(?=.)', '\1:', 'g')::inet)"
ONE_STAY_AT_A_TIME = f"""
alter table cases_householdstay add constraint one_stay_at_a_time exclude using gist (
    {AS_ADDRESS.format("compartment_id")} inet_ops with =,
    {AS_ADDRESS.format("person_id")} inet_ops with =,
    daterange(since_on, until_on) with &&
) where (removed_on is null);
"""


class Migration(migrations.Migration):

    dependencies = [
        ('access', '0020_match_marks_and_notices'),
        ('cases', '0090_saved_views_and_files_of_lists'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = together([
        migrations.CreateModel(
            name='HistoricalHouseholdStay',
            fields=[
                ('id', models.UUIDField(db_index=True, default=uuid.uuid4, editable=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='作成日時')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='版')),
                ('since_on', models.DateField(blank=True, null=True, verbose_name='世帯に入った日')),
                ('since_precision', models.CharField(choices=[('year', '年'), ('month', '年月'), ('day', '年月日')], default='day', max_length=5)),
                ('until_on', models.DateField(blank=True, null=True, verbose_name='世帯を離れた日')),
                ('until_precision', models.CharField(choices=[('year', '年'), ('month', '年月'), ('day', '年月日')], default='day', max_length=5)),
                ('reason', models.CharField(blank=True, choices=[('moved', '転出・転居'), ('died', '死亡'), ('divorced', '離婚・別居'), ('married', '結婚'), ('facility', '施設入所・長い入院'), ('grown', '独立・進学・就職'), ('split', '世帯を分けた'), ('other', 'その他')], max_length=10, verbose_name='離れた理由')),
                ('note', models.CharField(blank=True, max_length=200, verbose_name='備考')),
                ('removed_on', models.DateField(blank=True, null=True, verbose_name='取り消した日')),
                ('history_id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.CharField(max_length=100, null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('compartment', models.ForeignKey(blank=True, db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='access.compartment')),
                ('created_by', models.ForeignKey(blank=True, db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('person', access.models.SameCompartmentKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='cases.person')),
            ],
            options={
                'verbose_name': 'historical 世帯にいた期間',
                'verbose_name_plural': 'historical 世帯にいた期間',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='HistoricalOtherName',
            fields=[
                ('id', models.UUIDField(db_index=True, default=uuid.uuid4, editable=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='作成日時')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='版')),
                ('kind', models.CharField(choices=[('former', '旧姓・以前の氏名'), ('common', '通称'), ('roman', '英字名・併記名'), ('alias', '呼び名・別名')], max_length=10, verbose_name='種類')),
                ('name', models.CharField(max_length=100, verbose_name='名前')),
                ('kana', models.CharField(blank=True, max_length=150, verbose_name='ふりがな')),
                ('search_key', models.CharField(blank=True, editable=False, max_length=260)),
                ('since_on', models.DateField(blank=True, null=True, verbose_name='使いはじめ')),
                ('since_precision', models.CharField(choices=[('year', '年'), ('month', '年月'), ('day', '年月日')], default='day', max_length=5)),
                ('until_on', models.DateField(blank=True, null=True, verbose_name='使いおわり')),
                ('until_precision', models.CharField(choices=[('year', '年'), ('month', '年月'), ('day', '年月日')], default='day', max_length=5)),
                ('removed_on', models.DateField(blank=True, null=True, verbose_name='取り消した日')),
                ('history_id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.CharField(max_length=100, null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('compartment', models.ForeignKey(blank=True, db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='access.compartment')),
                ('created_by', models.ForeignKey(blank=True, db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('person', access.models.SameCompartmentKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='cases.person')),
            ],
            options={
                'verbose_name': 'historical ほかの名前',
                'verbose_name_plural': 'historical ほかの名前',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='HistoricalPersonMerge',
            fields=[
                ('id', models.UUIDField(db_index=True, default=uuid.uuid4, editable=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='作成日時')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='版')),
                ('reason', models.CharField(max_length=200, verbose_name='同じ人と分かったわけ')),
                ('moved', models.JSONField(default=list, editable=False)),
                ('set_aside', models.JSONField(default=list, editable=False)),
                ('filled', models.JSONField(default=dict, editable=False)),
                ('undone_on', models.DateField(blank=True, null=True, verbose_name='取り消した日')),
                ('undone_reason', models.CharField(blank=True, max_length=200, verbose_name='取り消したわけ')),
                ('history_id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.CharField(max_length=100, null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('compartment', models.ForeignKey(blank=True, db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='access.compartment')),
                ('created_by', models.ForeignKey(blank=True, db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('merged', access.models.SameCompartmentKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='cases.person')),
                ('survivor', access.models.SameCompartmentKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='cases.person')),
            ],
            options={
                'verbose_name': 'historical 同じ人をまとめた記録',
                'verbose_name_plural': 'historical 同じ人をまとめた記録',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='HistoricalSamePerson',
            fields=[
                ('id', models.UUIDField(db_index=True, default=uuid.uuid4, editable=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='作成日時')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='版')),
                ('other_person_id', models.UUIDField(editable=False)),
                ('kind', models.CharField(choices=[('split', '世帯を分けた'), ('found', '同じ人と分かった')], max_length=10, verbose_name='きっかけ')),
                ('reason', models.CharField(blank=True, max_length=200, verbose_name='同じ人と分かったわけ')),
                ('ended_on', models.DateField(blank=True, null=True, verbose_name='取り消した日')),
                ('ended_reason', models.CharField(blank=True, max_length=200, verbose_name='取り消したわけ')),
                ('history_id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.CharField(max_length=100, null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('compartment', models.ForeignKey(blank=True, db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='access.compartment')),
                ('created_by', models.ForeignKey(blank=True, db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('other_compartment', models.ForeignKey(blank=True, db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='access.compartment')),
                ('person', access.models.SameCompartmentKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='cases.person')),
            ],
            options={
                'verbose_name': 'historical ほかの世帯にもいる人',
                'verbose_name_plural': 'historical ほかの世帯にもいる人',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='HouseholdStay',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='作成日時')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='版')),
                ('since_on', models.DateField(blank=True, null=True, verbose_name='世帯に入った日')),
                ('since_precision', models.CharField(choices=[('year', '年'), ('month', '年月'), ('day', '年月日')], default='day', max_length=5)),
                ('until_on', models.DateField(blank=True, null=True, verbose_name='世帯を離れた日')),
                ('until_precision', models.CharField(choices=[('year', '年'), ('month', '年月'), ('day', '年月日')], default='day', max_length=5)),
                ('reason', models.CharField(blank=True, choices=[('moved', '転出・転居'), ('died', '死亡'), ('divorced', '離婚・別居'), ('married', '結婚'), ('facility', '施設入所・長い入院'), ('grown', '独立・進学・就職'), ('split', '世帯を分けた'), ('other', 'その他')], max_length=10, verbose_name='離れた理由')),
                ('note', models.CharField(blank=True, max_length=200, verbose_name='備考')),
                ('removed_on', models.DateField(blank=True, null=True, verbose_name='取り消した日')),
                ('compartment', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.compartment')),
                ('created_by', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('person', access.models.SameCompartmentKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='stays', to='cases.person')),
            ],
            options={
                'verbose_name': '世帯にいた期間',
                'verbose_name_plural': '世帯にいた期間',
                'ordering': [models.OrderBy(models.F('since_on'), nulls_first=True), 'created_at', 'id'],
                'abstract': False,
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='OtherName',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='作成日時')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='版')),
                ('kind', models.CharField(choices=[('former', '旧姓・以前の氏名'), ('common', '通称'), ('roman', '英字名・併記名'), ('alias', '呼び名・別名')], max_length=10, verbose_name='種類')),
                ('name', models.CharField(max_length=100, verbose_name='名前')),
                ('kana', models.CharField(blank=True, max_length=150, verbose_name='ふりがな')),
                ('search_key', models.CharField(blank=True, editable=False, max_length=260)),
                ('since_on', models.DateField(blank=True, null=True, verbose_name='使いはじめ')),
                ('since_precision', models.CharField(choices=[('year', '年'), ('month', '年月'), ('day', '年月日')], default='day', max_length=5)),
                ('until_on', models.DateField(blank=True, null=True, verbose_name='使いおわり')),
                ('until_precision', models.CharField(choices=[('year', '年'), ('month', '年月'), ('day', '年月日')], default='day', max_length=5)),
                ('removed_on', models.DateField(blank=True, null=True, verbose_name='取り消した日')),
                ('compartment', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.compartment')),
                ('created_by', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('person', access.models.SameCompartmentKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='other_names', to='cases.person')),
            ],
            options={
                'verbose_name': 'ほかの名前',
                'verbose_name_plural': 'ほかの名前',
                'ordering': ['kind', 'since_on', 'created_at', 'id'],
                'abstract': False,
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='PersonMerge',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='作成日時')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='版')),
                ('reason', models.CharField(max_length=200, verbose_name='同じ人と分かったわけ')),
                ('moved', models.JSONField(default=list, editable=False)),
                ('set_aside', models.JSONField(default=list, editable=False)),
                ('filled', models.JSONField(default=dict, editable=False)),
                ('undone_on', models.DateField(blank=True, null=True, verbose_name='取り消した日')),
                ('undone_reason', models.CharField(blank=True, max_length=200, verbose_name='取り消したわけ')),
                ('compartment', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.compartment')),
                ('created_by', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('merged', access.models.SameCompartmentKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='merges_of_her', to='cases.person')),
                ('survivor', access.models.SameCompartmentKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='merges_into_her', to='cases.person')),
            ],
            options={
                'verbose_name': '同じ人をまとめた記録',
                'verbose_name_plural': '同じ人をまとめた記録',
                'ordering': ['-created_at', '-id'],
                'abstract': False,
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='SamePerson',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='作成日時')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='版')),
                ('other_person_id', models.UUIDField(editable=False)),
                ('kind', models.CharField(choices=[('split', '世帯を分けた'), ('found', '同じ人と分かった')], max_length=10, verbose_name='きっかけ')),
                ('reason', models.CharField(blank=True, max_length=200, verbose_name='同じ人と分かったわけ')),
                ('ended_on', models.DateField(blank=True, null=True, verbose_name='取り消した日')),
                ('ended_reason', models.CharField(blank=True, max_length=200, verbose_name='取り消したわけ')),
                ('compartment', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.compartment')),
                ('created_by', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('other_compartment', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.compartment')),
                ('person', access.models.SameCompartmentKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='same_elsewhere', to='cases.person')),
            ],
            options={
                'verbose_name': 'ほかの世帯にもいる人',
                'verbose_name_plural': 'ほかの世帯にもいる人',
                'ordering': ['created_at', 'id'],
                'abstract': False,
                'default_permissions': (),
            },
        ),
        migrations.AddField(
            model_name='historicalperson',
            name='merged_into',
            field=access.models.SameCompartmentKey(blank=True, db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='cases.person'),
        ),
        migrations.AddField(
            model_name='person',
            name='merged_into',
            field=access.models.SameCompartmentKey(blank=True, db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='merged_rows', to='cases.person'),
        ),
        migrations.AddConstraint(
            model_name='person',
            constraint=models.CheckConstraint(condition=models.Q(('merged_into__isnull', True), ('is_subject', False), _connector='OR'), name='the_subject_is_not_merged_away'),
        ),
        migrations.AddConstraint(
            model_name='householdstay',
            constraint=models.CheckConstraint(condition=models.Q(('since_on__isnull', True), ('until_on__isnull', True), ('until_on__gte', models.F('since_on')), _connector='OR'), name='stay_runs_forward'),
        ),
        migrations.AddConstraint(
            model_name='householdstay',
            constraint=models.CheckConstraint(condition=models.Q(('reason', ''), ('until_on__isnull', False), _connector='OR'), name='only_who_left_has_a_reason'),
        ),
        migrations.RunSQL(ONE_STAY_AT_A_TIME, migrations.RunSQL.noop),
        migrations.AddConstraint(
            model_name='othername',
            constraint=models.CheckConstraint(condition=models.Q(('name', ''), _negated=True), name='other_name_is_a_name'),
        ),
        migrations.AddConstraint(
            model_name='othername',
            constraint=models.CheckConstraint(condition=models.Q(('since_on__isnull', True), ('until_on__isnull', True), ('until_on__gte', models.F('since_on')), _connector='OR'), name='other_name_period_runs_forward'),
        ),
        migrations.AddConstraint(
            model_name='personmerge',
            constraint=models.CheckConstraint(condition=models.Q(('survivor', models.F('merged')), _negated=True), name='merged_with_another'),
        ),
        migrations.AddConstraint(
            model_name='personmerge',
            constraint=models.CheckConstraint(condition=models.Q(('undone_on__isnull', True), models.Q(('undone_reason', ''), _negated=True), _connector='OR'), name='merge_undone_with_reason'),
        ),
        migrations.AddConstraint(
            model_name='personmerge',
            constraint=models.UniqueConstraint(condition=models.Q(('undone_on__isnull', True)), fields=('compartment', 'merged'), name='merged_once'),
        ),
        migrations.AddConstraint(
            model_name='sameperson',
            constraint=models.CheckConstraint(condition=models.Q(('compartment', models.F('other_compartment')), _negated=True), name='same_person_elsewhere'),
        ),
        migrations.AddConstraint(
            model_name='sameperson',
            constraint=models.CheckConstraint(condition=models.Q(('ended_on__isnull', True), models.Q(('ended_reason', ''), _negated=True), _connector='OR'), name='same_person_ended_with_reason'),
        ),
        migrations.AddConstraint(
            model_name='sameperson',
            constraint=models.UniqueConstraint(condition=models.Q(('ended_on__isnull', True)), fields=('compartment', 'person', 'other_compartment', 'other_person_id'), name='same_person_said_once'),
        ),
    ])
