"""App configuration of alerts."""

from django.apps import AppConfig


class AlertsConfig(AppConfig):
    name = "alerts"
    verbose_name = "知らせ"

    def ready(self) -> None:
        from jobs.registry import register

        from . import signing_in
        from .digest import DIGEST_MAIL
        from .factor_mail import FACTORS_MAIL
        from .terminal_mail import NEW_TERMINAL_MAIL

        register(DIGEST_MAIL)
        register(FACTORS_MAIL)
        register(NEW_TERMINAL_MAIL)
        signing_in.connect()
