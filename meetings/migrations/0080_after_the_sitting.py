"""What becomes of a decision step by step, where an item of the agenda comes from, and the choices,
answers and copies with which things told in a meeting go over to a consent one by one (R7)."""

import access.models
import django.db.models.deletion
import django.utils.timezone
import simple_history.models
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('access', '0020_match_marks_and_notices'),
        ('meetings', '0070_items_papers_and_copies'),
        ('organizations', '0040_enter_assessment_lists'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='CarriedCopy',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='作成日時')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='版')),
                ('extract_id', models.UUIDField(verbose_name='同意で共有した写し')),
            ],
            options={
                'verbose_name': '移行の記録',
                'verbose_name_plural': '移行の記録',
                'ordering': ['created_at', 'id'],
                'abstract': False,
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='CarryAnswer',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='作成日時')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='版')),
                ('is_approved', models.BooleanField(verbose_name='賛成')),
                ('reason', models.CharField(blank=True, max_length=200, verbose_name='理由')),
            ],
            options={
                'verbose_name': '移行への答え',
                'verbose_name_plural': '移行への答え',
                'ordering': ['created_at', 'id'],
                'abstract': False,
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='CarryChoice',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='作成日時')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='版')),
                ('way', models.CharField(choices=[('carry', 'そのまま移す'), ('reword', '書き直して移す'), ('leave', '支援会議に残す')], max_length=10, verbose_name='どうするか')),
                ('text', models.TextField(blank=True, verbose_name='移す文')),
                ('nature', models.CharField(choices=[('fact', '事実'), ('view', '見立て'), ('hearsay', '伝聞')], default='fact', max_length=10, verbose_name='内容の性質')),
                ('category', models.CharField(blank=True, max_length=2, verbose_name='情報の種類')),
                ('source', models.CharField(blank=True, max_length=100, verbose_name='出どころとして書くこと')),
                ('consent_id', models.UUIDField(null=True, verbose_name='もとになる同意')),
                ('person_id', models.UUIDField(null=True, verbose_name='だれについてか')),
                ('receivers', models.JSONField(default=list, verbose_name='読む機関')),
                ('persons', models.JSONField(default=list, verbose_name='同意した人')),
                ('reason', models.CharField(blank=True, max_length=200, verbose_name='残す理由')),
            ],
            options={
                'verbose_name': '移行の案',
                'verbose_name_plural': '移行の案',
                'ordering': ['created_at', 'id'],
                'abstract': False,
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='DecisionStep',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='作成日時')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='版')),
                ('kind', models.CharField(choices=[('progress', '経過'), ('settled', '状態の変更'), ('moved', '行う機関・期限の変更'), ('handed_on', '会議の終わりの引き継ぎ')], default='progress', max_length=10, verbose_name='種類')),
                ('happened_on', models.DateField(default=django.utils.timezone.localdate, verbose_name='日付')),
                ('text', models.TextField(blank=True, verbose_name='どうしたか')),
                ('change', models.CharField(blank=True, max_length=300, verbose_name='変わったこと')),
            ],
            options={
                'verbose_name': '決まったことの経過',
                'verbose_name_plural': '決まったことの経過',
                'ordering': ['happened_on', 'created_at', 'id'],
                'abstract': False,
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='HistoricalCarriedCopy',
            fields=[
                ('id', models.UUIDField(db_index=True, default=uuid.uuid4, editable=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='作成日時')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='版')),
                ('extract_id', models.UUIDField(verbose_name='同意で共有した写し')),
                ('history_id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.CharField(max_length=100, null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
            ],
            options={
                'verbose_name': 'historical 移行の記録',
                'verbose_name_plural': 'historical 移行の記録',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='HistoricalCarryAnswer',
            fields=[
                ('id', models.UUIDField(db_index=True, default=uuid.uuid4, editable=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='作成日時')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='版')),
                ('is_approved', models.BooleanField(verbose_name='賛成')),
                ('reason', models.CharField(blank=True, max_length=200, verbose_name='理由')),
                ('history_id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.CharField(max_length=100, null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
            ],
            options={
                'verbose_name': 'historical 移行への答え',
                'verbose_name_plural': 'historical 移行への答え',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='HistoricalCarryChoice',
            fields=[
                ('id', models.UUIDField(db_index=True, default=uuid.uuid4, editable=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='作成日時')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='版')),
                ('way', models.CharField(choices=[('carry', 'そのまま移す'), ('reword', '書き直して移す'), ('leave', '支援会議に残す')], max_length=10, verbose_name='どうするか')),
                ('text', models.TextField(blank=True, verbose_name='移す文')),
                ('nature', models.CharField(choices=[('fact', '事実'), ('view', '見立て'), ('hearsay', '伝聞')], default='fact', max_length=10, verbose_name='内容の性質')),
                ('category', models.CharField(blank=True, max_length=2, verbose_name='情報の種類')),
                ('source', models.CharField(blank=True, max_length=100, verbose_name='出どころとして書くこと')),
                ('consent_id', models.UUIDField(null=True, verbose_name='もとになる同意')),
                ('person_id', models.UUIDField(null=True, verbose_name='だれについてか')),
                ('receivers', models.JSONField(default=list, verbose_name='読む機関')),
                ('persons', models.JSONField(default=list, verbose_name='同意した人')),
                ('reason', models.CharField(blank=True, max_length=200, verbose_name='残す理由')),
                ('history_id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.CharField(max_length=100, null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
            ],
            options={
                'verbose_name': 'historical 移行の案',
                'verbose_name_plural': 'historical 移行の案',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='HistoricalDecisionStep',
            fields=[
                ('id', models.UUIDField(db_index=True, default=uuid.uuid4, editable=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='作成日時')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='版')),
                ('kind', models.CharField(choices=[('progress', '経過'), ('settled', '状態の変更'), ('moved', '行う機関・期限の変更'), ('handed_on', '会議の終わりの引き継ぎ')], default='progress', max_length=10, verbose_name='種類')),
                ('happened_on', models.DateField(default=django.utils.timezone.localdate, verbose_name='日付')),
                ('text', models.TextField(blank=True, verbose_name='どうしたか')),
                ('change', models.CharField(blank=True, max_length=300, verbose_name='変わったこと')),
                ('history_id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.CharField(max_length=100, null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
            ],
            options={
                'verbose_name': 'historical 決まったことの経過',
                'verbose_name_plural': 'historical 決まったことの経過',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.RemoveConstraint(
            model_name='decision',
            name='decision_known_state',
        ),
        migrations.AddField(
            model_name='agendaitem',
            name='decision',
            field=access.models.SameCompartmentKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='agenda_items', to='meetings.decision', verbose_name='宿題'),
        ),
        migrations.AddField(
            model_name='agendaitem',
            name='origin',
            field=models.CharField(blank=True, choices=[('', '今回の議題'), ('homework', '前回からの宿題'), ('undecided', '前回決まらなかったこと')], db_default='', default='', max_length=10, verbose_name='もと'),
        ),
        migrations.AddField(
            model_name='historicalagendaitem',
            name='decision',
            field=access.models.SameCompartmentKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='meetings.decision', verbose_name='宿題'),
        ),
        migrations.AddField(
            model_name='historicalagendaitem',
            name='origin',
            field=models.CharField(blank=True, choices=[('', '今回の議題'), ('homework', '前回からの宿題'), ('undecided', '前回決まらなかったこと')], db_default='', default='', max_length=10, verbose_name='もと'),
        ),
        migrations.AlterField(
            model_name='decision',
            name='state',
            field=models.CharField(choices=[('open', 'これから'), ('done', '済んだ'), ('dropped', '取りやめ'), ('handed_on', '各機関に引き継いだ')], default='open', max_length=10, verbose_name='状態'),
        ),
        migrations.AlterField(
            model_name='historicaldecision',
            name='state',
            field=models.CharField(choices=[('open', 'これから'), ('done', '済んだ'), ('dropped', '取りやめ'), ('handed_on', '各機関に引き継いだ')], default='open', max_length=10, verbose_name='状態'),
        ),
        migrations.AddConstraint(
            model_name='decision',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['open', 'done', 'dropped', 'handed_on'])), name='decision_known_state'),
        ),
        migrations.AddField(
            model_name='carriedcopy',
            name='compartment',
            field=models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.compartment'),
        ),
        migrations.AddField(
            model_name='carriedcopy',
            name='created_by',
            field=models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='carryanswer',
            name='compartment',
            field=models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.compartment'),
        ),
        migrations.AddField(
            model_name='carryanswer',
            name='created_by',
            field=models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='carriedcopy',
            name='answer',
            field=access.models.SameCompartmentKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='copies', to='meetings.carryanswer'),
        ),
        migrations.AddField(
            model_name='carrychoice',
            name='compartment',
            field=models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.compartment'),
        ),
        migrations.AddField(
            model_name='carrychoice',
            name='created_by',
            field=models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='carrychoice',
            name='decision',
            field=access.models.SameCompartmentKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='carry_choices', to='meetings.decision'),
        ),
        migrations.AddField(
            model_name='carrychoice',
            name='item',
            field=access.models.SameCompartmentKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='carry_choices', to='meetings.shareditem'),
        ),
        migrations.AddField(
            model_name='carrychoice',
            name='meeting',
            field=access.models.SameCompartmentKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='carry_choices', to='meetings.supportmeeting'),
        ),
        migrations.AddField(
            model_name='carryanswer',
            name='choice',
            field=access.models.SameCompartmentKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='answers', to='meetings.carrychoice'),
        ),
        migrations.AddField(
            model_name='decisionstep',
            name='compartment',
            field=models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.compartment'),
        ),
        migrations.AddField(
            model_name='decisionstep',
            name='created_by',
            field=models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='decisionstep',
            name='decision',
            field=access.models.SameCompartmentKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='steps', to='meetings.decision'),
        ),
        migrations.AddField(
            model_name='decisionstep',
            name='member',
            field=access.models.SameCompartmentKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='meetings.meetingmember', verbose_name='書いた人'),
        ),
        migrations.AddField(
            model_name='historicalcarriedcopy',
            name='answer',
            field=access.models.SameCompartmentKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='meetings.carryanswer'),
        ),
        migrations.AddField(
            model_name='historicalcarriedcopy',
            name='compartment',
            field=models.ForeignKey(blank=True, db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='access.compartment'),
        ),
        migrations.AddField(
            model_name='historicalcarriedcopy',
            name='created_by',
            field=models.ForeignKey(blank=True, db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='historicalcarriedcopy',
            name='history_user',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='historicalcarryanswer',
            name='choice',
            field=access.models.SameCompartmentKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='meetings.carrychoice'),
        ),
        migrations.AddField(
            model_name='historicalcarryanswer',
            name='compartment',
            field=models.ForeignKey(blank=True, db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='access.compartment'),
        ),
        migrations.AddField(
            model_name='historicalcarryanswer',
            name='created_by',
            field=models.ForeignKey(blank=True, db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='historicalcarryanswer',
            name='history_user',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='historicalcarrychoice',
            name='compartment',
            field=models.ForeignKey(blank=True, db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='access.compartment'),
        ),
        migrations.AddField(
            model_name='historicalcarrychoice',
            name='created_by',
            field=models.ForeignKey(blank=True, db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='historicalcarrychoice',
            name='decision',
            field=access.models.SameCompartmentKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='meetings.decision'),
        ),
        migrations.AddField(
            model_name='historicalcarrychoice',
            name='history_user',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='historicalcarrychoice',
            name='item',
            field=access.models.SameCompartmentKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='meetings.shareditem'),
        ),
        migrations.AddField(
            model_name='historicalcarrychoice',
            name='meeting',
            field=access.models.SameCompartmentKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='meetings.supportmeeting'),
        ),
        migrations.AddField(
            model_name='historicaldecisionstep',
            name='compartment',
            field=models.ForeignKey(blank=True, db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='access.compartment'),
        ),
        migrations.AddField(
            model_name='historicaldecisionstep',
            name='created_by',
            field=models.ForeignKey(blank=True, db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='historicaldecisionstep',
            name='decision',
            field=access.models.SameCompartmentKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='meetings.decision'),
        ),
        migrations.AddField(
            model_name='historicaldecisionstep',
            name='history_user',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='historicaldecisionstep',
            name='member',
            field=access.models.SameCompartmentKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='meetings.meetingmember', verbose_name='書いた人'),
        ),
        migrations.AddConstraint(
            model_name='carriedcopy',
            constraint=models.UniqueConstraint(fields=('answer',), name='carried_once'),
        ),
        migrations.AddConstraint(
            model_name='carrychoice',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('decision__isnull', True), ('item__isnull', False)), models.Q(('decision__isnull', False), ('item__isnull', True)), _connector='OR'), name='carry_choice_about_one_thing'),
        ),
        migrations.AddConstraint(
            model_name='carrychoice',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('consent_id__isnull', True), ('text', ''), ('way', 'leave'), models.Q(('reason', ''), _negated=True)), models.Q(('consent_id__isnull', False), ('way__in', ['carry', 'reword']), models.Q(('text', ''), _negated=True), models.Q(('category', ''), _negated=True)), _connector='OR'), name='carry_choice_says_what_is_read'),
        ),
        migrations.AddConstraint(
            model_name='carryanswer',
            constraint=models.UniqueConstraint(fields=('choice',), name='carry_choice_answered_once'),
        ),
        migrations.AddConstraint(
            model_name='carryanswer',
            constraint=models.CheckConstraint(condition=models.Q(('is_approved', True), models.Q(('reason', ''), _negated=True), _connector='OR'), name='carry_choice_declined_with_reason'),
        ),
        migrations.AddConstraint(
            model_name='decisionstep',
            constraint=models.CheckConstraint(condition=models.Q(('kind', 'settled'), models.Q(('text', ''), _negated=True), _connector='OR'), name='decision_step_says_something'),
        ),
    ]
