"""App configuration of 地域づくり."""

from django.apps import AppConfig


class CommunityConfig(AppConfig):
    name = "community"
    verbose_name = "地域づくり"

    def ready(self) -> None:
        """Add the paper that the worker makes, and what the case page shows of a memo."""
        from cases.page import register_panel
        from cases.track import register_stops
        from jobs.registry import register

        from . import liaison_paper, on_case_page, on_track

        register(liaison_paper.LIAISON_PDF)
        register_panel(on_case_page.concern_panel)
        register_stops(on_track.stops)
