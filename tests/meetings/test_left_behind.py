"""Who ends a membership reads what stays with nobody."""

import pytest

from tests.cases.pages import browser, text_of
from tests.cases.situations import body_of
from tests.world import acting

from . import preparing as p
from . import situations as s
from .pages import url
from .test_register import off_the_register

pytestmark = pytest.mark.django_db
STAYS = "次のことを、行う人がいなくなります"


def test_what_a_body_was_to_do_is_shown_before_its_last_member_leaves() -> None:
    meeting = s.a_meeting()
    member = s.a_sworn_member(meeting)
    client, page = browser(s.COORDINATOR), url("end_member", member.pk)
    assert STAYS not in text_of(client.get(page))
    s.a_decision(s.begun(meeting), content="手紙を届ける")
    p.a_request(meeting)
    told = text_of(client.get(page))
    assert STAYS in told
    assert "決まったこと：手紙を届ける" in told
    assert "までの、情報提供等の依頼" in told
    assert STAYS not in text_of(
        client.get(url("end_member", s.a_sworn_member(meeting, s.VOLUNTEER).pk))
    ), "of another body"


def test_a_colleague_who_may_not_sit_is_nobody_who_does_it() -> None:
    meeting = s.a_meeting()
    sitting = s.begun(meeting)
    with acting(s.COORDINATOR):
        own = body_of(s.COORDINATOR)
    s.a_decision(sitting, body=own)
    [secretary] = s.seen_members(sitting)
    colleague = s.an_appointed_member(meeting, s.DEPUTY, "secretary")
    client, page = browser(s.COORDINATOR), url("end_member", secretary.pk)
    assert STAYS in text_of(client.get(page)), "not sworn"
    s.swear(colleague, s.DEPUTY)
    assert STAYS not in text_of(client.get(page))
    off_the_register(s.DEPUTY)
    assert STAYS in text_of(client.get(page)), "may sit nowhere any more"
