"""A re-planned plan gets a compartment and a circle of its own: who joins it later sees only it (R5)."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('access', '0002_initial'),
        ('organizations', '0005_login_cache'),
        ('plans', '0001_plans_goals_tasks_progress'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='plan',
            name='plan_once_a_sequence',
        ),
        migrations.AddField(
            model_name='historicalplan',
            name='follows_id',
            field=models.UUIDField(blank=True, null=True, verbose_name='前のプラン'),
        ),
        migrations.AddField(
            model_name='plan',
            name='follows_id',
            field=models.UUIDField(blank=True, null=True, verbose_name='前のプラン'),
        ),
        migrations.AddConstraint(
            model_name='plan',
            constraint=models.UniqueConstraint(fields=('compartment',), name='plan_once_a_compartment'),
        ),
    ]
