"""What each case adds to the figures, and the sums of it: new tables, filled by the first count.

They hold nothing that could not be counted again.
"""

import uuid

from django.db import migrations, models

from bunkyo_support.migration_steps import together


class Migration(migrations.Migration):

    dependencies = [
        ('reports', '0720_numbers_kept_for_a_minute'),
    ]

    operations = together([
        migrations.CreateModel(
            name='CaseShare',
            fields=[
                ('case', models.UUIDField(primary_key=True, serialize=False, verbose_name='ケース')),
                ('numbers', models.JSONField(default=dict, verbose_name='数')),
            ],
            options={
                'verbose_name': 'ケースごとの数',
                'verbose_name_plural': 'ケースごとの数',
                'abstract': False,
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='WardTotal',
            fields=[
                ('mark', models.CharField(max_length=100, primary_key=True, serialize=False, verbose_name='何の数')),
                ('number', models.BigIntegerField(verbose_name='数')),
            ],
            options={
                'verbose_name': '区の合計',
                'verbose_name_plural': '区の合計',
                'abstract': False,
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='SharedUnit',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('case', models.UUIDField(verbose_name='ケース')),
                ('indicator', models.CharField(max_length=20, verbose_name='指標')),
                ('month', models.CharField(max_length=7, verbose_name='月')),
                ('unit', models.CharField(max_length=100, verbose_name='1と数えるもの')),
            ],
            options={
                'verbose_name': 'いくつかのケースで1と数えるもの',
                'verbose_name_plural': 'いくつかのケースで1と数えるもの',
                'abstract': False,
                'default_permissions': (),
                'constraints': [models.UniqueConstraint(fields=('case', 'indicator', 'month', 'unit'), name='shared_unit_once')],
            },
        ),
    ])
