"""An outreach walked through its states at random: no guard is ever passed, and the steps replay."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from access.errors import DomainError
from outreach import services
from outreach.models import OutreachStep
from outreach.states import MOVES, OutreachState, is_back

from . import situations as s

pytestmark = pytest.mark.django_db
ACTS = ("prepare", "absent", "family", "person", "door", "consent", "link", "close", "visit")
STEPS = st.lists(st.sampled_from([*ACTS, *OutreachState.values, *ACTS]), min_size=4, max_size=14)


class Walk:
    """What was done so far, kept beside the database: the rules of domain.md 3.5 once more."""

    def __init__(self) -> None:
        self.outreach = s.an_outreach()
        self.is_prepared = self.met = self.spoke = self.has_consent = self.is_planned = False

    def state(self) -> str:
        with s.acting(s.WORKER):
            return str(s.seen(self.outreach).state)

    def allowed(self, before: str, to: str) -> bool:
        if to not in MOVES[before]:
            return False
        return is_back(before, to) or {
            "approaching": self.is_prepared,
            "contacted": self.met or self.spoke,
            "relationship": self.spoke,
            "consented": self.has_consent,
            "planned": False,  # nobody makes a plan on this walk
            "continuing": False,
            "linked": True,
            "closed": not self.is_planned,
        }.get(to, True)

    def do(self, step: str) -> None:
        if step == "prepare":
            s.prepared(self.outreach)
            self.is_prepared = True
        elif step in ("absent", "family", "person", "door"):
            s.attempt(self.outreach, step)
            self.met = self.met or step in ("family", "person")
            self.spoke = self.spoke or step in ("person", "door")
        elif step == "consent" and not self.has_consent:
            with s.acting(s.WORKER):
                case = s.seen(self.outreach).compartment.case
            s.a_consent(case)
            self.has_consent = True
        elif step == "visit":
            s.a_visit(self.outreach, on=s.days(1))
            self.is_planned = True
        elif step == "link":
            s.do(self.outreach, services.link_outreach, linked_to="見本の居場所")
        elif step == "close":
            s.do(self.outreach, services.close_outreach, reason="22", words="転出")
        elif step in OutreachState.values:
            s.do(self.outreach, services.move_on, to=step, words="理由")


def follow(walk: Walk, step: str) -> None:
    before = walk.state()
    try:
        walk.do(step)
    except DomainError as error:
        assert len(str(error)) > 8  # it says something
        assert walk.state() == before
        return
    after = walk.state()
    if after != before:
        assert walk.allowed(before, after), (before, step, after)


@given(steps=STEPS)
@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_no_walk_passes_a_guard_and_the_steps_replay(steps: list[str], db: Any) -> None:
    walk = Walk()
    for step in steps:
        follow(walk, step)
    with s.acting(s.WORKER) as by:
        rows = list(OutreachStep.objects.visible_to(by).filter(outreach=walk.outreach))
        assert [row.before for row in rows[1:]] == [row.state for row in rows[:-1]]
        assert rows[-1].state == s.seen(walk.outreach).state
