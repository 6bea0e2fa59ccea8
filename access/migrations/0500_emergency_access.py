"""Emergency access 緊急閲覧 (R13): openings, what was said, attempts, reviews, and a permission of its own.

New tables; of the others only the words of choices change, and the permission is entered after migrating.
"""

import datetime
import django.db.models.deletion
import django.db.models.expressions
import django.utils.timezone
import uuid
from django.conf import settings
from django.db import migrations, models

from bunkyo_support.migration_steps import together


class Migration(migrations.Migration):

    dependencies = [
        ('access', '0350_unusual_reading'),
        ('organizations', '0110_enter_lists_of_social_resources'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = together([
        migrations.CreateModel(
            name='EmergencyOpening',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('case_number', models.CharField(max_length=20, verbose_name='ケース番号')),
                ('number', models.PositiveSmallIntegerField(verbose_name='何回目')),
                ('reason', models.CharField(choices=[('suicide', '自殺・自傷のおそれがある'), ('violence', '虐待・暴力を受けている、または受けるおそれがある'), ('illness', '急な病気・けが、応答がない'), ('missing', '行方が分からない'), ('disaster', '火災・災害'), ('other', 'そのほか、命や体に危険がある')], max_length=10, verbose_name='理由')),
                ('opened_at', models.DateTimeField(verbose_name='開いた日時')),
                ('valid_until', models.DateTimeField(verbose_name='終わる日時')),
                ('ended_at', models.DateTimeField(null=True, verbose_name='自分で終えた日時')),
                ('appointment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.appointment')),
                ('body', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.body')),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.casefile')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('number__in', (1, 2))), name='emergency_twice_at_most'), models.CheckConstraint(condition=models.Q(('valid_until__lte', django.db.models.expressions.CombinedExpression(models.F('opened_at'), '+', models.Value(datetime.timedelta(seconds=10800))))), name='emergency_of_three_hours')],
                'indexes': [models.Index(fields=['user', 'case'], name='access_emer_user_id_e02799_idx')],
                'verbose_name': '緊急閲覧',
                'verbose_name_plural': '緊急閲覧',
                'ordering': ['-opened_at', '-id'],
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='EmergencyAttempt',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('at', models.DateTimeField(verbose_name='日時')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'default_permissions': (),
                'indexes': [models.Index(fields=['user', 'at'], name='access_emer_user_id_19f40c_idx')],
            },
        ),
        migrations.CreateModel(
            name='EmergencyStatement',
            fields=[
                ('opening', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='statement', serialize=False, to='access.emergencyopening')),
                ('words', models.CharField(max_length=300, verbose_name='どのような危険か')),
            ],
            options={
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='EmergencyReview',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('finding', models.CharField(choices=[('proper', '妥当'), ('caution', '要注意（次から気をつけること）'), ('improper', '不適切（本人の管理者と区に知らせる）')], max_length=10, verbose_name='確かめた結果')),
                ('note', models.CharField(max_length=300, verbose_name='わけ')),
                ('reviewed_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='確かめた日時')),
                ('opening', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='review', to='access.emergencyopening')),
                ('reviewed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('note', ''), _negated=True), name='emergency_reviewed_with_reason')],
                'default_permissions': (),
            },
        ),
        migrations.AlterModelOptions(
            name='compartment',
            options={'default_permissions': (), 'permissions': [('read_compartment', '読む'), ('write_compartment', '読み書きする'), ('progress_compartment', 'プランの進み具合を読む（R9）'), ('emergency_compartment', '緊急閲覧で開く分だけを読む（R13）')]},
        ),
        migrations.AlterField(
            model_name='accesslog',
            name='action',
            field=models.CharField(choices=[('read', '閲覧'), ('list', '一覧'), ('search', '検索'), ('print', '印刷・PDF'), ('export', '書き出し'), ('download', '受け取り'), ('write', '記録'), ('emergency_start', '緊急閲覧の開始'), ('emergency_end', '緊急閲覧の終了'), ('refused', '表示できない記録への要求')], max_length=20, verbose_name='操作'),
        ),
        migrations.AlterField(
            model_name='groupgrant',
            name='basis',
            field=models.CharField(choices=[('R2', '所属する機関の記録です'), ('R3', '本人の同意により共有されています'), ('R4', '支援会議の構成員です（社会福祉法106条の6）'), ('R5', '支援プランに参加する機関の担当者です'), ('R6', '多機関協働の事務局です'), ('R9', '参加機関の管理者として、プランの進み具合を見ています'), ('R11', '保護の名簿に名前があります（秘匿情報）'), ('R13', '緊急閲覧です（命や体の危険）'), ('HO', 'つなぎの送り手・受け手の機関です')], max_length=4),
        ),
        migrations.AlterField(
            model_name='usergrant',
            name='basis',
            field=models.CharField(choices=[('R2', '所属する機関の記録です'), ('R3', '本人の同意により共有されています'), ('R4', '支援会議の構成員です（社会福祉法106条の6）'), ('R5', '支援プランに参加する機関の担当者です'), ('R6', '多機関協働の事務局です'), ('R9', '参加機関の管理者として、プランの進み具合を見ています'), ('R11', '保護の名簿に名前があります（秘匿情報）'), ('R13', '緊急閲覧です（命や体の危険）'), ('HO', 'つなぎの送り手・受け手の機関です')], max_length=4),
        ),
    ])
