"""App configuration of meetings."""

from django.apps import AppConfig


class MeetingsConfig(AppConfig):
    name = "meetings"
    verbose_name = "会議"

    def ready(self) -> None:
        from cases.closing import register_open_matters
        from cases.effects import register_effect
        from cases.page_parts import register_action, register_panel, register_timeline
        from cases.questions import register_questions
        from cases.screening import register_page
        from cases.services.endings import register_ending, register_renewal
        from cases.services.shield import register_told
        from cases.together import register_telling
        from cases.track import register_stops
        from jobs.registry import register

        from . import (
            calendar_file,
            chronology_paper,
            conference_calendar,
            conference_paper,
            information_paper,
            minutes_paper,
            notice_mail,
            notice_paper,
            on_case_page,
            on_track,
            packet_output,
            paper_output,
            pledge_paper,
            prepared_parts,
        )
        from .paper_parts import register_part
        from .services.requests import renew_requests, requests_ending

        register(minutes_paper.MINUTES_PDF)
        for kind in pledge_paper.KINDS:
            register(kind)
        register(paper_output.MEETING_PAPER_PDF)
        register(packet_output.MEETING_PACKET_PDF)
        register(conference_paper.CONFERENCE_PDF)
        register(conference_paper.CONFERENCE_PDF_FOR_BODIES)
        register(information_paper.INFORMATION_PDF)
        register(chronology_paper.CHRONOLOGY_PDF)
        register(notice_mail.MEETING_MAIL)
        register(notice_paper.NOTICE_PDF)
        register(calendar_file.CALENDAR_FILE)
        register(conference_calendar.CONFERENCE_CALENDAR)
        for part in prepared_parts.PARTS:
            register_part(part)

        from alerts.registry import register as register_alert

        from .alert_rules import RULES

        for rule in RULES:
            register_alert(rule)
        register_questions(*on_case_page.QUESTIONS)
        register_panel(on_case_page.request_panel)
        register_stops(on_track.stops, *on_track.ASKS)
        register_telling(on_track.TELLING)
        register_panel(on_case_page.meeting_panel)
        register_panel(on_case_page.conference_panel)
        register_timeline(on_case_page.timeline)
        register_action(on_case_page.request_action)
        register_action(on_case_page.meeting_action)
        register_page("coordination", on_case_page.coordination_page)
        register_effect(on_case_page.withdrawal_effect)
        register_ending(requests_ending)
        register_renewal(renew_requests)
        register_told(on_case_page.people_of_requests)
        register_open_matters(on_case_page.open_requests)
        register_open_matters(on_case_page.minutes_in_the_making)
        register_open_matters(on_case_page.open_decisions)
