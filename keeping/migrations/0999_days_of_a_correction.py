"""Of a request that was corrected, until when: a second correction begins on that day or later, and no day is counted
twice (Act on personal information, Art. 83 (1), 94 (1), 102 (1)). Of requests of before, nothing is known of it."""

from django.db import migrations, models
from django.db.models import F, Q

from bunkyo_support.migration_steps import together

REQUESTS = {'disclosure': 'disclosurerequest', 'amendment': 'amendmentrequest'}


class Migration(migrations.Migration):

    dependencies = [('keeping', '0998_passed_to_another_body')]

    operations = together([
        *(
            migrations.AddField(model, 'corrected_on', models.DateField(blank=True, null=True, verbose_name='補正された日'))
            for one in REQUESTS.values()
            for model in (one, f'historical{one}')
        ),
        *(
            migrations.AddConstraint(
                model,
                models.CheckConstraint(
                    condition=Q(correction_asked_on__isnull=True)
                    | Q(corrected_on__isnull=True)
                    | Q(correction_asked_on__gte=F('corrected_on')),
                    name=f'{prefix}_one_correction_after_another',
                ),
            )
            for prefix, model in REQUESTS.items()
        ),
    ])
