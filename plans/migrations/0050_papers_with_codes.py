"""Copies say which paper they are, since which edition changes are marked, and carry a code by which
the register finds them. Copies of before are plans without a code: nothing stands on them to type.
Copies of many plans that are asked for at once are a row of who asked."""

import uuid

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

from bunkyo_support.migration_steps import together

PAPERS = [
    ('plan', '支援プラン兼利用申込書'),
    ('progress', '進み具合の一覧'),
    ('easy', 'やさしい日本語の支援プラン'),
]


def added(model):
    """The same columns for the copies and for their history."""
    fields = {
        'paper': models.CharField(choices=PAPERS, db_default='plan', default='plan', max_length=10, verbose_name='書類'),
        'code': models.CharField(blank=True, db_default='', max_length=12, verbose_name='照合コード'),
        'since_edition': models.PositiveIntegerField(blank=True, null=True, verbose_name='この版からの変更に印'),
        'with_kana': models.BooleanField(db_default=False, default=False, verbose_name='ふりがなを付ける'),
    }
    return [
        migrations.AddField(model_name=model, name=name, field=field)
        for name, field in fields.items()
    ]


class Migration(migrations.Migration):

    dependencies = [
        ('plans', '0040_why_and_how_a_plan_stood'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = together([
        *added('historicalplanprint'),
        *added('planprint'),
        migrations.AddIndex(
            model_name='planprint',
            index=models.Index(condition=models.Q(('code', ''), _negated=True), fields=['code'], name='plan_print_code'),
        ),
        migrations.CreateModel(
            name='PlanBatch',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='作成日時')),
                ('copy_ids', models.JSONField(default=list, verbose_name='写し')),
                ('user', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'まとめて印刷',
                'verbose_name_plural': 'まとめて印刷',
                'ordering': ['-created_at', '-id'],
                'abstract': False,
                'default_permissions': (),
            },
        ),
    ])
