"""構成員名簿 with its pledges, 受理票, scans of what was signed, and sittings of several bodies at once.

New columns are empty or set by the database, so that rows from before stay as they are.
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
        ('meetings', '0030_talk_answers_and_survey'),
        ('organizations', '0041_enter_pledge_and_duties'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = together([
        migrations.CreateModel(
            name='HistoricalMemberScan',
            fields=[
                ('id', models.UUIDField(db_index=True, default=uuid.uuid4, editable=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='作成日時')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='版')),
                ('kind', models.CharField(choices=[('pdf', 'PDF'), ('jpeg', '写真（JPEG）'), ('png', '画像（PNG）')], max_length=10, verbose_name='形式')),
                ('size', models.PositiveIntegerField(verbose_name='大きさ（バイト）')),
                ('pages', models.PositiveSmallIntegerField(default=1, verbose_name='ページ')),
                ('is_waiting', models.BooleanField(default=False, verbose_name='ウイルス検査を待っている')),
                ('history_id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.CharField(max_length=100, null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('compartment', models.ForeignKey(blank=True, db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='access.compartment')),
                ('created_by', models.ForeignKey(blank=True, db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('member', access.models.SameCompartmentKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='meetings.meetingmember')),
            ],
            options={
                'verbose_name': 'historical 構成員の書面の写し',
                'verbose_name_plural': 'historical 構成員の書面の写し',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='HistoricalRequestScreening',
            fields=[
                ('id', models.UUIDField(db_index=True, default=uuid.uuid4, editable=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='作成日時')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='版')),
                ('request_id', models.UUIDField()),
                ('begun_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='見始めた日時')),
                ('is_complex', models.CharField(blank=True, choices=[('yes', 'あてはまる'), ('no', 'あてはまらない'), ('unsure', 'まだ分からない')], max_length=10, verbose_name='困りごとが複雑化・複合化している')),
                ('is_between_systems', models.CharField(blank=True, choices=[('yes', 'あてはまる'), ('no', 'あてはまらない'), ('unsure', 'まだ分からない')], max_length=10, verbose_name='制度の狭間にあり、受け止める機関がない')),
                ('is_tried', models.CharField(blank=True, choices=[('yes', 'あてはまる'), ('no', 'あてはまらない'), ('unsure', 'まだ分からない')], max_length=10, verbose_name='自機関・今ある制度で、できることをしている')),
                ('needs_roles', models.CharField(blank=True, choices=[('yes', 'あてはまる'), ('no', 'あてはまらない'), ('unsure', 'まだ分からない')], max_length=10, verbose_name='いくつかの機関の役割を整理する必要がある')),
                ('is_urgent', models.CharField(blank=True, choices=[('yes', 'あてはまる'), ('no', 'あてはまらない'), ('unsure', 'まだ分からない')], max_length=10, verbose_name='急がないと、生命・身体・住まいに危険がある')),
                ('view', models.TextField(blank=True, verbose_name='見立て')),
                ('proposal', models.CharField(blank=True, choices=[('accept', '受理する'), ('return', '差し戻す')], max_length=10, verbose_name='結論')),
                ('screened_on', models.DateField(blank=True, null=True, verbose_name='判断した日')),
                ('history_id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.CharField(max_length=100, null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('compartment', models.ForeignKey(blank=True, db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='access.compartment')),
                ('created_by', models.ForeignKey(blank=True, db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('in_charge', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='見ている人')),
            ],
            options={
                'verbose_name': 'historical 受理票',
                'verbose_name_plural': 'historical 受理票',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='MemberScan',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='作成日時')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='版')),
                ('kind', models.CharField(choices=[('pdf', 'PDF'), ('jpeg', '写真（JPEG）'), ('png', '画像（PNG）')], max_length=10, verbose_name='形式')),
                ('size', models.PositiveIntegerField(verbose_name='大きさ（バイト）')),
                ('pages', models.PositiveSmallIntegerField(default=1, verbose_name='ページ')),
                ('is_waiting', models.BooleanField(default=False, verbose_name='ウイルス検査を待っている')),
                ('content', models.BinaryField(verbose_name='内容')),
                ('compartment', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.compartment')),
                ('created_by', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('member', access.models.SameCompartmentKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='scans', to='meetings.meetingmember')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('size__gt', 0), ('size__lte', 20971520)), name='member_scan_has_a_size')],
                'verbose_name': '構成員の書面の写し',
                'verbose_name_plural': '構成員の書面の写し',
                'ordering': ['-created_at', '-id'],
                'abstract': False,
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='RegisteredMember',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='登録日時')),
                ('paper_name', models.CharField(blank=True, max_length=100, verbose_name='氏名')),
                ('paper_body', models.CharField(blank=True, max_length=100, verbose_name='所属・立場')),
                ('position', models.CharField(blank=True, max_length=100, verbose_name='職名')),
                ('authority', models.CharField(choices=[('designated', '構成員指定'), ('concurrent', '兼務発令'), ('commissioned', '委嘱状'), ('pledge', '誓約書')], max_length=20, verbose_name='根拠')),
                ('authority_on', models.DateField(null=True, verbose_name='指定・発令・委嘱の日')),
                ('left_at', models.DateTimeField(null=True, verbose_name='名簿から外した日時')),
                ('leave_reason', models.CharField(blank=True, max_length=200, verbose_name='外した理由')),
                ('body', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.body', verbose_name='機関')),
                ('created_by', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('left_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('staff', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='職員')),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('left_at__isnull', True), ('staff__isnull', False)), fields=('staff', 'body'), name='registered_once_a_body'), models.CheckConstraint(condition=models.Q(models.Q(('body__isnull', False), ('paper_name', ''), ('staff__isnull', False)), models.Q(('staff__isnull', True), models.Q(('paper_name', ''), _negated=True), models.Q(('paper_body', ''), _negated=True)), _connector='OR'), name='registered_by_account_or_on_paper'), models.CheckConstraint(condition=models.Q(models.Q(('leave_reason', ''), ('left_at__isnull', True), ('left_by__isnull', True)), models.Q(('left_at__isnull', False), ('left_by__isnull', False), models.Q(('leave_reason', ''), _negated=True)), _connector='OR'), name='registered_left_with_reason')],
                'verbose_name': '構成員名簿',
                'verbose_name_plural': '構成員名簿',
                'ordering': ['body__order', 'body__name', 'paper_body', 'created_at', 'id'],
                'abstract': False,
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='RequestScreening',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='作成日時')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='版')),
                ('request_id', models.UUIDField()),
                ('begun_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='見始めた日時')),
                ('is_complex', models.CharField(blank=True, choices=[('yes', 'あてはまる'), ('no', 'あてはまらない'), ('unsure', 'まだ分からない')], max_length=10, verbose_name='困りごとが複雑化・複合化している')),
                ('is_between_systems', models.CharField(blank=True, choices=[('yes', 'あてはまる'), ('no', 'あてはまらない'), ('unsure', 'まだ分からない')], max_length=10, verbose_name='制度の狭間にあり、受け止める機関がない')),
                ('is_tried', models.CharField(blank=True, choices=[('yes', 'あてはまる'), ('no', 'あてはまらない'), ('unsure', 'まだ分からない')], max_length=10, verbose_name='自機関・今ある制度で、できることをしている')),
                ('needs_roles', models.CharField(blank=True, choices=[('yes', 'あてはまる'), ('no', 'あてはまらない'), ('unsure', 'まだ分からない')], max_length=10, verbose_name='いくつかの機関の役割を整理する必要がある')),
                ('is_urgent', models.CharField(blank=True, choices=[('yes', 'あてはまる'), ('no', 'あてはまらない'), ('unsure', 'まだ分からない')], max_length=10, verbose_name='急がないと、生命・身体・住まいに危険がある')),
                ('view', models.TextField(blank=True, verbose_name='見立て')),
                ('proposal', models.CharField(blank=True, choices=[('accept', '受理する'), ('return', '差し戻す')], max_length=10, verbose_name='結論')),
                ('screened_on', models.DateField(blank=True, null=True, verbose_name='判断した日')),
                ('compartment', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.compartment')),
                ('created_by', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('in_charge', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='見ている人')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('compartment',), name='one_screening_a_compartment'), models.CheckConstraint(condition=models.Q(models.Q(('proposal', ''), ('screened_on__isnull', True)), models.Q(models.Q(('proposal', ''), _negated=True), models.Q(('view', ''), _negated=True), ('screened_on__isnull', False)), _connector='OR'), name='screening_concluded_with_a_view')],
                'verbose_name': '受理票',
                'verbose_name_plural': '受理票',
                'ordering': ['-begun_at', '-id'],
                'abstract': False,
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='Pledge',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='登録日時')),
                ('signed_on', models.DateField(verbose_name='誓約した日')),
                ('valid_until_on', models.DateField(null=True, verbose_name='有効期限（この日まで）')),
                ('kept_at', models.CharField(blank=True, max_length=100, verbose_name='原本の保管場所')),
                ('ended_at', models.DateTimeField(null=True, verbose_name='無効にした日時')),
                ('end_reason', models.CharField(blank=True, max_length=200, verbose_name='無効にした理由')),
                ('body', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.body', verbose_name='機関')),
                ('created_by', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('duty_text', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.standingtext')),
                ('ended_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('registered', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='pledges', to='meetings.registeredmember')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('body__isnull', True), ('registered__isnull', False)), models.Q(('body__isnull', False), ('registered__isnull', True)), _connector='OR'), name='pledge_of_a_person_or_a_body'), models.CheckConstraint(condition=models.Q(('valid_until_on__isnull', True), ('valid_until_on__gte', models.F('signed_on')), _connector='OR'), name='pledge_period'), models.CheckConstraint(condition=models.Q(models.Q(('end_reason', ''), ('ended_at__isnull', True), ('ended_by__isnull', True)), models.Q(('ended_at__isnull', False), ('ended_by__isnull', False), models.Q(('end_reason', ''), _negated=True)), _connector='OR'), name='pledge_ended_with_reason')],
                'verbose_name': '誓約書',
                'verbose_name_plural': '誓約書',
                'ordering': ['-signed_on', '-created_at', '-id'],
                'abstract': False,
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='PledgeScan',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='登録日時')),
                ('kind', models.CharField(choices=[('pdf', 'PDF'), ('jpeg', '写真（JPEG）'), ('png', '画像（PNG）')], max_length=10, verbose_name='形式')),
                ('size', models.PositiveIntegerField(verbose_name='大きさ（バイト）')),
                ('pages', models.PositiveSmallIntegerField(default=1, verbose_name='ページ')),
                ('is_waiting', models.BooleanField(default=False, verbose_name='ウイルス検査を待っている')),
                ('content', models.BinaryField(verbose_name='内容')),
                ('created_by', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('pledge', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='scans', to='meetings.pledge')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('size__gt', 0), ('size__lte', 20971520)), name='pledge_scan_has_a_size')],
                'verbose_name': '誓約書の写し',
                'verbose_name_plural': '誓約書の写し',
                'ordering': ['-created_at', '-id'],
                'abstract': False,
                'default_permissions': (),
            },
        ),
        migrations.AddField(
            model_name='historicalmeetingmember',
            name='commissioned_on',
            field=models.DateField(blank=True, null=True, verbose_name='委嘱した日'),
        ),
        migrations.AddField(
            model_name='historicalmeetingmember',
            name='is_temporary',
            field=models.BooleanField(db_default=False, default=False, verbose_name='臨時構成員'),
        ),
        migrations.AddField(
            model_name='historicalmeetingmember',
            name='only_sitting',
            field=access.models.SameCompartmentKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='meetings.sitting', verbose_name='この開催だけ'),
        ),
        migrations.AddField(
            model_name='historicalsitting',
            name='joint_with',
            field=models.CharField(blank=True, db_default='', max_length=300, verbose_name='合同で開く会議'),
        ),
        migrations.AddField(
            model_name='historicalsitting',
            name='occasion_id',
            field=models.UUIDField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='historicalsupportmeeting',
            name='basis',
            field=models.CharField(choices=[('SWA106-6', '支援会議'), ('LSA9', '支援会議（生活困窮）'), ('PA27-3', '調整会議（生活保護）'), ('CHILD-COUNCIL', '個別ケース検討会議（要保護児童対策地域協議会）')], db_default='SWA106-6', default='SWA106-6', max_length=30, verbose_name='根拠となる法律'),
        ),
        migrations.AddField(
            model_name='meetingmember',
            name='commissioned_on',
            field=models.DateField(blank=True, null=True, verbose_name='委嘱した日'),
        ),
        migrations.AddField(
            model_name='meetingmember',
            name='is_temporary',
            field=models.BooleanField(db_default=False, default=False, verbose_name='臨時構成員'),
        ),
        migrations.AddField(
            model_name='meetingmember',
            name='only_sitting',
            field=access.models.SameCompartmentKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='meetings.sitting', verbose_name='この開催だけ'),
        ),
        migrations.AddField(
            model_name='sitting',
            name='joint_with',
            field=models.CharField(blank=True, db_default='', max_length=300, verbose_name='合同で開く会議'),
        ),
        migrations.AddField(
            model_name='sitting',
            name='occasion_id',
            field=models.UUIDField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='supportmeeting',
            name='basis',
            field=models.CharField(choices=[('SWA106-6', '支援会議'), ('LSA9', '支援会議（生活困窮）'), ('PA27-3', '調整会議（生活保護）'), ('CHILD-COUNCIL', '個別ケース検討会議（要保護児童対策地域協議会）')], db_default='SWA106-6', default='SWA106-6', max_length=30, verbose_name='根拠となる法律'),
        ),
        migrations.AddConstraint(
            model_name='supportmeeting',
            constraint=models.CheckConstraint(condition=models.Q(('basis__in', ['SWA106-6', 'LSA9', 'PA27-3', 'CHILD-COUNCIL'])), name='meeting_of_a_known_basis'),
        ),
        migrations.AddField(
            model_name='historicalmeetingmember',
            name='registered',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='meetings.registeredmember'),
        ),
        migrations.AddField(
            model_name='meetingmember',
            name='registered',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='meetings.registeredmember'),
        ),
        migrations.AddConstraint(
            model_name='meetingmember',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('commissioned_on__isnull', True), ('is_temporary', False), ('only_sitting__isnull', True)), models.Q(('appointment__isnull', True), ('commissioned_on__isnull', False), ('is_temporary', True), ('registered__isnull', True)), _connector='OR'), name='member_temporary_is_commissioned'),
        ),
    ])
