"""A 重層的支援会議 has items with results, takes note of the person and her family, and fixed minutes;
missing resources are noted outside of any case (R7). New columns have defaults in the database."""

import access.models
import django.db.models.deletion
import django.utils.timezone
import simple_history.models
import uuid
from django.conf import settings
from django.db import migrations, models

from bunkyo_support.migration_steps import together


class Migration(migrations.Migration):

    dependencies = [
        ('access', '0020_match_marks_and_notices'),
        ("meetings", "0080_after_the_sitting"),
        ('organizations', '0040_enter_assessment_lists'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = together([
        migrations.CreateModel(
            name='ConferenceAddendum',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='作成日時')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='版')),
                ('text', models.TextField(verbose_name='付け加えること')),
                ('body', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.body')),
                ('compartment', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.compartment')),
                ('conference', access.models.SameCompartmentKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='addenda', to='meetings.planconference')),
                ('created_by', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': '重層的支援会議の付記',
                'verbose_name_plural': '重層的支援会議の付記',
                'ordering': ['created_at', 'id'],
                'abstract': False,
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='ConferenceItem',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='作成日時')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='版')),
                ('position', models.PositiveSmallIntegerField(verbose_name='順番')),
                ('purpose', models.CharField(choices=[('adequacy', 'プランの適切性'), ('sharing', 'プランの共有'), ('evaluation', '進み具合・評価'), ('replan', '再プラン'), ('closure', '終結'), ('suspension', '中断'), ('resources', '社会資源の不足')], max_length=12, verbose_name='目的')),
                ('question', models.CharField(blank=True, max_length=200, verbose_name='話し合うこと')),
                ('result', models.CharField(blank=True, choices=[('adequate', '適切'), ('conditional', '条件付きで適切'), ('revise', '修正が必要'), ('shared', '共有した'), ('go_on', 'いまのプランを続ける'), ('replan', '再プランを作る'), ('close', '終結が適当'), ('suspend', '中断が適当'), ('noted', '不足を書き留めた'), ('not_yet', '決めずに、次の会議で続ける')], max_length=12, verbose_name='結果')),
                ('opinion', models.TextField(blank=True, verbose_name='意見')),
                ('decided', models.TextField(blank=True, verbose_name='決まったこと')),
                ('conditions', models.TextField(blank=True, verbose_name='条件')),
                ('achievement', models.CharField(blank=True, max_length=2, verbose_name='目標の達成度')),
                ('changes', models.JSONField(blank=True, default=list, verbose_name='見られた変化')),
                ('remaining', models.TextField(blank=True, verbose_name='残された課題')),
                ('end_reason', models.CharField(blank=True, max_length=2, verbose_name='終結の理由')),
                ('follow_up', models.CharField(blank=True, max_length=300, verbose_name='終結のあとのフォロー')),
                ('reason', models.CharField(blank=True, max_length=300, verbose_name='中断の理由')),
                ('look_again_on', models.DateField(blank=True, null=True, verbose_name='次に見直す日')),
                ('compartment', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.compartment')),
                ('conference', access.models.SameCompartmentKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='items', to='meetings.planconference')),
                ('created_by', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('lead_body', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.body', verbose_name='終結のあとの主担当機関')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('conference', 'position'), name='conference_item_position_once'), models.CheckConstraint(condition=models.Q(('result', ''), models.Q(('purpose', 'adequacy'), ('result__in', ['adequate', 'conditional', 'revise'])), models.Q(('purpose', 'sharing'), ('result__in', ['shared', 'not_yet'])), models.Q(('purpose', 'evaluation'), ('result__in', ['go_on', 'replan', 'close', 'suspend', 'not_yet'])), models.Q(('purpose', 'replan'), ('result__in', ['replan', 'go_on', 'not_yet'])), models.Q(('purpose', 'closure'), ('result__in', ['close', 'go_on', 'not_yet'])), models.Q(('purpose', 'suspension'), ('result__in', ['suspend', 'go_on', 'not_yet'])), models.Q(('purpose', 'resources'), ('result__in', ['noted', 'not_yet'])), _connector='OR'), name='conference_item_result_of_its_purpose'), models.CheckConstraint(condition=models.Q(models.Q(('result', 'conditional'), _negated=True), models.Q(('conditions', ''), _negated=True), _connector='OR'), name='conference_item_says_its_conditions'), models.CheckConstraint(condition=models.Q(models.Q(('result', 'revise'), _negated=True), models.Q(('opinion', ''), _negated=True), _connector='OR'), name='conference_item_says_what_to_revise'), models.CheckConstraint(condition=models.Q(models.Q(('result', 'close'), _negated=True), models.Q(('lead_body__isnull', False), models.Q(('end_reason', ''), _negated=True)), _connector='OR'), name='conference_item_closes_with_a_lead_body'), models.CheckConstraint(condition=models.Q(models.Q(('result', 'suspend'), _negated=True), models.Q(('look_again_on__isnull', False), models.Q(('reason', ''), _negated=True)), _connector='OR'), name='conference_item_suspends_until_a_day')],
                'verbose_name': '重層的支援会議の案件',
                'verbose_name_plural': '重層的支援会議の案件',
                'ordering': ['position', 'created_at', 'id'],
                'abstract': False,
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='ConferenceParticipant',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='作成日時')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='版')),
                ('who', models.CharField(choices=[('person', '本人'), ('family', '家族など')], max_length=10, verbose_name='だれ')),
                ('name', models.CharField(blank=True, max_length=100, verbose_name='続柄など')),
                ('is_present', models.BooleanField(default=False, verbose_name='出席')),
                ('told', models.CharField(choices=[('before', '会議の前に、目的と共有する情報を説明した'), ('after', '会議のあとで説明する'), ('not', '説明できない（理由を書く）')], max_length=10, verbose_name='説明')),
                ('told_note', models.CharField(blank=True, max_length=200, verbose_name='説明した日・説明できない理由')),
                ('words', models.TextField(blank=True, verbose_name='発言・意向')),
                ('compartment', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.compartment')),
                ('conference', access.models.SameCompartmentKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='participants', to='meetings.planconference')),
                ('created_by', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('conference', 'who'), name='conference_participant_once'), models.CheckConstraint(condition=models.Q(models.Q(('told', 'not'), _negated=True), models.Q(('told_note', ''), _negated=True), _connector='OR'), name='conference_not_told_says_why')],
                'verbose_name': '重層的支援会議の本人・家族',
                'verbose_name_plural': '重層的支援会議の本人・家族',
                'ordering': ['-who', 'created_at', 'id'],
                'abstract': False,
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='HistoricalConferenceAddendum',
            fields=[
                ('id', models.UUIDField(db_index=True, default=uuid.uuid4, editable=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='作成日時')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='版')),
                ('text', models.TextField(verbose_name='付け加えること')),
                ('history_id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.CharField(max_length=100, null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('body', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='organizations.body')),
                ('compartment', models.ForeignKey(blank=True, db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='access.compartment')),
                ('conference', access.models.SameCompartmentKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='meetings.planconference')),
                ('created_by', models.ForeignKey(blank=True, db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'historical 重層的支援会議の付記',
                'verbose_name_plural': 'historical 重層的支援会議の付記',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='HistoricalConferenceItem',
            fields=[
                ('id', models.UUIDField(db_index=True, default=uuid.uuid4, editable=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='作成日時')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='版')),
                ('position', models.PositiveSmallIntegerField(verbose_name='順番')),
                ('purpose', models.CharField(choices=[('adequacy', 'プランの適切性'), ('sharing', 'プランの共有'), ('evaluation', '進み具合・評価'), ('replan', '再プラン'), ('closure', '終結'), ('suspension', '中断'), ('resources', '社会資源の不足')], max_length=12, verbose_name='目的')),
                ('question', models.CharField(blank=True, max_length=200, verbose_name='話し合うこと')),
                ('result', models.CharField(blank=True, choices=[('adequate', '適切'), ('conditional', '条件付きで適切'), ('revise', '修正が必要'), ('shared', '共有した'), ('go_on', 'いまのプランを続ける'), ('replan', '再プランを作る'), ('close', '終結が適当'), ('suspend', '中断が適当'), ('noted', '不足を書き留めた'), ('not_yet', '決めずに、次の会議で続ける')], max_length=12, verbose_name='結果')),
                ('opinion', models.TextField(blank=True, verbose_name='意見')),
                ('decided', models.TextField(blank=True, verbose_name='決まったこと')),
                ('conditions', models.TextField(blank=True, verbose_name='条件')),
                ('achievement', models.CharField(blank=True, max_length=2, verbose_name='目標の達成度')),
                ('changes', models.JSONField(blank=True, default=list, verbose_name='見られた変化')),
                ('remaining', models.TextField(blank=True, verbose_name='残された課題')),
                ('end_reason', models.CharField(blank=True, max_length=2, verbose_name='終結の理由')),
                ('follow_up', models.CharField(blank=True, max_length=300, verbose_name='終結のあとのフォロー')),
                ('reason', models.CharField(blank=True, max_length=300, verbose_name='中断の理由')),
                ('look_again_on', models.DateField(blank=True, null=True, verbose_name='次に見直す日')),
                ('history_id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.CharField(max_length=100, null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('compartment', models.ForeignKey(blank=True, db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='access.compartment')),
                ('conference', access.models.SameCompartmentKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='meetings.planconference')),
                ('created_by', models.ForeignKey(blank=True, db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('lead_body', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='organizations.body', verbose_name='終結のあとの主担当機関')),
            ],
            options={
                'verbose_name': 'historical 重層的支援会議の案件',
                'verbose_name_plural': 'historical 重層的支援会議の案件',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='HistoricalConferenceParticipant',
            fields=[
                ('id', models.UUIDField(db_index=True, default=uuid.uuid4, editable=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='作成日時')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='版')),
                ('who', models.CharField(choices=[('person', '本人'), ('family', '家族など')], max_length=10, verbose_name='だれ')),
                ('name', models.CharField(blank=True, max_length=100, verbose_name='続柄など')),
                ('is_present', models.BooleanField(default=False, verbose_name='出席')),
                ('told', models.CharField(choices=[('before', '会議の前に、目的と共有する情報を説明した'), ('after', '会議のあとで説明する'), ('not', '説明できない（理由を書く）')], max_length=10, verbose_name='説明')),
                ('told_note', models.CharField(blank=True, max_length=200, verbose_name='説明した日・説明できない理由')),
                ('words', models.TextField(blank=True, verbose_name='発言・意向')),
                ('history_id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.CharField(max_length=100, null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('compartment', models.ForeignKey(blank=True, db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='access.compartment')),
                ('conference', access.models.SameCompartmentKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='meetings.planconference')),
                ('created_by', models.ForeignKey(blank=True, db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'historical 重層的支援会議の本人・家族',
                'verbose_name_plural': 'historical 重層的支援会議の本人・家族',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='ResourceGap',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='版')),
                ('kind', models.CharField(choices=[('place', '居場所・サロン・通いの場'), ('meal', '食堂・食料の支援'), ('learning', '学習支援'), ('peers', '家族会・当事者会・カフェ'), ('volunteer', 'ボランティア・見守り'), ('work', '就労体験・中間的就労'), ('housing', '住まいの支援'), ('moving', '移動・買物の支援'), ('desk', '相談窓口・専門の相談'), ('medical', '受診・訪問の支援'), ('language', 'ことば・通訳の支援'), ('other', 'その他')], max_length=10, verbose_name='足りないもの')),
                ('topic', models.CharField(max_length=2, verbose_name='困りごとの種類')),
                ('text', models.CharField(max_length=200, verbose_name='どんな支えが足りないか')),
                ('noted_in', models.DateField(verbose_name='出された月')),
                ('state', models.CharField(choices=[('raised', '出された'), ('examined', '検討中'), ('addressed', '対応した'), ('declined', '見送り')], default='raised', max_length=10, verbose_name='状態')),
                ('outcome', models.CharField(blank=True, max_length=500, verbose_name='検討の結果')),
                ('area', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.area', verbose_name='圏域')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('noted_in__day', 1)), name='resource_gap_by_the_month'), models.CheckConstraint(condition=models.Q(('state__in', ('raised', 'examined')), models.Q(('outcome', ''), _negated=True), _connector='OR'), name='resource_gap_ends_with_an_outcome')],
                'verbose_name': '足りない社会資源',
                'verbose_name_plural': '足りない社会資源',
                'ordering': ['-noted_in', 'kind', 'id'],
                'abstract': False,
                'default_permissions': (),
            },
        ),
        migrations.RemoveConstraint(
            model_name='planconference',
            name='conference_held_with_result',
        ),
        migrations.AddField(
            model_name='conferenceattendance',
            name='answered_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='会議録を確かめた日時'),
        ),
        migrations.AddField(
            model_name='conferenceattendance',
            name='is_invited',
            field=models.BooleanField(db_default=True, default=True, verbose_name='招集している'),
        ),
        migrations.AddField(
            model_name='conferenceattendance',
            name='settlement',
            field=models.CharField(blank=True, db_default='', max_length=300, verbose_name='事務局の答え'),
        ),
        migrations.AddField(
            model_name='conferenceattendance',
            name='wish',
            field=models.CharField(blank=True, db_default='', max_length=500, verbose_name='直してほしいこと'),
        ),
        migrations.AddField(
            model_name='historicalconferenceattendance',
            name='answered_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='会議録を確かめた日時'),
        ),
        migrations.AddField(
            model_name='historicalconferenceattendance',
            name='is_invited',
            field=models.BooleanField(db_default=True, default=True, verbose_name='招集している'),
        ),
        migrations.AddField(
            model_name='historicalconferenceattendance',
            name='settlement',
            field=models.CharField(blank=True, db_default='', max_length=300, verbose_name='事務局の答え'),
        ),
        migrations.AddField(
            model_name='historicalconferenceattendance',
            name='wish',
            field=models.CharField(blank=True, db_default='', max_length=500, verbose_name='直してほしいこと'),
        ),
        migrations.AddField(
            model_name='historicalplanconference',
            name='answer_until_on',
            field=models.DateField(blank=True, null=True, verbose_name='確認の期限'),
        ),
        migrations.AddField(
            model_name='historicalplanconference',
            name='cancel_reason',
            field=models.CharField(blank=True, db_default='', max_length=200, verbose_name='中止の理由'),
        ),
        migrations.AddField(
            model_name='historicalplanconference',
            name='chair',
            field=models.CharField(blank=True, db_default='', max_length=100, verbose_name='進行'),
        ),
        migrations.AddField(
            model_name='historicalplanconference',
            name='fixed_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='確定日時'),
        ),
        migrations.AddField(
            model_name='historicalplanconference',
            name='fixed_by',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='historicalplanconference',
            name='moved_from_on',
            field=models.DateField(blank=True, null=True, verbose_name='前の開催日'),
        ),
        migrations.AddField(
            model_name='historicalplanconference',
            name='next_on',
            field=models.DateField(blank=True, null=True, verbose_name='次の会議の予定'),
        ),
        migrations.AddField(
            model_name='historicalplanconference',
            name='opened_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='始めた日時'),
        ),
        migrations.AddField(
            model_name='historicalplanconference',
            name='others_masked',
            field=models.BooleanField(db_default=False, default=False, verbose_name='同意していない世帯員の氏名を書かない'),
        ),
        migrations.AddField(
            model_name='historicalplanconference',
            name='sent_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='確認を頼んだ日時'),
        ),
        migrations.AddField(
            model_name='historicalplanconference',
            name='starts_at',
            field=models.TimeField(blank=True, null=True, verbose_name='始まる時刻'),
        ),
        migrations.AddField(
            model_name='planconference',
            name='answer_until_on',
            field=models.DateField(blank=True, null=True, verbose_name='確認の期限'),
        ),
        migrations.AddField(
            model_name='planconference',
            name='cancel_reason',
            field=models.CharField(blank=True, db_default='', max_length=200, verbose_name='中止の理由'),
        ),
        migrations.AddField(
            model_name='planconference',
            name='chair',
            field=models.CharField(blank=True, db_default='', max_length=100, verbose_name='進行'),
        ),
        migrations.AddField(
            model_name='planconference',
            name='fixed_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='確定日時'),
        ),
        migrations.AddField(
            model_name='planconference',
            name='fixed_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='planconference',
            name='moved_from_on',
            field=models.DateField(blank=True, null=True, verbose_name='前の開催日'),
        ),
        migrations.AddField(
            model_name='planconference',
            name='next_on',
            field=models.DateField(blank=True, null=True, verbose_name='次の会議の予定'),
        ),
        migrations.AddField(
            model_name='planconference',
            name='opened_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='始めた日時'),
        ),
        migrations.AddField(
            model_name='planconference',
            name='others_masked',
            field=models.BooleanField(db_default=False, default=False, verbose_name='同意していない世帯員の氏名を書かない'),
        ),
        migrations.AddField(
            model_name='planconference',
            name='sent_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='確認を頼んだ日時'),
        ),
        migrations.AddField(
            model_name='planconference',
            name='starts_at',
            field=models.TimeField(blank=True, null=True, verbose_name='始まる時刻'),
        ),
        migrations.AlterField(
            model_name='historicalplanconference',
            name='opinion',
            field=models.TextField(blank=True, verbose_name='会議全体の意見'),
        ),
        migrations.AlterField(
            model_name='historicalplanconference',
            name='state',
            field=models.CharField(choices=[('planned', '開催予定'), ('held', '開催済み（会議録 作成中）'), ('fixed', '会議録 確定'), ('cancelled', '中止'), ('suspended', '同意撤回により保留')], default='planned', max_length=20, verbose_name='状態'),
        ),
        migrations.AlterField(
            model_name='planconference',
            name='opinion',
            field=models.TextField(blank=True, verbose_name='会議全体の意見'),
        ),
        migrations.AlterField(
            model_name='planconference',
            name='state',
            field=models.CharField(choices=[('planned', '開催予定'), ('held', '開催済み（会議録 作成中）'), ('fixed', '会議録 確定'), ('cancelled', '中止'), ('suspended', '同意撤回により保留')], default='planned', max_length=20, verbose_name='状態'),
        ),
        migrations.AddConstraint(
            model_name='conferenceattendance',
            constraint=models.CheckConstraint(condition=models.Q(('wish', ''), ('answered_at__isnull', False), _connector='OR'), name='conference_wish_is_an_answer'),
        ),
        migrations.AddConstraint(
            model_name='planconference',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('minutes', ''), ('result', ''), ('state__in', ('planned', 'cancelled'))), models.Q(('state__in', ('held', 'fixed')), models.Q(('minutes', ''), _negated=True)), _connector='OR'), name='conference_held_with_minutes'),
        ),
        migrations.AddConstraint(
            model_name='planconference',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'cancelled'), _negated=True), models.Q(('cancel_reason', ''), _negated=True), _connector='OR'), name='conference_cancelled_with_reason'),
        ),
        migrations.AddConstraint(
            model_name='planconference',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('fixed_at__isnull', False), ('fixed_by__isnull', False), ('state', 'fixed')), models.Q(models.Q(('state', 'fixed'), _negated=True), ('fixed_at__isnull', True)), _connector='OR'), name='conference_fixed_by_somebody'),
        ),
        migrations.AddConstraint(
            model_name='planconference',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('answer_until_on__isnull', True), ('sent_at__isnull', True)), models.Q(('answer_until_on__isnull', False), ('sent_at__isnull', False)), _connector='OR'), name='conference_sent_with_a_day'),
        ),
    ])
