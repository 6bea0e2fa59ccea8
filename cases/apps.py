"""App configuration of cases."""

from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "cases"
    verbose_name = "相談とケース"

    def ready(self) -> None:
        """Make known the papers that the worker makes."""
        from jobs.registry import register

        from . import family_paper, hand_off_paper, intake_paper, papers

        pdfs = (intake_paper.INTAKE_PDF, family_paper.FAMILY_PDF, hand_off_paper.HAND_OFF_PDF)
        for kind in (*pdfs, *papers.KINDS):
            register(kind)
