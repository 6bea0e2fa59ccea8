"""App configuration of the sample ward."""

from django.apps import AppConfig


class SampleWardConfig(AppConfig):
    name = "sample_ward"
    verbose_name = "見本の区"
