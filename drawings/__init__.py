"""Pictures drawn from data: genogram, ecomap, family chronology. Knows no app and no database.

Each picture comes as geometry, as SVG, and in words (`Drawing`).
"""

from .geometry import Drawing

__all__ = ["Drawing"]
