"""Files that people bring: which are taken, made harmless, and shown as pictures (S-63 to S-67).

Everything that looks into a file happens in a process of its own with no network, no database
address and little time (`child`); here stands what the apps call.
"""

from .apart import FileRefused, Mark, bare, cleaned, marked_copies, picture, table
from .kinds import ACCEPT, CONTENT_TYPES, EXTENSIONS, MOST_BYTES, FileKind, kind_by_name

__all__ = [
    "ACCEPT",
    "CONTENT_TYPES",
    "EXTENSIONS",
    "MOST_BYTES",
    "FileKind",
    "FileRefused",
    "Mark",
    "bare",
    "cleaned",
    "kind_by_name",
    "marked_copies",
    "picture",
    "table",
]
