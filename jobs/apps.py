"""App configuration of jobs."""

from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "jobs"
    verbose_name = "時間のかかる作業"

    def ready(self) -> None:
        from . import guard  # noqa: F401  (checks what is sent to Redis)
