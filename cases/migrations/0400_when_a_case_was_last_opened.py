"""When each member of staff last opened a case, to tell her what others wrote since. A new table: until she
opens a case, what was written since she took it over counts as unread."""

import django.db.models.deletion
import django.utils.timezone
import uuid
from django.conf import settings
from django.db import migrations, models

from bunkyo_support.migration_steps import together


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0120_a_time_without_length_lies_in_no_other'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = together([
        migrations.CreateModel(
            name='CaseOpening',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='作成日時')),
                ('case_id', models.UUIDField(verbose_name='ケース')),
                ('opened_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='開いた日時')),
                ('user', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'ケースを開いた日時',
                'verbose_name_plural': 'ケースを開いた日時',
                'abstract': False,
                'default_permissions': (),
                'constraints': [models.UniqueConstraint(fields=('user', 'case_id'), name='case_opened_last')],
            },
        ),
    ])
