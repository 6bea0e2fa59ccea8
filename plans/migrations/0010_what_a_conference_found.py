"""What a 重層的支援会議 found goes to the plan: conditions, confirmation by the ward, follow-up, the day on
which a pause is looked at again. The day of the conference is asked of the conference itself, which may
be moved: the copy on the plan is used no more. Paused plans of before have no such day, which the check allows."""

from django.conf import settings
from django.db import migrations, models

from bunkyo_support.migration_steps import together


class Migration(migrations.Migration):

    dependencies = [
        ('access', '0020_match_marks_and_notices'),
        ('organizations', '0040_enter_assessment_lists'),
        ('plans', '0001_plans_goals_tasks_progress'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = together([
        # The version before still writes the column; it may be empty, and goes with a later release.
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.RemoveField(
                    model_name='historicalplan',
                    name='conference_on',
                ),
                migrations.RemoveField(
                    model_name='plan',
                    name='conference_on',
                ),
            ],
        ),
        migrations.AddField(
            model_name='historicalplan',
            name='confirmed_by_title',
            field=models.CharField(blank=True, db_default='', max_length=100, verbose_name='確認した人（職名）'),
        ),
        migrations.AddField(
            model_name='historicalplan',
            name='confirmed_on',
            field=models.DateField(blank=True, null=True, verbose_name='区が確認した日'),
        ),
        migrations.AddField(
            model_name='historicalplan',
            name='followed_id',
            field=models.UUIDField(blank=True, null=True, verbose_name='結果を移した会議'),
        ),
        migrations.AddField(
            model_name='historicalplan',
            name='look_again_on',
            field=models.DateField(blank=True, null=True, verbose_name='中断を見直す日'),
        ),
        migrations.AddField(
            model_name='historicalplancontent',
            name='conditions',
            field=models.TextField(blank=True, db_default='', verbose_name='会議が付けた条件'),
        ),
        migrations.AddField(
            model_name='historicalplancontent',
            name='follow_up',
            field=models.CharField(blank=True, db_default='', max_length=300, verbose_name='終結のあとのフォロー'),
        ),
        migrations.AddField(
            model_name='plan',
            name='confirmed_by_title',
            field=models.CharField(blank=True, db_default='', max_length=100, verbose_name='確認した人（職名）'),
        ),
        migrations.AddField(
            model_name='plan',
            name='confirmed_on',
            field=models.DateField(blank=True, null=True, verbose_name='区が確認した日'),
        ),
        migrations.AddField(
            model_name='plan',
            name='followed_id',
            field=models.UUIDField(blank=True, null=True, verbose_name='結果を移した会議'),
        ),
        migrations.AddField(
            model_name='plan',
            name='look_again_on',
            field=models.DateField(blank=True, null=True, verbose_name='中断を見直す日'),
        ),
        migrations.AddField(
            model_name='plancontent',
            name='conditions',
            field=models.TextField(blank=True, db_default='', verbose_name='会議が付けた条件'),
        ),
        migrations.AddField(
            model_name='plancontent',
            name='follow_up',
            field=models.CharField(blank=True, db_default='', max_length=300, verbose_name='終結のあとのフォロー'),
        ),
        migrations.AddConstraint(
            model_name='plan',
            constraint=models.CheckConstraint(condition=models.Q(('look_again_on__isnull', True), ('state', 'suspended'), _connector='OR'), name='plan_looked_at_again_while_suspended'),
        ),
    ])
