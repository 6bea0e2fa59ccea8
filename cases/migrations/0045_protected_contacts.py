"""What lies in the PROTECTED compartment of a person (R11); the checks of R23; places as contacts."""

import access.models
import django.db.models.deletion
import django.utils.timezone
import simple_history.models
import uuid
from django.conf import settings
from django.db import migrations, models

from bunkyo_support.migration_steps import together


class Migration(migrations.Migration):

    dependencies = [
        ('access', '0003_protections_and_the_output_gate'),
        ("cases", "0040_consents_in_depth"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = together([
        migrations.AlterField(
            model_name='contactpoint',
            name='kind',
            field=models.CharField(choices=[('address', '住所'), ('phone', '電話'), ('mail', 'メール'), ('school', '学校・園'), ('workplace', '勤め先'), ('place', 'いまいる所')], max_length=10, verbose_name='種類'),
        ),
        migrations.AlterField(
            model_name='historicalcontactpoint',
            name='kind',
            field=models.CharField(choices=[('address', '住所'), ('phone', '電話'), ('mail', 'メール'), ('school', '学校・園'), ('workplace', '勤め先'), ('place', 'いまいる所')], max_length=10, verbose_name='種類'),
        ),
        migrations.CreateModel(
            name='HistoricalProtectionMeasure',
            fields=[
                ('id', models.UUIDField(db_index=True, default=uuid.uuid4, editable=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='作成日時')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='版')),
                ('person_id', models.UUIDField(editable=False)),
                ('kind', models.CharField(choices=[('unknown', 'まだ分からない'), ('dv', '配偶者からの暴力（DV等支援措置）'), ('stalking', 'ストーカー行為等'), ('child', '児童虐待等'), ('similar', '前の三つに準じるもの'), ('wish', '措置はないが、本人が秘匿を望んでいる')], default='unknown', max_length=10, verbose_name='保護の種類')),
                ('counterpart', models.CharField(blank=True, max_length=200, verbose_name='相手方')),
                ('proof', models.CharField(blank=True, max_length=200, verbose_name='申出の受付・番号')),
                ('note', models.CharField(blank=True, max_length=300, verbose_name='気をつけること')),
                ('history_id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.CharField(max_length=100, null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('compartment', models.ForeignKey(blank=True, db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='access.compartment')),
                ('created_by', models.ForeignKey(blank=True, db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'historical 保護の理由',
                'verbose_name_plural': 'historical 保護の理由',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='HistoricalRelationCheck',
            fields=[
                ('id', models.UUIDField(db_index=True, default=uuid.uuid4, editable=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='作成日時')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='版')),
                ('decision', models.CharField(choices=[('restricted', '関係があるので見せない'), ('unrelated', '確かめたが、関係はない')], max_length=12, verbose_name='結論')),
                ('how', models.CharField(max_length=200, verbose_name='確かめ方')),
                ('decided_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='決めた日時')),
                ('history_id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.CharField(max_length=100, null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('compartment', models.ForeignKey(blank=True, db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='access.compartment')),
                ('created_by', models.ForeignKey(blank=True, db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('record', access.models.SameCompartmentKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='cases.caserecord')),
                ('staff', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'historical 親族の確認',
                'verbose_name_plural': 'historical 親族の確認',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='ProtectionMeasure',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='作成日時')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='版')),
                ('person_id', models.UUIDField(editable=False)),
                ('kind', models.CharField(choices=[('unknown', 'まだ分からない'), ('dv', '配偶者からの暴力（DV等支援措置）'), ('stalking', 'ストーカー行為等'), ('child', '児童虐待等'), ('similar', '前の三つに準じるもの'), ('wish', '措置はないが、本人が秘匿を望んでいる')], default='unknown', max_length=10, verbose_name='保護の種類')),
                ('counterpart', models.CharField(blank=True, max_length=200, verbose_name='相手方')),
                ('proof', models.CharField(blank=True, max_length=200, verbose_name='申出の受付・番号')),
                ('note', models.CharField(blank=True, max_length=300, verbose_name='気をつけること')),
                ('compartment', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.compartment')),
                ('created_by', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': '保護の理由',
                'verbose_name_plural': '保護の理由',
                'ordering': ['created_at', 'id'],
                'abstract': False,
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='ProtectedContact',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='作成日時')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='版')),
                ('kind', models.CharField(choices=[('address', '住所'), ('phone', '電話'), ('mail', 'メール'), ('school', '学校・園'), ('workplace', '勤め先'), ('place', 'いまいる所'), ('area', '圏域')], max_length=10, verbose_name='種類')),
                ('value', models.CharField(max_length=200, verbose_name='内容')),
                ('note', models.CharField(blank=True, max_length=100, verbose_name='かけてよい時間・留守電')),
                ('ended_on', models.DateField(blank=True, null=True, verbose_name='使わなくなった日')),
                ('compartment', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.compartment')),
                ('created_by', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('measure', access.models.SameCompartmentKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='contacts', to='cases.protectionmeasure')),
            ],
            options={
                'verbose_name': '秘匿の連絡先',
                'verbose_name_plural': '秘匿の連絡先',
                'ordering': ['kind', 'created_at', 'id'],
                'abstract': False,
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='HistoricalProtectedContact',
            fields=[
                ('id', models.UUIDField(db_index=True, default=uuid.uuid4, editable=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='作成日時')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='版')),
                ('kind', models.CharField(choices=[('address', '住所'), ('phone', '電話'), ('mail', 'メール'), ('school', '学校・園'), ('workplace', '勤め先'), ('place', 'いまいる所'), ('area', '圏域')], max_length=10, verbose_name='種類')),
                ('value', models.CharField(max_length=200, verbose_name='内容')),
                ('note', models.CharField(blank=True, max_length=100, verbose_name='かけてよい時間・留守電')),
                ('ended_on', models.DateField(blank=True, null=True, verbose_name='使わなくなった日')),
                ('history_id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.CharField(max_length=100, null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('compartment', models.ForeignKey(blank=True, db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='access.compartment')),
                ('created_by', models.ForeignKey(blank=True, db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('measure', access.models.SameCompartmentKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='cases.protectionmeasure')),
            ],
            options={
                'verbose_name': 'historical 秘匿の連絡先',
                'verbose_name_plural': 'historical 秘匿の連絡先',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='RelationCheck',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='作成日時')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='版')),
                ('decision', models.CharField(choices=[('restricted', '関係があるので見せない'), ('unrelated', '確かめたが、関係はない')], max_length=12, verbose_name='結論')),
                ('how', models.CharField(max_length=200, verbose_name='確かめ方')),
                ('decided_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='決めた日時')),
                ('compartment', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.compartment')),
                ('created_by', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('record', access.models.SameCompartmentKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='relation_checks', to='cases.caserecord')),
                ('staff', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': '親族の確認',
                'verbose_name_plural': '親族の確認',
                'ordering': ['-decided_at', '-id'],
                'abstract': False,
                'default_permissions': (),
            },
        ),
        migrations.AddConstraint(
            model_name='protectionmeasure',
            constraint=models.UniqueConstraint(fields=('compartment',), name='one_measure_a_compartment'),
        ),
    ])
