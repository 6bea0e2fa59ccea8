"""Whoever may see one case on every rule at once opens it: the entry in the log of reading has room for all (R19)."""

from django.urls import reverse

from access.models import AccessLog, Rule
from access.routes import all_routes
from tests.cases.pages import browser
from tests.cases.situations import a_case
from tests.databases import Database
from tests.world import acting, staff

WHO = "soudan1"
MORE = """
insert into access_usergrant (id, user_id, content_object_id, permission_id, case_id, appointment_id, basis, source_id,
    valid_from, granted_at, granted_by_id)
select gen_random_uuid(), a.staff_id, g.content_object_id, g.permission_id, g.case_id, a.id, %(basis)s, gen_random_uuid(),
    now() - interval '1 minute', now(), a.staff_id
from access_groupgrant g join organizations_appointment a on a.role_group_id = g.group_id
where a.staff_id = %(who)s and g.case_id = %(case)s limit 1
"""


def test_an_entry_has_room_for_every_route() -> None:
    room = AccessLog._meta.get_field("route").max_length or 0
    assert max(len(route.name) for route in all_routes()) <= room


def test_r19_a_case_that_is_open_on_every_rule_is_opened(committed_db: Database) -> None:
    case = a_case(WHO)
    with committed_db.superuser() as database:
        for basis in Rule.values:
            database.execute(MORE, {"basis": basis, "who": staff(WHO).pk, "case": case.pk})
    page = browser(WHO).get(reverse("cases:detail", args=[case.pk]))
    assert page.status_code == 200
    with acting("kansa1"):
        entry = AccessLog.objects.filter(case_number=case.number, action="read").latest("seq")
    assert set(entry.basis.split(",")) == set(Rule.values)
