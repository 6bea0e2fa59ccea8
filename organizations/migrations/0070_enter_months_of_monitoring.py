"""After how many months a plan is looked at (CL-45): the ward edits the list among its masters."""

from django.db import migrations

from organizations.initial import monitoring_data
from organizations.initial.load import entering


class Migration(migrations.Migration):
    dependencies = [("organizations", "0060_enter_words_of_information_requests")]

    operations = [entering(monitoring_data.LISTS)]
