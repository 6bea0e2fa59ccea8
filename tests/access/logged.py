"""Whether each answer with content left its entry in the log of reading, and on which basis (S-69, R19)."""

from collections import Counter
from typing import Any

from access.emergency_models import REVIEW

from .crawl import Answer, Visit

ENTRIES = (
    "select request_id, route, action, outcome, basis, case_number, kind from access_accesslog"
    " where seq > %s and user_id = %s order by seq"
)
# What is done to a case; lists, searches and refusals name none.
OF_A_CASE = ("read", "write", "print", "export", "download")


def last_entry(database: Any) -> int:
    with database.superuser() as raw:
        return int(raw.execute("select coalesce(max(seq), 0) from access_accesslog").fetchone()[0])


def not_logged(
    database: Any, user: Any, since: int, answers: list[tuple[Visit, Answer]], tokens: set[str]
) -> set[tuple[str, int, int]]:
    """Routes with how many answers they gave that show something, and of how many of these the log tells: those that
    declare that they read, and whatever else holds a token. More entries than answers are those of doors on the way."""
    shown = Counter(
        visit.route.name
        for visit, answer in answers
        if answer.status == 200 and (visit.route.rule.reads or answer.tokens & tokens)
    )
    with database.superuser() as raw:
        entries = raw.execute(ENTRIES, [since, user.pk]).fetchall()
    requests = {(entry[0], entry[1]) for entry in entries if entry[3] == "shown"}
    told = Counter(route for _, route in requests)
    return {(route, many, told[route]) for route, many in shown.items() if many > told[route]}


def without_basis(database: Any, user: Any, since: int) -> set[tuple[str, str, str]]:
    """Route, action and kind of entries about a case that do not say on which rule it was shown. Whoever reviews an
    emergency has none: she reads what another did (R13)."""
    with database.superuser() as raw:
        entries = raw.execute(ENTRIES, [since, user.pk]).fetchall()
    return {
        (route, action, kind)
        for _, route, action, outcome, basis, number, kind in entries
        if outcome == "shown" and action in OF_A_CASE and number and not basis and kind != REVIEW
    }
