"""What waits somewhere is few rows of a large table: intakes without a screening, records with a day on which
somebody looks again. The home page starts from them (docs/decisions/0650)."""

from django.db import migrations, models

from bunkyo_support.migration_steps import together


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0640_absences'),
    ]

    operations = together([
        migrations.AddIndex(
            model_name='caserecord',
            index=models.Index(condition=models.Q(('review_on__isnull', False)), fields=['review_on'], name='record_to_review'),
        ),
        migrations.AddIndex(
            model_name='caserecord',
            index=models.Index(condition=models.Q(('follow_up_on__isnull', False)), fields=['follow_up_on'], name='record_to_follow_up'),
        ),
        migrations.AddIndex(
            model_name='intake',
            index=models.Index(condition=models.Q(('screening_result', '')), fields=['receiver'], name='intake_to_screen'),
        ),
        migrations.AddIndex(
            model_name='intake',
            index=models.Index(condition=models.Q(('screening_result', ''), ('urgency', 'A')), fields=['received_on'], name='intake_to_screen_at_once'),
        ),
    ])
