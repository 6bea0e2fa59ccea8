"""Ledger of what leaves a body and is of no case (R21): a paper about nobody has no compartment to stand in.

New tables only.
"""

import django.db.models.deletion
import django.utils.timezone
import simple_history.models
import uuid
from django.conf import settings
from django.db import migrations, models

from bunkyo_support.migration_steps import together


class Migration(migrations.Migration):

    dependencies = [
        ('access', '0300_memos_in_compartments'),
        ('organizations', '0110_enter_lists_of_social_resources'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = together([
        migrations.CreateModel(
            name='HistoricalOpenDisclosure',
            fields=[
                ('id', models.UUIDField(db_index=True, default=uuid.uuid4, editable=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='登録日時')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='版')),
                ('channel', models.CharField(max_length=20, verbose_name='方法')),
                ('object_kind', models.CharField(max_length=50, verbose_name='種類')),
                ('object_id', models.UUIDField(null=True)),
                ('recipients', models.CharField(max_length=500, verbose_name='提供先')),
                ('purpose', models.CharField(max_length=300, verbose_name='目的')),
                ('disclosed_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='提供日時')),
                ('history_id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.CharField(max_length=100, null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('body', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='organizations.body')),
                ('created_by', models.ForeignKey(blank=True, db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('legal_basis', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='organizations.legalbasis', verbose_name='法的根拠')),
            ],
            options={
                'verbose_name': 'historical ケースによらない提供記録',
                'verbose_name_plural': 'historical ケースによらない提供記録',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='OpenDisclosure',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='登録日時')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='版')),
                ('channel', models.CharField(max_length=20, verbose_name='方法')),
                ('object_kind', models.CharField(max_length=50, verbose_name='種類')),
                ('object_id', models.UUIDField(null=True)),
                ('recipients', models.CharField(max_length=500, verbose_name='提供先')),
                ('purpose', models.CharField(max_length=300, verbose_name='目的')),
                ('disclosed_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='提供日時')),
                ('body', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.body')),
                ('created_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('legal_basis', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.legalbasis', verbose_name='法的根拠')),
            ],
            options={
                'verbose_name': 'ケースによらない提供記録',
                'verbose_name_plural': 'ケースによらない提供記録',
                'ordering': ['-disclosed_at', '-id'],
                'abstract': False,
                'default_permissions': (),
            },
        ),
    ])
