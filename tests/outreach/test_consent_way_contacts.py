"""On the way to consent, too, whoever is on a protection list is asked before a protected contact leaves her body in a
text (R11)."""

import pytest

from cases.models import SharedExtract
from meetings.models import CoordinationRequest
from tests.cases.pages import browser, text_of
from tests.cases.situations import a_case, a_note
from tests.cases.test_protection import a_protected_mother
from tests.cases.test_typed_contacts import ASKED, SAID, answer_of

from . import situations as s
from .test_consent_way import SHEET, consent_data, count, post, way

pytestmark = pytest.mark.django_db


def a_consented_outreach() -> s.Outreach:
    case = a_case(s.WORKER)
    outreach = s.related(s.an_outreach(case))
    a_note(case, s.WORKER, text=SAID)
    assert post(browser(s.WORKER), outreach, "consent", **consent_data(outreach)).status_code == 303
    a_protected_mother(case)
    return outreach


@pytest.mark.parametrize(
    ("at", "model"), [("share", SharedExtract), ("request", CoordinationRequest)]
)
def test_r11_it_is_asked_before_it_is_seen_or_sent_and_once(
    at: str, model: type[SharedExtract | CoordinationRequest]
) -> None:
    outreach, client = a_consented_outreach(), browser(s.WORKER)
    form = client.get(way(outreach, at)).context["form"]
    data = {"consent": form.initial.get("consent", ""), "category": "09", "person": ""}
    if at == "share":
        data["notes"] = [key for key, _ in form.fields["notes"].choices]
    else:
        data = SHEET | {k: str(form.initial[k]) for k in ("secretariat", "legal_basis")}
        data |= {"persons": form.initial["persons"], "asked_for": SAID}
    for step in ("check", "save"):
        asked = post(client, outreach, at, **data | {"step": step})
        assert ASKED in text_of(asked)
        assert count(model, outreach) == 0
    kept = data | {"kept_as_typed": answer_of(asked)}
    check = post(client, outreach, at, **kept | {"step": "check"})
    assert f'name="kept_as_typed" value="{kept["kept_as_typed"]}"' in check.content.decode()
    assert post(client, outreach, at, **kept).status_code == 303
    assert count(model, outreach) == 1
