"""Protections (R11), restrictions lifted by two people (R12), what staff declare of themselves (R23),
and outputs that wait for a second person (S-91)."""

import django.db.models.deletion
import django.utils.timezone
import uuid
from django.conf import settings
from django.db import migrations, models

from bunkyo_support.migration_steps import together


class Migration(migrations.Migration):

    dependencies = [
        ("access", "0002_initial"),
        ('organizations', '0005_login_cache'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = together([
        migrations.CreateModel(
            name='DeclaredTie',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='作成日時')),
                ('name', models.CharField(blank=True, max_length=100, verbose_name='氏名')),
                ('name_key', models.CharField(blank=True, editable=False, max_length=200)),
                ('relation', models.CharField(blank=True, max_length=50, verbose_name='関係')),
            ],
            options={
                'verbose_name': '自分の届け出',
                'verbose_name_plural': '自分の届け出',
                'ordering': ['created_at', 'id'],
                'abstract': False,
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='OutputHold',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(max_length=40)),
                ('label', models.CharField(max_length=100, verbose_name='書類')),
                ('object_id', models.UUIDField()),
                ('option', models.CharField(blank=True, max_length=40)),
                ('use', models.CharField(choices=[('own', '自分の控え'), ('others', '人に渡す'), ('export', 'データの書き出し')], max_length=10, verbose_name='使いみち')),
                ('recipients', models.CharField(blank=True, max_length=500, verbose_name='渡す相手')),
                ('purpose', models.CharField(blank=True, max_length=300, verbose_name='目的')),
                ('requested_at', models.DateTimeField(verbose_name='頼まれた日時')),
                ('decided_at', models.DateTimeField(null=True, verbose_name='決めた日時')),
                ('is_approved', models.BooleanField(default=False)),
                ('reason', models.CharField(blank=True, max_length=200, verbose_name='理由')),
                ('used_job', models.UUIDField(null=True)),
            ],
            options={
                'verbose_name': '確認を待つ書類',
                'verbose_name_plural': '確認を待つ書類',
                'ordering': ['-requested_at', '-id'],
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='Protection',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('person_id', models.UUIDField(db_index=True, verbose_name='保護される人')),
                ('state', models.CharField(choices=[('provisional', '仮の保護'), ('full', '保護')], max_length=12, verbose_name='状態')),
                ('review_on', models.DateField(verbose_name='見直しの日')),
                ('created_at', models.DateTimeField()),
                ('lift_asked_at', models.DateTimeField(null=True)),
                ('lift_reason', models.CharField(blank=True, max_length=200, verbose_name='解除の理由')),
                ('ended_at', models.DateTimeField(null=True)),
            ],
            options={
                'verbose_name': '保護',
                'verbose_name_plural': '保護',
                'default_permissions': (),
            },
        ),
        migrations.AddField(
            model_name='restriction',
            name='lift_asked_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='restriction',
            name='lift_reason',
            field=models.CharField(blank=True, db_default='', max_length=200, verbose_name='解除の理由'),
        ),
        migrations.AddField(
            model_name='restriction',
            name='lifted_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='restriction',
            name='lifted_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='restriction',
            name='relation',
            field=models.CharField(choices=[('kin', '親族'), ('party', '当事者（加害・被害・債権など）'), ('neighbour', '近隣・知人'), ('other', 'その他')], db_default='other', default='other', max_length=10, verbose_name='関係'),
        ),
        migrations.AlterField(
            model_name='groupgrant',
            name='basis',
            field=models.CharField(choices=[('R2', '所属する機関の記録です'), ('R3', '本人の同意により共有されています'), ('R4', '支援会議の構成員です（社会福祉法106条の6）'), ('R5', '支援プランに参加する機関の担当者です'), ('R6', '多機関協働の事務局です'), ('R9', '参加機関の管理者として、プランの進み具合を見ています'), ('R11', '保護の名簿に名前があります（秘匿情報）'), ('HO', 'つなぎの送り手・受け手の機関です')], max_length=4),
        ),
        migrations.AlterField(
            model_name='restriction',
            name='reason',
            field=models.CharField(max_length=200, verbose_name='くわしく'),
        ),
        migrations.AlterField(
            model_name='usergrant',
            name='basis',
            field=models.CharField(choices=[('R2', '所属する機関の記録です'), ('R3', '本人の同意により共有されています'), ('R4', '支援会議の構成員です（社会福祉法106条の6）'), ('R5', '支援プランに参加する機関の担当者です'), ('R6', '多機関協働の事務局です'), ('R9', '参加機関の管理者として、プランの進み具合を見ています'), ('R11', '保護の名簿に名前があります（秘匿情報）'), ('HO', 'つなぎの送り手・受け手の機関です')], max_length=4),
        ),
        migrations.AddConstraint(
            model_name='restriction',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('lifted_at__isnull', True), ('lifted_by__isnull', True)), models.Q(('lift_asked_by__isnull', False), ('lifted_by__isnull', False), models.Q(('lift_reason', ''), _negated=True), models.Q(('lifted_by', models.F('lift_asked_by')), _negated=True)), _connector='OR'), name='restriction_lifted_by_a_second_person'),
        ),
        migrations.AddField(
            model_name='declaredtie',
            name='area',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.area', verbose_name='住んでいる圏域'),
        ),
        migrations.AddField(
            model_name='declaredtie',
            name='user',
            field=models.ForeignKey(editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='outputhold',
            name='case',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.casefile'),
        ),
        migrations.AddField(
            model_name='outputhold',
            name='decided_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='outputhold',
            name='requested_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='protection',
            name='case',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.casefile'),
        ),
        migrations.AddField(
            model_name='protection',
            name='compartment',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.compartment'),
        ),
        migrations.AddField(
            model_name='protection',
            name='created_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='protection',
            name='ended_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='protection',
            name='lift_asked_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='outputhold',
            name='protection',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.protection'),
        ),
        migrations.AddConstraint(
            model_name='declaredtie',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('area__isnull', True), models.Q(('name_key', ''), _negated=True)), models.Q(('area__isnull', False), ('name', '')), _connector='OR'), name='tie_to_somebody_or_an_area'),
        ),
        migrations.AddConstraint(
            model_name='protection',
            constraint=models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True)), fields=('case', 'person_id'), name='protected_once'),
        ),
        migrations.AddConstraint(
            model_name='protection',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('ended_at__isnull', True), ('ended_by__isnull', True)), models.Q(('ended_at__isnull', False), ('ended_by__isnull', False), models.Q(('lift_reason', ''), _negated=True)), _connector='OR'), name='protection_ends_with_reason'),
        ),
        migrations.AddConstraint(
            model_name='protection',
            constraint=models.CheckConstraint(condition=models.Q(('ended_by__isnull', True), models.Q(('lift_asked_by__isnull', False), models.Q(('ended_by', models.F('lift_asked_by')), _negated=True)), models.Q(('state', 'provisional'), models.Q(('ended_by', models.F('created_by')), _negated=True)), _connector='OR'), name='protection_lifted_by_a_second_person'),
        ),
        migrations.AddIndex(
            model_name='outputhold',
            index=models.Index(fields=['requested_by', 'kind', 'object_id'], name='hold_of_an_output'),
        ),
        migrations.AddIndex(
            model_name='outputhold',
            index=models.Index(condition=models.Q(('decided_at__isnull', True)), fields=['protection'], name='hold_waiting'),
        ),
        migrations.AddConstraint(
            model_name='outputhold',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('decided_at__isnull', True), ('decided_by__isnull', True), ('is_approved', False)), models.Q(('decided_at__isnull', False), models.Q(('decided_by', models.F('requested_by')), _negated=True)), _connector='OR'), name='hold_decided_by_a_second_person'),
        ),
        migrations.AddConstraint(
            model_name='outputhold',
            constraint=models.CheckConstraint(condition=models.Q(('used_job__isnull', True), ('is_approved', True), _connector='OR'), name='hold_used_when_approved'),
        ),
    ])
