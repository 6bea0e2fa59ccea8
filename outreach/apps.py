"""App configuration of outreach."""

from django.apps import AppConfig


class OutreachConfig(AppConfig):
    name = "outreach"
    verbose_name = "アウトリーチ"

    def ready(self) -> None:
        """Add what the case page shows of outreach, and the paper that the worker makes."""
        from cases.closing import register_open_matters
        from cases.contacts import register_trying
        from cases.page_parts import register_action, register_panel, register_timeline
        from cases.questions import register_questions
        from cases.screening import register_page
        from cases.services.in_hand import register_in_hand
        from cases.track import register_stops
        from jobs.registry import register
        from plans.beside import register_beside

        from . import asked_for, in_hand, monthly_paper, on_case_page, on_track

        register_questions(*on_case_page.QUESTIONS)
        register_panel(on_case_page.outreach_panel)
        register_trying(on_case_page.TRYING)
        register_stops(on_track.stops, *on_track.ASKS)
        register_timeline(on_case_page.outreach_timeline)
        register_action(on_case_page.outreach_action)
        register_page("outreach", on_case_page.begin_page)
        register_open_matters(on_case_page.open_outreach)
        register_beside(asked_for.beside_multi)
        register_in_hand(in_hand.OUTREACH)
        register(monthly_paper.MONTHLY_PDF)

        from cases.alert_rules import register_movement
        from cases.today_changes import register_written

        from .models import VisitAttempt

        register_movement(VisitAttempt, "at")
        register_written(VisitAttempt)
