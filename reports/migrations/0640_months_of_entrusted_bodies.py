"""What entrusted bodies reported of their months: a new table. What was reported of outreach before stays
where it is, as the list of cases that belongs to it."""

import django.db.models.deletion
import django.utils.timezone
import uuid
from django.conf import settings
from django.db import migrations, models

from bunkyo_support.migration_steps import together


class Migration(migrations.Migration):

    dependencies = [
        ('organizations', '0640_enter_reasons_of_returns_and_kinds_of_gatherings'),
        ('reports', '0200_figures'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = together([
        migrations.CreateModel(
            name='BodyReport',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='登録日時')),
                ('month', models.DateField(verbose_name='月')),
                ('turn', models.PositiveSmallIntegerField(default=1, verbose_name='何回目の報告')),
                ('figures', models.JSONField(default=dict, verbose_name='数')),
                ('reason', models.CharField(blank=True, max_length=300, verbose_name='訂正の理由')),
                ('body', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.body', verbose_name='機関')),
                ('created_by', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': '委託先の月次報告',
                'verbose_name_plural': '委託先の月次報告',
                'ordering': ['-month', '-turn'],
                'abstract': False,
                'default_permissions': (),
                'constraints': [models.CheckConstraint(condition=models.Q(('month__day', 1)), name='body_report_of_a_month'), models.UniqueConstraint(fields=('body', 'month', 'turn'), name='body_report_once_a_turn'), models.CheckConstraint(condition=models.Q(('turn', 1), models.Q(('reason', ''), _negated=True), _connector='OR'), name='body_report_corrected_with_reason')],
            },
        ),
    ])
