"""Which steps make which stage, and the making of all households."""

from collections.abc import Callable

from organizations.models import Appointment, Body

from . import (
    assessing,
    conferring,
    consenting,
    convening,
    family,
    filing,
    following,
    gathering,
    handing_round,
    pausing,
    people,
    planning,
    preparing,
    reviewing,
    rights,
    seeking,
    taking_part,
    three_kinds,
)
from .households import CSW, HOUSEHOLDS, Sample
from .pledging import fill_register
from .story import Cast, Story


def _receiver_of(body: Body) -> str:
    """A caseworker of the body, by login."""
    found = (
        Appointment.objects.current()
        .filter(role_group__body=body, role_group__role="caseworker")
        .order_by("staff__username")
        .first()
    )
    return found.staff.username if found else ""


def _hand_off(story: Story, *steps: str) -> None:
    story.support()
    receiver = Body.objects.get(name=story.sample.receiver)
    (sent,) = story.hand_off(receiver)
    story.answer(sent, _receiver_of(receiver), *steps)


def _legs(story: Story) -> None:
    """One sheet to two bodies, which are told of each other: one takes on, one cannot."""
    story.support()
    receivers = [Body.objects.get(name=name) for name in (story.sample.receiver, CSW)]
    sent = story.hand_off(*receivers, tell_others=True)
    for leg, body, step in zip(sent, receivers, ("accept", "decline"), strict=True):
        story.answer(leg, _receiver_of(body), step)


def _meeting(story: Story) -> None:
    story.support()
    story.request()
    story.take()
    story.meet()
    story.deliberate()
    preparing.prepare(story)
    convening.ask(story)
    convening.call(story)


def _papers(story: Story) -> None:
    _meeting(story)
    handing_round.protect_informant(story.meeting, story.cast.doctor)
    handing_round.hand_round(story.sitting, story.cast.coordinator)
    three_kinds.reach_out(story)


def _moving_on(story: Story) -> None:
    """The person has consented since: what was told in the meeting is gone through."""
    _meeting(story)
    following.report(story)
    following.carry(story, story.consent())


def _plan(story: Story) -> None:
    story.support()
    story.request()
    story.take()
    planning.draft(story, story.consent())
    three_kinds.write_own_fields(story)


def _waiting(story: Story) -> None:
    story.request()
    story.take()
    story.meet(acknowledged=False)


def _asked(story: Story, *then: Callable[[], None]) -> None:
    story.support()
    story.request()
    for step in then:
        step()


def _withdrawn(story: Story) -> None:
    story.support()
    story.withdraw(story.consent())


def _active(story: Story) -> None:
    _plan(story)
    planning.submit(story)
    planning.decide(story)
    planning.follow(story)
    conferring.call_next(story)
    conferring.ask_dates(story)
    taking_part.take_part(story)


def _evaluated(story: Story) -> None:
    _plan(story)
    planning.submit(story)
    first = planning.decide(story)
    planning.follow(story)
    reviewing.review(story)
    conferring.finish(story, first)
    conferring.evaluate(story)


def _submitted(story: Story) -> None:
    _plan(story)
    planning.submit(story)


def _in_turn(*steps: Callable[[], object]) -> None:
    for step in steps:
        step()


def _dissolved(story: Story) -> None:
    _meeting(story)
    story.dissolve()


def _sought_first(story: Story) -> None:
    """Screened to be sought out: prepared, and nobody has opened yet."""
    story.screen("アウトリーチへ", "玄関の戸を開けない。民生委員と訪ねる。")
    seeking.begin_to_seek(story)


def _sought(story: Story) -> None:
    """Sought out for weeks, until a relation begins."""
    story.screen("アウトリーチへ", "自分からは相談に来られない。訪ねて、顔を知ってもらう。")
    seeking.seek(story)


def _consented(story: Story) -> None:
    story.support()
    consenting.ask(story)
    story.consent()
    consenting.oral(story)


STAGES: dict[str, Callable[[Story], None]] = {
    "intake": lambda s: None,
    "informed": lambda s: s.screen(
        "情報提供・相談対応のみで終了", "配食と見守りの案内を渡した。困ったらまた来るとのこと。"
    ),
    "outreach": _sought_first,
    "sought": _sought,
    "support": lambda s: _in_turn(
        s.support, s.correct, lambda: assessing.assess(s, is_finished=False)
    ),
    "family": lambda s: _in_turn(
        s.support,
        lambda: family.draw(s),
        lambda: people.remember(s),
        lambda: filing.file(s),
        lambda: assessing.assess(s),
    ),
    "suspended": lambda s: _in_turn(s.support, lambda: pausing.pause(s)),
    "narrowed": lambda s: _in_turn(s.support, s.narrow),
    "protected": lambda s: _in_turn(s.support, s.protect),
    "restricted": lambda s: _in_turn(s.support, s.restrict),
    "sent": _hand_off,
    "received": lambda s: _hand_off(s, "receive"),
    "accepted": lambda s: _hand_off(s, "receive", "accept"),
    "correction": lambda s: _in_turn(
        lambda: _hand_off(s, "accept"), lambda: rights.ask_for_correction(s)
    ),
    "legs": _legs,
    "reported": lambda s: _hand_off(s, "accept", "first", "report"),
    "declined": lambda s: _in_turn(lambda: _hand_off(s, "decline"), s.go_outside),
    "requested": _asked,
    "returned": lambda s: _asked(s, s.give_back),
    "taken": lambda s: _asked(s, s.take),
    "meeting_waiting": _waiting,
    "meeting": _papers,
    "meeting_consented": _moving_on,
    "meeting_dissolved": _dissolved,
    "consented": _consented,
    "withdrawn": _withdrawn,
    "plan_draft": _plan,
    "plan_submitted": _submitted,
    "plan_active": _active,
    "plan_evaluated": _evaluated,
}


def tell(sample: Sample, cast: Cast | None = None) -> Story:
    """Tell the story of one household up to its stage."""
    story = Story(sample, cast or Cast())
    story.receive()
    STAGES[sample.stage](story)
    return story


def create_ward(report: Callable[[int, int], None] = lambda done, total: None) -> int:
    """Fill the register of members and make all households. Returns how many."""
    fill_register()
    taking_part.fill_register()
    gathering.build_community()
    for done, sample in enumerate(HOUSEHOLDS, start=1):
        tell(sample)
        report(done, len(HOUSEHOLDS))
    return len(HOUSEHOLDS)
