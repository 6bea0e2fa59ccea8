"""つなぎ to places that have no account here: ハローワーク, 法テラス, a hospital (domain.md CL-08, 4.1).

New tables only; going back drops them.
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
        ('access', '0760_a_paper_of_a_meeting_waits_within_it'),
        ('cases', '0760_narrowed_cases_stay_narrow'),
        ('organizations', '0640_enter_reasons_of_returns_and_kinds_of_gatherings'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = together([
        migrations.CreateModel(
            name='HistoricalOutsideHandOff',
            fields=[
                ('id', models.UUIDField(db_index=True, default=uuid.uuid4, editable=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='作成日時')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='版')),
                ('kind', models.CharField(max_length=10, verbose_name='つなぎ先の種別')),
                ('place', models.CharField(max_length=100, verbose_name='つなぎ先の名前')),
                ('way', models.CharField(choices=[('person', '本人に案内した（相手には何も伝えていない）'), ('together', '本人に同行して伝えた'), ('phone', '電話で伝えた'), ('paper', '書面（つなぐシート）で渡す'), ('talk', '訪問や面談で伝えた'), ('other', 'そのほかの方法で伝えた')], max_length=10, verbose_name='つないだ方法')),
                ('told_on', models.DateField(default=django.utils.timezone.localdate, verbose_name='つないだ日')),
                ('reason', models.TextField(verbose_name='つなぐ理由')),
                ('household', models.JSONField(default=list, verbose_name='伝えた人')),
                ('continues', models.TextField(blank=True, verbose_name='自機関が続けること')),
                ('consent_state', models.CharField(max_length=10, verbose_name='本人の同意')),
                ('agreed_on', models.DateField(blank=True, null=True, verbose_name='この機関に伝えることを、本人に確かめた日')),
                ('result', models.TextField(blank=True, verbose_name='対応結果')),
                ('replied_on', models.DateField(blank=True, null=True, verbose_name='対応日')),
                ('cancelled_at', models.DateTimeField(blank=True, null=True, verbose_name='取り消した日時')),
                ('cancel_reason', models.CharField(blank=True, max_length=300, verbose_name='取り消した理由')),
                ('history_id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.CharField(max_length=100, null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('cancelled_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='取り消した人')),
                ('compartment', models.ForeignKey(blank=True, db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='access.compartment')),
                ('created_by', models.ForeignKey(blank=True, db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('legal_basis', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='organizations.legalbasis', verbose_name='伝えた根拠')),
                ('record', access.models.SameCompartmentKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='cases.caserecord')),
                ('reminder', access.models.SameCompartmentKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='cases.nextaction')),
                ('result_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='結果を書いた人')),
            ],
            options={
                'verbose_name': 'historical 外部の機関へのつなぎ',
                'verbose_name_plural': 'historical 外部の機関へのつなぎ',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='OutsideHandOff',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='作成日時')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='版')),
                ('kind', models.CharField(max_length=10, verbose_name='つなぎ先の種別')),
                ('place', models.CharField(max_length=100, verbose_name='つなぎ先の名前')),
                ('way', models.CharField(choices=[('person', '本人に案内した（相手には何も伝えていない）'), ('together', '本人に同行して伝えた'), ('phone', '電話で伝えた'), ('paper', '書面（つなぐシート）で渡す'), ('talk', '訪問や面談で伝えた'), ('other', 'そのほかの方法で伝えた')], max_length=10, verbose_name='つないだ方法')),
                ('told_on', models.DateField(default=django.utils.timezone.localdate, verbose_name='つないだ日')),
                ('reason', models.TextField(verbose_name='つなぐ理由')),
                ('household', models.JSONField(default=list, verbose_name='伝えた人')),
                ('continues', models.TextField(blank=True, verbose_name='自機関が続けること')),
                ('consent_state', models.CharField(max_length=10, verbose_name='本人の同意')),
                ('agreed_on', models.DateField(blank=True, null=True, verbose_name='この機関に伝えることを、本人に確かめた日')),
                ('result', models.TextField(blank=True, verbose_name='対応結果')),
                ('replied_on', models.DateField(blank=True, null=True, verbose_name='対応日')),
                ('cancelled_at', models.DateTimeField(blank=True, null=True, verbose_name='取り消した日時')),
                ('cancel_reason', models.CharField(blank=True, max_length=300, verbose_name='取り消した理由')),
                ('cancelled_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='取り消した人')),
                ('compartment', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.compartment')),
                ('created_by', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('legal_basis', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.legalbasis', verbose_name='伝えた根拠')),
                ('record', access.models.SameCompartmentKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='outside_hand_offs', to='cases.caserecord')),
                ('reminder', access.models.SameCompartmentKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.nextaction')),
                ('result_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='結果を書いた人')),
            ],
            options={
                'verbose_name': '外部の機関へのつなぎ',
                'verbose_name_plural': '外部の機関へのつなぎ',
                'ordering': ['-told_on', '-created_at', '-id'],
                'abstract': False,
                'default_permissions': (),
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('kind', ''), _negated=True), models.Q(('place', ''), _negated=True), models.Q(('reason', ''), _negated=True)), name='outside_hand_off_says_where_and_why'), models.CheckConstraint(condition=models.Q(models.Q(('household', []), ('legal_basis__isnull', True), ('way', 'person')), models.Q(models.Q(('way', 'person'), _negated=True), ('legal_basis__isnull', False)), _connector='OR'), name='outside_hand_off_on_a_basis'), models.CheckConstraint(condition=models.Q(models.Q(('replied_on__isnull', True), ('result', ''), ('result_by__isnull', True)), models.Q(models.Q(('result', ''), _negated=True), ('replied_on__isnull', False), ('result_by__isnull', False)), _connector='OR'), name='outside_hand_off_result_is_whole'), models.CheckConstraint(condition=models.Q(('replied_on__isnull', True), ('replied_on__gte', models.F('told_on')), _connector='OR'), name='outside_hand_off_answered_after'), models.CheckConstraint(condition=models.Q(('agreed_on__isnull', True), ('agreed_on__lte', models.F('told_on')), _connector='OR'), name='outside_hand_off_agreed_before'), models.CheckConstraint(condition=models.Q(models.Q(('cancel_reason', ''), ('cancelled_at__isnull', True), ('cancelled_by__isnull', True)), models.Q(models.Q(('cancel_reason', ''), _negated=True), ('cancelled_at__isnull', False), ('cancelled_by__isnull', False)), _connector='OR'), name='outside_hand_off_cancelled_whole')],
            },
        ),
    ])
