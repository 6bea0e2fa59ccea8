"""A kind of compartment for 気になる人メモ: written before there is a record, by who reads none (R2).

Only the words of the choices change; no row does.
"""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('access', '0120_papers_asked_back'),
    ]

    operations = [
        migrations.AlterField(
            model_name='compartment',
            name='kind',
            field=models.CharField(choices=[('face', '基本情報'), ('record', '機関記録'), ('hand_off', 'つなぎ'), ('consented', '同意共有'), ('meeting', '支援会議'), ('plan', '支援プラン'), ('protected', '秘匿情報'), ('noticed', '気になる人メモ')], max_length=20, verbose_name='区分'),
        ),
    ]
