"""漏えい等の対応 (S-96): two new tables, for auditors."""


import django.db.models.deletion
import django.utils.timezone
import uuid
from django.conf import settings
from django.db import migrations, models

from bunkyo_support.migration_steps import together


class Migration(migrations.Migration):

    dependencies = [
        ('access', '0800_restrictions_read_from_their_index'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = together([
        migrations.CreateModel(
            name='Incident',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('sort', models.CharField(choices=[('misdelivered', '誤送付・誤交付'), ('lost', '紛失・盗難'), ('visible', '見られない人が見られる状態だった'), ('intruded', '不正アクセス'), ('misused', '職員などによる不正な閲覧・持ち出し'), ('other', 'そのほか')], max_length=12, verbose_name='何が起きたか')),
                ('noticed_on', models.DateField(verbose_name='知った日')),
                ('since', models.DateField(verbose_name='いつからの閲覧を調べるか')),
                ('user_id', models.UUIDField(null=True, verbose_name='職員')),
                ('case_number', models.CharField(blank=True, max_length=20, verbose_name='ケース番号')),
                ('is_meant', models.BooleanField(default=False, verbose_name='不正の目的によるおそれがある')),
                ('text', models.TextField(max_length=2000, verbose_name='概要')),
                ('form_key', models.UUIDField(editable=False, null=True, unique=True)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='始めた日時')),
                ('created_by', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': '漏えい等の対応',
                'verbose_name_plural': '漏えい等の対応',
                'ordering': ['-created_at', '-id'],
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='IncidentNote',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('step', models.CharField(choices=[('note', '確かめたこと'), ('sessions', 'ログインを終わらせた'), ('first_report', '速報を出した'), ('full_report', '確報を出した'), ('told', '本人に知らせた'), ('closed', '対応を終えた')], max_length=12, verbose_name='種類')),
                ('text', models.TextField(max_length=1000, verbose_name='書くこと')),
                ('form_key', models.UUIDField(editable=False, null=True, unique=True)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='日時')),
                ('created_by', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('incident', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='incident_notes', to='access.incident')),
            ],
            options={
                'verbose_name': '漏えい等の対応の記録',
                'verbose_name_plural': '漏えい等の対応の記録',
                'ordering': ['created_at', 'id'],
                'default_permissions': (),
            },
        ),
        migrations.AddConstraint(
            model_name='incident',
            constraint=models.CheckConstraint(condition=models.Q(('sort__in', ['misdelivered', 'lost', 'visible', 'intruded', 'misused', 'other'])), name='incident_known_sort'),
        ),
        migrations.AddConstraint(
            model_name='incident',
            constraint=models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='incident_says_what_happened'),
        ),
        migrations.AddConstraint(
            model_name='incident',
            constraint=models.CheckConstraint(condition=models.Q(('since__lte', models.F('noticed_on'))), name='incident_began_before_noticed'),
        ),
        migrations.AddConstraint(
            model_name='incidentnote',
            constraint=models.CheckConstraint(condition=models.Q(('step__in', ['note', 'sessions', 'first_report', 'full_report', 'told', 'closed'])), name='incident_known_step'),
        ),
        migrations.AddConstraint(
            model_name='incidentnote',
            constraint=models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='incident_note_says_something'),
        ),
        migrations.AddConstraint(
            model_name='incidentnote',
            constraint=models.UniqueConstraint(condition=models.Q(('step', 'closed')), fields=('incident',), name='incident_closed_once'),
        ),
    ])
