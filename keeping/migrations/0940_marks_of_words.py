"""A mark of a paragraph is about the words that somebody has read. Of marks from before, nothing is known."""

from django.db import migrations, models

from bunkyo_support.migration_steps import together


class Migration(migrations.Migration):

    dependencies = [('keeping', '0005_looked_at_again')]

    operations = together([
        migrations.AddField(
            model_name=model,
            name='words',
            field=models.UUIDField(editable=False, null=True, verbose_name='段落の照合値'),
        )
        for model in ('disclosuremark', 'historicaldisclosuremark')
    ])
