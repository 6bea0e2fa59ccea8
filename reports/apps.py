"""App configuration of reports."""

from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "reports"
    verbose_name = "進み具合と集計"

    def ready(self) -> None:
        """Add what the worker makes."""
        from alerts.registry import register as register_alert
        from jobs.registry import register

        from . import alert_rules, board_paper, entrusted_paper, yearly_paper
        from .exports import own_data, statistics

        register(board_paper.BOARD_PDF)
        register(yearly_paper.FIGURES_PDF)
        register(yearly_paper.FIGURES_XLSX)
        register(entrusted_paper.BODY_MONTH_PDF)
        register(entrusted_paper.BODY_MONTH_XLSX)
        register(statistics.STATISTICS)
        register(own_data.OWN_DATA)
        for rule in alert_rules.RULES:
            register_alert(rule)

        from django.contrib.auth.signals import user_logged_in

        from .keeping_fresh import count_ahead

        user_logged_in.connect(count_ahead, dispatch_uid="boards")

        from .boards.of_indicators import of_indicators
        from .boards.ward import register_ward_figures

        register_ward_figures(of_indicators)
