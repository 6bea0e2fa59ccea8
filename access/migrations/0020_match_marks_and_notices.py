"""Marks by which a person is found at another body, and what coordinators decide (R15)."""

import django.db.models.deletion
import django.utils.timezone
import uuid
from django.conf import settings
from django.db import migrations, models

from bunkyo_support.migration_steps import together


class Migration(migrations.Migration):

    dependencies = [
        ('access', '0010_exports_in_the_log'),
        ('organizations', '0021_enter_projects_of_notes'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = together([
        migrations.CreateModel(
            name='MatchMark',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('person_id', models.UUIDField(db_index=True)),
                ('digest', models.BinaryField(db_index=True, max_length=32)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.casefile')),
            ],
            options={
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='MatchNotice',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('found_on', models.DateField(default=django.utils.timezone.localdate, verbose_name='見つかった日')),
                ('body_a', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.body')),
                ('body_b', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.body')),
            ],
            options={
                'verbose_name': '同じ人かもしれない知らせ',
                'verbose_name_plural': '同じ人かもしれない知らせ',
                'ordering': ['-found_on', 'id'],
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='MatchDecision',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('number', models.PositiveSmallIntegerField()),
                ('outcome', models.CharField(choices=[('meeting', '支援会議を設けるか検討する'), ('different', '別の人と分かった'), ('watch', '様子を見る')], max_length=10, verbose_name='決めたこと')),
                ('reason', models.CharField(max_length=300, verbose_name='理由')),
                ('decided_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('decided_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('notice', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='decisions', to='access.matchnotice')),
            ],
            options={
                'ordering': ['-number'],
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='MatchPair',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('case_a', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.casefile')),
                ('case_b', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.casefile')),
                ('notice', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.matchnotice')),
            ],
            options={
                'default_permissions': (),
            },
        ),
        migrations.AddConstraint(
            model_name='matchnotice',
            constraint=models.CheckConstraint(condition=models.Q(('body_a', models.F('body_b')), _negated=True), name='match_of_two_bodies'),
        ),
        migrations.AddConstraint(
            model_name='matchdecision',
            constraint=models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='match_decided_with_reason'),
        ),
        migrations.AddConstraint(
            model_name='matchdecision',
            constraint=models.UniqueConstraint(fields=('notice', 'number'), name='match_decided_in_turn'),
        ),
        migrations.AddConstraint(
            model_name='matchpair',
            constraint=models.UniqueConstraint(fields=('case_a', 'case_b'), name='match_told_once'),
        ),
    ])
