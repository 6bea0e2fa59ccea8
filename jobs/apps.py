"""App configuration of jobs."""

from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "jobs"
    verbose_name = "時間のかかる作業"

    def ready(self) -> None:
        from . import doorbell  # noqa: F401  (refuses content on its way to Redis)
