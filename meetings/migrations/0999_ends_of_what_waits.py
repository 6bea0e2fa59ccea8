"""つなぎ and requests for 多機関協働 on 本人同意 that waited for their answer before there was an end of them: open to who received
them until the last day of the consents that they stand on, as if they were sent today, and closed where these stand no more
(R3, R6, R17).

What the services do at the next consent of who sent them (`renew_legs`, `renew_requests`, `close_without_basis`) is done here once,
in the same words: the functions of the database are installed after the migrations. The last day is of the consents
that who sent it sees, today, or where none of these holds any more at the moment at which it was sent. What has an end already
keeps it. Of the few that wait one is asked at a time, by its case.

As the owner of the tables, whom row policies bind too; they are loosened inside this transaction. The triggers write the
history of each つなぎ and an entry of the log for each grant, in nobody's name. Back: nothing is opened again; the version before
reads these ends as they stand, and the next consent moves them.
"""

from django.db import migrations

TABLES = (
    *("access_usergrant", "access_groupgrant", "access_compartment", "cases_person"),
    *("cases_consent", "cases_consentbody", "cases_consentperson", "cases_consentattempt"),
    *("cases_referral", "meetings_coordinationrequest", "meetings_requestscreening"),
)
LOOSE = "".join(f"alter table {table} no force row level security;\n" for table in TABLES)
FORCED = "".join(f"alter table {table} force row level security;\n" for table in TABLES)
# Keys are checked at once: a table with checks that wait cannot be altered.
IMMEDIATE = "set constraints all immediate;\n"

WAITING = """
select r.*, c.case_id
from (select s.id, s.compartment_id, s.household, s.sent_at, s.sender_body_id as sender, s.receiver_body_id as receiver,
             true as opens_face, s.consent_until_on, s.legal_basis_id
      from cases_referral s where s.state in ('sent', 'received')
      union all
      select a.id, a.compartment_id, a.household, a.requested_at, a.sender_body_id, a.secretariat_id, false, null,
             a.legal_basis_id
      from meetings_coordinationrequest a where a.state = 'requested') r
join access_compartment c on c.id = r.compartment_id
join organizations_legalbasis b on b.id = r.legal_basis_id and b.needs_consent
order by r.id
"""

PEOPLE = """
with recursive people as (
    select p.id, p.id as goes_on, p.is_subject
    from cases_person p join access_compartment c on c.id = p.compartment_id
    where c.case_id = leg.case_id and p.merged_into_id is null
    union all
    select p.id, q.goes_on, q.is_subject from cases_person p join people q on p.merged_into_id = q.id),
told as (
    select goes_on from people
    where id::text in (select one ->> 'person' from jsonb_array_elements(leg.household) one)),
"""

# As `last_day_of` and `_last_day` of the services: now, or at the moment at which it was sent.
LAST_DAY = """
moment as (select * from (values (1, now()), (2, leg.sent_at)) m (number, at)),
meant as (
    select goes_on from told
    union
    select goes_on from people
    where not exists (select 1 from told) and (is_subject or not leg.opens_face)),
known as (
    select m.number, q.goes_on, max(k.valid_until_on) as of_any,
        max(k.valid_until_on) filter (where exists (
            select 1 from cases_consentbody b where b.consent_id = k.id and b.body_id = leg.receiver)) as of_hers
    from moment m
    join cases_consent k on k.created_at <= m.at and (k.withdrawn_at is null or k.withdrawn_at > m.at)
        and (m.at at time zone 'Asia/Tokyo')::date between k.given_on and k.valid_until_on
    join access_compartment c on c.id = k.compartment_id and c.case_id = leg.case_id
    join cases_consentperson n on n.consent_id = k.id
    join people q on q.id = n.person_id
    where k.body_id = leg.sender or exists (
        select 1 from cases_consentbody b where b.consent_id = k.id and b.body_id = leg.sender)
    group by m.number, q.goes_on),
days as (
    select m.number, case
        when leg.opens_face and bool_and(k.of_hers is not null) then min(k.of_hers)
        when leg.opens_face then min(k.of_any)
        when exists (select 1 from told) then min(coalesce(k.of_hers, k.of_any))
        else max(coalesce(k.of_hers, k.of_any)) end as day
    from moment m cross join meant left join known k on k.number = m.number and k.goes_on = meant.goes_on
    group by m.number)
select day from days where day is not null order by number limit 1
"""

# As `access.basis_stands`.
STANDS = """
sent as (
    select q.goes_on from cases_consentbody n
    join cases_consent k on k.id = n.consent_id
    join cases_consentperson m on m.consent_id = k.id
    join people q on q.id = m.person_id
    where n.body_id = leg.receiver and k.created_at <= leg.sent_at
      and k.valid_until_on >= (leg.sent_at at time zone 'Asia/Tokyo')::date
      and (k.withdrawn_at is null or k.withdrawn_at >= leg.sent_at)),
given as (
    select q.goes_on, k.withdrawn_at, k.withdrawn_at is null
        and (now() at time zone 'Asia/Tokyo')::date between k.given_on and k.valid_until_on as holds,
        q.goes_on not in (select s.goes_on from sent s) or exists (
            select 1 from cases_consentbody b where b.consent_id = k.id and b.body_id = leg.receiver) as is_to_her
    from cases_consentperson n
    join cases_consent k on k.id = n.consent_id
    join people q on q.id = n.person_id),
tried as (
    select distinct on (q.goes_on) q.goes_on, a.answer, a.created_at
    from cases_consentattempt a join people q on q.id = a.person_id
    order by q.goes_on, a.tried_on desc, a.created_at desc)
select not exists (
    select 1 from people q
    where not exists (select 1 from given g where g.goes_on = q.goes_on and g.holds and g.is_to_her)
          and is_recorded and (q.goes_on in (select goes_on from told)
                               or leg.opens_face and q.is_subject and not exists (select 1 from told))
       or not exists (select 1 from given g where g.goes_on = q.goes_on and g.holds)
          and (leg.opens_face or q.goes_on in (select goes_on from told)
               or q.is_subject and not exists (select 1 from told)
                  and not exists (select 1 from given g where g.holds))
          and (exists (select 1 from given g where g.goes_on = q.goes_on and g.withdrawn_at >= leg.sent_at)
               or exists (select 1 from tried t
                          where t.goes_on = q.goes_on and t.answer = '30' and t.created_at >= leg.sent_at)))
   and (leg.opens_face or not is_recorded or exists (select 1 from told)
        or exists (select 1 from given g where g.holds and g.is_to_her))
"""

WAS_RECORDED = """
select 1 from cases_consent k join access_compartment c on c.id = k.compartment_id
where c.case_id = leg.case_id and k.created_at <= leg.sent_at
  and (k.body_id = leg.sender or exists (
      select 1 from cases_consentbody n where n.consent_id = k.id and n.body_id = leg.sender))
"""

# A day that is over ends it now: until now it was open.
ENDS = """
do $$
declare
    leg record;
    last_day date;
    sources uuid[];
    is_recorded boolean;
begin
    for leg in WAITING loop
        sources := array[leg.id] || array(
            select s.compartment_id from meetings_requestscreening s where s.request_id = leg.id);
        last_day := leg.consent_until_on;
        if last_day is null then
            last_day := (LAST_DAY);
            if leg.opens_face and last_day is not null then
                update cases_referral set consent_until_on = last_day, version = version + 1 where id = leg.id;
            end if;
        end if;
        update access_usergrant
        set valid_until = greatest((last_day + 1)::timestamp at time zone 'Asia/Tokyo', now())
        where source_id = any (sources) and valid_until is null and last_day is not null;
        update access_groupgrant
        set valid_until = greatest((last_day + 1)::timestamp at time zone 'Asia/Tokyo', now())
        where source_id = any (sources) and valid_until is null and last_day is not null;
        is_recorded := case when leg.opens_face then last_day is not null else exists (WAS_RECORDED) end;
        if not (STANDS) then
            update access_usergrant set valid_until = now()
            where source_id = any (sources) and (valid_until is null or valid_until > now());
            update access_groupgrant set valid_until = now()
            where source_id = any (sources) and (valid_until is null or valid_until > now());
        end if;
    end loop;
end $$;
"""
PARTS = {
    "WAITING": WAITING,
    "LAST_DAY": PEOPLE + LAST_DAY,
    "WAS_RECORDED": WAS_RECORDED,
    "STANDS": PEOPLE + STANDS,
}
for name, part in PARTS.items():
    ENDS = ENDS.replace(name, part)
FORWARD = LOOSE + ENDS + IMMEDIATE + FORCED


class Migration(migrations.Migration):
    dependencies = [
        ("access", "1000_every_basis_in_one_entry"),
        ("cases", "1000_who_was_split_off_is_supported"),
        ("meetings", "0998_requests_taken_back_with_the_consent"),
    ]

    operations = [migrations.RunSQL(FORWARD, migrations.RunSQL.noop)]
