"""Printed copies of meeting papers carry a code by which the register finds them, as those of plans do. Columns with
a default in the database: nothing is rewritten; copies printed before have none until they are printed again."""

from django.db import migrations, models

from bunkyo_support.migration_steps import together


class Migration(migrations.Migration):

    dependencies = [
        ('meetings', '0640_codes_for_figures'),
    ]

    operations = together([
        migrations.AddField(
            model_name='historicalpapercopy',
            name='code',
            field=models.CharField(blank=True, db_default='', max_length=12, verbose_name='照合コード'),
        ),
        migrations.AddField(
            model_name='papercopy',
            name='code',
            field=models.CharField(blank=True, db_default='', max_length=12, verbose_name='照合コード'),
        ),
        migrations.AddIndex(
            model_name='papercopy',
            index=models.Index(condition=models.Q(('code', ''), _negated=True), fields=['code'], name='paper_copy_code'),
        ),
    ])
