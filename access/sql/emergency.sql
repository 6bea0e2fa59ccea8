-- Emergency access 緊急閲覧 (R13). Owned by bunkyo_gate like the functions beside it. The grant carries a
-- permission of its own, which the one sentence (open_grant) does not know: what it opens are the few
-- tables whose models say `open_in_emergency`, to read, and nothing else of the case.

-- Grants of the acting user for an emergency that are open now.
create or replace function access.emergency_grants()
returns table (compartment uuid, case_id uuid, source uuid)
language plpgsql stable parallel restricted security definer rows 2
set search_path = pg_catalog, access as $$
begin
    return query
    select g.content_object_id, g.case_id, g.source_id
    from public.access_usergrant g
    join public.organizations_appointment a on a.id = g.appointment_id and a.staff_id = g.user_id
    where g.user_id = (select access.acting_user()) and g.basis = 'R13'
      and g.valid_from <= statement_timestamp() and g.valid_until > statement_timestamp()
      and a.valid_from <= statement_timestamp()
      and (a.valid_until is null or a.valid_until > statement_timestamp())
      and not access.is_restricted(g.case_id, g.user_id);
end $$;

-- Open a case in an emergency: by its number, or by the digests of name and birth date (matching.py).
-- The second factor is asked for by the page; everything else is decided here. What does not exist, what
-- nobody reads any more, and what the acting user is kept out of (R12) answer alike (R14): refused.
create or replace function access.open_in_emergency(
    wanted_year integer, wanted_serial integer, digests bytea[], stated text, said text)
returns table (outcome text, opening uuid)
language plpgsql volatile security definer set search_path = pg_catalog, access as $$
declare
    me uuid := access.acting_user();
    office uuid;
    at_body uuid;
    found_cases uuid[];
    place record;
    latest uuid;
    before integer;
    is_said boolean;
    made uuid;
begin
    select a.id, rg.body_id into office, at_body
    from public.organizations_appointment a
    join public.organizations_rolegroup rg on rg.group_id = a.role_group_id
    where a.staff_id = me and rg.role = 'caseworker' and a.valid_from <= statement_timestamp()
      and (a.valid_until is null or a.valid_until > statement_timestamp())
    order by a.valid_from, a.id limit 1;
    if office is null or stated = '' or btrim(said) = '' then
        return query select 'refused', null::uuid;
        return;
    end if;
    perform pg_advisory_xact_lock(hashtextextended(me::text, 7013));
    if (select count(*) from public.access_emergencyattempt t
        where t.user_id = me and t.at > clock_timestamp() - interval '1 hour') >= 5 then
        return query select 'limited', null::uuid;
        return;
    end if;
    insert into public.access_emergencyattempt (id, user_id, at)
        values (gen_random_uuid(), me, clock_timestamp());
    if digests is null then
        found_cases := array(select f.id from public.access_casefile f
                             where f.fiscal_year = wanted_year and f.serial = wanted_serial);
    else
        found_cases := array(select distinct m.case_id from public.access_matchmark m
                             where m.digest = any (digests));
    end if;
    for place in
        select c.id, c.case_id, 'R' || (f.fiscal_year - 2018) || '-' || lpad(f.serial::text, 5, '0') as no
        from public.access_compartment c join public.access_casefile f on f.id = c.case_id
        where c.kind = 'face' and c.case_id = any (found_cases)
          and not access.is_restricted(c.case_id, me)
          and exists (
              select 1 from (select content_object_id, basis, valid_from, valid_until
                             from public.access_groupgrant
                             union all select content_object_id, basis, valid_from, valid_until
                             from public.access_usergrant) g
              where g.content_object_id = c.id and g.basis <> 'R13'
                and g.valid_from <= statement_timestamp()
                and (g.valid_until is null or g.valid_until > statement_timestamp()))
        order by c.created_at, c.id limit 5
    loop
        if exists (select 1 from access.open_grant o where o.compartment_id = place.id) then
            return query select 'seen_anyway', null::uuid;
            continue;
        end if;
        -- What stands under a review that is still open; the same words are no second reason.
        select count(*), coalesce(bool_or(regexp_replace(s.words, '\s', '', 'g')
                                          = regexp_replace(said, '\s', '', 'g')), false)
        into before, is_said
        from public.access_emergencyopening e
        join public.access_emergencystatement s on s.opening_id = e.id
        where e.user_id = me and e.case_id = place.case_id
          and not exists (select 1 from public.access_emergencyreview r where r.opening_id = e.id);
        if is_said or before >= 2 then
            select e.id into latest from public.access_emergencyopening e
            where e.user_id = me and e.case_id = place.case_id order by e.opened_at desc, e.id limit 1;
            return query select case when is_said then 'same_reason' else 'twice' end, latest;
            continue;
        end if;
        made := gen_random_uuid();
        insert into public.access_emergencyopening (id, case_id, case_number, user_id, appointment_id,
                body_id, number, reason, opened_at, valid_until)
            values (made, place.case_id, place.no, me, office, at_body, before + 1, stated,
                    statement_timestamp(), statement_timestamp() + interval '3 hours');
        insert into public.access_emergencystatement (opening_id, words) values (made, btrim(said));
        insert into public.access_usergrant (id, content_object_id, case_id, user_id, appointment_id,
                permission_id, basis, source_id, valid_from, valid_until, granted_at, granted_by_id)
            select gen_random_uuid(), place.id, place.case_id, me, office, p.id, 'R13', made,
                   statement_timestamp(), statement_timestamp() + interval '3 hours',
                   statement_timestamp(), me
            from public.auth_permission p where p.codename = 'emergency_compartment';
        return query select 'opened', made;
    end loop;
    if not found then return query select 'refused', null::uuid; end if;
end $$;

-- The acting user needs it no longer. Returns how many ended.
create or replace function access.end_emergency(wanted uuid) returns integer
language plpgsql volatile security definer set search_path = pg_catalog, access as $$
declare
    closed integer;
begin
    update public.access_emergencyopening e set ended_at = statement_timestamp()
    where e.id = wanted and e.user_id = access.acting_user() and e.ended_at is null
      and e.valid_until > statement_timestamp();
    get diagnostics closed = row_count;
    if closed > 0 then
        update public.access_usergrant g set valid_until = statement_timestamp()
        where g.source_id = wanted and g.basis = 'R13' and g.valid_until > statement_timestamp();
    end if;
    return closed;
end $$;

-- Whether the acting user supervises a body that keeps a record of a case, and is not kept out of it.
-- Not for the application to ask.
create or replace function access.supervises_case(wanted_case uuid) returns boolean
language plpgsql stable security definer set search_path = pg_catalog, access as $$
begin
    return exists (
        select 1 from public.organizations_appointment a
        join public.organizations_rolegroup rg on rg.group_id = a.role_group_id
        where a.staff_id = (select access.acting_user()) and rg.role = 'supervisor'
          and rg.body_id = any (access.recording_bodies(wanted_case))
          and a.valid_from <= statement_timestamp()
          and (a.valid_until is null or a.valid_until > statement_timestamp()))
      and not access.is_restricted(wanted_case, (select access.acting_user()));
end $$;

-- The same of a body whose record is not narrowed, or is open to her by name (R2): the words that were said tell of the
-- household, and the record may have been narrowed because of her. Not for the application to ask.
create or replace function access.supervises_openly(wanted_case uuid) returns boolean
language plpgsql stable security definer set search_path = pg_catalog, access as $$
declare
    me uuid := access.acting_user();
begin
    return access.supervises_case(wanted_case) and exists (
        select 1 from public.organizations_appointment a
        join public.organizations_rolegroup rg on rg.group_id = a.role_group_id
        where a.staff_id = me and rg.role = 'supervisor'
          and rg.body_id = any (access.recording_bodies(wanted_case))
          and a.valid_from <= statement_timestamp()
          and (a.valid_until is null or a.valid_until > statement_timestamp())
          and (access.narrowed_record(wanted_case, rg.body_id) is null
               or exists (select 1 from access.open_grant o
                          where o.compartment_id = access.narrowed_record(wanted_case, rg.body_id))));
end $$;

-- Whether the acting user learns of an opening: her own while she is in that office and not kept out of
-- the case; supervisors of the recording bodies, the words only where the record is not narrowed from them; auditors, but not the words that were said (R10), and none of a
-- case from which they are kept out (R12), as in the log of reading: the number alone tells that there is one.
create or replace function access.sees_emergency(wanted uuid, with_words boolean) returns boolean
language plpgsql stable security definer set search_path = pg_catalog, access as $$
declare
    me uuid := access.acting_user();
begin
    return exists (
        select 1 from public.access_emergencyopening e
        join public.organizations_appointment a on a.id = e.appointment_id
        where e.id = wanted and (
            e.user_id = me and not access.is_restricted(e.case_id, me)
                and a.valid_from <= statement_timestamp()
                and (a.valid_until is null or a.valid_until > statement_timestamp())
            or not with_words and access.acting_holds_role('auditor')
                and not access.is_restricted(e.case_id, me)
            or not with_words and access.supervises_case(e.case_id)
            or with_words and access.supervises_openly(e.case_id)));
end $$;

-- What she did under an opening: the entries of the log that name it, hers alone. For who reviews it, as an
-- auditor or as a supervisor of a recording body; not for herself.
create or replace function access.emergency_readings(wanted uuid)
returns table (at timestamptz, action text, kind text)
language plpgsql stable security definer set search_path = pg_catalog, access as $$
begin
    return query
    select l.at, l.action::text, l.kind::text
    from public.access_emergencyopening e
    join public.access_accesslog l on l.object_id = e.id and l.user_id = e.user_id
    where e.id = wanted and e.user_id <> access.acting_user()
      and access.sees_emergency(wanted, false)
    order by l.seq;
end $$;

-- Whether the acting user may close the review: never her own, never of a case from which she is kept out, and once.
create or replace function access.may_review_emergency(wanted uuid) returns boolean
language plpgsql stable security definer set search_path = pg_catalog, access as $$
begin
    return access.acting_user() is not null and exists (
        select 1 from public.access_emergencyopening e
        where e.id = wanted and e.user_id <> access.acting_user()
          and (access.acting_holds_role('auditor') or access.supervises_case(e.case_id))
          and not access.is_restricted(e.case_id, (select access.acting_user()))
          and not exists (select 1 from public.access_emergencyreview r where r.opening_id = e.id));
end $$;

-- Whom to call: bodies that keep a record of the case, with their staff in charge. For her who has the
-- case open in an emergency now. The restricted are not named (R12), and no meeting is told of.
create or replace function access.emergency_contacts(wanted uuid)
returns table (body_id uuid, staff_id uuid)
language plpgsql stable security definer set search_path = pg_catalog, access as $$
begin
    return query
    select c.organization_id, s.id
    from access.emergency_grants() g
    join public.access_compartment c on c.case_id = g.case_id and c.kind = 'record'
    left join public.cases_staffincharge i on i.compartment_id = c.id and i.until is null
         and not access.is_restricted(c.case_id, i.staff_id)
    left join public.organizations_staff s on s.id = i.staff_id and s.is_active
    where g.source = wanted;
end $$;
