"""Why the work of a body pauses (domain.md 3.2, 中断)."""

from .code_lists import ListSeed

SUSPENSIONS = ListSeed(
    "CL-44",
    "中断の理由",
    (
        ("11", "連絡が取れない"),
        ("12", "本人・家族が関わりを望まない"),
        ("13", "入院・入所"),
        ("14", "転出・一時的な移動"),
        ("15", "収監"),
        ("99", "その他"),
    ),
)
LISTS = (SUSPENSIONS,)
