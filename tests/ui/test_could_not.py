"""What could not be done is said as people say it: of 返事を送る, 返事を送れませんでした."""

import re
from pathlib import Path

import pytest

from bunkyo_support.verbs import could_not
from cases.forms.emergency import DangerForm
from cases.models import Person
from documents.addressing import household_name, with_san
from documents.templatetags.printing import name_within
from outreach.forms.targets import TargetForm

ROOT = Path(__file__).resolve().parent.parent.parent
APPS = ("access", "bunkyo_support", "cases", "community", "keeping", "meetings", "organizations")
FOLDERS = (*APPS, "outreach", "participation", "plans", "reports", "templates")
BUTTON = re.compile(
    r"""(?:submit|action|"submit"|"action")\s*[=:]\s*["']([^"'{}/\n]*[ぁ-ん一-龠])["']"""
)


@pytest.mark.parametrize(
    ("button", "words"),
    [
        ("返事を送る", "返事を送れませんでした"),
        ("予定に入れる", "予定に入れられませんでした"),
        ("プランを作る", "プランを作れませんでした"),
        ("確認を頼む", "確認を頼めませんでした"),
        ("加える", "加えられませんでした"),
        ("緊急閲覧を始める", "緊急閲覧を始められませんでした"),
        ("届け出る", "届け出られませんでした"),
        ("閉じる", "閉じられませんでした"),
        ("担当者に限る", "担当者に限れませんでした"),
        ("下書きとして残す", "下書きとして残せませんでした"),
        ("書き出す", "書き出せませんでした"),
        ("プランから外す", "プランから外せませんでした"),
        ("準備に戻す", "準備に戻せませんでした"),
        ("廃棄停止を解く", "廃棄停止を解けませんでした"),
        ("特例を使う", "特例を使えませんでした"),
        ("選ぶ", "選べませんでした"),
        ("義務を読んだ。会議を開く", "会議を開けませんでした"),
        ("返事をする", "返事ができませんでした"),
        ("終わりにする", "終わりにできませんでした"),
        ("見られないようにする", "見られないようにできませんでした"),
        ("登録", "登録できませんでした"),
        ("次へ進むことが", "次へ進むことができませんでした"),
        ("次へ", "次へ進めませんでした"),
        ("確かめた", "「確かめた」を登録できませんでした"),
    ],
)
def test_a_button_in_the_negative(button: str, words: str) -> None:
    assert could_not(button) == words


def test_every_button_of_the_project_gives_a_sentence() -> None:
    files = [
        f for name in FOLDERS for kind in ("*.py", "*.html") for f in (ROOT / name).rglob(kind)
    ]
    buttons = {b for f in files for b in BUTTON.findall(f.read_text(encoding="utf-8"))}
    assert len(buttons) > 100
    said = {button: could_not(button) for button in buttons}
    odd = r"[うくぐすつぬぶむる]でき|へでき|[ただ]でき|^できませんでした"
    assert {b: words for b, words in said.items() if re.search(odd, words)} == {}


@pytest.mark.parametrize(
    ("name", "called", "household"),
    [
        ("架空 花子", "架空 花子 さん", "架空 花子 さんの世帯"),
        ("アパートAの方", "アパートAの方", "アパートAの方の世帯"),
        ("大家さん", "大家さん", "大家さんの世帯"),
    ],
)
def test_nobody_is_called_politely_twice(name: str, called: str, household: str) -> None:
    assert (with_san(name), household_name(name)) == (called, household)


def test_a_name_for_the_time_being_is_no_name_and_gets_no_san() -> None:
    called = "いつも弁当を持ち帰る方"
    alias = Person(name=called, name_kind=Person.NameKind.ALIAS)
    assert alias.household_words == f"{called}の世帯"
    assert with_san(called, kept_as="仮名") == called
    for ends in ("よく来る方", "橋の下の方", "子どもを連れた方", "名乗らない方", "犬を飼う方"):
        assert Person(name=ends, name_kind=Person.NameKind.ALIAS).name_words == ends
    assert Person(name="架空 花子").household_words == "架空 花子 さんの世帯"
    assert Person(name="花ちゃん", name_kind="common").household_words == "花ちゃん さんの世帯"


@pytest.mark.parametrize("name", ["見本", "見本 花子", "例示さん", "緒方", "みどり方", "みのり方"])
@pytest.mark.parametrize(("kind", "mark"), [("alias", "仮名"), ("anonymous", "匿名")])
def test_a_name_that_is_not_hers_is_marked(name: str, kind: str, mark: str) -> None:
    person = Person(name=name, name_kind=kind)
    assert person.household_words == f"{name}（{mark}）の世帯"
    assert person.name_words == f"{name}（{mark}）"
    assert str(person) == name


@pytest.mark.parametrize(
    ("name", "kind", "called"),
    [
        ("見本の長い名前です", "anonymous", "見本の長…（匿名）"),
        ("見本", "alias", "見本（仮名）"),
        ("見本の長い名前です", "real", "見本の長…"),
        ("橋の下に来る方", "alias", "橋の下に…"),
        ("", "unknown", "氏名不明"),
        ("", "anonymous", "匿名"),
    ],
)
def test_little_room_cuts_a_name_and_never_its_mark(name: str, kind: str, called: str) -> None:
    assert name_within(Person(name=name, name_kind=kind), 5) == called


def test_no_page_says_polite_words_beside_a_name_by_itself() -> None:
    """Of people in need: whoever writes さんの世帯 in a page or a list forgets those without a name."""
    files = [
        f for name in FOLDERS for kind in ("*.py", "*.html") for f in (ROOT / name).rglob(kind)
    ]
    pattern = re.compile(r"\} ?さんの世帯")
    assert [str(f) for f in files if pattern.search(f.read_text(encoding="utf-8"))] == []


def test_only_the_frame_of_the_page_says_error_in_the_title() -> None:
    pages = [f for f in (ROOT / "templates").rglob("*.html") if not f.name.startswith("base")]
    twice = [str(f) for f in pages if re.search(r"block title %}.*エラー", f.read_text("utf-8"))]
    assert twice == []


@pytest.mark.django_db
def test_the_words_of_the_forms_for_outreach_and_emergency() -> None:
    """No field is required and left to her at once; what is missing is asked for in a whole sentence."""
    target, danger = TargetForm({}, colleagues=[]), DangerForm({})
    assert target.fields["topics"].label == "困りごと"
    assert target.errors["source_kind"] == ["だれから聞いたかを選んでください"]
    assert danger.errors["words"] == ["くわしいことを書いてください"]
