"""App configuration of cases."""

from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "cases"
    verbose_name = "相談とケース"

    def ready(self) -> None:
        """Make known the papers that the worker makes."""
        from jobs.registry import register

        from . import family_paper, intake_paper, list_file, papers

        own = (intake_paper.INTAKE_PDF, family_paper.FAMILY_PDF, list_file.LIST_FILE)
        for kind in (*own, *papers.KINDS):
            register(kind)
