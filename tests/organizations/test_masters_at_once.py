"""Masters with real commits: the same click twice at one moment, and offices that stand twice from before."""

import re
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from django.db import connections
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from organizations.models import Appointment, Staff
from tests.databases import Database
from tests.organizations.test_masters_pages import bound_values, error_texts, staff_page
from tests.world import login, staff

PASSWORD = re.compile(r'<p class="given"><code>([^<]+)</code>')
ADD = "admin:organizations_staff_add"


def test_the_same_new_staff_twice_at_one_moment_is_one(committed_db: Database) -> None:
    """Two clicks in one moment: one answer shows the password, the other says that it is done; neither is 500."""
    client = Client()
    login(client, "system1")
    sent = bound_values(client.get(reverse(ADD))) | {"username": "mihon9", "name": "見本 新人"}

    def click(_: int) -> Any:
        try:
            mine = Client()
            mine.cookies = client.cookies
            return mine.post(reverse(ADD), sent)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as both:
        answers = list(both.map(click, range(2)))
    assert [answer.status_code for answer in answers] == [200, 200]
    pages = [answer.content.decode() for answer in answers]
    (password,) = [found[1] for page in pages if (found := PASSWORD.search(page))]
    assert sum("登録は済んでいます" in page for page in pages) == 1
    assert Staff.objects.get(username="mihon9").check_password(password)


def test_r16_what_stands_twice_from_before_can_be_ended(committed_db: Database) -> None:
    """The rule touches no row that is there: of two offices of before one is ended, then the other."""
    office = Appointment.objects.get(staff=staff("soudan1"))
    with committed_db.superuser() as raw:
        raw.execute("set session_replication_role = replica")  # as before there was the rule
        raw.execute(
            "insert into organizations_appointment"
            " (id, staff_id, role_group_id, valid_from, note, created_at)"
            " values (gen_random_uuid(), %s, %s, %s, '', now())",
            [office.staff_id, office.role_group_id, office.valid_from],
        )
    client = Client()
    login(client, "system1")
    for number in range(2):
        now = timezone.localtime()
        sent = bound_values(client.get(staff_page("soudan1")))
        held = next(k for k in sent if k.endswith("-valid_until_0") and not sent[k])
        sent |= {held: f"{now:%Y-%m-%d}", held[:-1] + "1": f"{now:%H:%M:%S}"}
        response = client.post(staff_page("soudan1"), sent)
        assert response.status_code == 302, error_texts(response)
        ended = Appointment.objects.filter(staff=staff("soudan1"), valid_until__isnull=False)
        assert ended.count() == number + 1
