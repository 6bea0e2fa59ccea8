"""App configuration of 地域づくり."""

from django.apps import AppConfig


class CommunityConfig(AppConfig):
    name = "community"
    verbose_name = "地域づくり"

    def ready(self) -> None:
        """Add the paper that the worker makes, and what the case page shows of a memo, and who decides
        about a file that holds nothing else."""
        from cases.page_parts import register_panel
        from cases.questions import register_questions
        from cases.services.restrictions import register_decider
        from cases.track import register_stops
        from jobs.registry import register
        from plans.beside import register_beside

        from . import asked_for, liaison_paper, on_case_page, on_track
        from .services.concerns import holds_only_a_memo

        register(liaison_paper.LIAISON_PDF)
        register_beside(asked_for.beside_multi)
        register_questions(*on_case_page.QUESTIONS)
        register_panel(on_case_page.concern_panel)
        register_stops(on_track.stops, *on_track.ASKS)
        register_decider(holds_only_a_memo)
