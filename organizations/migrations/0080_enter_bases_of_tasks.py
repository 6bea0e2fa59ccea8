"""Laws and services on which a task of a plan rests (CL-46): dated data, because the law moves."""

from django.db import migrations

from organizations.initial import plan_data
from organizations.initial.load import entering


class Migration(migrations.Migration):
    dependencies = [("organizations", "0070_enter_months_of_monitoring")]

    operations = [entering(plan_data.LISTS)]
