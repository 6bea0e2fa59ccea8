"""App configuration of alerts."""

from django.apps import AppConfig


class AlertsConfig(AppConfig):
    name = "alerts"
    verbose_name = "知らせ"

    def ready(self) -> None:
        from jobs.registry import register

        from .digest import DIGEST_MAIL

        register(DIGEST_MAIL)
