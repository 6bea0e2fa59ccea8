"""App configuration of participation."""

from django.apps import AppConfig


class ParticipationConfig(AppConfig):
    name = "participation"
    verbose_name = "参加支援"

    def ready(self) -> None:
        """Add what the case page and the pages of plans show of it, and what the worker makes."""
        from cases.page_parts import register_panel
        from cases.questions import register_questions
        from cases.track import register_stops
        from jobs.registry import register
        from plans.beside import register_beside
        from plans.left_running import register_running

        from . import asked_for, export_job, on_case_page, on_track

        register_questions(*on_case_page.QUESTIONS)
        register_panel(on_case_page.participation_panel)
        register_stops(on_track.stops, *on_track.ASKS)
        register_beside(on_case_page.beside_plan)
        register_beside(asked_for.beside_multi)
        register_running(on_case_page.running_in_plan)
        register(export_job.RESOURCE_FILE)
