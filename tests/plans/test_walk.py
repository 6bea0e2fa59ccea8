"""A plan carried through its states at random, through the services: it never reaches what the guards
forbid, a refused step changes nothing, and its history replays to the current state (issue 5, Bars).

The table of moves is written out here once more, from domain.md 3.4, so that a slip in the product's
own table is found.
"""

import itertools
from collections.abc import Callable
from typing import Any, ClassVar

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, Verbosity, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from access.errors import DomainError
from plans import services
from plans.changes import Changes
from plans.editions import now_said
from plans.models import (
    FixedPlan,
    Goal,
    Plan,
    PlanBody,
    PlanContent,
    PlanReason,
    PlanTask,
    ProgressEntry,
)
from plans.monitoring_models import Evaluation, open_evaluation
from plans.services.changing import has_consent
from plans.services.findings import found_of
from tests.cases.situations import body_of
from tests.world import acting

from . import situations as s

pytestmark = pytest.mark.django_db

EDITABLE = {"draft", "reaching_out", "person_agreed", "returned"}
MOVES = {
    "draft": {"reaching_out", "person_agreed", "cancelled"},
    "reaching_out": {"replanned", "cancelled"},
    "person_agreed": {"draft", "submitted", "cancelled"},
    "submitted": {"returned", "decided", "cancelled"},
    "returned": {"person_agreed", "cancelled"},
    "decided": {"active", "cancelled"},
    "active": {"evaluating", "completed", "replanned", "suspended"},
    "evaluating": {"active", "completed", "replanned", "suspended"},
    "suspended": {"active", "completed", "replanned"},
    "completed": set(),
    "replanned": set(),
    "cancelled": set(),
}
DECIDED = {"decided", "active", "evaluating", "suspended", "completed", "replanned"}
# Without consent a plan can only be ended or paused (domain.md 2.1 R08 d).
WITHOUT_CONSENT = {"suspended", "completed", "cancelled"}
reached: set[str] = set()
# Steps after which little can happen are taken now and then.
MOST_SURE = 3
SURE = st.integers(0, MOST_SURE)
# Steps that a coordinator took before the walk begins (written, brought, carried out, ended): how
# many walks begin there.
BEGINS = {0: 4, 3: 4, 6: 5, 9: 2, 12: 2}


class Walk(RuleBasedStateMachine):
    """One plan; each rule tries one service, whether it is the moment for it or not."""

    case: ClassVar[Any]
    consent: ClassVar[Any]
    steps_before: ClassVar[int]

    def __init__(self) -> None:
        super().__init__()
        self.world = transaction.atomic()
        self.world.__enter__()
        self.plan = s.a_bare_plan(self.case, self.consent)
        self.last = self.look()
        self.opened_with = self.last["version"]

    def teardown(self) -> None:
        self.replay()
        transaction.set_rollback(True)
        self.world.__exit__(None, None, None)

    def look(self) -> dict[str, Any]:
        with acting(s.COORDINATOR) as by:
            plan = s.seen(self.plan)
            words = PlanContent.objects.visible_to(by).get(plan=plan).issues
            return {
                "state": plan.state,
                "version": plan.version,
                "edition": plan.edition,
                "words": words,
                "has_consent": has_consent(plan),
                "sheets": Evaluation.objects.visible_to(by).filter(plan=plan).count(),
                "plan": plan,
            }

    def attempt(self, do: Callable[[], Any]) -> None:
        """A step that is taken or refused; refused, nothing has changed."""
        before = self.last
        try:
            with transaction.atomic():
                do()
            refused = False
        except DomainError:
            refused = True
        now = self.last = self.look()
        if refused:
            assert (now["version"], now["state"], now["words"]) == (
                before["version"],
                before["state"],
                before["words"],
            )
        if now["state"] != before["state"] and not before["has_consent"]:
            assert now["state"] in WITHOUT_CONSENT
        self.check_words(before, now)

    def check_words(self, before: dict[str, Any], now: dict[str, Any]) -> None:
        """Text changes while it may, and takes the person's agreement back."""
        if now["words"] != before["words"]:
            assert before["state"] in EDITABLE
            assert before["has_consent"]
            assert now["edition"] > before["edition"]
            assert now["plan"].agreed_on is None

    def do(self, service: Callable[..., Any], **values: Any) -> None:
        self.attempt(lambda: s.as_coordinator(self.plan, service, **values))

    # -- the rules --

    @initialize()
    def begin(self) -> None:
        """A walk begins somewhere on the way."""
        for _ in range(self.steps_before):
            self.next_step()

    @rule(text=st.sampled_from(["転んだ。", "眠れない。", "家賃が遅れた。"]))
    def write(self, text: str) -> None:
        self.do(services.edit_content, facts=s.words_of_the_plan(issues=text))

    @rule()
    def write_over_what_a_colleague_saved(self) -> None:
        """Nothing is overwritten by who opened the page before (optimistic lock)."""
        if self.opened_with == self.last["version"]:
            return
        words, version = self.last["words"], self.last["version"]
        facts = s.words_of_the_plan(issues="古い画面から")
        self.do(services.edit_content, facts=facts, version=self.opened_with)
        assert (self.last["words"], self.last["version"]) == (words, version)

    @rule()
    def open_the_page(self) -> None:
        self.opened_with = self.last["version"]

    @rule()
    def agree(self) -> None:
        self.do(services.note_agreement, agreed_on=s.days(0), how="written")

    @rule()
    def submit(self) -> None:
        self.attempt(lambda: s.submit(self.plan))

    @rule(result=st.sampled_from(["adequate", "conditional", "revise"]))
    def meet(self, result: str) -> None:
        def hold() -> None:
            with acting(s.COORDINATOR) as by:
                planned = services.planned_conference(s.seen(self.plan), by)
            if planned is None:
                raise DomainError("会議がありません")
            s.found(self.plan, result)

        if self.last["state"] == "submitted":
            self.attempt(hold)

    @rule()
    def decide(self) -> None:
        self.do(services.decide_plan, decided_on=s.days(0), number="第1号", title="課長")

    @rule()
    def refuse(self) -> None:
        self.do(services.refuse_plan, reason="もう一度")

    @rule()
    def start(self) -> None:
        self.do(services.start_plan)

    @rule(to=st.sampled_from(["evaluating", "active", "suspended", "cancelled"]), sure=SURE)
    def move(self, to: str, sure: int) -> None:
        if to == "cancelled" and sure < MOST_SURE:
            return  # from here a plan goes nowhere any more
        self.do(
            services.move_plan,
            to=to,
            note="理由",
            next_monitoring_on=s.days(60),
            look_again_on=s.days(30),
        )

    @rule()
    def complete(self) -> None:
        self.do(services.complete_plan, reason="11", lead_body=body_of(s.RECORDER))

    @rule()
    def replan(self) -> None:
        self.do(services.replan)

    @rule(purpose=st.sampled_from(["closure", "suspension", "evaluation"]))
    def call(self, purpose: str) -> None:
        self.attempt(lambda: s.call(self.plan, purpose))

    @rule(level=st.integers(0, 5))
    def tell(self, level: int) -> None:
        with acting(s.COORDINATOR) as by:
            has_goal = bool(s.goals_of(s.seen(self.plan), by))
        if has_goal and self.last["has_consent"]:
            self.attempt(lambda: s.tell_goal(self.plan, level, by=s.COORDINATOR))

    @rule(sure=SURE)
    def withdraw(self, sure: int) -> None:
        if sure == MOST_SURE and self.last["has_consent"]:
            s.withdraw(self.plan)
            self.last = self.look()

    @rule()
    def leave_in_peace(self) -> None:
        """A day on which nothing is done."""

    @rule(steps=st.integers(1, 4))
    def forward(self, steps: int) -> None:
        """Some of the steps that a coordinator would take next: so that the walk gets somewhere."""
        for _ in range(steps):
            self.next_step()

    def next_step(self) -> None:
        state = self.last["state"]
        if state in ("draft", "returned") and not self.last["plan"].next_monitoring_on:
            self.attempt(lambda: s.a_written_plan(self.plan))
        elif state in ("draft", "returned"):
            self.agree()
        elif state == "submitted" and not self.last["plan"].conference_result:
            self.meet("adequate")
        elif state in ("active", "evaluating", "suspended"):
            self.close()
        else:
            {"person_agreed": self.submit, "submitted": self.decide, "decided": self.start}.get(
                state, self.leave_in_peace
            )()

    def close(self) -> None:
        """A conference on the end finds it right, and the ward confirms (R8)."""

        def found() -> None:
            with acting(s.COORDINATOR) as by:
                planned = services.planned_conference(s.seen(self.plan), by)
                known = found_of(s.seen(self.plan), by)
                is_evaluated = open_evaluation(s.seen(self.plan), by) is not None
            if not is_evaluated and self.last["state"] in ("active", "evaluating"):
                s.sheet(self.plan)
            elif known is not None:
                self.carry_out()
            elif planned is None:
                s.call(self.plan, "closure")
            else:
                s.found(self.plan, "close")

        self.attempt(found)

    def carry_out(self) -> None:
        with acting(s.COORDINATOR) as by:
            plan = s.seen(self.plan)
            item = found_of(plan, by)
            services.carry_out(plan=plan, item=item, confirmed_on=s.days(0), title="課長", by=by)

    # -- what holds at every moment --

    @invariant()
    def guards_hold(self) -> None:
        plan, state = self.last["plan"], self.last["state"]
        reached.add(state)
        assert state != "reaching_out"  # there was consent from the beginning (R5, R7)
        if state not in ("draft", "returned", "cancelled"):
            assert plan.agreed_on is not None
        if state in DECIDED:
            assert plan.decided_on is not None
            assert plan.conference_result in ("adequate", "conditional")
        if state == "completed":
            assert plan.lead_body_id is not None
            assert self.last["sheets"] or not self.last["has_consent"]
            assert plan.end_reason
        if state == "submitted":
            assert plan.conference_id is not None

    # -- history --

    def replay(self) -> None:
        """Row by row from the first version to the last: only moves of the table, each version once,
        and at the end what stands now."""
        with acting(s.COORDINATOR) as by:
            plan = s.seen(self.plan)
            rows = list(
                Plan.history.filter(id=plan.pk).visible_to(by).order_by("history_date", "version")
            )
            assert [row.version for row in rows] == list(range(1, plan.version + 1))
            assert rows[0].state == "draft"
            for before, after in itertools.pairwise(rows):
                moved = after.state != before.state
                assert not moved or after.state in MOVES[before.state], (before, after)
                assert after.edition in (before.edition, before.edition + 1)
                assert after.history_user_id is not None
            same_as_now(rows[-1], plan)
            for model in (PlanContent, PlanBody, Goal, PlanTask, ProgressEntry, FixedPlan):
                self.replay_rows(model, by)
            said = now_said(plan, by)
            live = Goal.objects.visible_to(by).open().filter(plan=plan)
            assert [goal.id for goal in said.goals] == [goal.pk for goal in live]
            entries = ProgressEntry.objects.visible_to(by).filter(plan=plan).count()
            found = Changes(plan, by)
            assert found.count() == plan.version + entries
            events = found[0:200]
            assert all(event.who and event.lines for event in events)
            reasons = PlanReason.objects.visible_to(by).filter(plan=plan).count()
            told = [event for event in events if event.why and event.edition is not None]
            assert len(told) == reasons

    def replay_rows(self, model: Any, by: Any) -> None:
        live = {row.pk: row for row in model.objects.visible_to(by).filter(plan_id=self.plan.pk)}
        rows = model.history.filter(plan_id=self.plan.pk).visible_to(by)
        last = {row.id: row for row in rows.order_by("history_date", "version")}
        assert last.keys() == live.keys()
        for key, row in live.items():
            same_as_now(last[key], row)


def same_as_now(kept: Any, live: Any) -> None:
    """A row of history and the row itself say the same in every column."""
    for field in live._meta.concrete_fields:
        assert getattr(kept, field.attname) == getattr(live, field.attname), field.name


def test_a_random_walk_never_reaches_what_is_forbidden_and_replays() -> None:
    Walk.case, Walk.consent = s.a_consented_case()
    reached.clear()
    for steps, walks in BEGINS.items():
        Walk.steps_before = steps
        run_state_machine_as_test(
            Walk,
            settings=settings(
                max_examples=walks,
                stateful_step_count=10,
                deadline=None,
                derandomize=True,
                phases=(Phase.generate, Phase.shrink),
                database=None,
                verbosity=Verbosity.quiet,
                suppress_health_check=list(HealthCheck),
            ),
        )
    # A walk that gets nowhere proves nothing.
    assert {"draft", "submitted", "active", "completed"} <= reached, reached
