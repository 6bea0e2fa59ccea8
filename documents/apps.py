"""The app: template tags, paper templates, and checks of the operating system and of production."""

from django.apps import AppConfig
from django.core.checks import register


class DocumentsConfig(AppConfig):
    name = "documents"
    verbose_name = "文書"

    def ready(self) -> None:
        from .checks import check_font_subsetting, check_scanner

        register(check_font_subsetting)
        register(check_scanner, deploy=True)
