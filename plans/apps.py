"""App configuration of plans."""

from django.apps import AppConfig


class PlansConfig(AppConfig):
    name = "plans"
    verbose_name = "支援プラン"

    def ready(self) -> None:
        """Add what the case page shows of plans, and the paper that the worker makes."""
        from cases.closing import register_open_matters, register_proposals
        from cases.effects import register_effect
        from cases.page_parts import register_action, register_panel, register_timeline
        from cases.questions import register_questions
        from cases.services.withdrawals import register_receivers
        from cases.together import register_telling
        from cases.track import register_stops
        from jobs.registry import register
        from meetings.conference_page import register_step

        from . import (
            after_end,
            batch_paper,
            conference_packet,
            on_case_page,
            on_conference_page,
            on_track,
            papers,
            today_joined,
        )

        register_questions(*on_case_page.QUESTIONS, after_end.said_of)
        register_panel(on_case_page.plan_panel)
        register_stops(on_track.stops, *on_track.ASKS)
        register_telling(on_track.TELLING)
        register_timeline(on_case_page.plan_timeline)
        register_action(on_case_page.plan_action)
        register_action(on_case_page.outreach_action)
        register_effect(on_case_page.withdrawal_effect)
        register_receivers(on_case_page.receivers_of_plans)
        register_open_matters(on_case_page.open_tasks)
        register_proposals(after_end.proposals)
        register_panel(after_end.panel)
        register(papers.PLAN_PDF)
        register(batch_paper.PLAN_BATCH_PDF)
        register(conference_packet.CONFERENCE_PACKET_PDF)
        register_step(on_conference_page.steps)

        from alerts.registry import register as register_alert
        from cases.today_changes import register_written
        from cases.today_named import register_told

        from .alert_rules import RULES
        from .models import Plan, PlanReview, ProgressEntry

        register_written(Plan, PlanReview, ProgressEntry)
        register_told(today_joined.told)
        for rule in RULES:
            register_alert(rule)
