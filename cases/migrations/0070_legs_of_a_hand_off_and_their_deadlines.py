"""A つなぐシート may have several legs, each with the day by which its next step is due.

Sheets sent before this become sheets of one leg: the database draws a number for each. Their steps
have no day until the next one is taken; the answer's day stands in for it (`next_due_on`). Only a
sender takes a leg back, so that going back to the former version asks that none was.
"""

import django.contrib.postgres.functions
import uuid
from django.conf import settings
from django.db import migrations, models

from bunkyo_support.migration_steps import together


class Migration(migrations.Migration):

    dependencies = [
        ('access', '0003_protections_and_the_output_gate'),
        ('cases', '0060_attachments'),
        ('organizations', '0021_enter_projects_of_notes'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = together([
        migrations.RemoveConstraint(
            model_name='referral',
            name='referral_known_state',
        ),
        migrations.AddField(
            model_name='historicalreferral',
            name='also_to',
            field=models.JSONField(blank=True, db_default=models.Value([], output_field=models.JSONField()), default=list, verbose_name='知らせるほかのつなぎ先'),
        ),
        migrations.AddField(
            model_name='historicalreferral',
            name='due_on',
            field=models.DateField(blank=True, null=True, verbose_name='次の段階の期限'),
        ),
        migrations.AddField(
            model_name='historicalreferral',
            name='sheet',
            field=models.UUIDField(db_default=django.contrib.postgres.functions.RandomUUID(), default=uuid.uuid4, editable=False),
        ),
        migrations.AddField(
            model_name='historicalreferral',
            name='withdrawn_reason',
            field=models.CharField(blank=True, db_default='', max_length=300, verbose_name='取り下げた理由'),
        ),
        migrations.AddField(
            model_name='referral',
            name='also_to',
            field=models.JSONField(blank=True, db_default=models.Value([], output_field=models.JSONField()), default=list, verbose_name='知らせるほかのつなぎ先'),
        ),
        migrations.AddField(
            model_name='referral',
            name='due_on',
            field=models.DateField(blank=True, null=True, verbose_name='次の段階の期限'),
        ),
        migrations.AddField(
            model_name='referral',
            name='sheet',
            field=models.UUIDField(db_default=django.contrib.postgres.functions.RandomUUID(), default=uuid.uuid4, editable=False),
        ),
        migrations.AddField(
            model_name='referral',
            name='withdrawn_reason',
            field=models.CharField(blank=True, db_default='', max_length=300, verbose_name='取り下げた理由'),
        ),
        migrations.AlterField(
            model_name='historicalreferral',
            name='state',
            field=models.CharField(choices=[('sent', '送付済み'), ('received', '受領済み'), ('accepted', '引き受け'), ('first_contact', '初回接触済み'), ('reported', '結果報告済み'), ('closed', '完了'), ('declined', '対応できない'), ('withdrawn', '取り下げ')], default='sent', max_length=20, verbose_name='状態'),
        ),
        migrations.AlterField(
            model_name='referral',
            name='state',
            field=models.CharField(choices=[('sent', '送付済み'), ('received', '受領済み'), ('accepted', '引き受け'), ('first_contact', '初回接触済み'), ('reported', '結果報告済み'), ('closed', '完了'), ('declined', '対応できない'), ('withdrawn', '取り下げ')], default='sent', max_length=20, verbose_name='状態'),
        ),
        migrations.AddIndex(
            model_name='referral',
            index=models.Index(fields=['sheet'], name='referral_sheet'),
        ),
        migrations.AddConstraint(
            model_name='referral',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['sent', 'received', 'accepted', 'first_contact', 'reported', 'closed', 'declined', 'withdrawn'])), name='referral_known_state'),
        ),
        migrations.AddConstraint(
            model_name='referral',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'withdrawn'), _negated=True), models.Q(('withdrawn_reason', ''), _negated=True), _connector='OR'), name='referral_withdrawn_with_reason'),
        ),
        migrations.AddConstraint(
            model_name='referral',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('accepted_at__isnull', False), ('answered_by__isnull', False), ('state__in', ('accepted', 'first_contact', 'reported', 'closed'))), models.Q(models.Q(('state__in', ('accepted', 'first_contact', 'reported', 'closed')), _negated=True), ('accepted_at__isnull', True)), _connector='OR'), name='referral_taken_on_by_somebody'),
        ),
    ])
