-- Functions of the access schema. Owned by bunkyo_gate, which bypasses row policies and cannot
-- log in. Every SECURITY DEFINER function is listed in access/definers.py (DEFINER_FUNCTIONS);
-- a test compares that list with the catalog.

create table if not exists access.context_key (
    id int primary key check (id = 1),
    inner_pad bytea not null,   -- key xor 0x36.., the key itself is not stored
    outer_pad bytea not null
);

-- HMAC-SHA-256 (RFC 2104) from the built-in sha256: no extension is needed.
create or replace function access.context_mac(message text) returns text
language sql stable security definer set search_path = pg_catalog, access as $$
    select encode(sha256(outer_pad || sha256(inner_pad || convert_to(message, 'UTF8'))), 'hex')
    from access.context_key
$$;
revoke all on function access.context_mac(text) from public;

-- Who acts in this transaction: the staff id in the context, if it was signed with the key, for
-- this backend process, has not expired, and names somebody employed whose login nobody has stopped (S-96). Otherwise null: nothing is
-- visible. (S-08; a plain session variable could be overwritten by an injected expression.)
create or replace function access.acting_user() returns uuid
language plpgsql stable parallel safe security definer set search_path = pg_catalog, access as $$
declare
    part text[];
begin
    part := string_to_array(nullif(current_setting('app.acting', true), ''), '.');
    if array_length(part, 1) is distinct from 4 then return null; end if;
    if part[4] is distinct from access.context_mac(part[1] || '.' || part[2] || '.' || part[3])
        then return null; end if;
    if part[2] <> pg_backend_pid()::text then return null; end if;
    if part[3]::bigint < extract(epoch from clock_timestamp()) then return null; end if;
    return (select s.id from public.organizations_staff s
            where s.id = part[1]::uuid and s.is_active and s.login_stopped_at is null);
end $$;

create or replace function access.acting_holds_role(wanted text) returns boolean
language sql stable security definer set search_path = pg_catalog, access as $$
    select exists (
        select 1 from public.organizations_appointment a
        join public.organizations_rolegroup rg on rg.group_id = a.role_group_id
        where a.staff_id = (select access.acting_user()) and rg.role = wanted
          and a.valid_from <= statement_timestamp()
          and (a.valid_until is null or a.valid_until > statement_timestamp()))
$$;

-- The one sentence: compartments open to the acting user now, with permission and basis.
create or replace view access.open_grant with (security_barrier) as
    select g.content_object_id as compartment_id, g.case_id, p.codename as permission,
           g.basis, g.source_id, g.valid_from, g.valid_until, a.role_group_id as group_id, g.permission_id
    from public.access_usergrant g
    join public.auth_permission p on p.id = g.permission_id
    join public.organizations_appointment a on a.id = g.appointment_id and a.staff_id = g.user_id
    where g.user_id = (select access.acting_user())
      and p.codename <> 'emergency_compartment'  -- opens a few tables and no case (emergency.sql)
      and g.valid_from <= statement_timestamp()
      and (g.valid_until is null or g.valid_until > statement_timestamp())
      and a.valid_from <= statement_timestamp()
      and (a.valid_until is null or a.valid_until > statement_timestamp())
      and g.case_id not in (
          select r.case_id from public.access_restriction r
          where r.user_id = (select access.acting_user())
            and r.valid_from <= statement_timestamp()
            and (r.valid_until is null or r.valid_until > statement_timestamp())
            and r.lifted_at is null)
    union all
    select g.content_object_id, g.case_id, p.codename,
           g.basis, g.source_id, g.valid_from, g.valid_until, g.group_id, g.permission_id
    from public.access_groupgrant g
    -- Left: each grant has its permission, and who asks for no word of it has nothing joined.
    left join public.auth_permission p on p.id = g.permission_id
    join public.organizations_appointment a on a.role_group_id = g.group_id
    where a.staff_id = (select access.acting_user())
      and g.valid_from <= statement_timestamp()
      and (g.valid_until is null or g.valid_until > statement_timestamp())
      and a.valid_from <= statement_timestamp()
      and (a.valid_until is null or a.valid_until > statement_timestamp())
      and g.case_id not in (
          select r.case_id from public.access_restriction r
          where r.user_id = (select access.acting_user())
            and r.valid_from <= statement_timestamp()
            and (r.valid_until is null or r.valid_until > statement_timestamp())
            and r.lifted_at is null);

-- The sentence as the policies ask it. In these functions a session keeps its plan; written into the
-- policies, the view was planned again in every statement, once or more for each table, which was
-- nine tenths of the time of a question (docs/decisions/0120). The view stays the one sentence: they
-- say nothing of their own. Restricted: in a parallel process nobody acts (the context names one pid).
-- A page that reads rows of cases which it knows says so (access.context.within), and no other grant is
-- looked at. That setting is not signed, because it only takes away.
create or replace function access.open_compartments(wanted text[] default null) returns setof uuid
language plpgsql stable parallel restricted security definer rows 100
set search_path = pg_catalog, access as $$
declare
    -- By number: compared as words, permissions took longer than all the rest (benchmarks/RESULTS.md).
    numbers integer[] := array(
        select p.id from public.django_content_type t join public.auth_permission p on p.content_type_id = t.id
        where t.app_label = 'access' and t.model = 'compartment' and (wanted is null or p.codename = any (wanted)));
    cases uuid[] := nullif(current_setting('app.within', true), '')::uuid[];
begin
    if cases is null then
        return query select o.compartment_id from access.open_grant o
                     where o.permission_id = any (numbers);
    else
        return query select o.compartment_id from access.open_grant o
                     where o.case_id = any (cases) and o.permission_id = any (numbers);
    end if;
    -- What a model opens in an emergency (R13); nobody asks for it without naming it.
    if 'emergency_compartment' = any (wanted) then
        return query select g.compartment from access.emergency_grants() g;
    end if;
end $$;

create or replace function access.open_cases() returns setof uuid
language plpgsql stable parallel restricted security definer rows 100
set search_path = pg_catalog, access as $$
declare
    cases uuid[] := nullif(current_setting('app.within', true), '')::uuid[];
begin
    if cases is null then
        return query select o.case_id from access.open_grant o;
    else
        return query select o.case_id from access.open_grant o where o.case_id = any (cases);
    end if;
end $$;

-- Files of which the acting user sees a 気になる人メモ and nothing else: no cases yet, and in no list of
-- cases. From the memos, of which there are few, to their grants, and not the other way round.
create or replace function access.cases_of_memos() returns setof uuid
language plpgsql stable parallel restricted security definer rows 10
set search_path = pg_catalog, access as $$
begin
    return query select distinct c.case_id from public.access_compartment c
                 where c.kind = 'noticed'
                   -- `offset 0`: looked up for each memo, instead of reading all grants for a join.
                   and exists (select 1 from access.open_grant o where o.compartment_id = c.id offset 0)
                   and not exists (
                       select 1 from public.access_compartment k
                       where k.case_id = c.case_id and k.kind <> 'noticed'
                         and exists (select 1 from access.open_grant o where o.compartment_id = k.id));
end $$;

-- The same of one case: for restrictions, at which every question of wall 1 looks (R12) and of which
-- there are few.
create or replace function access.sees_case(wanted uuid) returns boolean
language plpgsql stable parallel restricted security definer set search_path = pg_catalog, access as $$
begin
    return exists (select 1 from access.open_grant o where o.case_id = wanted);
end $$;

-- The same of one compartment: for what is one's own and about something there (access.places).
create or replace function access.sees_compartment(wanted uuid) returns boolean
language plpgsql stable parallel restricted security definer set search_path = pg_catalog, access as $$
begin
    return exists (select 1 from access.open_grant o where o.compartment_id = wanted);
end $$;

-- Since when how to find somebody of a case is withheld from the acting user (R11): since her protection, or since she left its
-- list. Of a case that she does not see, and where nothing is withheld, since ever: what was kept before is kept.
create or replace function access.withheld_since(place uuid, of_case uuid) returns timestamptz
language plpgsql stable parallel restricted security definer set search_path = pg_catalog, access as $$
declare
    wanted uuid := coalesce(of_case, (select c.case_id from public.access_compartment c where c.id = place));
begin
    if not exists (select 1 from access.open_grant o where o.case_id = wanted) then return '-infinity'; end if;
    return (
        select coalesce(max(greatest(p.created_at, (
            select max(g.valid_until) from public.access_usergrant g
            where g.content_object_id = p.compartment_id and g.user_id = (select access.acting_user())))), '-infinity')
        from public.access_protection p
        where p.case_id = wanted and p.ended_at is null
          and not exists (select 1 from access.open_grant o where o.compartment_id = p.compartment_id));
end $$;

-- Why the acting user sees a compartment, or with it a case (R18): the sentence itself, planned once a session,
-- because each page and each entry of the log asks it.
create or replace function access.bases(wanted uuid, of_case boolean)
returns table (compartment_id uuid, basis text, valid_from timestamptz, valid_until timestamptz,
               body_id uuid, permission text)
language plpgsql stable parallel restricted security definer rows 5
set search_path = pg_catalog, access as $$
#variable_conflict use_column
begin
    if of_case then
        return query
        select o.compartment_id, o.basis::text, o.valid_from, o.valid_until, rg.body_id, o.permission::text
        from access.open_grant o join public.organizations_rolegroup rg on rg.group_id = o.group_id
        where o.case_id = wanted;
    else
        return query
        select o.compartment_id, o.basis::text, o.valid_from, o.valid_until, rg.body_id, o.permission::text
        from access.open_grant o join public.organizations_rolegroup rg on rg.group_id = o.group_id
        where o.compartment_id = wanted;
    end if;
end $$;

-- Whether somebody of the case of this compartment is protected (R11); no answer about a compartment that is
-- not open to the acting user. Written into the policy, it was planned with each row that is saved.
create or replace function access.protects_somebody(wanted uuid) returns boolean
language plpgsql stable parallel restricted security definer set search_path = pg_catalog, access as $$
begin
    return exists (select 1 from public.access_compartment c
                   join public.access_protection p on p.case_id = c.case_id
                   where c.id = wanted and p.ended_at is null)
       and exists (select 1 from access.open_grant o where o.compartment_id = wanted);
end $$;

-- Whether the acting user opens and closes a compartment to others: she writes in it, and of what several bodies write
-- in (a 支援会議, a plan, what is shared under a consent, a protection list) she does so in an office at the body that
-- keeps it. A member writes as well, and names nobody, herself neither: a grant of her own making would outlive her
-- membership (R4, R16). A coordinator who stands on a protection list names others on it wherever she serves: she came on it by
-- two, because the body that keeps it has nobody left (renewing.sql). Not for the application to ask.
create or replace function access.keeps_the_door(wanted uuid) returns boolean
language sql stable security definer set search_path = pg_catalog, access as $$
    select exists (
        select 1 from access.open_grant o
        join public.access_compartment c on c.id = o.compartment_id
        join public.organizations_rolegroup rg on rg.group_id = o.group_id
        where o.compartment_id = wanted and o.permission = 'write_compartment'
          and (c.kind not in ('meeting', 'plan', 'consented', 'protected')
               or rg.body_id = c.organization_id
               or c.kind = 'protected' and o.basis = 'R11' and rg.role = 'coordinator'))
$$;

-- Whether the acting user may give grants on a compartment: she keeps its door, or has opened it
-- in this very transaction. Nobody widens her own view of what she cannot already change. What she has just opened is
-- looked at first: it is one row, and each grant of a new case asks twice.
create or replace function access.may_grant(wanted uuid) returns boolean
language sql stable security definer set search_path = pg_catalog, access as $$
    select exists (select 1 from public.access_compartment c
                   where c.id = wanted and c.created_by_id = (select access.acting_user())
                     and c.created_at = now())
        or access.keeps_the_door(wanted)
$$;

-- Whether the acting user may open a compartment of a case for a body: she sees the case, or has
-- opened its file in this very transaction, and holds an office at the body. (Otherwise the unique
-- index of records would tell which bodies know a case.)
create or replace function access.may_open(wanted uuid, wanted_body uuid) returns boolean
language sql stable security definer set search_path = pg_catalog, access as $$
    select (exists (select 1 from access.open_grant o where o.case_id = wanted)
            or exists (select 1 from public.access_casefile f
                       where f.id = wanted and f.created_by_id = (select access.acting_user())
                         and f.created_at = now()))
       and (wanted_body is null or exists (
            select 1 from public.organizations_appointment a
            join public.organizations_rolegroup rg on rg.group_id = a.role_group_id
            where a.staff_id = (select access.acting_user()) and rg.body_id = wanted_body
              and a.valid_from <= statement_timestamp()
              and (a.valid_until is null or a.valid_until > statement_timestamp())))
$$;

-- Whether somebody is kept out of a case now (R12). Not for the application to ask.
create or replace function access.is_restricted(wanted_case uuid, wanted_user uuid) returns boolean
language sql stable security definer set search_path = pg_catalog, access as $$
    select exists (
        select 1 from public.access_restriction r
        where r.case_id = wanted_case and r.user_id = wanted_user
          and r.valid_from <= statement_timestamp()
          and (r.valid_until is null or r.valid_until > statement_timestamp())
            and r.lifted_at is null)
$$;

-- Numbers of the cases from which the acting user is kept out now, for the policy of the log of reading, which names
-- cases by number and outlives them (R12): those disposed of as well. Nothing for who does not audit: nobody else reads
-- the log.
create or replace function access.numbers_kept_from() returns setof text
language sql stable security definer set search_path = pg_catalog, access as $$
    select 'R' || (f.fiscal_year - 2018) || '-' || lpad(f.serial::text, 5, '0')
    from public.access_restriction r join public.access_casefile f on f.id = r.case_id
    where r.user_id = (select access.acting_user())
      and (select access.acting_holds_role('auditor'))
      and r.valid_from <= statement_timestamp()
      and (r.valid_until is null or r.valid_until > statement_timestamp())
      and r.lifted_at is null
    union all
    select k.case_number from public.access_keptfrom k
    where k.user_id = (select access.acting_user())
      and (select access.acting_holds_role('auditor'))
      and (k.valid_until is null or k.valid_until > statement_timestamp())
$$;

-- Whether the acting user was kept out of a case that was disposed of, and would be now (R12). Not for the application
-- to ask.
create or replace function access.was_kept_from(wanted uuid) returns boolean
language sql stable security definer set search_path = pg_catalog, access as $$
    select exists (
        select 1 from public.access_keptfrom k
        where k.case_id = wanted and k.user_id = (select access.acting_user())
          and (k.valid_until is null or k.valid_until > statement_timestamp()))
$$;

-- Appointments to a 支援会議 whose duty the acting user has not acknowledged yet (R4): her waiting
-- grants. None of a case that she is kept out of (R12), which she cannot learn from the restrictions.
create or replace function access.waiting_admissions() returns setof uuid
language sql stable security definer set search_path = pg_catalog, access as $$
    select g.id
    from public.access_usergrant g
    join public.organizations_appointment a on a.id = g.appointment_id and a.staff_id = g.user_id
    where g.user_id = (select access.acting_user()) and g.basis = 'R4' and g.valid_from is null
      and (g.valid_until is null or g.valid_until > statement_timestamp())
      and a.valid_from <= statement_timestamp()
      and (a.valid_until is null or a.valid_until > statement_timestamp())
      and not access.is_restricted(g.case_id, g.user_id)
$$;

-- Memberships of a 支援会議 of the acting user that are over (R16): her ended grants, but for cases that
-- she is kept out of (R12).
create or replace function access.ended_admissions() returns setof uuid
language sql stable security definer set search_path = pg_catalog, access as $$
    select g.id
    from public.access_usergrant g
    join public.organizations_appointment a on a.id = g.appointment_id
    where g.user_id = (select access.acting_user()) and g.basis = 'R4' and g.valid_from is not null
      and least(g.valid_until, a.valid_until) <= statement_timestamp()
      and not access.is_restricted(g.case_id, g.user_id)
$$;

-- The law on which each conference sits to which the acting user is or was named (R4, R16): the duty that
-- she is to acknowledge, or that lasts, is that of its own law. No case, no conference is named. None
-- that waits on a case from which she is kept out (R12).
create or replace function access.laws_of_admissions() returns table (source uuid, law text)
language plpgsql stable security definer set search_path = pg_catalog, access as $$
begin
    return query
    select k.id, m.basis::text
    from public.access_usergrant g
    join public.meetings_meetingmember k on k.id = g.source_id
    join public.meetings_supportmeeting m on m.id = k.meeting_id
    where g.user_id = (select access.acting_user()) and g.basis = 'R4'
      and (g.valid_from is not null or not access.is_restricted(g.case_id, g.user_id));
end $$;

-- Whether a member of a 支援会議 stands in the register with a valid pledge, of her own or of her body; who
-- sits as 臨時構成員 is not in it (domain.md 2.1 R11, R13). Not for the application to ask.
create or replace function access.is_pledged(wanted uuid) returns boolean
language plpgsql stable security definer set search_path = pg_catalog, access as $$
declare
    today date := (statement_timestamp() at time zone 'Asia/Tokyo')::date;
begin
    return (
        select m.appointment_id is null and m.registered_id is null or exists (
            select 1 from public.meetings_registeredmember r
            where r.left_at is null
              and (m.appointment_id is null and r.id = m.registered_id
                   or r.staff_id = a.staff_id and r.body_id = rg.body_id)
              and exists (
                  select 1 from public.meetings_pledge p
                  where (p.registered_id = r.id or p.body_id = r.body_id)
                    and p.ended_at is null and p.signed_on <= today
                    and (p.valid_until_on is null or p.valid_until_on >= today)))
        from public.meetings_meetingmember m
        left join public.organizations_appointment a on a.id = m.appointment_id
        left join public.organizations_rolegroup rg on rg.group_id = a.role_group_id
        where m.id = wanted);
end $$;

-- Whether somebody in a meeting of the acting user may sit in it now: yes or no, and nothing of the
-- register, which only coordinators read (domain.md 2.1 R11, R16). No answer (null) about a meeting that is
-- not open to the acting user; none about others while her own pledge is over.
create or replace function access.may_sit(wanted uuid) returns boolean
language plpgsql stable security definer set search_path = pg_catalog, access as $$
declare
    me uuid := access.acting_user();
    place uuid;
    holder uuid;
begin
    select m.compartment_id, a.staff_id into place, holder
    from public.meetings_meetingmember m
    left join public.organizations_appointment a on a.id = m.appointment_id
    where m.id = wanted;
    if not exists (select 1 from access.open_grant o where o.compartment_id = place)
        then return null; end if;
    if holder is distinct from me and not exists (
        select 1 from public.meetings_meetingmember own
        join public.organizations_appointment a on a.id = own.appointment_id
        where own.compartment_id = place and a.staff_id = me and own.ended_at is null
          and access.is_pledged(own.id))
        then return null; end if;
    return access.is_pledged(wanted);
end $$;

-- Conferences of the acting user's secretariat of which nobody is secretary any more (R4): the only one has moved, her
-- account was closed, her term is over, or she is kept out of the case (R12, R16). Told to coordinators who see that the
-- case was handed to them (R6): that there is one and on which law it sits, and nothing in it. From the conferences, of
-- which few are alone, to the grants of who asks. `secretariat` is the body that keeps it: a case may have been handed to two.
create or replace function access.conferences_left_alone()
returns table (conference uuid, place uuid, of_case uuid, law text, secretariat uuid)
language plpgsql stable security definer set search_path = pg_catalog, access as $$
declare
    today date := (statement_timestamp() at time zone 'Asia/Tokyo')::date;
begin
    return query
    with alone as materialized (
        select m.id as meeting, c.id, c.case_id, c.organization_id, m.basis
        from public.meetings_supportmeeting m
        join public.access_compartment c on c.id = m.compartment_id
        where m.dissolved_at is null and not exists (
            select 1 from public.meetings_meetingmember k
            join public.organizations_appointment a on a.id = k.appointment_id
            join public.organizations_staff s on s.id = a.staff_id and s.is_active
            where k.meeting_id = m.id and k.part = 'secretary' and k.ended_at is null
              and k.acknowledged_at is not null
              and (k.valid_until_on is null or k.valid_until_on >= today)
              and a.valid_from <= statement_timestamp()
              and (a.valid_until is null or a.valid_until > statement_timestamp())
              -- `is_restricted`, written out: asked of every conference at once, whenever a coordinator comes home.
              and not exists (
                  select 1 from public.access_restriction r
                  where r.case_id = c.case_id and r.user_id = a.staff_id
                    and r.valid_from <= statement_timestamp()
                    and (r.valid_until is null or r.valid_until > statement_timestamp())
                    and r.lifted_at is null)))
    select n.meeting, n.id, n.case_id, n.basis::text, n.organization_id from alone n
    where exists (
        select 1 from access.open_grant o
        join public.organizations_rolegroup rg on rg.group_id = o.group_id
        join public.access_compartment h on h.id = o.compartment_id
        where o.case_id = n.case_id and o.basis = 'R6' and h.kind = 'hand_off'
          and rg.role = 'coordinator' and rg.body_id = n.organization_id offset 0)
    order by n.meeting;
end $$;

-- The acting user becomes secretary of such a conference in this office of hers; of any other nothing opens. Two who
-- do it at one moment take turns, and the second finds it in good hands. Returns how many grants were made.
create or replace function access.take_over_conference(wanted uuid, office uuid, made uuid) returns integer
language plpgsql volatile security definer set search_path = pg_catalog, access as $$
declare
    me uuid := access.acting_user();
    given integer;
begin
    perform pg_advisory_xact_lock(hashtextextended(wanted::text, 7047));
    insert into public.access_usergrant (id, content_object_id, case_id, user_id, appointment_id,
            permission_id, basis, source_id, valid_from, valid_until, granted_at, granted_by_id)
        select gen_random_uuid(), n.place, n.of_case, me, a.id, p.id, 'R4', made,
               statement_timestamp(), null, statement_timestamp(), me
        from access.conferences_left_alone() n
        join public.access_compartment c on c.id = n.place
        join public.organizations_appointment a on a.id = office and a.staff_id = me
        join public.organizations_rolegroup rg
            on rg.group_id = a.role_group_id and rg.role = 'coordinator' and rg.body_id = c.organization_id
        join public.auth_permission p on p.codename = 'write_compartment'
        where n.conference = wanted
          and a.valid_from <= statement_timestamp()
          and (a.valid_until is null or a.valid_until > statement_timestamp());
    get diagnostics given = row_count;
    return given;
end $$;

-- Waiting grants (valid_from empty) of one source that name the acting user or her post open now:
-- the duty of secrecy was acknowledged (R4), the hand-off was accepted. None of a
-- case from which she is kept out (R12). Returns how many opened.
create or replace function access.open_waiting_grants(wanted_source uuid) returns integer
language plpgsql volatile security definer set search_path = pg_catalog, access as $$
declare
    me uuid := access.acting_user();
    opened integer;
    more integer;
begin
    if me is null then return 0; end if;
    update public.access_usergrant g set valid_from = statement_timestamp()
    where g.source_id = wanted_source and g.user_id = me and g.valid_from is null
      and (g.valid_until is null or g.valid_until > statement_timestamp())
      and not access.is_restricted(g.case_id, me)
      and exists (select 1 from public.organizations_appointment a
                  where a.id = g.appointment_id and a.staff_id = me
                    and a.valid_from <= statement_timestamp()
                    and (a.valid_until is null or a.valid_until > statement_timestamp()));
    get diagnostics opened = row_count;
    -- In a narrowed case the grants of her colleagues in charge stand for those to her body's roles (R2).
    update public.access_usergrant g set valid_from = statement_timestamp()
    from public.organizations_appointment a
    join public.organizations_rolegroup rg on rg.group_id = a.role_group_id
    where g.source_id = wanted_source and g.valid_from is null and a.id = g.appointment_id
      and (g.valid_until is null or g.valid_until > statement_timestamp())
      and g.basis = 'HO' and not access.is_restricted(g.case_id, me)
      and exists (
          select 1 from public.access_usergrant held
          join public.organizations_appointment mine on mine.id = held.appointment_id
          join public.organizations_rolegroup held_group on held_group.group_id = mine.role_group_id
          where held.user_id = me and mine.staff_id = me and held.source_id = wanted_source
            and held_group.body_id = rg.body_id
            and held.valid_from <= statement_timestamp()
            and (held.valid_until is null or held.valid_until > statement_timestamp())
            and mine.valid_from <= statement_timestamp()
            and (mine.valid_until is null or mine.valid_until > statement_timestamp()));
    get diagnostics more = row_count;
    opened := opened + more;
    update public.access_groupgrant g set valid_from = statement_timestamp()
    where g.source_id = wanted_source and g.valid_from is null
      and (g.valid_until is null or g.valid_until > statement_timestamp())
      and not access.is_restricted(g.case_id, me)
      and exists (
          select 1 from public.access_groupgrant held
          join public.organizations_appointment a on a.role_group_id = held.group_id
          join public.organizations_rolegroup held_group on held_group.group_id = held.group_id
          join public.organizations_rolegroup wanted_group on wanted_group.group_id = g.group_id
          where a.staff_id = me and held_group.body_id = wanted_group.body_id
            and held.source_id = wanted_source
            and held.valid_from <= statement_timestamp()
            and (held.valid_until is null or held.valid_until > statement_timestamp())
            and a.valid_from <= statement_timestamp()
            and (a.valid_until is null or a.valid_until > statement_timestamp()));
    get diagnostics more = row_count;
    -- What was taken on is the receiver's own work: it ends no more with the consent on which it was sent (R3).
    update public.access_usergrant g set valid_until = null
    from public.organizations_appointment a
    join public.organizations_rolegroup rg on rg.group_id = a.role_group_id
    where g.source_id = wanted_source and g.basis in ('HO', 'R6') and a.id = g.appointment_id
      and g.valid_until > statement_timestamp()
      and rg.body_id in (
          select held_group.body_id from access.open_grant o
          join public.organizations_rolegroup held_group on held_group.group_id = o.group_id
          where o.source_id = wanted_source);
    update public.access_groupgrant g set valid_until = null
    from public.organizations_rolegroup rg
    where g.source_id = wanted_source and g.basis in ('HO', 'R6') and rg.group_id = g.group_id
      and g.valid_until > statement_timestamp()
      and rg.body_id in (
          select held_group.body_id from access.open_grant o
          join public.organizations_rolegroup held_group on held_group.group_id = o.group_id
          where o.source_id = wanted_source);
    return opened + more;
end $$;

-- Whoever opens something by a consent and whoever takes the consent back at the same moment take turns: what is
-- opened by it is there before all that rests on it is closed, or is not opened any more (R3, R5, R9). Until the end of
-- the transaction nobody closes it. False of a consent that was withdrawn in a case of which the acting user sees
-- something; of anything else nothing is told.
create or replace function access.hold_source(wanted uuid) returns boolean
language plpgsql volatile security definer set search_path = pg_catalog, access as $$
begin
    perform pg_advisory_xact_lock_shared(hashtextextended(wanted::text, 7046));
    return not exists (
        select 1 from public.cases_consent k
        join public.access_compartment c on c.id = k.compartment_id
        where k.id = wanted and k.withdrawn_at is not null
          and (select true from access.open_grant o where o.case_id = c.case_id limit 1));
end $$;

-- Who takes something back, or keeps somebody out, waits for those who hold it (hold_source), and they for her after.
create or replace function access.wait_for_holders(wanted uuid) returns void
language plpgsql volatile security definer set search_path = pg_catalog, access as $$
begin
    perform pg_advisory_xact_lock(hashtextextended(wanted::text, 7046));
end $$;

-- Whether those of whom a つなぎ, or a request for 多機関協働, on 本人同意 tells still consent, whatever body recorded it.
-- False where somebody whom the sheet names has no consent in force that names the receiver too, where one did when it was sent, though it
-- was sent on one that was recorded, or where
-- somebody of the case has refused or withdrawn since: the basic information names everybody (R3, R8). A request opens none
-- of it: there it is asked of those whom it names, and where it names nobody whether anybody consents, or, of what was asked
-- on what the person said, whether she has refused or withdrawn since and nobody else consents. Not for the
-- application to ask: `basis_holds` asks for whom it may be told.
create or replace function access.basis_stands(wanted uuid) returns boolean
language plpgsql stable security definer set search_path = pg_catalog, access as $$
declare
    leg record;
begin
    select r.household, r.sent_at, r.is_recorded, r.opens_face, r.receiver, c.case_id into leg
    from (
        select s.id, s.compartment_id, s.household, s.sent_at, s.consent_until_on is not null as is_recorded,
               true as opens_face, s.receiver_body_id as receiver
        from public.cases_referral s
        union all
        select a.id, a.compartment_id, a.household, a.requested_at, exists (
                   select 1 from public.cases_consent k
                   join public.access_compartment kc on kc.id = k.compartment_id
                   join public.access_compartment ac on ac.id = a.compartment_id
                   where kc.case_id = ac.case_id and k.created_at <= a.requested_at
                     and (k.body_id = a.sender_body_id or exists (
                         select 1 from public.cases_consentbody n
                         where n.consent_id = k.id and n.body_id = a.sender_body_id))), false, a.secretariat_id
        from public.meetings_coordinationrequest a) r
    join public.access_compartment c on c.id = r.compartment_id
    where r.id = wanted;
    if not found then
        return false;
    end if;
    return (with recursive people as (
        select p.id, p.id as goes_on, p.is_subject
        from public.cases_person p join public.access_compartment c on c.id = p.compartment_id
        where c.case_id = leg.case_id and p.merged_into_id is null
        union all
        select p.id, q.goes_on, q.is_subject from public.cases_person p join people q on p.merged_into_id = q.id),
    told as (
        select goes_on from people
        where id::text in (select one ->> 'person' from jsonb_array_elements(leg.household) one)),
    -- Whose consent named the receiver when it was sent: then one that holds now must as well. What was sent though none did
    -- goes on what the person said.
    sent as (
        select q.goes_on from public.cases_consentbody n
        join public.cases_consent k on k.id = n.consent_id
        join public.cases_consentperson m on m.consent_id = k.id
        join people q on q.id = m.person_id
        where n.body_id = leg.receiver and k.created_at <= leg.sent_at
          and k.valid_until_on >= (leg.sent_at at time zone 'Asia/Tokyo')::date
          and (k.withdrawn_at is null or k.withdrawn_at >= leg.sent_at)),
    given as (
        select q.goes_on, k.withdrawn_at, k.withdrawn_at is null
            and (statement_timestamp() at time zone 'Asia/Tokyo')::date between k.given_on and k.valid_until_on as holds,
            q.goes_on not in (select s.goes_on from sent s) or exists (
                select 1 from public.cases_consentbody b
                where b.consent_id = k.id and b.body_id = leg.receiver) as is_to_her
        from public.cases_consentperson n
        join public.cases_consent k on k.id = n.consent_id
        join people q on q.id = n.person_id),
    tried as (
        select distinct on (q.goes_on) q.goes_on, a.answer, a.created_at
        from public.cases_consentattempt a join people q on q.id = a.person_id
        order by q.goes_on, a.tried_on desc, a.created_at desc)
    select not exists (
        select 1 from people q
        where not exists (select 1 from given g where g.goes_on = q.goes_on and g.holds and g.is_to_her)
              and leg.is_recorded and (q.goes_on in (select goes_on from told)
                                       or leg.opens_face and q.is_subject and not exists (select 1 from told))
           or not exists (select 1 from given g where g.goes_on = q.goes_on and g.holds)
              and (leg.opens_face or q.goes_on in (select goes_on from told)
                   or q.is_subject and not exists (select 1 from told)
                      and not exists (select 1 from given g where g.holds))
              and (exists (select 1 from given g where g.goes_on = q.goes_on and g.withdrawn_at >= leg.sent_at)
                   or exists (select 1 from tried t
                              where t.goes_on = q.goes_on and t.answer = '30' and t.created_at >= leg.sent_at)))
       and (leg.opens_face or not leg.is_recorded or exists (select 1 from told)
            or exists (select 1 from given g where g.holds and g.is_to_her)));
end $$;

-- The same, to who sees the hand-off: who takes on sees none of these consents, and who sent it need not see them all. True or
-- false, and nothing of whom or where. Nobody takes a consent of the case back until the end of the transaction, nor
-- closes the hand-off (`close_without_basis`): what was closed while she waited is not hers to see.
create or replace function access.basis_holds(wanted uuid) returns boolean
language plpgsql volatile security definer set search_path = pg_catalog, access as $$
declare
    place uuid;
    of_case uuid;
begin
    select c.id, c.case_id into place, of_case
    from (select id, compartment_id from public.cases_referral
          union all
          select id, compartment_id from public.meetings_coordinationrequest) r
    join public.access_compartment c on c.id = r.compartment_id
    where r.id = wanted and access.sees_compartment(c.id);
    if not found then
        return false;
    end if;
    perform pg_advisory_xact_lock_shared(hashtextextended(k.id::text, 7046))
    from (select k.id from public.cases_consent k join public.access_compartment c on c.id = k.compartment_id
          where c.case_id = of_case order by k.id) k;
    perform pg_advisory_xact_lock(hashtextextended(wanted::text, 7050));
    return access.sees_compartment(place) and access.basis_stands(wanted);
end $$;

-- Whether a つなぎ, or a request for 多機関協働, on 本人同意 that waits for its answer has closed to who received it because of the
-- consents; to who sees it, and nothing of whom or where (R3, R14). The grants say so, except where the receiver's own record is
-- narrowed: there nobody may be left to whom it is open while the consents stand, and that is not told (R2). The sender then
-- waits. Dear, so that the database asks it last, of the rows that a question has left.
create or replace function access.has_closed(wanted uuid) returns boolean
language plpgsql stable security definer cost 1000 set search_path = pg_catalog, access as $$
declare
    sent record;
begin
    if exists (select 1 from public.access_groupgrant g
               where g.source_id = wanted and g.valid_from <= statement_timestamp()
                 and (g.valid_until is null or g.valid_until > statement_timestamp()))
       or exists (select 1 from public.access_usergrant g
                  where g.source_id = wanted and g.valid_from <= statement_timestamp()
                    and (g.valid_until is null or g.valid_until > statement_timestamp())) then
        return false;
    end if;
    select c.id as place, c.case_id, r.receiver into sent
    from (select id, compartment_id, legal_basis_id, receiver_body_id as receiver from public.cases_referral
          where id = wanted and state in ('sent', 'received')
          union all
          select id, compartment_id, legal_basis_id, secretariat_id from public.meetings_coordinationrequest
          where id = wanted and state = 'requested') r
    join public.access_compartment c on c.id = r.compartment_id
    join public.organizations_legalbasis b on b.id = r.legal_basis_id and b.needs_consent;
    if not found or not access.sees_compartment(sent.place) then
        return false;
    end if;
    return access.narrowed_record(sent.case_id, sent.receiver) is null or not access.basis_stands(wanted);
end $$;

-- Who sends on 本人同意 and who notes, at whatever body, that somebody of the case refuses or withdraws take turns, each from
-- before she looks or writes until the end of her transaction: what is sent is there before `close_without_basis` looks for
-- it, and is dated before what was noted after it (R3). Those who send do not wait for each other. Of who sees the case; of
-- anything else nobody waits for anybody.
create or replace function access.take_turns_on_consents(wanted_case uuid, ends boolean) returns void
language plpgsql volatile security definer set search_path = pg_catalog, access as $$
begin
    if not access.sees_case(wanted_case) then return; end if;
    if ends then
        perform pg_advisory_xact_lock(hashtextextended(wanted_case::text, 7051));
    else
        perform pg_advisory_xact_lock_shared(hashtextextended(wanted_case::text, 7051));
    end if;
end $$;

-- A consent of the case was taken back, or somebody has refused: つなぎ, and requests for 多機関協働, on 本人同意 that wait for
-- their answer and stand on nothing any more close to who received them, with what the secretariat noted of a request and
-- what a つなぎ would open once it is taken on, whatever body sent them (R3).
-- Who was told of the withdrawal need not see them, and is told nothing (R14); what was sent stays with who sent it.
-- Two who take back at one moment take turns, so that the second sees what the first has left. What somebody takes on
-- (7050), takes back or shows anew (7046, `close_source`) at this moment is hers, and nobody waits for it here.
create or replace function access.close_without_basis(wanted_case uuid) returns void
language plpgsql volatile security definer set search_path = pg_catalog, access as $$
declare
    one record;
    held uuid[] := '{}';
    sources uuid[];
begin
    if not access.sees_case(wanted_case) then return; end if;
    perform pg_advisory_xact_lock(hashtextextended(wanted_case::text, 7049));
    for one in
        select r.id
        from (select id, compartment_id, legal_basis_id from public.cases_referral where state in ('sent', 'received')
              union all
              select id, compartment_id, legal_basis_id from public.meetings_coordinationrequest
              where state = 'requested') r
        join public.access_compartment c on c.id = r.compartment_id
        join public.organizations_legalbasis b on b.id = r.legal_basis_id
        where c.case_id = wanted_case and b.needs_consent
    loop
        -- Not in the question: there it would be asked of the hand-offs of every case.
        if not access.basis_stands(one.id)
           and pg_try_advisory_xact_lock(hashtextextended(one.id::text, 7050))
           and pg_try_advisory_xact_lock(hashtextextended(one.id::text, 7046)) then
            held := held || one.id;
        end if;
    end loop;
    sources := array(
        select id from public.cases_referral where id = any (held) and state in ('sent', 'received')
        union all
        select id from public.meetings_coordinationrequest where id = any (held) and state = 'requested');
    sources := sources || array(
        select s.compartment_id from public.meetings_requestscreening s where s.request_id = any (sources));
    update public.access_usergrant g set valid_until = statement_timestamp()
    where g.source_id = any (sources)
      and (g.valid_until is null or g.valid_until > statement_timestamp());
    update public.access_groupgrant g set valid_until = statement_timestamp()
    where g.source_id = any (sources)
      and (g.valid_until is null or g.valid_until > statement_timestamp());
end $$;

-- The consent on which a request for 多機関協働 waits for its answer has another last day: what is open by the request, and
-- what was noted of it, is open until that day. What has closed stays closed: it is asked anew (R3, R17). By the body that
-- asked; the secretariat keeps itself nothing open.
create or replace function access.move_end_of_request(wanted uuid, until timestamptz) returns integer
language plpgsql volatile security definer set search_path = pg_catalog, access as $$
declare
    moved integer;
    more integer;
    sources uuid[];
begin
    select array[a.id] into sources from public.meetings_coordinationrequest a
    where a.id = wanted and a.state = 'requested' and exists (
        select 1 from access.open_grant o
        join public.organizations_rolegroup rg on rg.group_id = o.group_id
        where o.compartment_id = a.compartment_id and o.permission = 'write_compartment'
          and rg.body_id = a.sender_body_id);
    if sources is null or until is null then return 0; end if;
    sources := sources || array(
        select s.compartment_id from public.meetings_requestscreening s where s.request_id = wanted);
    update public.access_usergrant g set valid_until = until
    where g.source_id = any (sources)
      and (g.valid_until is null or g.valid_until > statement_timestamp());
    get diagnostics moved = row_count;
    update public.access_groupgrant g set valid_until = until
    where g.source_id = any (sources)
      and (g.valid_until is null or g.valid_until > statement_timestamp());
    get diagnostics more = row_count;
    return moved + more;
end $$;

-- The same of each grant that rests on a consent, whatever statement writes it.
create or replace function access.keep_withdrawn() returns trigger
language plpgsql set search_path = pg_catalog, access as $$
begin
    if new.basis in ('R3', 'R5', 'R9') and not access.hold_source(new.source_id) then
        raise exception 'a withdrawn consent opens nothing (R3)' using errcode = '42501';
    end if;
    return new;
end $$;

-- Close every grant that rests on one source (a consent, a membership, a hand-off), at once.
-- The acting user must keep the door of one of the compartments that the source opens.
create or replace function access.close_source(wanted_source uuid, only_user uuid default null)
returns integer
language plpgsql volatile security definer set search_path = pg_catalog, access as $$
declare
    closed integer;
    more integer := 0;
    allowed boolean;
    -- What the secretariat noted of a request goes with it: it is about what she was told there (R6).
    sources uuid[] := array[wanted_source] || array(
        select s.compartment_id from public.meetings_requestscreening s where s.request_id = wanted_source);
begin
    with opened as (
        select content_object_id as id from public.access_usergrant where source_id = wanted_source
        union
        select content_object_id from public.access_groupgrant where source_id = wanted_source)
    -- Basic information is written by each body that took the case on: it says nothing of who may end a consent.
    select exists (
        select 1 from opened join public.access_compartment c on c.id = opened.id
        where access.keeps_the_door(c.id) and (c.kind <> 'face' or not exists (
            select 1 from opened other join public.access_compartment o on o.id = other.id
            where o.kind <> 'face')))
    into allowed;
    if not allowed then return 0; end if;
    perform access.wait_for_holders(wanted_source);
    update public.access_usergrant g set valid_until = statement_timestamp()
    where g.source_id = any (sources) and (only_user is null or g.user_id = only_user)
      and (g.valid_until is null or g.valid_until > statement_timestamp());
    get diagnostics closed = row_count;
    if only_user is null then
        update public.access_groupgrant g set valid_until = statement_timestamp()
        where g.source_id = any (sources)
          and (g.valid_until is null or g.valid_until > statement_timestamp());
        get diagnostics more = row_count;
    end if;
    return closed + more;
end $$;

-- Close the grants of the roles of a body on one compartment (a case that was entered by mistake). By somebody who
-- writes there: of her own body, or of any where she keeps the door.
create or replace function access.close_body_grants(wanted uuid, wanted_body uuid) returns integer
language plpgsql volatile security definer set search_path = pg_catalog, access as $$
declare
    closed integer;
begin
    if not access.keeps_the_door(wanted) and not exists (
        select 1 from access.open_grant o join public.organizations_rolegroup rg on rg.group_id = o.group_id
        where o.compartment_id = wanted and o.permission = 'write_compartment' and rg.body_id = wanted_body)
        then return 0; end if;
    update public.access_groupgrant g set valid_until = statement_timestamp()
    from public.organizations_rolegroup rg
    where g.content_object_id = wanted and rg.group_id = g.group_id and rg.body_id = wanted_body
      and (g.valid_until is null or g.valid_until > statement_timestamp());
    get diagnostics closed = row_count;
    return closed;
end $$;

-- Cases of these in which somebody works without changing what was entered, perhaps where the acting user does not see
-- it: they are not taken back. Only of cases in which she writes, and without a word of what it is.
create or replace function access.used_besides(wanted uuid[]) returns setof uuid
language plpgsql stable security definer set search_path = pg_catalog, access as $$
begin
    return query
    select w.id from unnest(wanted) w (id)
    where exists (select 1 from access.open_grant o
                  where o.case_id = w.id and o.permission = 'write_compartment')
      and (exists (select 1 from public.access_compartment c
                   where c.case_id = w.id and c.kind not in ('face', 'record'))
           or exists (select 1 from public.access_protection p where p.case_id = w.id)
           or exists (select 1 from public.access_restriction r where r.case_id = w.id)
           or exists (select 1 from public.access_emergencyopening e where e.case_id = w.id)
           or exists (select 1 from public.access_legalhold h where h.case_id = w.id)
           or exists (select 1 from public.cases_sameperson s
                      join public.access_compartment c
                        on c.id in (s.compartment_id, s.other_compartment_id)
                      where c.case_id = w.id));
end $$;

-- Take back a case that was entered by mistake (R1): what the roles of the body that entered it see closes. When
-- nobody sees it any more it is marked, so that no figure counts it and its years begin (kept_until), nobody in it is
-- found at other bodies, and what was found and waits for a decision is over (R15). Returns how many grants closed; 0:
-- somebody works in it, or it is not hers to take back.
create or replace function access.take_back_case(wanted uuid, wanted_body uuid) returns integer
language plpgsql volatile security definer set search_path = pg_catalog, access as $$
declare
    closed integer := 0;
    place uuid;
    notices uuid[];
begin
    if exists (select 1 from access.used_besides(array[wanted])) then return 0; end if;
    for place in select c.id from public.access_compartment c where c.case_id = wanted order by c.kind, c.id loop
        closed := closed + access.close_body_grants(place, wanted_body);
    end loop;
    if closed = 0 or exists (
        select 1 from (select g.valid_until from public.access_groupgrant g where g.case_id = wanted
                       union all select u.valid_until from public.access_usergrant u where u.case_id = wanted) g
        where g.valid_until is null or g.valid_until > statement_timestamp()) then
        return closed;
    end if;
    delete from public.access_matchmark m where m.case_id = wanted;
    notices := array(
        select n.id from public.access_matchnotice n
        where n.id in (select p.notice_id from public.access_matchpair p
                       where wanted in (p.case_a_id, p.case_b_id))
          and not exists (select 1 from public.access_matchdecision d where d.notice_id = n.id));
    delete from public.access_matchpair p
        where p.notice_id = any (notices) and wanted in (p.case_a_id, p.case_b_id);
    delete from public.access_matchnotice n where n.id = any (notices)
        and not exists (select 1 from public.access_matchpair p where p.notice_id = n.id);
    update public.access_casefile f set taken_back_at = statement_timestamp() where f.id = wanted;
    return closed;
end $$;

-- Take one body out of what a source opens on one compartment: it leaves the plan's circle, and the
-- other compartments of the same consent stay as they are (R5). Only by somebody who writes there.
create or replace function access.close_body_in_source(
    wanted uuid, wanted_source uuid, wanted_body uuid)
returns integer
language plpgsql volatile security definer set search_path = pg_catalog, access as $$
declare
    closed integer;
    more integer;
begin
    if not access.keeps_the_door(wanted) then return 0; end if;
    update public.access_usergrant g set valid_until = statement_timestamp()
    from public.organizations_appointment a
    join public.organizations_rolegroup rg on rg.group_id = a.role_group_id
    where g.content_object_id = wanted and g.source_id = wanted_source
      and a.id = g.appointment_id and rg.body_id = wanted_body
      and (g.valid_until is null or g.valid_until > statement_timestamp());
    get diagnostics closed = row_count;
    update public.access_groupgrant g set valid_until = statement_timestamp()
    from public.organizations_rolegroup rg
    where g.content_object_id = wanted and g.source_id = wanted_source
      and rg.group_id = g.group_id and rg.body_id = wanted_body
      and (g.valid_until is null or g.valid_until > statement_timestamp());
    get diagnostics more = row_count;
    return closed + more;
end $$;

-- Take one person out of what a source opens to her on one compartment: somebody else of her body is in
-- charge of its part of the plan (R5). What the source opens to her elsewhere stays. As above.
create or replace function access.close_person_in_source(
    wanted uuid, wanted_source uuid, wanted_appointment uuid)
returns integer
language plpgsql volatile security definer set search_path = pg_catalog, access as $$
declare
    closed integer;
begin
    if not access.keeps_the_door(wanted) then return 0; end if;
    update public.access_usergrant g set valid_until = statement_timestamp()
    where g.content_object_id = wanted and g.source_id = wanted_source
      and g.appointment_id = wanted_appointment
      and (g.valid_until is null or g.valid_until > statement_timestamp());
    get diagnostics closed = row_count;
    return closed;
end $$;

-- Rows of circles of plans that the acting user coordinates (R6) whose person was in charge of her body's record
-- when she was named or later, and is no longer; beside each who is in charge there now, one row a person. R5
-- opens a plan through the staff in charge at a body, so who answers for the circle is told that it is somebody
-- else, and nothing besides of a record that she does not read. Of a narrowed record (R2) she is told no name, and
-- never of somebody kept out of the case (R12). Silent once she has said since that the person stays.
create or replace function access.charge_passed(wanted uuid[])
returns table (row_id uuid, staff_id uuid)
language plpgsql stable security definer set search_path = pg_catalog, access as $$
begin
    return query
    with mine as materialized (
        select o.compartment_id, o.case_id from access.open_grant o
        where o.compartment_id = any (wanted) and o.permission = 'write_compartment' and o.basis = 'R6')
    select b.id, k.staff_id
    from mine m
    join public.plans_planbody b on b.compartment_id = m.compartment_id and b.ended_at is null
    join public.organizations_appointment a on a.id = b.appointment_id
    join public.access_compartment c
        on c.case_id = m.case_id and c.kind = 'record' and c.organization_id = b.body_id
    join public.cases_caserecord r on r.compartment_id = c.id and r.state <> 'closed'
    left join public.cases_staffincharge k
        on k.record_id = r.id and k.until is null and not r.is_narrowed
        and not access.is_restricted(m.case_id, k.staff_id)
    where exists (select 1 from public.cases_staffincharge w
                  where w.record_id = r.id and w.staff_id = a.staff_id
                    and w.until >= (b.created_at at time zone 'Asia/Tokyo')::date
                    and (b.confirmed_on is null or w.until > b.confirmed_on))
      and not exists (select 1 from public.cases_staffincharge w
                      where w.record_id = r.id and w.staff_id = a.staff_id and w.until is null);
end $$;

-- Which of the given sources (consents) open something at this moment: neither withdrawn nor over
-- (R5, R8, R17). So readers of a plan learn that its consent is gone from the grants themselves, and
-- not from the consent, which most of them may not read. Only about cases of which the acting user
-- sees something; the ids are random, and nobody learns one here. The case is looked up for each (a SELECT with a
-- limit): by `exists` the planner made the set of all that is open to her, 4 ms, and 30 for a secretariat.
create or replace function access.sources_in_force(wanted uuid[]) returns setof uuid
language sql stable security definer set search_path = pg_catalog, access as $$
    select distinct g.source_id
    from (select source_id, case_id, valid_from, valid_until from public.access_usergrant
          where source_id = any (wanted)
          union all
          select source_id, case_id, valid_from, valid_until from public.access_groupgrant
          where source_id = any (wanted)) g
    where g.valid_from <= statement_timestamp()
      and (g.valid_until is null or g.valid_until > statement_timestamp())
      and (select true from access.open_grant o where o.case_id = g.case_id limit 1)
$$;

-- Since when those of the given sources that are over open nothing any more: the day from which
-- whoever is responsible for a plan has so many days to decide (domain.md R08 d). As above.
create or replace function access.sources_ended(wanted uuid[])
returns table (source_id uuid, ended_at timestamptz)
language sql stable security definer set search_path = pg_catalog, access as $$
    select g.source_id, max(g.valid_until)
    from (select source_id, case_id, valid_until from public.access_usergrant
          where source_id = any (wanted) and valid_from is not null
          union all
          select source_id, case_id, valid_until from public.access_groupgrant
          where source_id = any (wanted) and valid_from is not null) g
    where (select true from access.open_grant o where o.case_id = g.case_id limit 1)
    group by g.source_id
    having bool_and(g.valid_until is not null and g.valid_until <= statement_timestamp())
$$;

-- The last day of each of the given consents, for readers of what rests on them: who takes part in a plan without being
-- named in its consent is not told to come on a day after it (R8). As above.
create or replace function access.last_days(wanted uuid[])
returns table (source_id uuid, last_on date)
language sql stable security definer set search_path = pg_catalog, access as $$
    select k.id, k.valid_until_on
    from public.cases_consent k
    join public.access_compartment c on c.id = k.compartment_id
    where k.id = any (wanted)
      and (select true from access.open_grant o where o.case_id = c.case_id limit 1)
$$;

-- Whom a consent that is in force lets these bodies read of, by id: so that who does not read it herself may name the
-- person in what she writes for them (R03, R8). Nobody, when one of the bodies is not named in it. As above.
create or replace function access.persons_covered(wanted uuid, bodies uuid[]) returns setof uuid
language sql stable security definer set search_path = pg_catalog, access as $$
    select p.person_id
    from public.cases_consentperson p
    join public.cases_consent k on k.id = p.consent_id
    where k.id in (select access.sources_in_force(array[wanted]))
      and k.withdrawn_at is null
      and bodies <@ (array[k.body_id]
                     || array(select b.body_id from public.cases_consentbody b
                              where b.consent_id = k.id))
$$;

-- Whether the acting user is asked by this notice to give papers back: in the office in which she
-- read (R16), and not kept out of the case, which she cannot ask herself (R12).
create or replace function access.is_asked(wanted uuid) returns boolean
language sql stable security definer set search_path = pg_catalog, access as $$
    select exists (
        select 1 from public.access_returnnotice n
        join public.organizations_appointment a
          on a.id = n.appointment_id and a.staff_id = n.user_id
        where n.id = wanted and n.user_id = (select access.acting_user())
          and a.valid_from <= statement_timestamp()
          and (a.valid_until is null or a.valid_until > statement_timestamp())
          and not access.is_restricted(n.case_id, n.user_id))
$$;

-- Who can see a compartment (R18): body, role, how many people. Only for somebody who can
-- herself; restricted people (R12) are not counted, the waiting are not yet readers.
create or replace function access.audience(wanted uuid)
returns table (body_id uuid, role text, people bigint)
language sql stable security definer set search_path = pg_catalog, access as $$
    with reader as (
        select a.staff_id, a.role_group_id, g.case_id
        from public.access_usergrant g
        join public.organizations_appointment a on a.id = g.appointment_id
        where g.content_object_id = wanted
          and g.valid_from <= statement_timestamp()
          and (g.valid_until is null or g.valid_until > statement_timestamp())
          and a.valid_from <= statement_timestamp()
          and (a.valid_until is null or a.valid_until > statement_timestamp())
        union
        select a.staff_id, a.role_group_id, g.case_id
        from public.access_groupgrant g
        join public.organizations_appointment a on a.role_group_id = g.group_id
        where g.content_object_id = wanted
          and g.valid_from <= statement_timestamp()
          and (g.valid_until is null or g.valid_until > statement_timestamp())
          and a.valid_from <= statement_timestamp()
          and (a.valid_until is null or a.valid_until > statement_timestamp()))
    select rg.body_id, rg.role::text, count(distinct reader.staff_id)
    from reader
    join public.organizations_staff s on s.id = reader.staff_id and s.is_active
    join public.organizations_rolegroup rg on rg.group_id = reader.role_group_id
    where exists (select 1 from access.open_grant o where o.compartment_id = wanted)
      and not exists (
          select 1 from public.access_restriction r
          where r.case_id = reader.case_id and r.user_id = reader.staff_id
            and r.valid_from <= statement_timestamp()
            and (r.valid_until is null or r.valid_until > statement_timestamp())
            and r.lifted_at is null)
    group by rg.body_id, rg.role
$$;

-- Who is on a protection list now (R11), for somebody on it; nobody else learns a name.
create or replace function access.on_the_list(wanted uuid)
returns table (staff_id uuid, appointment_id uuid)
language sql stable security definer set search_path = pg_catalog, access as $$
    select g.user_id, g.appointment_id
    from public.access_protection p
    join public.access_usergrant g on g.content_object_id = p.compartment_id
    join public.organizations_appointment a on a.id = g.appointment_id
    where p.id = wanted
      and g.valid_from <= statement_timestamp()
      and (g.valid_until is null or g.valid_until > statement_timestamp())
      and a.valid_from <= statement_timestamp()
      and (a.valid_until is null or a.valid_until > statement_timestamp())
      and not access.is_restricted(p.case_id, g.user_id)  -- who is kept out reads nothing and decides nothing (R12)
      -- Looked up: written out, all that she sees was read for each list.
      and access.sees_compartment(p.compartment_id)
$$;

-- Whether the list of a protection on which the acting user stands is too short for two to decide (S-91): alone, or
-- nobody on it who may.
create or replace function access.is_short_list(wanted uuid) returns boolean
language sql stable security definer set search_path = pg_catalog, access as $$
    select count(distinct l.staff_id) < 2 or not bool_or(r.role in ('supervisor', 'coordinator'))
    from access.on_the_list(wanted) l
    join public.organizations_appointment a on a.id = l.appointment_id
    join public.organizations_rolegroup r on r.group_id = a.role_group_id
    having count(*) > 0
$$;

-- Whether the office in which the acting user stands on a protection list is one that decides (R11).
create or replace function access.decides_on_list(wanted uuid) returns boolean
language sql stable security definer set search_path = pg_catalog, access as $$
    select exists (
        select 1 from access.on_the_list(wanted) l
        join public.organizations_appointment a on a.id = l.appointment_id
        join public.organizations_rolegroup r on r.group_id = a.role_group_id
        where l.staff_id = (select access.acting_user()) and r.role in ('supervisor', 'coordinator'))
$$;

-- Colleagues who have declared a tie to somebody of one of these names (R23), or the area in which
-- they live. Only about people with whom the acting user shares a body; the declared name stays.
create or replace function access.declared_ties(wanted_staff uuid[], name_keys text[])
returns table (staff_id uuid, area_id bigint)
language sql stable security definer set search_path = pg_catalog, access as $$
    select t.user_id, t.area_id
    from public.access_declaredtie t
    where t.user_id = any (wanted_staff)
      and (t.area_id is not null or t.name_key = any (name_keys))
      and exists (
          select 1 from public.organizations_appointment mine
          join public.organizations_rolegroup my_group on my_group.group_id = mine.role_group_id
          join public.organizations_rolegroup group_ on group_.body_id = my_group.body_id
          join public.organizations_appointment theirs on theirs.role_group_id = group_.group_id
          where mine.staff_id = (select access.acting_user()) and theirs.staff_id = t.user_id
            and mine.valid_from <= statement_timestamp()
            and (mine.valid_until is null or mine.valid_until > statement_timestamp()))
$$;

-- A case number nobody has had this fiscal year, drawn at random: neighbours and gaps tell
-- nothing (R14, S-21).
create or replace function access.draw_case_number(fiscal_year integer) returns integer
language plpgsql volatile security definer set search_path = pg_catalog, access as $$
declare
    drawn integer;
begin
    if access.acting_user() is null then return null; end if;
    loop
        drawn := 10000 + floor(random() * 90000)::integer;
        exit when not exists (select 1 from public.access_casefile f
                              where f.fiscal_year = draw_case_number.fiscal_year
                                and f.serial = drawn);
    end loop;
    return drawn;
end $$;

-- History (django-simple-history's tables) written by the database, so that update(), bulk writes
-- and raw SQL are recorded like save() (S-27); who wrote comes from the signed context (S-29).
create or replace function access.record_history() returns trigger
language plpgsql volatile security definer set search_path = pg_catalog, public, access as $$
declare
    source jsonb := case when tg_op = 'DELETE' then to_jsonb(old) else to_jsonb(new) end;
begin
    if tg_op = 'UPDATE' and to_jsonb(old) = to_jsonb(new) then return null; end if;
    source := source || jsonb_build_object(
        'history_id', gen_random_uuid(), 'history_date', statement_timestamp(),
        'history_type', case tg_op when 'INSERT' then '+' when 'UPDATE' then '~' else '-' end,
        'history_user_id', access.acting_user());
    -- In `from`: `(...).*` would read the whole row anew for each of its columns.
    execute format('insert into public.%I select h.* from jsonb_populate_record(null::public.%I, $1) h',
                   tg_argv[0], tg_argv[0]) using source;
    -- Where somebody wrote, for the end of her transaction (right_ended_meanwhile).
    if source ? 'compartment_id' and source->>'history_user_id' is not null
       and strpos(coalesce(current_setting('app.written', true), ''), source->>'compartment_id') = 0
       -- A list that brings in thousands is a job, which does not ask.
       and length(coalesce(current_setting('app.written', true), '')) < 8000 then
        perform set_config('app.written', concat_ws(',',
            nullif(current_setting('app.written', true), ''), source->>'compartment_id'), true);
    end if;
    return null;
end $$;

-- Whether somebody else took from the acting user, since her transaction began, what she wrote by (S-15): she does not
-- write there any more, and the log says that a grant there, who is kept out, or an office was changed. What she gave up
-- herself, she wrote before. The end of a transaction in which somebody wrote: from here on nobody else's right begins or
-- ends, for each such change stands in the log of reading, whose lock is held to the commit (append_entries). Volatile:
-- what is asked behind the lock sees what was committed before it. Where nothing was written in any compartment no lock is taken.
create or replace function access.right_ended_meanwhile() returns boolean
language plpgsql volatile security definer set search_path = pg_catalog, access as $$
declare
    me uuid := access.acting_user();
    places uuid[] := string_to_array(nullif(current_setting('app.written', true), ''), ',')::uuid[];
begin
    if places is null then return false; end if;
    perform pg_advisory_xact_lock(7106006);
    return exists (
        select 1 from unnest(places) p(id)
        where not exists (select 1 from access.open_grant o where o.compartment_id = p.id
                          and o.permission in ('write_compartment', 'progress_compartment'))
          -- Entered a moment before the end of a right is committed, perhaps before this transaction began: what she
          -- wrote all the same, she wrote by a right that was still open to her.
          and exists (select 1 from public.access_accesslog l
                      where l.at >= now() - interval '10 seconds' and l.user_id is distinct from me
                        and (l.action = 'grant' and l.compartment_id = p.id and l.outcome <> 'added'
                             or l.action in ('grant', 'master') and l.compartment_id is null and l.object_id is not null)
                        -- Offices, accounts and restrictions of other people take nothing from her.
                        and not exists (select 1 from public.organizations_appointment a
                                        where a.id = l.object_id and a.staff_id <> me)
                        and not exists (select 1 from public.access_restriction r
                                        where r.id = l.object_id and r.user_id <> me)
                        and not exists (select 1 from public.organizations_staff s
                                        where s.id = l.object_id and s.id <> me)));
end $$;

-- A row stays in its compartment and keeps its maker for ever (S-10).
create or replace function access.keep_compartment() returns trigger
language plpgsql set search_path = pg_catalog as $$
begin
    if new.compartment_id is distinct from old.compartment_id or new.id is distinct from old.id
       or new.created_by_id is distinct from old.created_by_id
       or new.created_at is distinct from old.created_at then
        raise exception 'a confidential row keeps its compartment' using errcode = '42501';
    end if;
    return new;
end $$;

-- Who asks and who decides writes her own name and nobody else's, and what was decided stays (R11,
-- R12, S-91). A request to lift may be answered with no: then no name stands there, and never another's in
-- its place. That a protection goes on is decided again and again, each time in the name of who does it.
-- The columns with the names are the arguments; the owner of the tables is not asked.
create or replace function access.sign_own_name() returns trigger
language plpgsql set search_path = pg_catalog, access as $$
declare
    was jsonb := to_jsonb(old);
    is_now jsonb := to_jsonb(new);
    signer text;
    settled text[] := case
        when was->>'decided_by_id' is not null
            then array['decided_by_id', 'decided_at', 'is_approved', 'reason']
        when was->>'state' = 'full' then array['state']
        else '{}' end;
begin
    if was->>'used_job' is not null then settled := settled || 'used_job'::text; end if;
    if exists (select 1 from unnest(settled) fixed where is_now->fixed is distinct from was->fixed)
        then raise exception 'what was decided stays' using errcode = '42501'; end if;
    foreach signer in array tg_argv loop
        if is_now->signer is distinct from was->signer
           and not (signer = 'lift_asked_by_id' and is_now->>signer is null)
           and (is_now->>signer is distinct from access.acting_user()::text
                or (was->>signer is not null and signer <> 'confirmed_by_id')) then
            raise exception 'one signs with one''s own name, once' using errcode = '42501';
        end if;
    end loop;
    return new;
end $$;

-- A row that tells how to find a protected person stays hers (R11): merging two persons must not
-- carry it to one whom nobody protects. The column is the argument.
create or replace function access.keep_shield() returns trigger
language plpgsql set search_path = pg_catalog, access as $$
declare
    was uuid := (to_jsonb(old)->>tg_argv[0])::uuid;
begin
    if was is distinct from (to_jsonb(new)->>tg_argv[0])::uuid and exists (
        select 1 from public.access_protection p where p.person_id = was and p.ended_at is null)
        then raise exception 'a shielded row keeps its person' using errcode = '42501';
    end if;
    return new;
end $$;

-- What was fixed stays as it was (domain.md 7.8). One argument: the column that, once filled, closes
-- its row. Three: the same column, the table of the parent, the column of the key to it. The parent
-- is locked, so that a row cannot slip in while another transaction fixes it.
create or replace function access.keep_fixed() returns trigger
language plpgsql set search_path = pg_catalog as $$
declare
    was jsonb := case when tg_op = 'INSERT' then null else to_jsonb(old) end;
    becomes jsonb := case when tg_op = 'DELETE' then null else to_jsonb(new) end;
    parent text;
    is_fixed boolean;
begin
    -- Disposal after the years are over (erase_cases): nobody else deletes as this role.
    if tg_op = 'DELETE' and current_user = 'bunkyo_gate' then return old; end if;
    if tg_nargs = 1 then
        is_fixed := was->>tg_argv[0] is not null;
    else
        foreach parent in array array_remove(
            array[was->>tg_argv[2], becomes->>tg_argv[2]], null) loop
            execute format('select %I is not null from public.%I where id = $1 for share',
                           tg_argv[0], tg_argv[1]) into is_fixed using parent::uuid;
            exit when is_fixed is distinct from false;
        end loop;
    end if;
    if is_fixed is distinct from false then
        raise exception 'what was fixed stays as it is' using errcode = '23514';
    end if;
    return case when tg_op = 'DELETE' then old else new end;
end $$;

-- What one has put forward somebody else answers (R7). Arguments: the table of the row that is answered,
-- the column of the key to it. A row that the acting user does not see cannot be answered.
create or replace function access.answer_by_another() returns trigger
language plpgsql set search_path = pg_catalog as $$
declare
    author uuid;
begin
    execute format('select created_by_id from public.%I where id = $1', tg_argv[0])
        into author using (to_jsonb(new)->>tg_argv[1])::uuid;
    if author is null or author = new.created_by_id then
        raise exception 'one does not answer oneself' using errcode = '42501';
    end if;
    return new;
end $$;

-- R10: administration and audit are no way in. One person never holds such a role together with
-- a role that opens cases, and nobody appoints herself.
create or replace function access.check_appointment() returns trigger
language plpgsql security definer set search_path = pg_catalog, access as $$
declare
    new_is_apart boolean;
    me uuid := access.acting_user();
begin
    select rg.role in ('auditor', 'system_administrator') into new_is_apart
    from public.organizations_rolegroup rg where rg.group_id = new.role_group_id;
    if tg_op = 'INSERT' and new.staff_id = me then
        raise exception 'nobody appoints herself (R10)' using errcode = '42501';
    end if;
    if tg_op = 'UPDATE' and (
        new.staff_id <> old.staff_id or new.role_group_id <> old.role_group_id
        or (me in (new.staff_id, old.staff_id) and (
            new.valid_from < old.valid_from
            or coalesce(new.valid_until, 'infinity') > coalesce(old.valid_until, 'infinity'))))
    then
        raise exception 'an office changes only by its end (R10, R16)' using errcode = '42501';
    end if;
    if exists (
        select 1 from public.organizations_appointment a
        join public.organizations_rolegroup rg on rg.group_id = a.role_group_id
        where a.staff_id = new.staff_id and a.id <> new.id
          and (a.valid_until is null or a.valid_until > new.valid_from)
          and (new.valid_until is null or new.valid_until > a.valid_from)
          and (rg.role in ('auditor', 'system_administrator')) <> new_is_apart) then
        raise exception 'administration and audit exclude case roles (R10)'
            using errcode = '42501';
    end if;
    -- One office at a time (R16): ending one of two would leave the access of the other. What stands
    -- twice from before may still be ended.
    if (tg_op = 'INSERT' or new.valid_from < old.valid_from
        or coalesce(new.valid_until, 'infinity') > coalesce(old.valid_until, 'infinity'))
       and new.valid_until is distinct from new.valid_from then
        perform pg_advisory_xact_lock(
            hashtextextended(new.staff_id::text || new.role_group_id::text, 7035));
        if exists (
            select 1 from public.organizations_appointment a
            where a.staff_id = new.staff_id and a.role_group_id = new.role_group_id
              and a.id <> new.id and a.valid_until is distinct from a.valid_from
              and (a.valid_until is null or a.valid_until > new.valid_from)
              and (new.valid_until is null or new.valid_until > a.valid_from)) then
            raise exception 'the office is held already in this period (R16)'
                using errcode = '23P01';
        end if;
    end if;
    return new;
end $$;

-- Who may change an account (security.md S-03): a system administrator; oneself only the password and how the own
-- screen looks;
-- a login, before anybody acts, only its time; an auditor whether somebody else may log in (S-96). The owner of the tables is not asked.
create or replace function access.check_staff() returns trigger
language plpgsql security definer set search_path = pg_catalog, access as $$
declare
    me uuid := access.acting_user();
    changed text[];
begin
    -- Another entry of the directory has yet to be confirmed by whoever it is said to be.
    if tg_op = 'UPDATE' and new.directory_subject is distinct from old.directory_subject then
        new.directory_confirmed_at := null;
    end if;
    if session_user <> 'bunkyo_app' then
        return new;
    end if;
    if tg_op = 'INSERT' then
        new.password_given_at := statement_timestamp();
        new.password_is_own := false;
        new.factors_taken_at := null;
    else
        -- Written by `answer_factor_request` in this very statement, which has asked for two people (docs/decisions/1004).
        if new.factors_taken_at = statement_timestamp() and exists (
            select 1 from public.organizations_factorrequest r
            where r.staff_id = new.id and r.outcome = 'agreed' and r.answered_by_id = me
              and r.ended_at = statement_timestamp()) then
            return new;
        end if;
        -- A password that somebody else has given is known to two until she has set her own; she ends both, and nobody else.
        new.password_given_at := case when new.password = old.password then old.password_given_at
                                      when new.id is distinct from me then statement_timestamp() end;
        new.password_is_own := case when new.password = old.password then old.password_is_own
                                    else new.id is not distinct from me end;
        -- Over for who has another second factor: what she says herself is not enough.
        if new.id is distinct from me or new.factors_taken_at is not null or not exists (
            select 1 from public.mfa_authenticator m
            where m.user_id = new.id and m.type in ('totp', 'webauthn')) then
            new.factors_taken_at := old.factors_taken_at;
        end if;
        -- Neither of the two who took her second factor away gives her what comes in by itself, or turns her mail aside, until
        -- she has another; nor does who has asked for it.
        if new.id is distinct from me
           and (new.password, new.directory_subject, new.email)
               is distinct from (old.password, old.directory_subject, old.email)
           and exists (
            select 1 from public.organizations_factorrequest r
            where r.staff_id = new.id
              and (r.outcome = '' and r.asked_at > statement_timestamp() - interval '7 days' and r.asked_by_id = me
                   or r.outcome = 'agreed' and r.ended_at = old.factors_taken_at
                      and me in (r.asked_by_id, r.answered_by_id))) then
            raise exception 'who took a second factor away gives no password (S-55)' using errcode = '42501';
        end if;
    end if;
    if access.acting_holds_role('system_administrator') then
        return new;
    end if;
    if tg_op = 'INSERT' then
        raise exception 'only system administrators make accounts' using errcode = '42501';
    end if;
    select array_agg(n.key) into changed
    from jsonb_each(to_jsonb(new)) n join jsonb_each(to_jsonb(old)) o on o.key = n.key
    where n.value <> o.value;
    if changed is null or changed <@ array['last_login', 'directory_confirmed_at']
       or (new.id = me
           and changed <@ array['last_login', 'password', 'letters', 'line_spacing', 'uses_keys',
                                'password_given_at', 'password_is_own', 'factors_taken_at'])
       or (new.id <> me and changed <@ array['login_stopped_at']
           and access.acting_holds_role('auditor')) then
        return new;
    end if;
    raise exception 'only system administrators change accounts' using errcode = '42501';
end $$;
