"""What each person does on the way of a case, by clicking and typing alone."""

import datetime
import re
from zoneinfo import ZoneInfo

from playwright.sync_api import Page

from .conftest import Person

NAME = "架空 試子"
WORDS = "買い物に行けない日がある。"
HANDED = "生活費の相談です。"
NEED = "このままでは受診できない。"
SHARED = "先月から薬を受け取りに来ていない。"
MINUTES = "長女も困っていると、医師が話した。"
DECIDED = "保健師が訪ねる。"
WISH = "前のように、花を育てたい。"
GOAL = "月に一度、受診する"
TASK = "受診に付き添う"
FAR = "一緒に病院へ行った。"


def press(page: Page, words: str) -> None:
    """Press the button or follow the link with these words and wait for the next page."""
    control = page.locator(f"main button:has-text('{words}'), main a:has-text('{words}')").first
    with page.expect_navigation():
        control.click()


def today() -> str:
    """As the ward counts, whatever the clock of the machine says."""
    return datetime.datetime.now(ZoneInfo("Asia/Tokyo")).date().isoformat()


def choose(page: Page, field: str, words: str) -> None:
    page.locator(f"select[name={field}]").select_option(label=words)


def tick(page: Page, field: str, at: int = 0) -> None:
    """Once it stands still: a page that is just being filled in again moves, and the click goes beside."""
    box = page.locator(f"[name={field}]").nth(at)
    box.scroll_into_view_if_needed()
    box.element_handle().wait_for_element_state("stable")
    box.check(force=True)


def tick_all(page: Page, label: str) -> None:
    """Every box whose label holds the words."""
    boxes = page.get_by_role("checkbox", name=label)
    assert boxes.count() > 0, label
    for at in range(boxes.count()):
        boxes.nth(at).check(force=True)


def receive(worker: Person) -> str:
    page = worker.page
    with page.expect_navigation():
        page.get_by_role("link", name=re.compile("相談を受け付ける")).first.click()
    for field, at in (("method", 1), ("visitor", 0), ("topics", 2), ("urgency", 1)):
        tick(page, field, at)
    page.fill("[name=name]", NAME)
    page.fill("[name=kana]", "かくう ためしこ")
    page.fill("[name=words]", WORDS)
    press(page, "受付を登録する")
    assert worker.sees(NAME)
    return page.url


def hand_off(worker: Person) -> None:
    page = worker.page
    press(page, "つなぐ")
    choose(page, "receiver", "福祉部 生活福祉課")
    page.locator("select[name=consent_state]").select_option(value="21")
    choose(page, "legal_basis", "本人同意")
    tick(page, "urgency", 1)
    tick(page, "topics", 2)
    tick(page, "persons")
    page.fill("[name=reason]", HANDED)
    page.fill("[name=sender_continues]", "訪問を続けます。")
    press(page, "相手に見える画面を確かめる")
    assert worker.sees(HANDED)
    press(page, "つなぎを送る")


def ask_for_coordination(worker: Person, case: str) -> None:
    page = worker.page
    page.goto(case)
    press(page, "多機関協働を頼む")
    page.fill("[name=done_so_far]", "訪問を重ねてきました。")
    page.fill("[name=asked_for]", "一緒に考えてほしいです。")
    page.fill("[name=sender_continues]", "訪問を続けます。")
    page.locator("select[name=secretariat]").select_option(index=1)
    page.locator("select[name=consent_state]").select_option(value="00")
    page.locator("select[name=legal_basis]").select_option(index=2)
    tick(page, "urgency", 1)
    tick(page, "persons")
    press(page, "事務局に見える画面を確かめる")
    press(page, "事務局に依頼する")


def set_up_meeting(coordinator: Person) -> str:
    page = coordinator.page
    coordinator.open("/")
    press(page, "多機関協働の依頼")
    press(page, "自分が見て、受理票を書く")
    for criterion in ("is_complex", "is_between_systems", "is_tried", "needs_roles", "is_urgent"):
        page.locator(f"[name={criterion}][value=yes]").check(force=True)
    page.fill("[name=view]", "役割を整理する必要がある。")
    page.locator("[name=proposal][value=accept]").check(force=True)
    press(page, "受理票を登録する")
    press(page, "受理する")
    press(page, "支援会議を設ける")
    page.fill("[name=subject]", "架空世帯")
    page.fill("[name=need_statement]", NEED)
    tick(page, "duty")
    press(page, "支援会議を設ける")
    return page.url


def appoint(coordinator: Person, meeting: str, body: str, name: str) -> None:
    """By name, for this case (R4)."""
    page = coordinator.page
    page.goto(meeting)
    press(page, "構成員を指定する")
    press(page, body)
    page.locator("label", has_text=name).click()
    press(page, "構成員に指定する")
    assert coordinator.sees(name)


def acknowledge(member: Person) -> None:
    """The duty of Art. 106-6 (5): the meeting opens with it."""
    member.open("/")
    press(member.page, "守秘義務を確かめてください")
    tick(member.page, "duty")
    press(member.page, "確かめて、会議を開く")


def share(member: Person, words: str) -> None:
    page = member.page
    page.fill("[name=text]", words)
    page.fill("[name=source]", "薬局")
    press(page, "構成員に見える画面を確かめる")
    assert member.sees(words), "as a member will see it (R22)"
    with page.expect_navigation():
        page.keyboard.press("Control+Enter")
    assert member.sees(words)


def plan_sitting(coordinator: Person, meeting: str, agenda: str = "") -> Page:
    """A sitting of today is fixed; her page shows it."""
    page = coordinator.page
    page.goto(meeting)
    press(page, "開催を決める")
    page.fill("[name=held_on]", today())
    page.fill("[name=starts]", "00:10")
    page.fill("[name=place]", "見本会議室")
    page.fill("[name=agenda]", agenda)
    press(page, "開催を登録する")
    return page


def begin_sitting(coordinator: Person, meeting: str, agenda: str) -> Page:
    """A sitting with an agenda is fixed and begun; her page is its room."""
    page = plan_sitting(coordinator, meeting, agenda)
    press(page, "会議室を開く")
    press(page, "始める")
    return page


def hold_sitting(coordinator: Person, meeting: str) -> str:
    """A sitting is fixed, held, its minutes written, a decision taken, the members asked."""
    page = plan_sitting(coordinator, meeting)
    press(page, "会議録を書く")
    for at in range(page.locator("[name=present]").count()):
        tick(page, "present", at)
    tick(page, "duty_explained")
    page.fill("[name=facts]", MINUTES)
    page.fill("[name=policy]", "まず訪ねる。")
    press(page, "保存して、決まったことを書く")
    page.fill("[name=content]", DECIDED)
    page.locator("select[name=body]").select_option(index=1)
    page.fill("[name=due_on]", "R20.3.31")
    press(page, "決まったことに加える")
    press(page, "構成員に確認を頼む")
    page.locator("[name=course][value=next]").check(force=True)
    press(page, "構成員に確認を頼む")
    assert coordinator.sees(MINUTES)
    return page.url


def confirm_minutes(member: Person, sitting: str) -> None:
    """She reads the minutes, finds nothing to correct, and says so; the field for a wish comes when asked for."""
    member.page.goto(sitting)
    press(member.page, "会議録を確かめる")
    wish = member.page.locator("[name=wish_1]")
    assert not wish.is_visible(), "a paragraph that is right is no longer than its words"
    for chosen in ("wrong", "right"):
        member.page.locator(f"[name=answer_1][value={chosen}]").check(force=True)
        assert wish.is_visible() == (chosen == "wrong")
    press(member.page, "この内容で答える")


def approve_minutes(coordinator: Person, sitting: str) -> None:
    coordinator.page.goto(sitting)
    press(coordinator.page, "会議録を確定する")
    press(coordinator.page, "会議録を確定する")
    assert coordinator.sees("会議録 確定")


def record_consent(worker: Person, case: str) -> None:
    """Written, naming the two other bodies and who is in charge there (R3)."""
    page = worker.page
    page.goto(case)
    press(page, "同意")
    press(page, "本人の同意を記録する")
    tick(page, "persons")
    page.locator("[name=how][value=written]").check(force=True)
    page.fill("[name=valid_until_on]", "R20.3.31")
    for at in range(page.locator("[name=categories]").count()):
        tick(page, "categories", at)
    tick_all(page, "福祉部 生活福祉課")
    tick_all(page, "福祉政策課")
    press(page, "担当者を選ぶ")
    tick_all(page, "例示 暮子")
    tick_all(page, "見本 調整子")
    press(page, "どうなるかを確かめる")
    press(page, "同意を記録する")


def draft_plan(coordinator: Person, case: str) -> str:
    page = coordinator.page
    page.goto(case)
    press(page, "支援プランを作る")
    tick(page, "consent")
    page.fill("[name=subject]", f"{NAME} さん")
    tick(page, "kind")
    press(page, "支援プランを作る")
    plan = page.url
    press(page, "希望と課題を書く")
    page.fill("[name=wishes]", WISH)
    page.fill("[name=issues]", "受診が途切れている。")
    page.fill("[name=long_term_goal]", "家で暮らす。")
    page.fill("[name=direction]", "歩みに合わせる。")
    page.fill("[name=period_from]", today())
    page.fill("[name=period_until]", "R20.3.31")
    page.fill("[name=next_monitoring_on]", "R20.2.28")
    press(page, "保存")
    press(page, "目標を書く")
    page.fill("[name=text_new1]", GOAL)
    page.fill("[name=due_on_new1]", "R20.3.31")
    press(page, "目標を保存する")
    press(page, "参加機関を加える")
    tick(page, "staff", 0)
    tick(page, "staff", 1)
    press(page, "見られる人を確かめる")
    press(page, "参加機関に加える")
    press(page, "役割分担を書く")
    page.fill("[name=content_new1]", TASK)
    page.locator("select[name=body_new1]").select_option(label="福祉部 生活福祉課")
    page.fill("[name=content_new2]", "訪問を続ける")
    page.locator("select[name=body_new2]").select_option(label="高齢者あんしん相談センター富坂")
    press(page, "役割を保存する")
    return plan


def bring_to_decision(coordinator: Person, plan: str) -> None:
    """The person agrees, the 重層的支援会議 finds it adequate, the ward decides, support begins."""
    page = coordinator.page
    page.goto(plan)
    press(page, "本人の同意を記録する")
    tick(page, "how")
    press(page, "同意を記録する")
    press(page, "会議に付議する")
    page.fill("[name=held_on]", today())
    if page.locator("[name=others_masked]").count():
        tick(page, "others_masked")
    press(page, "付議する")
    press(page, "会議の結果を記録する")
    tick(page, "result_1")
    tick(page, "person_came")
    tick(page, "person_told")
    page.fill("[name=minutes]", "全機関が了承した。")
    press(page, "会議の結果を記録する")
    press(page, "支援決定を記録する")
    page.locator("[name=decided][value=yes]").check(force=True)
    page.fill("[name=number]", "見本-1")
    page.fill("[name=title]", "見本課長")
    press(page, "決定を記録する")
    press(page, "支援を始める")
    press(page, "支援を始める")


def tell_progress(receiver: Person) -> None:
    page = receiver.page
    receiver.open("/plans/")
    press(page, NAME)
    press(page, "書く：目標1の進み具合")
    page.locator("[name=level][value='3']").check(force=True)
    page.fill("[name=text]", FAR)
    press(page, "進み具合を記録する")
    assert receiver.sees(FAR)


def print_plan(person: Person, plan: str) -> bytes:
    """The paper as the worker process made it."""
    page = person.page
    page.goto(plan)
    press(page, "印刷（PDF）")
    page.locator("[name=made_for][value=self]").check(force=True)
    press(page, "PDFを作る")
    page.get_by_role("heading", name="できました").wait_for(timeout=60_000)
    with page.expect_download() as arriving:
        page.locator("a:has-text('を受け取る')").click()
    return arriving.value.path().read_bytes()
