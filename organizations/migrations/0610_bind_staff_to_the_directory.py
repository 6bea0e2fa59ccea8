"""By which number the ward's directory knows a member of staff, and when she has confirmed it (decision 150).

Two empty columns on a table of some hundred rows: nothing is rewritten, and nobody is bound until somebody
enters a number.
"""

from django.db import migrations, models

from bunkyo_support.migration_steps import together


class Migration(migrations.Migration):

    dependencies = [
        ('organizations', '0120_figures_of_alerts'),
    ]

    operations = together([
        migrations.AddField(
            model_name='staff',
            name='directory_confirmed_at',
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name='staff',
            name='directory_subject',
            field=models.CharField(blank=True, help_text='区の認証（OpenID Connect）が知らせる職員番号など。空欄の人は、区の認証では入れません', max_length=255, null=True, unique=True, verbose_name='区の認証での番号'),
        ),
    ])
