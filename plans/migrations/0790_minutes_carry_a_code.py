"""A copy of minutes among the papers of a later conference is a row with a number and a code, as those of
the plan are. No row of before changes. Backwards such rows stay, as copies of no paper that is known."""

import access.models
import django.db.models.deletion
from django.db import migrations, models

from bunkyo_support.migration_steps import together

PAPERS = [
    ('plan', '支援プラン兼利用申込書'),
    ('progress', '進み具合の一覧'),
    ('easy', 'やさしい日本語の支援プラン'),
    ('evaluation', 'モニタリング・評価シート'),
    ('minutes', '会議録'),
]


class Migration(migrations.Migration):

    dependencies = [
        ('meetings', '0640_codes_for_figures'),
        ('plans', '0780_who_is_in_charge_was_made_sure_of'),
    ]

    operations = together([
        migrations.AddField(
            model_name='historicalplanprint',
            name='minutes_of',
            field=access.models.SameCompartmentKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='meetings.planconference'),
        ),
        migrations.AddField(
            model_name='planprint',
            name='minutes_of',
            field=access.models.SameCompartmentKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='prints', to='meetings.planconference'),
        ),
        *(
            migrations.AlterField(
                model_name=model,
                name='paper',
                field=models.CharField(choices=PAPERS, db_default='plan', default='plan', max_length=10, verbose_name='書類'),
            )
            for model in ('historicalplanprint', 'planprint')
        ),
        migrations.AddConstraint(
            model_name='planprint',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('minutes_of__isnull', False), ('paper', 'minutes')), models.Q(models.Q(('paper', 'minutes'), _negated=True), ('minutes_of__isnull', True)), _connector='OR'), name='plan_print_of_one_conference'),
        ),
    ])
