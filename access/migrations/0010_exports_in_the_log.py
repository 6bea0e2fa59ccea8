"""An output that names many cases has an action of its own in the log (R19). Choices only."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('access', '0003_protections_and_the_output_gate'),
    ]

    operations = [
        migrations.AlterField(
            model_name='accesslog',
            name='action',
            field=models.CharField(choices=[('read', '閲覧'), ('list', '一覧'), ('search', '検索'), ('print', '印刷・PDF'), ('export', '書き出し'), ('download', '受け取り'), ('write', '記録'), ('refused', '表示できない記録への要求')], max_length=20, verbose_name='操作'),
        ),
    ]
