"""The pages on which a supervisor brings a list, looks through it, and takes it back."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from cases.import_template import template
from cases.importing.columns import COLUMNS
from documents.files import table

from .bringing import LINE, STRANGER, SUPERVISOR, WORKER, a_list, bring, cases, take_in
from .pages import browser, text_of

pytestmark = pytest.mark.django_db


def upload(client: Any, content: bytes, name: str = "list.csv") -> Any:
    return client.post(reverse("cases:imports"), {"upload": SimpleUploadedFile(name, content)})


def test_the_pages_show_each_line_with_what_is_wrong() -> None:
    client = browser(SUPERVISOR)
    assert "まだありません" in text_of(client.get(reverse("cases:imports")))
    refused = upload(client, b"", "list.csv")
    assert refused.status_code == 422
    lines = [LINE | {"氏名": f"架空 {n}号"} for n in range(30)] + [LINE | {"緊急度": "Z"}]
    answer = upload(client, a_list(*lines))
    assert answer.status_code == 303
    shown = client.get(answer["Location"])
    assert "架空 0号" in text_of(shown)
    assert "架空 29号" not in text_of(shown)
    assert ">取り込む<" not in shown.content.decode()
    assert "「Z」は選べません" in text_of(client.get(answer["Location"] + "?show=faulty"))
    given_up = client.post(answer["Location"] + "give-up/")
    assert given_up.status_code == 303
    assert "取りやめ" in text_of(client.get(reverse("cases:imports")))
    assert "架空 0号" not in text_of(client.get(answer["Location"]))


@pytest.mark.parametrize("who", [WORKER, STRANGER, "jimukyoku1", "ishi1"])
def test_r9_only_supervisors_bring_lists(who: str) -> None:
    kept = bring(a_list(LINE))
    client = browser(who)
    for name in ("case_import", "try_import", "give_up_import", "take_back_import"):
        address = reverse(f"cases:{name}", args=[kept.pk])
        assert {client.get(address).status_code, client.post(address).status_code} <= {404, 405}
    assert client.get(reverse("cases:imports")).status_code == 404
    assert client.get(reverse("cases:import_template", args=["xlsx"])).status_code == 404


def test_the_template_can_be_filled_in_and_brought_back() -> None:
    for form in ("xlsx", "csv"):
        answer = browser(SUPERVISOR).get(reverse("cases:import_template", args=[form]))
        assert answer["Content-Disposition"].endswith(f'.{form}"')
        [head] = table(answer.content, f"list.{form}")
        assert head == [column.heading for column in COLUMNS]
    assert template("csv")[0].decode("utf-8-sig").count("\r\n") == 1


def test_taking_back_is_done_on_purpose() -> None:
    kept = bring(a_list(LINE))
    take_in(kept)
    client = browser(SUPERVISOR)
    address = reverse("cases:take_back_import", args=[kept.pk])
    assert client.post(address).status_code == 422
    assert len(cases()) == 1
    assert client.post(address, {"sure": "on"}).status_code == 303
    assert cases() == []
