"""App configuration of cases."""

from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "cases"
    verbose_name = "相談とケース"

    def ready(self) -> None:
        """The papers that the worker makes."""
        from jobs.registry import register

        from . import family_paper

        register(family_paper.FAMILY_PDF)
