"""What was searched for stands in the log as field names and keyed hashes (S-69): who looked for a name can be said
afterwards by whoever knows it, and no word stands there."""

import hashlib
import json
import re
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.utils import IntegrityError
from django.urls import reverse

from access.models import AccessLog
from access.protecting import restrict
from access.reading import ReadingLog
from access.words_sought import FIELDS, fields_in, for_words, told
from tests.cases.pages import browser
from tests.cases.situations import a_case
from tests.world import acting, staff

pytestmark = pytest.mark.django_db

WORDS = ("架空", "花子", "かくう", "はなこ", "1948", "03-5803", "0358031111", "R8-", "ばいおれっと")
HASHES = re.compile(r"[a-z_]+(=[0-9a-f]{32}(,[0-9a-f]{32})*)?")


def last_search() -> AccessLog:
    with acting("kansa1"):
        return AccessLog.objects.filter(action="search").latest("seq")


def fields_of(entry: AccessLog) -> dict[str, int]:
    """The fields that were filled, with how many hashes each has; nothing else stands there."""
    parts = (entry.sought or "").split()
    assert all(HASHES.fullmatch(part) for part in parts), entry.sought
    named = (part.partition("=") for part in parts)
    return {name: len(hashes.split(",")) if hashes else 0 for name, _, hashes in named}


def who_looked_for(words: str) -> set[Any]:
    with acting("kansa1"):
        return set(AccessLog.objects.filter(for_words(words)).values_list("user_id", flat=True))


PAGES = [
    ("soudan1", "cases:search", {"q": "架空 花子"}, {"q": 3}),
    ("soudan1", "cases:search", {"q": "03-5803-1111"}, {"q": 1}),
    (
        "soudan1",
        "cases:likely",
        {"name": "架空花子", "kana": "かくう はなこ", "birth_on": "S23.5.2"},
        {"name": 1, "kana": 3, "birth_on": 1},
    ),
    (
        "soudan1",
        "meetings:occasions",
        {"number": "R8-99999", "since": "R8.4.1", "until": ""},
        {"number": 1, "since": 0},
    ),
    ("soudan1", "participation:resources", {"words": "ばいおれっと"}, {"words": 1}),
    ("soudan1", "plans:verify", {"code": "7K3M-9QXD-2FHA"}, {"code": 1}),
    (
        "kansa1",
        "access:log",
        {"case_number": "R8-99999", "action": "print", "since": "R8.4.1"},
        {"case_number": 1, "action": 0, "since": 0},
    ),
]


@pytest.mark.parametrize(("username", "route", "typed", "fields"), PAGES)
def test_s69_a_search_is_entered_with_its_fields_and_hashes_and_no_word(
    username: str, route: str, typed: dict[str, str], fields: dict[str, int]
) -> None:
    a_case()
    browser(username).post(reverse(route), typed, follow=True)
    entry = last_search()
    assert fields_of(entry) == fields
    line = json.dumps({f.name: str(getattr(entry, f.name)) for f in AccessLog._meta.fields})
    assert not [word for word in WORDS if word in json.loads(line)["sought"] or word in line]


def test_s69_filters_beside_the_words_are_entered_by_their_names() -> None:
    url = reverse("participation:resources")
    browser("soudan1").post(f"{url}?takes=1", {"words": "ばいおれっと"}, follow=True)
    assert fields_of(last_search()) == {"words": 1, "takes": 0}


@pytest.mark.parametrize(
    "asked",
    [
        "架空 花子",
        "花子　架空",
        "架空花子",
        "架空",
        "花子",
        "ｶｸｳ",
        "S23.5.2",
        "昭和23年5月2日",
        "1948/5/2",
    ],
)
def test_s69_who_looked_for_a_name_is_found_however_it_is_typed(asked: str) -> None:
    a_case()
    browser("soudan1").post(reverse("cases:search"), {"q": "架空　花子"}, follow=True)
    typed = {"name": "", "kana": "かくう はなこ", "birth_on": "1948/5/2"}
    browser("jimukyoku1").post(reverse("cases:search"), {"q": "見本"}, follow=True)
    browser("soudan2").post(reverse("cases:likely"), typed)
    found = who_looked_for(asked)
    assert found == {staff("soudan2" if asked[0] in "ｶS昭1" else "soudan1").pk}


def test_r10_nobody_but_auditors_is_told_who_looked_for_a_name() -> None:
    browser("soudan1").post(reverse("cases:search"), {"q": "架空　花子"}, follow=True)
    for username in ("soudan1", "kanri1", "system1"):
        with acting(username), connection.cursor() as cursor:
            hashes = f"array['{told(q='架空花子')[2:]}']"
            cursor.execute(
                f"select count(*) from access.searches_for({hashes}, '{{}}', array['架空'], null)"
            )
            assert cursor.fetchone()[0] == 0, username


@pytest.mark.parametrize("asked", ["架空 花子", "架空花子", "かくう", "S23.5.2"])
def test_r12_an_auditor_who_is_kept_out_is_not_told_who_looked_for_somebody_of_the_case(
    asked: str,
) -> None:
    """As of a name for which nobody has looked."""
    case = a_case()
    typed = {"name": "架空 花子", "kana": "かくう はなこ", "birth_on": "1948/5/2"}
    browser("soudan1").post(reverse("cases:likely"), typed)
    assert who_looked_for(asked) == {staff("soudan1").pk}
    with acting("soudan1") as by:
        restrict(case=case, user=staff("kansa1"), reason="親族", relation="kin", by=by)
    assert who_looked_for(asked) == set()
    browser("soudan1").post(reverse("cases:search"), {"q": "見知らぬ人"}, follow=True)
    assert who_looked_for("見知らぬ人") == {staff("soudan1").pk}


@pytest.mark.parametrize("asked", ["架空 花子", "かくう", "R8-{}", "だれも探していない言葉"])
def test_r12_asked_twice_the_answer_is_that_of_words_for_which_nobody_else_has_looked(
    asked: str,
) -> None:
    """Her first question is entered; were it not there when she asks again, that would tell her."""
    case = a_case()
    asked = asked.replace("R8-{}", case.number)
    browser("soudan1").post(reverse("cases:likely"), {"name": "架空 花子", "kana": "かくう はなこ"})
    browser("soudan1").post(reverse("cases:search"), {"q": case.number})
    with acting("soudan1") as by:
        restrict(case=case, user=staff("kansa1"), reason="親族", relation="kin", by=by)
    who, log = browser("kansa1"), reverse("access:log")
    assert who.post(log, {"sought": asked}).context["page"].lines == ()
    (line,) = who.post(log, {"sought": asked}).context["page"].lines
    assert line.staff == staff("kansa1").name


def test_s69_a_birth_date_in_the_one_box_is_found_however_it_is_written() -> None:
    browser("soudan1").post(reverse("cases:search"), {"q": "S23.5.2"}, follow=True)
    assert who_looked_for("1948/5/2") == {staff("soudan1").pk}


NUMBERS = (
    "+81 3 0000 4821",
    "☎03-0000-4821",
    "TEL：03-0000-4821",
    "03ー0000ー4821",
    "03 0000 4821",
)


@pytest.mark.parametrize("typed", NUMBERS)
def test_s69_who_looked_for_a_telephone_number_is_found_however_it_was_written(typed: str) -> None:
    browser("soudan1").post(reverse("cases:search"), {"q": typed}, follow=True)
    for asked in ("03-0000-4821", typed, "電話 0300004821"):
        assert who_looked_for(asked) == {staff("soudan1").pk}, asked
    assert who_looked_for("03-0000-4822") == set()


@pytest.mark.parametrize("asked", [*NUMBERS, "03-0000-4821"])
def test_r12_an_auditor_who_is_kept_out_finds_a_number_of_the_case_by_no_spelling(
    asked: str,
) -> None:
    case = a_case()
    for typed in ("03-0000-4821", asked):
        browser("soudan1").post(reverse("cases:search"), {"q": typed}, follow=True)
    assert who_looked_for(asked) == {staff("soudan1").pk}
    with acting("soudan1") as by:
        restrict(case=case, user=staff("kansa1"), reason="親族", relation="kin", by=by)
    assert who_looked_for(asked) == set()


def test_s69_an_auditor_asks_on_her_page_and_her_asking_is_entered_as_well() -> None:
    a_case()
    browser("soudan1").post(reverse("cases:search"), {"q": "架空　花子"}, follow=True)
    browser("soudan2").post(reverse("cases:search"), {"q": "見本"}, follow=True)
    who = browser("kansa1")
    page = who.post(reverse("access:log"), {"sought": "架空 花子"})
    (line,) = page.context["page"].lines
    assert (line.staff, line.action, line.fields) == ("見本 相談子", "検索", ("検索の欄",))
    assert "探した欄：検索の欄" in page.content.decode()
    own = last_search()
    assert (own.user_id, own.kind) == (staff("kansa1").pk, "閲覧の記録")
    assert fields_of(own) == {"sought": 3}
    assert who_looked_for("架空花子") == {staff("soudan1").pk, staff("kansa1").pk}
    none = who.post(reverse("access:log"), {"sought": "どこにもない"})
    assert none.context["page"].lines == ()


def test_s69_every_field_has_words_for_auditors() -> None:
    typed = [name for _, _, _, fields in PAGES for name, hashes in fields.items() if hashes]
    assert [name for name in typed if name not in FIELDS] == []
    assert fields_in(told(q="架空", takes=True, kind=True)) == ("検索の欄", "ほかの条件")


@pytest.mark.parametrize("asked", ["", "　", "架", "花", "架空 太郎", "空花", "=", ",", "q", "%"])
def test_s69_nobody_is_found_by_part_of_a_word_or_by_none(asked: str) -> None:
    browser("soudan1").post(reverse("cases:search"), {"q": "架空　花子"}, follow=True)
    assert who_looked_for(asked) == set()


def test_s69_another_key_gives_another_hash(settings: Any) -> None:
    browser("soudan1").post(reverse("cases:search"), {"q": "架空"}, follow=True)
    one, before = told(q="架空"), settings.MATCH_KEY
    assert last_search().sought == one
    settings.MATCH_KEY = "another-key-of-the-test-another-key"
    assert told(q="架空") != one
    assert who_looked_for("架空") == set()
    browser("soudan2").post(reverse("cases:search"), {"q": "架空"}, follow=True)
    settings.MATCH_KEYS_BEFORE = [before]
    assert who_looked_for("架空") == {staff("soudan1").pk, staff("soudan2").pk}


def test_s69_the_hash_is_none_of_r15(settings: Any) -> None:
    """Who reads the marks of people in the database cannot lay them beside the log."""
    key = hashlib.sha256(settings.MATCH_KEY.encode()).digest()
    plain = hashlib.sha256("架空".encode()).hexdigest()
    for known in (plain, hashlib.sha256(key + "架空".encode()).hexdigest()):
        assert known[:32] not in told(q="架空")


@pytest.mark.parametrize(
    "words", ["架空 花子", "q=架空", "q=abc", "Q=" + "0" * 32, "q=" + "0" * 33]
)
def test_s69_the_database_takes_no_words(words: str) -> None:
    with acting("soudan1") as user:
        log = ReadingLog(user)
        log.note("search", kind="ケース", sought=words)
        with pytest.raises(IntegrityError, match="no words in the log"), transaction.atomic():
            log.write()


OF_BEFORE = """
    select l.hash = encode(sha256(convert_to(concat_ws(chr(31), coalesce((select p.hash from access_accesslog p
        where p.seq = l.seq - 1), repeat('0', 64)), l.seq::text,
        to_char(l.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'),
        coalesce(l.user_id::text, ''), coalesce(l.body_id::text, ''), l.action, l.outcome,
        l.basis, l.kind, coalesce(l.object_id::text, ''), l.case_number, l.route,
        coalesce(host(l.address), ''), l.request_id::text, l.compartment_id::text), 'UTF8')), 'hex')
    from access_accesslog l order by l.seq"""


def test_s72_an_entry_without_search_and_device_has_the_hash_of_before() -> None:
    case = a_case()
    with acting("soudan1") as user:
        log = ReadingLog(user)
        log.note("read", case)
        log.note("list", kind="ケース")
        log.note("search", kind="ケース", sought=told(q="架空"))
        log.write()
    with acting("kansa1"), connection.cursor() as cursor:
        cursor.execute(OF_BEFORE)
        assert [same for (same,) in cursor.fetchall()][-3:] == [True, True, False]
