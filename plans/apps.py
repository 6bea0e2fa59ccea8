"""App configuration of plans."""

from django.apps import AppConfig


class PlansConfig(AppConfig):
    name = "plans"
    verbose_name = "支援プラン"

    def ready(self) -> None:
        """Add what the case page shows of plans, and the paper that the worker makes."""
        from . import on_case_page, papers  # noqa: F401
