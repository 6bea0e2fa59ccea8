"""Of a third party who is against a disclosure it is put forward whether her part is given: only then two weeks pass and she is
told of it (Act on personal information, Art. 86 (3))."""

from django.db import migrations, models
from django.db.models import Q

from bunkyo_support.migration_steps import together

COLUMN = models.BooleanField(blank=True, null=True, verbose_name='その人の部分を開示するか')


class Migration(migrations.Migration):

    dependencies = [('keeping', '1000_withdrawn_or_never_corrected')]

    operations = together([
        *(migrations.AddField(model, 'is_given', COLUMN) for model in ('disclosurethirdparty', 'historicaldisclosurethirdparty')),
        migrations.AddConstraint(
            'disclosurethirdparty',
            models.CheckConstraint(condition=Q(is_given__isnull=True) | Q(state='opposes'), name='third_party_part_of_who_was_against'),
        ),
    ])
