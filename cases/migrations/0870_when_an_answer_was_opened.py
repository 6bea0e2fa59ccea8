"""When each member of staff last opened the answer to a つなぎ, so that the home page tells of it until then. A new
table: answers of the last two weeks are told once more."""

import django.db.models.deletion
import django.utils.timezone
import uuid
from django.conf import settings
from django.db import migrations, models

from bunkyo_support.migration_steps import together


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0800_who_is_not_known_is_not_anonymous'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = together([
        migrations.CreateModel(
            name='ReferralOpening',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='作成日時')),
                ('case_id', models.UUIDField(verbose_name='ケース')),
                ('referral_id', models.UUIDField(verbose_name='つなぎ')),
                ('opened_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='開いた日時')),
                ('user', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'つなぎの返事を開いた日時',
                'verbose_name_plural': 'つなぎの返事を開いた日時',
                'abstract': False,
                'default_permissions': (),
                'constraints': [models.UniqueConstraint(fields=('user', 'referral_id'), name='referral_opened_last')],
            },
        ),
    ])
