"""App configuration of organizations."""

from django.apps import AppConfig


class OrganizationsConfig(AppConfig):
    name = "organizations"
    verbose_name = "機関と職員"

    def ready(self) -> None:
        from . import checks, login_log, one_terminal  # noqa: F401  (registers the checks)

        login_log.connect()
        one_terminal.connect()
