"""After how many months a plan is looked at (domain.md 3.4): what forms propose. The value is the number."""

from .code_lists import ListSeed

MONTHS = ListSeed(
    "CL-45",
    "モニタリングの目安（か月）",
    (("3", "3か月後"), ("6", "6か月後"), ("12", "12か月後")),
)
LISTS = (MONTHS,)
