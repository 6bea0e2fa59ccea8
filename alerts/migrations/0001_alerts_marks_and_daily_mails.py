"""Alerts as scheduled work finds them, what each person did with them, and one daily mail a person. New
tables; the alerts of what stands are found within a quarter of an hour."""

import django.db.models.deletion
import django.utils.timezone
import uuid
from django.conf import settings
from django.db import migrations, models

from bunkyo_support.migration_steps import together


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('access', '0300_memos_in_compartments'),
        ('organizations', '0120_figures_of_alerts'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = together([
        migrations.CreateModel(
            name='Alert',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='作成日時')),
                ('rule', models.CharField(max_length=40, verbose_name='種類')),
                ('object_id', models.UUIDField(verbose_name='対象')),
                ('due_on', models.DateField(verbose_name='期限')),
                ('turn', models.CharField(choices=[('ahead', '近づいている'), ('late', '過ぎている')], max_length=5, verbose_name='回')),
                ('resolved_at', models.DateTimeField(null=True, verbose_name='解消した日時')),
                ('body', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.body')),
                ('compartment', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.compartment')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('rule', 'object_id', 'due_on', 'turn'), name='alert_once'), models.CheckConstraint(condition=models.Q(('turn__in', ('ahead', 'late'))), name='alert_known_turn'), models.CheckConstraint(condition=models.Q(('compartment__isnull', False), ('body__isnull', False), _connector='OR'), name='alert_lies_somewhere')],
                'indexes': [models.Index(condition=models.Q(('resolved_at__isnull', True)), fields=['compartment'], name='alert_standing'), models.Index(condition=models.Q(('compartment__isnull', True), ('resolved_at__isnull', True)), fields=['body'], name='alert_of_a_body')],
                'verbose_name': '知らせ',
                'verbose_name_plural': '知らせ',
                'ordering': ['due_on', 'id'],
                'abstract': False,
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='DigestMail',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='作成日時')),
                ('on', models.DateField(verbose_name='日')),
                ('user', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('user', 'on'), name='digest_once_a_day')],
                'verbose_name': 'まとめのメール',
                'verbose_name_plural': 'まとめのメール',
                'abstract': False,
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='DigestRefusal',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='作成日時')),
                ('user', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('user',), name='digest_refused_once')],
                'verbose_name': 'まとめのメールを受け取らない',
                'verbose_name_plural': 'まとめのメールを受け取らない',
                'abstract': False,
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='AlertMark',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='作成日時')),
                ('seen_at', models.DateTimeField(null=True, verbose_name='見た日時')),
                ('snoozed_until', models.DateField(null=True, verbose_name='この日まで知らせない')),
                ('reason', models.CharField(blank=True, max_length=200, verbose_name='そのわけ')),
                ('alert', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='marks', to='alerts.alert')),
                ('user', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('user', 'alert'), name='alert_marked_once'), models.CheckConstraint(condition=models.Q(('snoozed_until__isnull', True), models.Q(('reason', ''), _negated=True), _connector='OR'), name='alert_put_off_with_reason')],
                'verbose_name': '知らせへの印',
                'verbose_name_plural': '知らせへの印',
                'abstract': False,
                'default_permissions': (),
            },
        ),
    ])
