-- Unusual reading (S-73): flags out of the log of reading, by nine definitions (docs/read-log.md). Looks
-- at names of people and of staff, and writes down a definition, a person, a day and a case number: no
-- name, no content (R10). Owned by bunkyo_gate like the functions beside it.

-- Comparable surnames: what stands before the first space, in either script (cases.services.shield).
create or replace function access.surnames(variadic names text[]) returns text[]
language sql immutable set search_path = pg_catalog, access as $$
    select coalesce(array_agg(distinct key), '{}')
    from unnest(names) name
    cross join lateral regexp_split_to_array(btrim(translate(name, '　', ' ')), '\s+') words
    cross join lateral access.search_key(words[1]) key
    where cardinality(words) > 1 and key <> ''
$$;

-- The case of a number as it stands in the log.
create or replace function access.case_of_number(number text) returns uuid
language sql stable set search_path = pg_catalog as $$
    select f.id from public.access_casefile f
    where f.fiscal_year = 2018 + substring(number from '^R([0-9]{1,3})-')::integer
      and f.serial = substring(number from '-([0-9]{1,9})$')::integer
$$;

-- Whether the acting user sees a flag: an auditor, about somebody else, on a case from which she is not
-- kept out, nor was when it was disposed of (R12).
create or replace function access.sees_flag(about uuid, wanted_case uuid) returns boolean
language sql stable security definer set search_path = pg_catalog, access as $$
    select access.acting_holds_role('auditor')
       and about is distinct from access.acting_user()
       and (wanted_case is null or not access.is_restricted(wanted_case, access.acting_user())
                                   and not access.was_kept_from(wanted_case))
$$;

-- Enter the flags of some days; returns how many are new or have grown. For the role of scheduled work,
-- and for auditors. Run again it enters nothing twice.
create or replace function access.find_unusual(
    first_day date, last_day date, days_off date[],
    many integer, minutes integer, opens time, closes time, refusals integer) returns integer
language plpgsql volatile security definer set search_path = pg_catalog, access as $$
declare
    written integer;
    since timestamptz := first_day::timestamp at time zone 'Asia/Tokyo';
    until timestamptz := (last_day + 1)::timestamp at time zone 'Asia/Tokyo';
begin
    if session_user <> 'bunkyo_jobs' and not access.acting_holds_role('auditor') then return 0; end if;
    with entry as materialized (
        select l.at, (l.at at time zone 'Asia/Tokyo')::date as day,
               (l.at at time zone 'Asia/Tokyo')::time as clock,
               l.user_id, l.case_number, l.action, l.outcome, l.kind
        from public.access_accesslog l
        where l.at >= since and l.at < until and l.user_id is not null),
    -- Whoever reviews an emergency opens no case: she reads its number and what another did (emergency_models.REVIEW).
    opened as materialized (
        select * from entry e
        where e.outcome = 'shown' and e.case_number <> '' and e.kind <> '緊急閲覧の確認'
          and e.action in ('read', 'print', 'export', 'download')),
    -- Who has enough cases on a day to be looked at by the minute.
    busy as (
        select o.user_id, o.day from opened o
        group by o.user_id, o.day having count(distinct o.case_number) >= many),
    -- How many different cases in so many minutes: each opening counts until these are over, or the same case is
    -- opened again. Added up in the order of time, for an export enters thousands of cases in one moment.
    counted as (
        select o.user_id, o.day, o.at, 1 as step,
               least(lead(o.at) over (partition by o.user_id, o.case_number order by o.at),
                     o.at + make_interval(mins => minutes)) as counts_until
        from opened o where o.user_id in (select b.user_id from busy b)),
    steps as (
        select c.user_id, c.day, c.at, c.step from counted c
        union all
        select c.user_id, null, c.counts_until, -1 from counted c),
    summed as (
        select s.user_id, s.day, s.at,
               sum(s.step) over (partition by s.user_id order by s.at range unbounded preceding) as within
        from steps s),
    moments as (
        select s.user_id, s.day, s.at, s.within
        from summed s join busy b on b.user_id = s.user_id and b.day = s.day),
    per_case as materialized (
        select o.user_id, o.day, o.case_number, access.case_of_number(o.case_number) as case_id,
               count(*) as reads, min(o.at) as first_at, max(o.at) as last_at
        from opened o group by o.user_id, o.day, o.case_number),
    -- Whoever is in charge has been compared with the household already (R23).
    of_others as materialized (
        select p.* from per_case p
        where p.case_id is not null and not exists (
            select 1 from public.cases_staffincharge s
            join public.access_compartment c on c.id = s.compartment_id
            where c.case_id = p.case_id and s.staff_id = p.user_id and s.since <= p.day
              and (s.until is null or s.until >= p.day))),
    named as materialized (
        select c.case_id, access.search_key(k.name) as name, access.surnames(k.name, k.kana) as surnames
        from public.cases_person k join public.access_compartment c on c.id = k.compartment_id
        where k.merged_into_id is null and c.case_id in (select o.case_id from of_others o)),
    readers as materialized (
        select s.id, access.surnames(s.name, s.kana) as surnames,
               array_remove(array[access.search_key(s.name), access.search_key(s.kana)], '') as whole
        from public.organizations_staff s where s.id in (select o.user_id from of_others o)),
    employed as materialized (
        select access.search_key(s.name) as name from public.organizations_staff s
        where s.is_active and s.name <> ''),
    found (rule, user_id, day, case_number, case_id, reads, cases, first_at, last_at, figure) as (
        select 'many', m.user_id, m.day, '', null::uuid, count(*), max(m.within), min(m.at), max(m.at),
               minutes || '分に' || many || '件'
        from moments m where m.within >= many group by m.user_id, m.day
        union all
        select 'surname', o.user_id, o.day, o.case_number, o.case_id, o.reads, 1, o.first_at, o.last_at,
               ''
        from of_others o join readers r on r.id = o.user_id
        where exists (
            select 1 from named n where n.case_id = o.case_id and (
                n.surnames && r.surnames
                -- A name without a space counts by how it begins.
                or cardinality(r.surnames) = 0 and exists (
                    select 1 from unnest(n.surnames) surname, unnest(r.whole) whole
                    where length(surname) > 1 and starts_with(whole, surname))))
        union all
        select 'colleague', o.user_id, o.day, o.case_number, o.case_id, o.reads, 1, o.first_at,
               o.last_at, ''
        from of_others o
        where exists (
            select 1 from named n join employed e on e.name = n.name
            where n.case_id = o.case_id and n.name <> '')
           or exists (
            select 1 from public.access_restriction x
            join public.organizations_appointment theirs on theirs.staff_id = x.user_id
            join public.organizations_rolegroup g on g.group_id = theirs.role_group_id
            join public.organizations_rolegroup mine_group on mine_group.body_id = g.body_id
            join public.organizations_appointment mine
              on mine.role_group_id = mine_group.group_id and mine.staff_id = o.user_id
            where x.case_id = o.case_id and x.user_id <> o.user_id
              and x.lifted_at is null and x.valid_from <= o.last_at
              and (x.valid_until is null or x.valid_until > o.first_at)
              and mine.valid_from <= o.last_at
              and (mine.valid_until is null or mine.valid_until > o.first_at)
              and theirs.valid_from <= o.last_at
              and (theirs.valid_until is null or theirs.valid_until > o.first_at))
           -- Somebody who works where the reader does, as her 勤め先 says. Of who is protected nothing is told (R11).
           or exists (
            select 1 from public.cases_contactpoint k
            join public.access_compartment c on c.id = k.compartment_id
            join public.organizations_appointment a on a.staff_id = o.user_id
            join public.organizations_rolegroup g on g.group_id = a.role_group_id
            join public.organizations_body b on b.id = g.body_id
            where c.case_id = o.case_id and k.kind = 'workplace'
              and (k.ended_on is null or k.ended_on >= o.day)
              and a.valid_from <= o.last_at and (a.valid_until is null or a.valid_until > o.first_at)
              and length(access.search_key(b.name)) > 3
              and strpos(access.search_key(k.value), access.search_key(b.name)) > 0
              and not exists (select 1 from public.access_protection p
                              where p.person_id = k.person_id and p.ended_at is null))
        union all
        select 'hours', o.user_id, o.day, '', null, count(*), count(distinct o.case_number), min(o.at),
               max(o.at), to_char(opens, 'HH24:MI') || '〜' || to_char(closes, 'HH24:MI')
        from opened o
        where o.clock < opens or o.clock >= closes or o.day = any (days_off)
        group by o.user_id, o.day
        union all
        select 'refused', e.user_id, e.day, '', null, count(*), 0, min(e.at), max(e.at),
               '1日' || refusals || '回'
        from entry e where e.action = 'refused' group by e.user_id, e.day having count(*) >= refusals)
    insert into public.access_readingflag as f
        (id, rule, user_id, day, case_number, case_id, reads, cases, first_at, last_at, figure, found_at)
    select gen_random_uuid(), n.rule, n.user_id, n.day, n.case_number, n.case_id, n.reads, n.cases,
           n.first_at, n.last_at, n.figure, statement_timestamp()
    from found n
    on conflict (rule, user_id, day, case_number) do update
        set reads = excluded.reads, cases = excluded.cases, last_at = excluded.last_at
        where excluded.reads > f.reads;
    get diagnostics written = row_count;
    return written;
end $$;

-- Reading for which the log shows no need (U6 to U9), of the same days, by the same two, and entered in the same way.
-- A task in a case has whoever is in charge, received it or wrote in it, has something to do there, or has a grant
-- by name (a consent, a plan, a meeting, an emergency).
create or replace function access.find_unneeded(
    first_day date, last_day date,
    searches integer, row_cases integer, row_seconds integer, readers integer, other_cases integer) returns integer
language plpgsql volatile security definer set search_path = pg_catalog, access as $$
declare
    written integer;
    since timestamptz := first_day::timestamp at time zone 'Asia/Tokyo';
    until timestamptz := (last_day + 1)::timestamp at time zone 'Asia/Tokyo';
    soon interval := interval '30 minutes';
begin
    if session_user <> 'bunkyo_jobs' and not access.acting_holds_role('auditor') then return 0; end if;
    with entry as materialized (
        select l.at, (l.at at time zone 'Asia/Tokyo')::date as day, l.user_id, l.case_number, l.action, l.request_id
        from public.access_accesslog l
        where l.at >= since and l.at < until and l.user_id is not null and l.outcome = 'shown'
          and (l.action = 'search' and l.kind = 'ケース'
            or l.action in ('read', 'print', 'export', 'download')
               and l.case_number <> '' and l.kind <> '緊急閲覧の確認')),
    in_order as (
        select e.at, e.user_id, e.day, e.action,
               lag(e.action) over hers as before, lag(e.at) over hers as before_at,
               lead(e.action) over hers as after, lead(e.at) over hers as after_at
        from entry e window hers as (partition by e.user_id order by e.at)),
    -- A search soon after a case may be the way back from it; one of which the time is not over may still find its case.
    in_vain as (
        select s.user_id, s.day, s.at from in_order s
        where s.action = 'search'
          and (s.before is null or s.before = 'search' or s.before_at < s.at - soon)
          and (s.after = 'search' or coalesce(s.after_at, statement_timestamp()) > s.at + soon)),
    -- Lists that are exported name many cases, and open none.
    per_case as materialized (
        select e.user_id, e.day, e.case_number, access.case_of_number(e.case_number) as case_id,
               count(*) as reads, min(e.at) as first_at, max(e.at) as last_at
        from entry e where e.action in ('read', 'print', 'download')
        group by e.user_id, e.day, e.case_number),
    of_others as materialized (
        select p.* from per_case p
        where p.case_id is not null and not exists (
            select 1 from public.cases_staffincharge s
            join public.access_compartment c on c.id = s.compartment_id
            where c.case_id = p.case_id and s.staff_id = p.user_id and s.since <= p.day
              and (s.until is null or s.until >= p.day))),
    -- Requests that opened one case; a page that names several is none of them.
    pages as (
        select e.user_id, e.day, min(e.case_number) as case_number, min(e.at) as at
        from entry e where e.action = 'read'
        group by e.user_id, e.day, e.request_id having min(e.case_number) = max(e.case_number)),
    turned as (
        select p.*, lag(p.case_number) over (partition by p.user_id, p.day order by p.at) as last_number
        from pages p join of_others o using (user_id, day, case_number)),
    visits as (
        select t.user_id, t.day, t.case_number, t.at,
               (t.at - lag(t.at) over (partition by t.user_id, t.day order by t.at)
                   <= make_interval(secs => row_seconds)) is not true as begins
        from turned t where t.last_number is distinct from t.case_number),
    counted as (
        select v.*, count(*) filter (where v.begins) over (partition by v.user_id, v.day order by v.at) as run
        from visits v),
    in_a_row as (
        select c.user_id, c.day, count(*) as reads, count(distinct c.case_number) as cases,
               min(c.at) as first_at, max(c.at) as last_at
        from counted c group by c.user_id, c.day, c.run having count(distinct c.case_number) >= row_cases),
    busy as (
        select o.user_id, o.day from of_others o group by o.user_id, o.day having count(*) >= other_cases),
    crowded as (
        select o.case_id, o.day from of_others o group by o.case_id, o.day having count(*) >= readers),
    without_task as materialized (
        select o.* from of_others o
        where ((o.user_id, o.day) in (select b.user_id, b.day from busy b)
            or (o.case_id, o.day) in (select c.case_id, c.day from crowded c))
          and not exists (
            select 1 from public.access_usergrant g
            where g.user_id = o.user_id and g.case_id = o.case_id and g.valid_from <= o.last_at
              and (g.valid_until is null or g.valid_until > o.first_at))
          and not exists (
            select 1 from public.access_casefile f where f.id = o.case_id and f.created_by_id = o.user_id)
          and not exists (
            select 1 from public.access_compartment c where c.case_id = o.case_id and (
                exists (select 1 from public.cases_intake i where i.compartment_id = c.id
                        and o.user_id in (i.created_by_id, i.receiver_id))
                or exists (select 1 from public.cases_note n where n.compartment_id = c.id
                           and n.created_by_id = o.user_id)
                or exists (select 1 from public.cases_nextaction a where a.compartment_id = c.id
                           and o.user_id in (a.created_by_id, a.assignee_id))))),
    found (rule, user_id, day, case_number, case_id, reads, cases, first_at, last_at, figure) as (
        select 'searches', s.user_id, s.day, '', null::uuid, count(*), 0, min(s.at), max(s.at),
               '1日' || searches || '回'
        from in_vain s group by s.user_id, s.day having count(*) >= searches
        union all
        select 'in_row', r.user_id, r.day, '', null, sum(r.reads), max(r.cases), min(r.first_at),
               max(r.last_at), row_seconds || '秒以内に次を、' || row_cases || '件'
        from in_a_row r group by r.user_id, r.day
        union all
        select 'readers', null, w.day, w.case_number, w.case_id, sum(w.reads), 1, min(w.first_at),
               max(w.last_at), '1日' || readers || '人'
        from without_task w group by w.day, w.case_number, w.case_id having count(*) >= readers
        union all
        -- Supervisors look after what others do (R9).
        select 'no_task', w.user_id, w.day, '', null, sum(w.reads), count(*), min(w.first_at),
               max(w.last_at), '1日' || other_cases || '件'
        from without_task w
        where not exists (
            select 1 from public.organizations_appointment a
            join public.organizations_rolegroup g on g.group_id = a.role_group_id
            where a.staff_id = w.user_id and g.role = 'supervisor' and a.valid_from <= w.last_at
              and (a.valid_until is null or a.valid_until > w.first_at))
        group by w.user_id, w.day having count(*) >= other_cases),
    of_somebody as (
        insert into public.access_readingflag as f
            (id, rule, user_id, day, case_number, case_id, reads, cases, first_at, last_at, figure, found_at)
        select gen_random_uuid(), n.rule, n.user_id, n.day, n.case_number, n.case_id, n.reads, n.cases,
               n.first_at, n.last_at, n.figure, statement_timestamp()
        from found n where n.user_id is not null
        on conflict (rule, user_id, day, case_number) do update
            set reads = excluded.reads, cases = excluded.cases, last_at = excluded.last_at
            where excluded.reads > f.reads
        returning 1),
    of_nobody as (
        insert into public.access_readingflag as f
            (id, rule, user_id, day, case_number, case_id, reads, cases, first_at, last_at, figure, found_at)
        select gen_random_uuid(), n.rule, null, n.day, n.case_number, n.case_id, n.reads, n.cases,
               n.first_at, n.last_at, n.figure, statement_timestamp()
        from found n where n.user_id is null
        on conflict (rule, day, case_number) where user_id is null do update
            set reads = excluded.reads, last_at = excluded.last_at
            where excluded.reads > f.reads
        returning 1)
    select (select count(*) from of_somebody) + (select count(*) from of_nobody) into written;
    return written;
end $$;

-- Who could read in some compartments when, and in which role. Not for the application: it names people.
create or replace function access.could_read(places uuid[])
returns table (compartment_id uuid, reader uuid, role_group_id integer, valid_from timestamptz, until timestamptz)
language sql stable security definer set search_path = pg_catalog, access as $$
    select g.content_object_id, g.user_id, a.role_group_id, greatest(g.valid_from, a.valid_from),
           least(coalesce(g.valid_until, 'infinity'), coalesce(a.valid_until, 'infinity'))
    from public.access_usergrant g
    join public.organizations_appointment a on a.id = g.appointment_id and a.staff_id = g.user_id
    where g.valid_from is not null and g.content_object_id = any (places)
    union all
    select g.content_object_id, a.staff_id, a.role_group_id, greatest(g.valid_from, a.valid_from),
           least(coalesce(g.valid_until, 'infinity'), coalesce(a.valid_until, 'infinity'))
    from public.access_groupgrant g
    join public.organizations_appointment a on a.role_group_id = g.group_id
    where g.valid_from is not null and g.content_object_id = any (places)
$$;

-- Who has opened a case, for whoever is in charge of it at her body and for its supervisors (S-75). Only
-- reading of compartments that the acting user reads now, by people who could read them at that moment;
-- 支援会議, 秘匿情報 and memos never (R4, R11). Who is kept out of the case is not named (R12). People of
-- other bodies are a body and a role. Days, no times.
create or replace function access.readings_of(wanted uuid, since timestamptz)
returns table (kind text, organization_id uuid, body_id uuid, role text, staff_id uuid, took boolean,
               first_day date, last_day date, days bigint)
language plpgsql stable security definer set search_path = pg_catalog, access as $$
declare
    me uuid := access.acting_user();
    own_bodies uuid[];
    wanted_number text;
begin
    select array_agg(distinct g.body_id) into own_bodies
    from public.organizations_appointment a
    join public.organizations_rolegroup g on g.group_id = a.role_group_id
    where a.staff_id = me and a.valid_from <= statement_timestamp()
      and (a.valid_until is null or a.valid_until > statement_timestamp());
    if not exists (
        select 1 from access.open_grant o
        join public.access_compartment c on c.id = o.compartment_id
        where c.case_id = wanted and c.kind = 'record'
          and o.permission in ('read_compartment', 'write_compartment')
          and (exists (select 1 from public.cases_staffincharge s
                       where s.compartment_id = c.id and s.staff_id = me and s.until is null)
            or exists (select 1 from public.organizations_appointment a
                       join public.organizations_rolegroup g on g.group_id = a.role_group_id
                       where a.staff_id = me and g.role = 'supervisor'
                         and g.body_id = c.organization_id
                         and a.valid_from <= statement_timestamp()
                         and (a.valid_until is null or a.valid_until > statement_timestamp()))))
        then return; end if;
    select 'R' || (f.fiscal_year - 2018) || '-' || lpad(f.serial::text, 5, '0') into wanted_number
    from public.access_casefile f where f.id = wanted;
    return query
    with mine as materialized (
        select distinct c.id, c.kind::text as kind, c.organization_id
        from access.open_grant o join public.access_compartment c on c.id = o.compartment_id
        where c.case_id = wanted and c.kind in ('face', 'record', 'hand_off', 'consented', 'plan')
          and o.permission in ('read_compartment', 'write_compartment')),
    could as materialized (
        select * from access.could_read(array(select m.id from mine m))),
    reading as (
        select distinct on (l.seq) l.user_id as reader, rg.body_id, rg.role::text as role,
               case when l.compartment_id is null then '' else m.kind end as kind,
               case when l.compartment_id is null then null else m.organization_id end as organization_id,
               l.action <> 'read' as took, (l.at at time zone 'Asia/Tokyo')::date as day
        from public.access_accesslog l
        join could c on c.reader = l.user_id and l.at >= c.valid_from and l.at < c.until
        join mine m on m.id = c.compartment_id
        join public.organizations_rolegroup rg on rg.group_id = c.role_group_id
        where l.case_number = wanted_number and l.at >= since and l.outcome = 'shown'
          and l.action in ('read', 'print', 'export', 'download')
          and (l.compartment_id = m.id or l.compartment_id is null and l.object_id = wanted)
          and not access.is_restricted(wanted, l.user_id)
        order by l.seq, m.kind <> 'record', rg.body_id = any (own_bodies) desc, rg.body_id, rg.role)
    select r.kind, r.organization_id, r.body_id, r.role,
           case when r.body_id = any (own_bodies) then r.reader end, bool_or(r.took),
           min(r.day), max(r.day), count(distinct r.day)
    from reading r
    group by r.kind, r.organization_id, r.body_id, r.role,
             case when r.body_id = any (own_bodies) then r.reader end;
end $$;

-- The same for a request of disclosure that asks for it (S-75, R2): of the record of the body that answers, and of the
-- basic information where that is its to answer for (keeping.disclosing.keeps_face), until the request was received. The answer is the same for all who write in that
-- record: what one marks another checks. Months with their days, no times and no names: what lies side by side in time
-- tells of a meeting, and who reads is a third person. 支援会議, 秘匿情報, and who is kept out: as above (R4, R11, R12).
create or replace function access.readings_about(wanted uuid)
returns table (month date, body_id uuid, role text, action text, days date[], people bigint)
language plpgsql stable security definer set search_path = pg_catalog, access as $$
declare
    place uuid;
    of_case uuid;
    keeper uuid;
    has_face boolean;
    received timestamptz;
    wanted_number text;
begin
    select r.compartment_id, c.case_id, c.organization_id, not b.is_secretariat, r.created_at,
           'R' || (f.fiscal_year - 2018) || '-' || lpad(f.serial::text, 5, '0')
        into place, of_case, keeper, has_face, received, wanted_number
    from public.keeping_disclosurerequest r
    join public.access_compartment c on c.id = r.compartment_id
    join public.organizations_body b on b.id = c.organization_id
    join public.access_casefile f on f.id = c.case_id
    where r.id = wanted and r.asks_for_readings;
    if place is null or not exists (
        select 1 from access.open_grant o where o.compartment_id = place and o.permission = 'write_compartment')
        then return; end if;
    return query
    with could as materialized (
        select * from access.could_read(array(
            select c.id from public.access_compartment c
            where c.id = place or c.case_id = of_case and c.kind = 'face' and has_face))),
    reading as (
        select distinct on (l.seq) l.user_id as reader, rg.body_id, rg.role::text as role, l.action::text as action,
               (l.at at time zone 'Asia/Tokyo')::date as day
        from public.access_accesslog l
        join could c on c.reader = l.user_id and l.at >= c.valid_from and l.at < c.until
        join public.organizations_rolegroup rg on rg.group_id = c.role_group_id
        where l.case_number = wanted_number and l.at < received and l.outcome = 'shown'
          and l.action in ('read', 'print', 'export', 'download')
          and (l.compartment_id = c.compartment_id or l.compartment_id is null and l.object_id = of_case
               -- The household, in an emergency (R13): its entry names the opening. Who reviews it reads nothing of her.
               or exists (select 1 from public.access_emergencyopening e
                          where e.id = l.object_id and e.case_id = of_case and e.user_id = l.user_id))
          and not access.is_restricted(of_case, l.user_id)
        order by l.seq, rg.body_id = keeper desc, rg.body_id, rg.role)
    select date_trunc('month', r.day)::date, r.body_id, r.role, r.action,
           array_agg(distinct r.day order by r.day), count(distinct r.reader)
    from reading r
    group by 1, r.body_id, r.role, r.action;
end $$;
