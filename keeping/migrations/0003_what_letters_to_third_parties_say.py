"""What the letters to third parties say stands in columns (Art. 86 (2) and (3)); rows of before say nothing of it."""

from django.conf import settings
from django.db import migrations, models

from bunkyo_support.migration_steps import together


class Migration(migrations.Migration):

    dependencies = [
        ('access', '0700_grants_found_by_case'),
        ('keeping', '0002_hearing_and_time_limits'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = together([
        migrations.AddField(
            model_name='disclosurethirdparty',
            name='item',
            field=models.CharField(blank=True, choices=[('1', '第1号：人の生命・健康・生活・財産を守るために開示する（第78条第1項第2号ロ・第3号ただし書）'), ('2', '第2号：裁量で開示する（第80条）')], db_default='', max_length=1, verbose_name='第86条第2項のどの号か'),
        ),
        migrations.AddField(
            model_name='disclosurethirdparty',
            name='item_reason',
            field=models.CharField(blank=True, db_default='', max_length=500, verbose_name='その号に当たる理由'),
        ),
        migrations.AddField(
            model_name='disclosurethirdparty',
            name='told_why',
            field=models.CharField(blank=True, db_default='', max_length=500, verbose_name='開示すると決めた理由'),
        ),
        migrations.AddField(
            model_name='historicaldisclosurethirdparty',
            name='item',
            field=models.CharField(blank=True, choices=[('1', '第1号：人の生命・健康・生活・財産を守るために開示する（第78条第1項第2号ロ・第3号ただし書）'), ('2', '第2号：裁量で開示する（第80条）')], db_default='', max_length=1, verbose_name='第86条第2項のどの号か'),
        ),
        migrations.AddField(
            model_name='historicaldisclosurethirdparty',
            name='item_reason',
            field=models.CharField(blank=True, db_default='', max_length=500, verbose_name='その号に当たる理由'),
        ),
        migrations.AddField(
            model_name='historicaldisclosurethirdparty',
            name='told_why',
            field=models.CharField(blank=True, db_default='', max_length=500, verbose_name='開示すると決めた理由'),
        ),
        migrations.AddConstraint(
            model_name='disclosurethirdparty',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('item', ''), ('item_reason', '')), models.Q(('basis', '2'), ('item__in', ('1', '2')), models.Q(('item_reason', ''), _negated=True)), _connector='OR'), name='third_party_item_with_reason'),
        ),
        migrations.AddConstraint(
            model_name='disclosurethirdparty',
            constraint=models.CheckConstraint(condition=models.Q(('told_why', ''), ('state', 'opposes'), _connector='OR'), name='third_party_reason_for_who_was_against'),
        ),
    ])
