"""What the bench compares our question with: guardian's generic tables, filled from our grants, and its stock question."""

import os

import psycopg


def fill_generic_tables() -> None:
    """guardian's own tables, as they would be: a row for each case and role."""
    address = os.environ["SUPERUSER_DATABASE_URL"]
    with psycopg.connect(address, autocommit=True) as c:
        if c.execute("select 1 from guardian_groupobjectpermission limit 1").fetchone():
            return
        for kind, who in (("group", "group_id"), ("user", "user_id")):
            c.execute(
                f"insert into guardian_{kind}objectpermission (object_pk, content_type_id, {who}, permission_id)"
                f" select distinct g.case_id::text, t.id, g.{who}, p.id from access_{kind}grant g,"
                " django_content_type t, auth_permission p where t.model = 'compartment'"
                " and p.codename = 'read_compartment' and g.valid_from is not null"
            )
        c.execute("analyze guardian_groupobjectpermission")
        c.execute("analyze guardian_userobjectpermission")


# What guardian 3 sends for get_objects_for_user(user, "read_compartment", CaseFile) with groups.
STOCK = """
select * from access_casefile f where f.id in (
    select u.object_pk::uuid from guardian_userobjectpermission u
    join auth_permission p on p.id = u.permission_id join django_content_type t on t.id = p.content_type_id
    where u.user_id = %(user)s and t.model = 'compartment' and p.codename in ('read_compartment'))
 or f.id in (
    select g.object_pk::uuid from guardian_groupobjectpermission g
    join auth_group a on a.id = g.group_id
    join organizations_appointment o on o.role_group_id = a.id
    join auth_permission p on p.id = g.permission_id join django_content_type t on t.id = p.content_type_id
    where o.staff_id = %(user)s and t.model = 'compartment' and p.codename in ('read_compartment'))
order by f.opened_on desc, f.id desc limit 26
"""
