"""Finished parts of long jobs, so that a job whose worker was killed goes on where it stopped. They are
rows of who asked, go with their job, and are thrown away when it is over."""

import uuid

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

from bunkyo_support.migration_steps import together

# As for results: the key carries the owner (S-09), and a part goes with its job.
PART_OF_OWN_JOB = """
    alter table public.jobs_jobpart add constraint jobs_jobpart_of_own_job
    foreign key (job_id, user_id) references public.jobs_job (id, user_id) on delete cascade
"""


class Migration(migrations.Migration):

    dependencies = [
        ('jobs', '0001_the_job_table'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = together([
        migrations.CreateModel(
            name='JobPart',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='作成日時')),
                ('digest', models.CharField(max_length=64, verbose_name='何から作ったか')),
                ('content', models.BinaryField(verbose_name='内容')),
                ('job', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='parts', to='jobs.job')),
                ('user', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': '作業の途中の結果',
                'verbose_name_plural': '作業の途中の結果',
                'abstract': False,
                'default_permissions': (),
                'constraints': [models.UniqueConstraint(fields=('job', 'digest'), name='job_part_once')],
            },
        ),
        migrations.RunSQL(
            PART_OF_OWN_JOB,
            "alter table public.jobs_jobpart drop constraint jobs_jobpart_of_own_job",
        ),
    ])
