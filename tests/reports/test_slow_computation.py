"""Every indicator against a slow computation that shares nothing with it, over rows whose days, states and
codes hypothesis moves about."""

import datetime
from decimal import Decimal
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from access.counting import WholeWard
from reports.indicators import INDICATORS, Span
from tests.databases import Database

from .comparing import Clock
from .slow import Ward, slow
from .ward_of_60 import TODAY

# Column, and what it may become: the days that decide on periods, and the codes that decide on counting.
DAYS = (
    ("cases_intake", "received_on"),
    ("cases_recordevent", "happened_on"),
    ("plans_plan", "decided_on"),
    ("meetings_planconference", "held_on"),
    ("outreach_outreach", "identified_on"),
    ("outreach_outreachstep", '"on"'),
    ("participation_placement", "started_on"),
    ("participation_leadcontact", '"on"'),
    ("community_placestep", '"on"'),
    ("community_placepartner", "since"),
    ("community_gathering", '"on"'),
    ("community_supportentry", '"on"'),
    ("community_liaisonmeeting", "held_on"),
)
MOMENTS = (
    ("cases_note", "occurred_at"),
    ("cases_referral", "sent_at"),
    ("meetings_coordinationrequest", "answered_at"),
    ("meetings_sitting", "held_at"),
    ("outreach_visitattempt", "at"),
)
CODES = (
    ("cases_note", "method", ("1", "4", "12")),
    ("cases_note", "project", ("", "1", "2")),
    ("cases_intake", "route", ("", "11", "02")),
    ("outreach_visitattempt", "result", ("person", "door", "absent")),
    ("meetings_sitting", "state", ("planned", "held", "approved")),
    ("meetings_attendance", "is_present", ("true", "false")),
    ("community_gathering", "is_withdrawn", ("true", "false")),
    ("community_supportentry", "is_withdrawn", ("true", "false")),
    ("community_liaisonmeeting", "is_withdrawn", ("true", "false")),
    ("community_placestep", "state", ("open", "paused", "closed")),
)


@st.composite
def moves(draw: Any) -> list[str]:
    """Statements that move some rows, by the remainder of a hash of their id."""
    found = []
    for _ in range(draw(st.integers(3, 8))):
        sort = draw(st.sampled_from(("day", "moment", "code")))
        some = f"mod(abs(hashtext(id::text)), 3) = {draw(st.integers(0, 2))}"
        back = draw(st.integers(0, 120))
        if sort == "code":
            table, column, values = draw(st.sampled_from(CODES))
            found.append(
                f"update {table} set {column} = '{draw(st.sampled_from(values))}' where {some}"
            )
        else:
            table, column = draw(st.sampled_from(DAYS if sort == "day" else MOMENTS))
            to = f"date '{TODAY}' - {back}"
            if sort == "moment":
                to = f"timestamptz '{TODAY} {draw(st.integers(0, 23)):02}:30+09' - interval '{back} days'"
            found.append(
                f"update {table} set {column} = {to} where {some} and {column} is not null"
            )
    return found


@given(
    statements=moves(),
    back=st.integers(0, 100),
    length=st.integers(0, 130),
)
@settings(
    max_examples=25,
    deadline=None,
    database=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_a_slow_computation_finds_the_same(
    ward: Database, statements: list[str], back: int, length: int
) -> None:
    with ward.superuser() as connection:
        for statement in statements:
            connection.execute(statement)
    first = TODAY - datetime.timedelta(days=back)
    span = Span(first, first + datetime.timedelta(days=length))
    expected = slow(Ward(ward), span.first, span.last, TODAY)
    clock = Clock()
    clock.go_to(TODAY)  # as the slow one: midnight may have fallen since
    with clock.going():
        found = {one.key: one.count(one.rows(WholeWard(), span)) for one in INDICATORS}
    assert set(found) == set(expected)
    wrong = {
        key: (expected[key], number)
        for key, number in found.items()
        if number != (None if expected[key] is None else Decimal(str(expected[key])))
    }
    assert wrong == {}, statements
