"""Says at start when a library of the operating system is missing on which PDFs depend; and before production, when
nobody has decided about a virus scanner."""

import ctypes
import ctypes.util
from typing import Any

from django.conf import settings
from django.core import checks

LIBRARY = "harfbuzz-subset"


def has_font_subsetting() -> bool:
    """Whether WeasyPrint will find harfbuzz-subset."""
    if ctypes.util.find_library(LIBRARY):
        return True
    try:
        ctypes.CDLL(f"lib{LIBRARY}.so.0")
    except OSError:
        return False
    return True


def check_font_subsetting(**_kwargs: Any) -> list[checks.CheckMessage]:
    """Without it a page in a large Japanese font takes 4.9 s instead of 0.15 s (measured)."""
    if has_font_subsetting():
        return []
    return [
        checks.Warning(
            "libharfbuzz-subset がないため、PDFの作成に時間がかかります。",
            hint="Debian では apt-get install libharfbuzz-subset0 で入ります。",
            id="documents.W001",
        )
    ]


def check_scanner(**_kwargs: Any) -> list[checks.CheckMessage]:
    """Files that nobody scans are the ward's decision, and not what was forgotten (S-68)."""
    if settings.CLAMD_ADDRESS or settings.NO_SCANNER:
        return []
    return [
        checks.Error(
            "CLAMD_ADDRESS is not set: files would go unscanned (S-68)",
            hint="Where the ward has no virus scanner, it says so by NO_SCANNER=1.",
            id="documents.E001",
        )
    ]
