"""Papers of plans of every size: tagged, readable in order, on A4, and nothing lost (PDF/UA-1)."""

import io
import os
import re
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from plans import papers, services
from plans.models import Plan, PlanPrint
from tests.cases.situations import body_of
from tests.documents.papers_read import structure
from tests.world import acting, login

from . import situations as s
from .test_kinds import a_plan_of as a_plan_of_kind
from .test_kinds import write
from .test_papers import gathered

PRINTED_LINE = 720  # points: above it stand the number, the title and who printed it

LONG_WORD = "リハビリテーションセンターソーシャルワーカーミーティング" * 3
GENERATIONS = (
    *("曾祖母 架空 トメ（98歳）", "祖父 架空 正（76歳）", "祖母 架空 和（74歳）"),
    *(
        "本人 架空 花子（52歳）",
        "夫 架空 太郎（55歳）",
        "長男 架空 一郎（30歳）",
        "孫 架空 蓮（3歳）",
    ),
)


def printed(plan: Plan, paper: str = "plan", made_for: str = "self", **options: Any) -> bytes:
    """A copy as the worker makes it; kept for the eye where PAPERS_FOLDER says so."""
    with acting(s.COORDINATOR) as by:
        copy, _ = services.request_print(
            plan=s.seen(plan),
            made_for=made_for,
            paper=paper,
            body=body_of(s.COORDINATOR),
            by=by,
            **options,
        )
    made = papers.make(gathered(copy)).content
    if folder := os.environ.get("PAPERS_FOLDER"):
        name = os.environ["PYTEST_CURRENT_TEST"].split("::")[1].split(" ")[0]
        Path(folder, re.sub(r"\W", "-", name) + f"-{paper}.pdf").write_bytes(made)
    return made


def text_of(pdf: bytes) -> str:
    return "".join(
        re.sub(r"\s", "", page.extract_text()) for page in PdfReader(io.BytesIO(pdf)).pages
    )


def in_order(text: str, *words: str) -> None:
    """The words stand in the text, one after the other."""
    at = 0
    for word in words:
        found = text.find(re.sub(r"\s", "", word), at)
        assert found >= 0, word
        at = found


def a_plan_of(tasks: int, lines: int, word: str = "家計を一緒に見直す") -> Plan:
    plan = s.a_plan_with_its_circle()
    facts = s.words_of_the_plan(
        issues="\n".join(f"課題の{n}行目。受診が途切れている。" for n in range(lines)),
        direction="\n".join(GENERATIONS),
    )
    s.as_coordinator(plan, services.edit_content, facts=facts)
    s.as_coordinator(
        plan,
        services.edit_goals,
        rows=[services.GoalFacts(f"目標{n}　{word}"[:200], due_on=s.days(90)) for n in range(1, 4)],
    )
    bodies = (body_of(s.RECORDER), body_of(s.PARTNER))
    s.as_coordinator(
        plan,
        services.edit_tasks,
        rows=[
            services.TaskFacts(
                bodies[n % 2],
                f"役割{n}　{word}"[:300],
                person_does="通帳を持ってくる",
                due_on=s.days(n),
            )
            for n in range(1, tasks + 1)
        ],
    )
    return plan


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("tasks", "lines", "word", "pages"),
    [
        (2, 1, "受診", range(1, 3)),
        (40, 1, "家計を一緒に見直す", range(3, 4)),
        (40, 460, "家計を一緒に見直す", range(9, 14)),
        (12, 1, LONG_WORD, range(3, 7)),
    ],
    ids=["small", "forty-tasks", "ten-pages", "long-words"],
)
def test_a_plan_of_any_size_is_whole_and_tagged(
    tasks: int, lines: int, word: str, pages: range
) -> None:
    pdf = printed(a_plan_of(tasks, lines, word))
    found = structure(pdf)
    assert found.faults == []
    assert found.language == "ja"
    assert re.fullmatch(r"支援プラン R\d+-\d{5} 第5版", found.title)
    assert found.pages in pages
    text = text_of(pdf)
    in_order(text, "本人の希望", "課題の0行目", f"課題の{lines - 1}行目", "目指す姿", "目標1")
    in_order(text, *GENERATIONS)
    for n in range(1, tasks + 1):
        assert f"役割{n}{word}"[:250] in text, n
    heads = text.count("だれが何をする")
    assert heads >= 1 + (tasks == 40), "the head of the table stands on every page of it"
    for number in range(1, found.pages + 1):
        assert f"{number}/{found.pages}頁" in text


# What a short plan of each kind says beside the core.
SHORT: dict[str, dict[str, Any]] = {
    "multi": {
        "bodies_issues": "訪問しても会えない。",
        "background": "転んでから外に出ていない。",
        "uses_participation": True,
        "asked_of_participation": "居場所を探す。",
    },
    "outreach": {
        "how_found": "民生委員から。",
        "facts": "昼に見かけない。",
        "aim": "顔を覚えてもらう。",
        "ways": "月2回、二人で訪問",
        "must_not": "玄関に上がりこまない。",
    },
    "participation": {
        "strengths": "囲碁",
        "care": "大きな音",
        "tie": "place",
        "conditions": "歩いて10分まで",
    },
}


@pytest.mark.django_db
@pytest.mark.parametrize("kind", list(SHORT))
def test_a_small_plan_is_one_sheet_of_paper_with_room_to_sign(kind: str) -> None:
    plan = a_plan_of_kind(kind)
    write(plan, **SHORT[kind])
    s.as_coordinator(plan, services.edit_content, facts=s.words_of_the_plan())
    goal = services.GoalFacts("通院を再開する", measure="月1回受診している", due_on=s.days(60))
    s.as_coordinator(plan, services.edit_goals, rows=[goal])
    with acting(s.COORDINATOR) as by:
        (kept,) = s.goals_of(s.seen(plan), by)
    tasks = [
        services.TaskFacts(
            body_of(s.RECORDER), words, goal_id=kept.pk, due_on=s.days(30), frequency="月1回"
        )
        for words in ("受診に付き添う", "家賃の相談に乗る")
    ]
    s.as_coordinator(plan, services.edit_tasks, rows=tasks)
    pdf = printed(plan, made_for="person")
    found = structure(pdf)
    assert (found.faults, found.pages) == ([], 1)
    assert min(sizes_of(pdf)) >= 9, "everything but the lines at the edges is 9 points or more"
    in_order(
        text_of(pdf),
        *("決裁", "部長", "本人の希望", "目標", "役割分担", "の事項", "申込みと同意"),
        *("署名", "代筆者", "会議欄", "意見・条件", "決定の日", "決裁者"),
    )


@pytest.mark.django_db
@pytest.mark.parametrize("roles", range(1, 12, 2))
def test_what_the_conference_and_the_ward_said_never_stands_alone_on_a_page(roles: int) -> None:
    """It is read and filled in beside the consent that it rests on, wherever the pages end."""
    plan = a_plan_of(roles, 1)
    write(plan, **SHORT["multi"])
    pages = [page.extract_text() for page in PdfReader(io.BytesIO(printed(plan))).pages]
    (decided,) = [page for page in pages if "会議欄" in page]
    assert "申込みと同意" in decided


@pytest.mark.django_db
def test_a_decided_plan_of_three_roles_is_one_sheet_of_paper() -> None:
    plan = s.a_plan_with_its_circle()
    s.as_coordinator(plan, services.edit_content, facts=s.words_of_the_plan())
    write(
        plan,
        bodies_issues="訪問しても会えない日が続き、次に何をするか決めかねている。",
        background="転んでから外に出ていない。家計の見通しが立たない。",
        shared_scope="受診、家計、次に会う日。病名は必要な機関だけ。",
        contact="変わったことは、その日のうちに主担当機関へ。",
        uses_participation=True,
        asked_of_participation="週に一度通える居場所を一緒に探す。",
    )
    goal = services.GoalFacts("通院を再開する", measure="月1回受診している", due_on=s.days(60))
    debt = services.GoalFacts("家賃の遅れをなくす", measure="滞納なし", due_on=s.days(90))
    s.as_coordinator(plan, services.edit_goals, rows=[goal, debt])
    with acting(s.COORDINATOR) as by:
        first, _ = s.goals_of(s.seen(plan), by)
    tasks = [
        services.TaskFacts(
            body_of(doer),
            words,
            goal_id=first.pk,
            due_on=s.days(30),
            frequency="月に一度",
            person_does="予約の日を一緒に決める",
        )
        for doer, words in (
            (s.RECORDER, "受診に付き添う"),
            (s.PARTNER, "給付と家計の相談"),
            (s.COORDINATOR, "会議の進行と連絡"),
        )
    ]
    s.as_coordinator(plan, services.edit_tasks, rows=tasks)
    assert structure(printed(plan, made_for="person")).pages == 1, "with room to write by hand"
    s.as_coordinator(plan, services.note_agreement, agreed_on=s.days(0), how=Plan.Agreed.WRITTEN)
    s.submit(plan)
    s.found(plan, "adequate")
    s.as_coordinator(
        plan, services.decide_plan, decided_on=s.days(0), number="8文福第1号", title="福祉政策課長"
    )
    assert structure(printed(plan, made_for="person")).pages == 1


@pytest.mark.django_db
def test_the_easy_paper_has_room_for_what_is_done_and_says_until_when_in_one_line() -> None:
    plan = s.an_active_plan()
    lines = PdfReader(io.BytesIO(printed(plan, "easy", "person"))).pages[0].extract_text()
    said = [re.sub(r"\s", "", line) for line in lines.splitlines()]
    assert any("いつまで：令和" in line and line.endswith("日") for line in said), said


def sizes_of(pdf: bytes) -> set[float]:
    """Sizes of the letters of the first page in points, without what stands at its edges."""
    sizes = set()

    def note(text: str, _now: Any, matrix: Any, _font: Any, size: float) -> None:
        high = matrix[5]
        if text.strip() and 45 < high < PRINTED_LINE:
            sizes.add(round(size * abs(matrix[3]), 1))

    PdfReader(io.BytesIO(pdf)).pages[0].extract_text(visitor_text=note)
    return sizes


@pytest.mark.django_db
def test_changes_since_an_edition_are_marked_and_listed() -> None:
    plan = s.a_written_plan()
    facts = s.words_of_the_plan(issues="新しい課題")
    s.as_coordinator(plan, services.edit_content, facts=facts)
    pdf = printed(plan, since_edition=5)
    text = text_of(pdf)
    assert structure(pdf).faults == []
    in_order(text, "第5版から変わったところ", "課題変更", "新しい課題", "転んでから", "新しい課題")
    assert "本人の希望変更" not in text
    assert "変更" not in text_of(printed(plan)).replace("変更することがあります", "")


@pytest.mark.django_db
def test_the_list_of_progress_says_how_far_each_goal_and_task_is() -> None:
    plan = s.an_active_plan()
    s.tell_goal(plan, 2, text="初めての受診に付き添った。")
    s.tell_goal(plan, 4, by=s.PARTNER, text="二回目は一人で行けた。")
    pdf = printed(plan, "progress", "bodies")
    found, text = structure(pdf), text_of(pdf)
    assert found.faults == []
    in_order(
        text, "進み具合の一覧", "通院を再開する", "■■■■□", "4／5あと少し", "前回：少し進んだ（+2）"
    )
    in_order(text, "二回目は一人で行けた", "初めての受診に付き添った")
    in_order(text, "役割の進み具合", "受診に付き添う", "□未着手")
    assert "決裁" in text


@pytest.mark.django_db
@pytest.mark.parametrize("with_kana", [True, False])
def test_the_easy_paper_has_readings_where_they_are_known(with_kana: bool) -> None:
    plan = s.an_active_plan()
    pdf = printed(plan, "easy", "person", with_kana=with_kana)
    found, text = structure(pdf), text_of(pdf)
    assert found.faults == []
    in_order(
        text,
        "あなたがしたいこと",
        "友だち" if not with_kana else "友とも",
        "だれが",
        "なにをする",
        "約束",
    )
    assert ("再開さいかい" in text) == with_kana
    assert "課題" not in text
    assert "転んでから" not in text


@pytest.mark.django_db
def test_the_easy_paper_says_whom_to_call_and_not_what_the_staff_agreed_for_an_emergency() -> None:
    """It may name risks, the police and other people of the household: the person gets whom to call."""
    plan = s.a_written_plan()
    words = "長男が暴れたときは、警察へ。"
    s.as_coordinator(plan, services.edit_content, facts=s.words_of_the_plan(emergency=words))
    lead = body_of(s.RECORDER)
    for made_for in ("person", "self"):
        text = text_of(printed(plan, "easy", made_for))
        assert "警察" not in text
        in_order(text, "困ったとき", "電話するところ", lead.name, "約束")
    assert "警察" in text_of(printed(plan)), "the plan of the staff keeps it"


@pytest.mark.django_db
def test_the_easy_paper_is_for_nobody_but_the_person() -> None:
    plan = s.an_active_plan()
    with pytest.raises(Exception, match="本人か自分の控え"):
        printed(plan, "easy", "bodies")


@pytest.mark.django_db
def test_characters_that_no_font_prints_are_told_before_printing(client: Any) -> None:
    plan = s.a_written_plan()
    facts = s.words_of_the_plan(issues="สวัสดี と 𠮷田")
    s.as_coordinator(plan, services.edit_content, facts=facts)
    login(client, s.COORDINATOR)
    page = client.get(f"/plans/{plan.pk}/print/").content.decode()
    assert "印刷できない文字があります：ส、ว" in page
    assert "𠮷" not in page.split("印刷できない文字")[1].split("</div>")[0]
    sent = {"paper": "easy", "made_for": "bodies"}
    answer = client.post(f"/plans/{plan.pk}/print/", sent)
    assert answer.status_code == 422
    sent = {"paper": "plan", "made_for": "self", "since_edition": "4"}
    answer = client.post(f"/plans/{plan.pk}/print/", sent)
    assert answer.status_code == 303
    with acting(s.COORDINATOR) as by:
        copy = PlanPrint.objects.visible_to(by).get(plan=plan)
    assert (copy.since_edition, copy.with_kana) == (4, False)
