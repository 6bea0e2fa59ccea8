"""App configuration of cases."""

from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "cases"
    verbose_name = "相談とケース"

    def ready(self) -> None:
        """Make known the papers that the worker makes."""
        from jobs.registry import register

        from . import (
            assessment_paper,
            attachment_output,
            family_paper,
            hand_off_paper,
            handing_over_paper,
            import_job,
            intake_paper,
            ledger_paper,
            list_file,
            outside_paper,
            papers,
            summary_paper,
        )

        own = (
            assessment_paper.ASSESSMENT_PDF,
            attachment_output.ATTACHMENT_FILE,
            family_paper.FAMILY_PDF,
            hand_off_paper.HAND_OFF_PDF,
            handing_over_paper.HANDING_OVER_LIST,
            import_job.CASE_IMPORT,
            intake_paper.INTAKE_PDF,
            ledger_paper.CASE_LEDGER_PDF,
            list_file.LIST_FILE,
            outside_paper.OUTSIDE_PDF,
            summary_paper.CASE_SUMMARY,
        )
        for kind in (*own, *papers.KINDS):
            register(kind)

        from alerts.registry import register as register_alert

        from .alert_rules import RULES

        for rule in RULES:
            register_alert(rule)
