"""Which 町丁目 an area has (domain.md 6.3): entered by the ward, nothing is known of them beforehand."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("organizations", "0970_enter_name_of_the_liaison_meeting")]

    operations = [
        migrations.AddField(
            model_name="area",
            name="towns",
            field=models.TextField(
                blank=True,
                db_default="",
                help_text="1行に1つ書きます。例：架空町一丁目。住所から圏域を選ぶのに使います",
                verbose_name="町丁目",
            ),
        )
    ]
