"""Who is away and who stands in: a new table of a body's own, of no case."""

import django.db.models.deletion
import django.utils.timezone
import uuid
from django.conf import settings
from django.db import migrations, models

from bunkyo_support.migration_steps import together


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0500_safety_notes'),
        ('organizations', '0640_enter_reasons_of_returns_and_kinds_of_gatherings'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = together([
        migrations.CreateModel(
            name='Absence',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='登録日時')),
                ('first_on', models.DateField(verbose_name='不在の初日')),
                ('last_on', models.DateField(verbose_name='不在の最後の日')),
                ('cancelled_at', models.DateTimeField(null=True, verbose_name='取り消した日時')),
                ('body', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.body', verbose_name='機関')),
                ('created_by', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('staff', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='不在の人')),
                ('stand_in', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='代わりに見る人')),
            ],
            options={
                'verbose_name': '不在',
                'verbose_name_plural': '不在',
                'ordering': ['first_on', 'id'],
                'abstract': False,
                'default_permissions': (),
                'indexes': [models.Index(condition=models.Q(('cancelled_at__isnull', True)), fields=['body', 'last_on'], name='absence_of_a_body')],
                'constraints': [models.CheckConstraint(condition=models.Q(('last_on__gte', models.F('first_on'))), name='absence_ends_after_it_begins'), models.CheckConstraint(condition=models.Q(('stand_in__isnull', True), models.Q(('stand_in', models.F('staff')), _negated=True), _connector='OR'), name='absence_stood_in_by_another')],
            },
        ),
    ])
