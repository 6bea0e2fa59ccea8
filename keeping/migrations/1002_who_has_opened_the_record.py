"""A request of disclosure may ask for who has opened the record, too (S-75)."""

from django.db import migrations, models

from bunkyo_support.migration_steps import together

COLUMN = models.BooleanField(
    db_default=False, default=False, verbose_name="だれが記録を開いたかも求めている"
)


class Migration(migrations.Migration):
    dependencies = [("keeping", "1001_whose_part_is_given")]

    operations = together(
        [
            migrations.AddField(model, "asks_for_readings", COLUMN)
            for model in ("disclosurerequest", "historicaldisclosurerequest")
        ]
    )
