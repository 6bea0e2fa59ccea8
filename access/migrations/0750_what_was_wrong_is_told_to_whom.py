from django.db import migrations, models

from bunkyo_support.migration_steps import together


class Migration(migrations.Migration):

    dependencies = [
        ("access", "0700_grants_found_by_case"),
    ]

    operations = together([
        migrations.AlterField(
            model_name="emergencyreview",
            name="finding",
            field=models.CharField(
                choices=[
                    ("proper", "妥当"),
                    ("caution", "要注意（次から気をつけること）"),
                    ("improper", "不適切（開いた人の管理者と、区の事務局に知らせる）"),
                ],
                max_length=10,
                verbose_name="確かめた結果",
            ),
        ),
    ])
