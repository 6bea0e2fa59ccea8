"""A second place for what counting keeps, so that the whole ward is counted anew beside what is shown.

New tables and columns only. What stands in the first place was counted by the version before; the first count fills
the second.
"""

import uuid

from django.db import migrations, models

from bunkyo_support.migration_steps import together


class Migration(migrations.Migration):

    dependencies = [
        ('reports', '0740_what_counting_keeps'),
    ]

    operations = together([
        migrations.CreateModel(
            name='CountAnew',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('counted_at', models.DateTimeField(verbose_name='ここまでの変更を数えた')),
                ('fingerprint', models.CharField(max_length=64, verbose_name='数え方')),
            ],
            options={
                'verbose_name': '区全体の数え直し',
                'verbose_name_plural': '区全体の数え直し',
                'abstract': False,
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='OtherCaseShare',
            fields=[
                ('case', models.UUIDField(primary_key=True, serialize=False, verbose_name='ケース')),
                ('numbers', models.JSONField(default=dict, verbose_name='数')),
            ],
            options={
                'verbose_name': 'ケースごとの数（もう一方）',
                'verbose_name_plural': 'ケースごとの数（もう一方）',
                'abstract': False,
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='OtherWardTotal',
            fields=[
                ('mark', models.CharField(max_length=100, primary_key=True, serialize=False, verbose_name='何の数')),
                ('number', models.BigIntegerField(verbose_name='数')),
            ],
            options={
                'verbose_name': '区の合計（もう一方）',
                'verbose_name_plural': '区の合計（もう一方）',
                'abstract': False,
                'default_permissions': (),
            },
        ),
        migrations.AddField(
            model_name='lastcount',
            name='definitions',
            field=models.JSONField(db_default={}, default=dict, verbose_name='指標ごとの数え方'),
        ),
        migrations.AddField(
            model_name='lastcount',
            name='is_partly_old',
            field=models.BooleanField(db_default=False, default=False, verbose_name='前の数え方の数を含む'),
        ),
        migrations.AddField(
            model_name='lastcount',
            name='kept_in',
            field=models.PositiveSmallIntegerField(db_default=0, default=0, verbose_name='集計の置き場所'),
        ),
        migrations.CreateModel(
            name='OtherSharedUnit',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('case', models.UUIDField(verbose_name='ケース')),
                ('indicator', models.CharField(max_length=20, verbose_name='指標')),
                ('month', models.CharField(max_length=7, verbose_name='月')),
                ('unit', models.CharField(max_length=100, verbose_name='1と数えるもの')),
            ],
            options={
                'verbose_name': 'いくつかのケースで1と数えるもの（もう一方）',
                'verbose_name_plural': 'いくつかのケースで1と数えるもの（もう一方）',
                'abstract': False,
                'default_permissions': (),
                'constraints': [models.UniqueConstraint(fields=('case', 'indicator', 'month', 'unit'), name='other_shared_unit_once')],
            },
        ),
    ])
