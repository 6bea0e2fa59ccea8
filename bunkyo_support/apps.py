"""App configuration of the wiring: template tags and declarations of library routes."""

from django.apps import AppConfig


class WiringConfig(AppConfig):
    name = "bunkyo_support"
    verbose_name = "全体"

    def ready(self) -> None:
        from . import library_routes  # noqa: F401  (declares the rules of library views)
