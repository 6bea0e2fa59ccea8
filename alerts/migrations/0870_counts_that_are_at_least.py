"""Whether the number beside 「今日の仕事」 is all there is, or at least so many: a column with a default."""

from django.db import migrations, models

from bunkyo_support.migration_steps import together


class Migration(migrations.Migration):

    dependencies = [
        ('alerts', '0640_counts_of_the_home_page'),
    ]

    operations = together([
        migrations.AddField(
            model_name='homecount',
            name='goes_on',
            field=models.BooleanField(db_default=False, default=False, verbose_name='それより多いかもしれない'),
        ),
    ])
