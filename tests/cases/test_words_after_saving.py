"""After what was saved the next page says so, in words that name nobody: they lie in the session for a moment."""

import datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cases.models import ContactPoint, Intake, OutsideHandOff
from tests.world import acting

from .pages import browser
from .situations import MOTHER, SON, a_case, a_hand_off, an_intake, people_of, record_of, seen_by
from .test_intake_sheet import ANSWERS, ROWS, change
from .test_outside_hand_offs import handed

pytestmark = pytest.mark.django_db
WHO = "soudan1"


def said_after(client: Client, url: str, sent: dict[str, Any]) -> str:
    """What the page to which a sending leads says of it."""
    answer = client.post(url, sent)
    assert answer.status_code == 303, answer.content.decode()
    shown = client.get(answer["Location"])
    (message,) = shown.context["messages"]
    words = str(message)
    assert message.level_tag == "success"
    assert words in shown.content.decode()
    assert not {name for name in (*MOTHER.name.split(), *SON.name.split()) if name in words}
    return words


def test_a_received_intake_says_so_and_what_comes_next() -> None:
    words = said_after(
        browser(WHO), reverse("cases:intake"), ANSWERS | ROWS | {"name": "架空 花子"}
    )
    assert words == "受付を登録しました。次に、見立てを決めてください"


def test_an_intake_that_was_put_right_says_so() -> None:
    client, row = browser(WHO), an_intake()
    assert change(row, client, earlier="前に一度、区の窓口で").status_code == 303
    shown = client.get(reverse("cases:intake_detail", args=[row.pk])).content.decode()
    assert "相談受付について、直した内容を登録しました" in shown
    (now,) = seen_by(WHO, Intake)
    assert now.earlier == "前に一度、区の窓口で"


def test_each_step_in_the_household_says_so() -> None:
    case, client = a_case(), browser(WHO)
    with acting(WHO):
        mother, son = people_of(case, WHO)

    def at(name: str, row: Any = son) -> str:
        return reverse(f"cases:{name}", args=[row.pk])

    assert "加えました" in said_after(client, at("add_member", case), {"relation": "長女"})
    put_right = {"relation": "次男", "version": son.version}
    assert "世帯の人について" in said_after(client, at("person"), put_right)
    phone = {"kind": "phone", "value": "03-0000-9999"}
    assert said_after(client, at("add_contact"), phone) == "連絡先を加えました"
    point = next(p for p in seen_by(WHO, ContactPoint) if p.person_id == son.pk)
    assert "使わなくなった" in said_after(client, at("end_contact", point), {})
    name = {"kind": "alias", "name": "たっちゃん"}
    assert said_after(client, at("add_name"), name) == "ほかの名前を加えました"
    left = {"left": "R8.4.1", "reason": "moved", "version": son.version + 1}
    assert "離れた" in said_after(client, at("leave"), left)
    bond = {"kind": "birth", "person_a": str(mother.pk), "person_b": str(son.pk)}
    assert said_after(client, at("add_relationship", case), bond) == "家族の間柄を加えました"


def test_the_result_of_an_outside_hand_off_says_so() -> None:
    case = a_case()
    row = handed(case, told_on=timezone.localdate() - datetime.timedelta(days=3))
    today = f"{timezone.localdate():%Y/%m/%d}"
    told = {"result": "減免の申請に決まった。", "replied_on": today, "version": row.version}
    url = reverse("cases:outside_result", args=[row.pk])
    assert said_after(browser(WHO), url, told) == "つなぎの結果を記録しました"
    (now,) = seen_by(WHO, OutsideHandOff)
    assert now.is_answered


def test_what_was_refused_says_nothing_of_the_kind() -> None:
    with acting(WHO):
        mother = people_of(a_case(), WHO)[0]
    answer = browser(WHO).post(reverse("cases:add_contact", args=[mother.pk]), {"kind": "phone"})
    assert answer.status_code == 422
    assert list(answer.context["messages"]) == []


def test_each_step_of_a_hand_off_says_so_to_its_side() -> None:
    leg, sender, receiver = a_hand_off(a_case()), browser(WHO), browser("kurashi1")

    def said(client: Client, name: str, **sent: Any) -> str:
        return said_after(client, reverse(f"cases:{name}", args=[leg.pk]), sent)

    assert said(receiver, "receive").startswith("受け取ったことを")
    assert said(receiver, "accept").startswith("引き受けました。")
    assert "知らせました" in said(receiver, "first_contact", on="R8.11.26", note="電話で話した。")
    assert said(receiver, "report", report="窓口で話した。").startswith("結果を報告しました。")
    assert said(sender, "close_referral") == "報告を確かめました。このつなぎは完了です"


def test_a_hand_off_that_was_taken_back_says_so() -> None:
    leg = a_hand_off(a_case())
    url = reverse("cases:withdraw_referral", args=[leg.pk])
    words = said_after(browser(WHO), url, {"reason": "本人が望まない"})
    assert words.startswith("つなぎを取り下げました。")
    assert words.endswith("のままです")


def test_each_turn_of_the_work_says_so() -> None:
    case, client = a_case(), browser(WHO)

    def said(name: str, **sent: Any) -> str:
        with acting(WHO):
            sent["version"] = record_of(case, WHO).version
        return said_after(client, reverse(f"cases:{name}", args=[case.pk]), sent)

    soon = (timezone.localdate() + datetime.timedelta(days=9)).isoformat()
    later = (timezone.localdate() + datetime.timedelta(days=20)).isoformat()
    assert said("suspend", reason="11", review_on=soon).startswith("支援を中断しました。")
    assert said("resume", what="later", review_on=later).startswith("中断を続けます。")
    assert said("resume", what="resume", reason="連絡が取れた") == "支援を再開しました"
    assert "支援を終えました。" in said("close", why="22")
    undone = said("reopen", kind="undo", reason="終えたのは誤り")
    assert undone == "支援を再開しました"
