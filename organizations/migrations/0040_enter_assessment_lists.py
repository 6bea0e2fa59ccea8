"""Choices of the assessment sheet: what weighs on a person (CL-09), blocks (CL-60 to CL-88)."""

from django.db import migrations

from organizations.initial import assessment_data
from organizations.initial.load import entering


class Migration(migrations.Migration):
    dependencies = [("organizations", "0025_enter_reasons_of_suspension")]

    operations = [entering(assessment_data.LISTS)]
