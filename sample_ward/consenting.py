"""Consent in the stories: asked for and put off, oral and about to end."""

from typing import Any

from cases import services as cases
from cases.models import Person

from .doing import acting, days, office
from .story import Story


def _somebody(story: Story, by: Any) -> Person:
    person: Person | None = Person.objects.visible_to(by).of_case(story.case).first()
    assert person is not None
    return person


def ask(story: Story) -> None:
    """Asked and not given yet: each attempt is on record (domain.md 2.1 R09)."""
    with acting(story.worker) as by:
        cases.note_consent_attempt(
            record=story.record(),
            person=_somebody(story, by),
            tried_on=days(-3),
            way="easy",
            answer="10",
            words="少し考えたい、とのこと。",
            next_try_on=days(7),
            by=by,
        )


def oral(story: Story) -> Any:
    """An oral consent to one body, to be put in writing, that ends soon."""
    with acting(story.worker) as by:
        return cases.record_consent(
            record=story.record(),
            persons=[_somebody(story, by)],
            staff_in_charge=[office(story.cast.receiver)],
            how="oral",
            given_on=days(-2),
            valid_until_on=days(12),
            purpose="住まいの相談を一緒に受けるため",
            categories=["01", "02", "07"],
            oral_place="自宅の居間",
            oral_witness="見本 立会",
            oral_words="役所の人になら話してよい",
            paper_due_on=days(5),
            by=by,
        )
