"""Items with markers and addenda, papers of a sitting with their numbered copies, sittings closed.

Every new column of a table that may be full has a default in the database or is empty; the
constraints hold for all rows that were there before.
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

    dependencies = [
        ('access', '0020_match_marks_and_notices'),
        ('meetings', '0060_prep_sheets_hearings_information_chronology'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = together([
        migrations.CreateModel(
            name='HistoricalMeetingPaper',
            fields=[
                ('id', models.UUIDField(db_index=True, default=uuid.uuid4, editable=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='作成日時')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='版')),
                ('number', models.PositiveSmallIntegerField(verbose_name='資料番号')),
                ('title', models.CharField(max_length=100, verbose_name='題名')),
                ('kind', models.CharField(choices=[('composed', 'システムで作成'), ('pdf', 'PDF'), ('jpeg', '写真（JPEG）'), ('png', '画像（PNG）')], default='composed', max_length=10, verbose_name='形式')),
                ('size', models.PositiveIntegerField(default=0, verbose_name='大きさ（バイト）')),
                ('pages', models.PositiveSmallIntegerField(default=0, verbose_name='ページ')),
                ('scan', models.CharField(choices=[('none', 'ウイルス検査なし'), ('waiting', '検査待ち'), ('clean', '検査済み'), ('infected', 'ウイルスの疑い')], default='none', max_length=10, verbose_name='ウイルス検査')),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True, verbose_name='取り下げた日時')),
                ('withdrawal_reason', models.CharField(blank=True, max_length=200, verbose_name='取り下げの理由')),
                ('history_id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.CharField(max_length=100, null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('compartment', models.ForeignKey(blank=True, db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='access.compartment')),
                ('created_by', models.ForeignKey(blank=True, db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('sitting', access.models.SameCompartmentKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='meetings.sitting')),
            ],
            options={
                'verbose_name': 'historical 会議資料',
                'verbose_name_plural': 'historical 会議資料',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='MeetingPaper',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='作成日時')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='版')),
                ('number', models.PositiveSmallIntegerField(verbose_name='資料番号')),
                ('title', models.CharField(max_length=100, verbose_name='題名')),
                ('kind', models.CharField(choices=[('composed', 'システムで作成'), ('pdf', 'PDF'), ('jpeg', '写真（JPEG）'), ('png', '画像（PNG）')], default='composed', max_length=10, verbose_name='形式')),
                ('size', models.PositiveIntegerField(default=0, verbose_name='大きさ（バイト）')),
                ('pages', models.PositiveSmallIntegerField(default=0, verbose_name='ページ')),
                ('scan', models.CharField(choices=[('none', 'ウイルス検査なし'), ('waiting', '検査待ち'), ('clean', '検査済み'), ('infected', 'ウイルスの疑い')], default='none', max_length=10, verbose_name='ウイルス検査')),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True, verbose_name='取り下げた日時')),
                ('withdrawal_reason', models.CharField(blank=True, max_length=200, verbose_name='取り下げの理由')),
                ('compartment', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.compartment')),
                ('created_by', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('sitting', access.models.SameCompartmentKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='papers', to='meetings.sitting')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('sitting', 'number'), name='paper_number_once_a_sitting'), models.CheckConstraint(condition=models.Q(models.Q(('title', ''), _negated=True), ('size__lte', 20971520)), name='paper_has_title_and_size'), models.CheckConstraint(condition=models.Q(models.Q(('withdrawal_reason', ''), ('withdrawn_at__isnull', True)), models.Q(('withdrawn_at__isnull', False), models.Q(('withdrawal_reason', ''), _negated=True)), _connector='OR'), name='paper_withdrawn_with_reason')],
                'verbose_name': '会議資料',
                'verbose_name_plural': '会議資料',
                'ordering': ['number', 'id'],
                'abstract': False,
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='HistoricalPaperContent',
            fields=[
                ('id', models.UUIDField(db_index=True, default=uuid.uuid4, editable=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='作成日時')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='版')),
                ('history_id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.CharField(max_length=100, null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('compartment', models.ForeignKey(blank=True, db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='access.compartment')),
                ('created_by', models.ForeignKey(blank=True, db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('paper', access.models.SameCompartmentKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='meetings.meetingpaper')),
            ],
            options={
                'verbose_name': 'historical 会議資料の内容',
                'verbose_name_plural': 'historical 会議資料の内容',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='HistoricalPaperCopy',
            fields=[
                ('id', models.UUIDField(db_index=True, default=uuid.uuid4, editable=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='作成日時')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='版')),
                ('number', models.PositiveSmallIntegerField(verbose_name='通し番号')),
                ('means', models.CharField(choices=[('screen', '画面で見るだけ'), ('printed', '印刷した写し')], default='screen', max_length=10, verbose_name='渡し方')),
                ('printed_at', models.DateTimeField(blank=True, null=True, verbose_name='印刷を頼んだ日時')),
                ('handed_at', models.DateTimeField(blank=True, null=True, verbose_name='渡した日時')),
                ('ended_at', models.DateTimeField(blank=True, null=True, verbose_name='戻った日時')),
                ('end', models.CharField(blank=True, choices=[('returned', '返却'), ('destroyed', '裁断した'), ('missing', '見つからない')], max_length=10, verbose_name='どうなったか')),
                ('end_reason', models.CharField(blank=True, max_length=300, verbose_name='くわしく')),
                ('history_id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.CharField(max_length=100, null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('compartment', models.ForeignKey(blank=True, db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='access.compartment')),
                ('created_by', models.ForeignKey(blank=True, db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('member', access.models.SameCompartmentKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='meetings.meetingmember', verbose_name='渡す相手')),
                ('paper', access.models.SameCompartmentKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='meetings.meetingpaper')),
            ],
            options={
                'verbose_name': 'historical 会議資料の写し',
                'verbose_name_plural': 'historical 会議資料の写し',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='PaperContent',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='作成日時')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='版')),
                ('blocks', models.JSONField(default=list, verbose_name='内容')),
                ('content', models.BinaryField(default=b'', verbose_name='ファイルの内容')),
                ('digest', models.GeneratedField(db_persist=True, expression=models.Func(models.F('content'), function='sha256'), output_field=models.BinaryField(), verbose_name='照合値')),
                ('compartment', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.compartment')),
                ('created_by', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('paper', access.models.SameCompartmentKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='contents', to='meetings.meetingpaper')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('paper',), name='one_content_a_paper')],
                'verbose_name': '会議資料の内容',
                'verbose_name_plural': '会議資料の内容',
                'abstract': False,
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='PaperCopy',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='作成日時')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='版')),
                ('number', models.PositiveSmallIntegerField(verbose_name='通し番号')),
                ('means', models.CharField(choices=[('screen', '画面で見るだけ'), ('printed', '印刷した写し')], default='screen', max_length=10, verbose_name='渡し方')),
                ('printed_at', models.DateTimeField(blank=True, null=True, verbose_name='印刷を頼んだ日時')),
                ('handed_at', models.DateTimeField(blank=True, null=True, verbose_name='渡した日時')),
                ('ended_at', models.DateTimeField(blank=True, null=True, verbose_name='戻った日時')),
                ('end', models.CharField(blank=True, choices=[('returned', '返却'), ('destroyed', '裁断した'), ('missing', '見つからない')], max_length=10, verbose_name='どうなったか')),
                ('end_reason', models.CharField(blank=True, max_length=300, verbose_name='くわしく')),
                ('compartment', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.compartment')),
                ('created_by', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('member', access.models.SameCompartmentKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='paper_copies', to='meetings.meetingmember', verbose_name='渡す相手')),
                ('paper', access.models.SameCompartmentKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='copies', to='meetings.meetingpaper')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('paper', 'number'), name='copy_number_once_a_paper'), models.UniqueConstraint(fields=('paper', 'member', 'means'), name='copy_once_a_member_and_means'), models.CheckConstraint(condition=models.Q(('means', 'printed'), models.Q(('ended_at__isnull', True), ('handed_at__isnull', True), ('printed_at__isnull', True)), _connector='OR'), name='copy_on_screen_is_not_handed_out'), models.CheckConstraint(condition=models.Q(('handed_at__isnull', True), ('printed_at__isnull', False), _connector='OR'), name='copy_handed_out_after_printing'), models.CheckConstraint(condition=models.Q(models.Q(('end', ''), ('ended_at__isnull', True)), models.Q(('ended_at__isnull', False), ('printed_at__isnull', False), models.Q(('end', ''), _negated=True)), _connector='OR'), name='copy_ends_after_printing'), models.CheckConstraint(condition=models.Q(models.Q(('end', 'missing'), _negated=True), models.Q(('end_reason', ''), _negated=True), _connector='OR'), name='copy_missing_with_reason')],
                'verbose_name': '会議資料の写し',
                'verbose_name_plural': '会議資料の写し',
                'ordering': ['number', 'id'],
                'abstract': False,
                'default_permissions': (),
            },
        ),
        migrations.RemoveConstraint(
            model_name='sitting',
            name='sitting_known_state',
        ),
        migrations.AddField(
            model_name='historicalshareditem',
            name='addendum',
            field=models.CharField(blank=True, choices=[('addition', '付記'), ('correction', '訂正')], db_default='', max_length=10, verbose_name='付記・訂正'),
        ),
        migrations.AddField(
            model_name='historicalshareditem',
            name='belongs_to',
            field=access.models.SameCompartmentKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='meetings.shareditem', verbose_name='もとの情報'),
        ),
        migrations.AddField(
            model_name='historicalshareditem',
            name='informant',
            field=models.CharField(blank=True, choices=[('neighbour', '近隣の人'), ('commissioner', '民生委員・児童委員'), ('relative', '別居の親族'), ('friend', '知人・友人'), ('school', '学校・園の人'), ('workplace', '職場の人'), ('business', '店・配達・管理会社など'), ('other', 'その他の人')], db_default='', max_length=15, verbose_name='情報提供者'),
        ),
        migrations.AddField(
            model_name='historicalshareditem',
            name='is_evaluation',
            field=models.BooleanField(db_default=False, default=False, verbose_name='評価・見立て'),
        ),
        migrations.AddField(
            model_name='historicalshareditem',
            name='is_from_informant',
            field=models.BooleanField(db_default=False, default=False, verbose_name='情報提供者を守る'),
        ),
        migrations.AddField(
            model_name='historicalshareditem',
            name='is_third_party',
            field=models.BooleanField(db_default=False, default=False, verbose_name='第三者の情報'),
        ),
        migrations.AddField(
            model_name='historicalshareditem',
            name='names_other_agency',
            field=models.BooleanField(db_default=False, default=False, verbose_name='他機関の名前・対応'),
        ),
        migrations.AddField(
            model_name='historicalsitting',
            name='closed_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='終えた日時'),
        ),
        migrations.AddField(
            model_name='historicalsitting',
            name='papers_reason',
            field=models.CharField(blank=True, db_default='', max_length=300, verbose_name='資料が戻らないまま終える理由'),
        ),
        migrations.AddField(
            model_name='historicalsupportmeeting',
            name='papers_reason',
            field=models.CharField(blank=True, db_default='', max_length=300, verbose_name='資料が戻らないまま終える理由'),
        ),
        migrations.AddField(
            model_name='shareditem',
            name='addendum',
            field=models.CharField(blank=True, choices=[('addition', '付記'), ('correction', '訂正')], db_default='', max_length=10, verbose_name='付記・訂正'),
        ),
        migrations.AddField(
            model_name='shareditem',
            name='belongs_to',
            field=access.models.SameCompartmentKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='addenda', to='meetings.shareditem', verbose_name='もとの情報'),
        ),
        migrations.AddField(
            model_name='shareditem',
            name='informant',
            field=models.CharField(blank=True, choices=[('neighbour', '近隣の人'), ('commissioner', '民生委員・児童委員'), ('relative', '別居の親族'), ('friend', '知人・友人'), ('school', '学校・園の人'), ('workplace', '職場の人'), ('business', '店・配達・管理会社など'), ('other', 'その他の人')], db_default='', max_length=15, verbose_name='情報提供者'),
        ),
        migrations.AddField(
            model_name='shareditem',
            name='is_evaluation',
            field=models.BooleanField(db_default=False, default=False, verbose_name='評価・見立て'),
        ),
        migrations.AddField(
            model_name='shareditem',
            name='is_from_informant',
            field=models.BooleanField(db_default=False, default=False, verbose_name='情報提供者を守る'),
        ),
        migrations.AddField(
            model_name='shareditem',
            name='is_third_party',
            field=models.BooleanField(db_default=False, default=False, verbose_name='第三者の情報'),
        ),
        migrations.AddField(
            model_name='shareditem',
            name='names_other_agency',
            field=models.BooleanField(db_default=False, default=False, verbose_name='他機関の名前・対応'),
        ),
        migrations.AddField(
            model_name='sitting',
            name='closed_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='終えた日時'),
        ),
        migrations.AddField(
            model_name='sitting',
            name='papers_reason',
            field=models.CharField(blank=True, db_default='', max_length=300, verbose_name='資料が戻らないまま終える理由'),
        ),
        migrations.AddField(
            model_name='supportmeeting',
            name='papers_reason',
            field=models.CharField(blank=True, db_default='', max_length=300, verbose_name='資料が戻らないまま終える理由'),
        ),
        migrations.AlterField(
            model_name='historicalsitting',
            name='state',
            field=models.CharField(choices=[('planned', '開催予定'), ('held', '会議録 作成中'), ('approved', '会議録 確定'), ('closed', '終了'), ('cancelled', '中止')], default='planned', max_length=20, verbose_name='状態'),
        ),
        migrations.AlterField(
            model_name='sitting',
            name='state',
            field=models.CharField(choices=[('planned', '開催予定'), ('held', '会議録 作成中'), ('approved', '会議録 確定'), ('closed', '終了'), ('cancelled', '中止')], default='planned', max_length=20, verbose_name='状態'),
        ),
        migrations.AddConstraint(
            model_name='shareditem',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('informant', ''), ('is_from_informant', False)), models.Q(('is_from_informant', True), ('source', ''), models.Q(('informant', ''), _negated=True)), _connector='OR'), name='item_never_names_its_informant'),
        ),
        migrations.AddConstraint(
            model_name='shareditem',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('addendum', ''), ('belongs_to__isnull', True)), models.Q(('belongs_to__isnull', False), models.Q(('addendum', ''), _negated=True)), _connector='OR'), name='item_addendum_of_an_item'),
        ),
        migrations.AddConstraint(
            model_name='sitting',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['planned', 'held', 'approved', 'closed', 'cancelled'])), name='sitting_known_state'),
        ),
        migrations.AddConstraint(
            model_name='sitting',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('closed_at__isnull', False), ('state', 'closed')), models.Q(models.Q(('state', 'closed'), _negated=True), ('closed_at__isnull', True)), _connector='OR'), name='sitting_closed_at_a_time'),
        ),
    ])
