"""The project that a note counts for (domain.md 4.7 事業区分): the five projects of the Act."""

from .code_lists import ListSeed

PROJECTS = ListSeed(
    "CL-43",
    "事業区分",
    (
        ("1", "包括的相談支援"),
        ("2", "多機関協働"),
        ("3", "アウトリーチ等"),
        ("4", "参加支援"),
        ("5", "地域づくり"),
    ),
)
LISTS = (PROJECTS,)
