"""Who ends a membership reads what stays with nobody."""

import pytest

from tests.cases.pages import browser, text_of

from . import preparing as p
from . import situations as s
from .pages import url

pytestmark = pytest.mark.django_db
STAYS = "だれの「今日の仕事」にも出なくなります"


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
