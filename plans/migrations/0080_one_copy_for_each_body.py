"""A copy names the one body that it is for, or the sheet of which it is; copies that are printed in one
file may be the papers of a conference. Copies of before keep the words that named their receivers."""

import access.models
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from bunkyo_support.migration_steps import together


class Migration(migrations.Migration):

    dependencies = [
        ('access', '0120_papers_asked_back'),
        ('organizations', '0080_enter_bases_of_tasks'),
        ('plans', '0070_three_kinds_and_outreach_before_consent'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = together([
        migrations.AddField(
            model_name='historicalplanprint',
            name='evaluation',
            field=access.models.SameCompartmentKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='plans.evaluation'),
        ),
        migrations.AddField(
            model_name='historicalplanprint',
            name='receiver',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='organizations.body'),
        ),
        migrations.AddField(
            model_name='planbatch',
            name='conference_id',
            field=models.UUIDField(blank=True, null=True, verbose_name='会議'),
        ),
        migrations.AddField(
            model_name='planprint',
            name='evaluation',
            field=access.models.SameCompartmentKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='prints', to='plans.evaluation'),
        ),
        migrations.AddField(
            model_name='planprint',
            name='receiver',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.body'),
        ),
        migrations.AlterField(
            model_name='historicalplanprint',
            name='paper',
            field=models.CharField(choices=[('plan', '支援プラン兼利用申込書'), ('progress', '進み具合の一覧'), ('easy', 'やさしい日本語の支援プラン'), ('evaluation', 'モニタリング・評価シート')], db_default='plan', default='plan', max_length=10, verbose_name='書類'),
        ),
        migrations.AlterField(
            model_name='planprint',
            name='paper',
            field=models.CharField(choices=[('plan', '支援プラン兼利用申込書'), ('progress', '進み具合の一覧'), ('easy', 'やさしい日本語の支援プラン'), ('evaluation', 'モニタリング・評価シート')], db_default='plan', default='plan', max_length=10, verbose_name='書類'),
        ),
        migrations.AddConstraint(
            model_name='planprint',
            constraint=models.CheckConstraint(condition=models.Q(('receiver__isnull', True), ('made_for', 'bodies'), _connector='OR'), name='plan_print_receiver_is_a_body'),
        ),
        migrations.AddConstraint(
            model_name='planprint',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('evaluation__isnull', False), ('paper', 'evaluation')), models.Q(models.Q(('paper', 'evaluation'), _negated=True), ('evaluation__isnull', True)), _connector='OR'), name='plan_print_of_one_sheet'),
        ),
    ])
