"""App configuration of access: installs the database's side after each migration."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class AccessConfig(AppConfig):
    name = "access"
    verbose_name = "閲覧の管理"

    def ready(self) -> None:
        from . import checks, policies, sessions  # noqa: F401  (checks register themselves)

        sessions.connect()
        post_migrate.connect(policies.install_after_migrate, sender=self)
