"""App configuration of reports."""

from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "reports"
    verbose_name = "進み具合と集計"

    def ready(self) -> None:
        """Add what the worker makes."""
        from jobs.registry import register

        from . import board_paper, yearly_paper
        from .exports import own_data, statistics

        register(board_paper.BOARD_PDF)
        register(yearly_paper.FIGURES_PDF)
        register(yearly_paper.FIGURES_XLSX)
        register(statistics.STATISTICS)
        register(own_data.OWN_DATA)
