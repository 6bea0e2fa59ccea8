"""App configuration of retention and disclosure."""

from django.apps import AppConfig


class KeepingConfig(AppConfig):
    name = "keeping"
    verbose_name = "保存と廃棄"

    def ready(self) -> None:
        """Add what the worker does, and the ways from a case."""
        from cases.page_parts import register_action, register_page_of_tasks
        from cases.questions import register_questions
        from jobs.registry import register

        from . import amendment_paper, disclosure_paper, disposal_job, letters, on_case_page
        from .services.disclosure_tasks import OF_A_DISCLOSURE

        register(disposal_job.DISPOSAL)
        register(disclosure_paper.DISCLOSURE_PDF)
        register(letters.EXTENSION_LETTER)
        register(letters.REST_LETTER)
        register(letters.PASSING_LETTER)
        register(letters.PARTY_LETTER)
        for kind in amendment_paper.KINDS:
            register(kind)
        register_questions(on_case_page.holds_asked)
        register_action(on_case_page.hold_action)
        register_page_of_tasks("keeping:disclosures", *OF_A_DISCLOSURE)
