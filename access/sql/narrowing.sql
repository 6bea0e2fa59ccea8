-- 担当者限定 (R2): what is open to the roles of a body becomes open, by name, to those in charge, and what is
-- opened to its roles later opens to them only. Whoever opens something need not think of it, and cannot know
-- it of another body (R14): the table of grants itself keeps to it (keep_narrow).

-- Kinds that the roles of a body see by themselves; a plan and a meeting have circles of their own.
create or replace function access.is_narrowable(wanted uuid) returns boolean
language sql stable security definer set search_path = pg_catalog, access as $$
    select exists (select 1 from public.access_compartment c where c.id = wanted
                   and c.kind in ('face', 'record', 'hand_off', 'consented', 'noticed'))
$$;

-- The record of a body on a case, if it is narrowed: open to people by name, and to no role of the body any
-- more. It follows from the grants and is written nowhere else.
create or replace function access.narrowed_record(wanted_case uuid, wanted_body uuid) returns uuid
language sql stable security definer set search_path = pg_catalog, access as $$
    select c.id from public.access_compartment c
    where c.case_id = wanted_case and c.organization_id = wanted_body and c.kind = 'record'
      and exists (select 1 from public.access_usergrant g
                  where g.content_object_id = c.id and g.basis in ('R2', 'R6'))
      and not exists (
          select 1 from public.access_groupgrant g
          join public.organizations_rolegroup rg on rg.group_id = g.group_id
          where g.content_object_id = c.id and rg.body_id = wanted_body
            and (g.valid_until is null or g.valid_until > statement_timestamp()))
$$;

-- What somebody holds in place of the roles of a body: all but what was opened to her by name (R3, R11, R13).
create or replace function access.narrowed_grants(wanted_record uuid, wanted_user uuid) returns setof uuid
language sql stable security definer set search_path = pg_catalog, access as $$
    select g.id from public.access_compartment c
    join public.access_usergrant g on g.case_id = c.case_id
    join public.organizations_appointment a on a.id = g.appointment_id
    join public.organizations_rolegroup rg on rg.group_id = a.role_group_id
    where c.id = wanted_record and g.user_id = wanted_user and rg.body_id = c.organization_id
      and g.basis in ('R2', 'R6', 'HO') and access.is_narrowable(g.content_object_id)
      and (g.valid_until is null or g.valid_until > statement_timestamp())
$$;

-- The offices at a body in which those who hold these keep records, now or later.
create or replace function access.offices_in_charge(named uuid[], at_body uuid) returns table (id uuid)
language sql stable security definer set search_path = pg_catalog, access as $$
    select distinct a.id
    from public.organizations_appointment n
    join public.organizations_appointment a on a.staff_id = n.staff_id
        and (a.valid_until is null or a.valid_until > statement_timestamp())
    join public.organizations_rolegroup rg on rg.group_id = a.role_group_id and rg.body_id = at_body
    join public.organizations_body b on b.id = rg.body_id
    where n.id = any (named)
      and (rg.role in ('caseworker', 'supervisor') or rg.role = 'coordinator' and b.is_secretariat)
$$;

-- Whoever narrows and whoever opens something at the same moment take turns.
create or replace function access.take_turns(wanted_record uuid, alone boolean) returns void
language plpgsql volatile security definer set search_path = pg_catalog, access as $$
begin
    if alone then
        perform pg_advisory_xact_lock(hashtextextended(wanted_record::text, 7002));
    else
        perform pg_advisory_xact_lock_shared(hashtextextended(wanted_record::text, 7002));
    end if;
end $$;

-- Narrow: each grant to a role of the body, open or waiting, goes to the named with its own basis, source and
-- end, so that a hand-off that is taken back or a consent that is over ends it as before. Returns in how many
-- compartments. Only by somebody who writes the record. Each of the named goes on in all her offices there in which records
-- are kept, also one that begins later: it may have been entered for April already, and nobody else may be left (carry_narrowed).
create or replace function access.narrow_record(wanted_record uuid, named uuid[]) returns integer
language plpgsql volatile security definer set search_path = pg_catalog, access as $$
declare
    place record;
    narrowed uuid[];
begin
    select c.case_id, c.organization_id as body_id into place from public.access_compartment c
    where c.id = wanted_record and c.kind = 'record'
      and exists (select 1 from access.open_grant o
                  where o.compartment_id = c.id and o.permission = 'write_compartment');
    if place is null then return 0; end if;
    perform access.take_turns(wanted_record, true);
    insert into public.access_usergrant (id, content_object_id, case_id, user_id, appointment_id,
            permission_id, basis, source_id, valid_from, valid_until, granted_at, granted_by_id)
        select distinct on (g.content_object_id, g.source_id, g.permission_id, a.id)
               gen_random_uuid(), g.content_object_id, g.case_id, a.staff_id, a.id, g.permission_id,
               g.basis, g.source_id, case when g.valid_from is not null then statement_timestamp() end,
               g.valid_until, statement_timestamp(), (select access.acting_user())
        from public.access_groupgrant g
        join public.organizations_rolegroup rg on rg.group_id = g.group_id
        join access.offices_in_charge(named, place.body_id) o on true
        join public.organizations_appointment a on a.id = o.id
        join public.organizations_rolegroup own on own.group_id = a.role_group_id
        where g.case_id = place.case_id and rg.body_id = place.body_id and own.body_id = place.body_id
          and access.is_narrowable(g.content_object_id)
          and (g.valid_until is null or g.valid_until > statement_timestamp())
        -- Her own role's grant first: at the secretariat the basis differs by role.
        order by g.content_object_id, g.source_id, g.permission_id, a.id,
                 g.group_id <> a.role_group_id, g.valid_from nulls last;
    with closed as (
        update public.access_groupgrant g set valid_until = statement_timestamp()
        from public.organizations_rolegroup rg
        where g.case_id = place.case_id and rg.group_id = g.group_id and rg.body_id = place.body_id
          and access.is_narrowable(g.content_object_id)
          and (g.valid_until is null or g.valid_until > statement_timestamp())
        returning g.content_object_id)
    select array_agg(distinct content_object_id) into narrowed from closed;
    return coalesce(cardinality(narrowed), 0);
end $$;

-- Others of the body come to be in charge: they hold what the acting user holds in place of its roles.
create or replace function access.join_narrowed(wanted_record uuid, named uuid[]) returns integer
language plpgsql volatile security definer set search_path = pg_catalog, access as $$
declare
    me uuid := access.acting_user();
    joined integer;
begin
    if not exists (select 1 from access.open_grant o
                   where o.compartment_id = wanted_record and o.permission = 'write_compartment')
        then return 0; end if;
    perform access.take_turns(wanted_record, true);
    insert into public.access_usergrant (id, content_object_id, case_id, user_id, appointment_id,
            permission_id, basis, source_id, valid_from, valid_until, granted_at, granted_by_id)
        select distinct on (g.content_object_id, g.source_id, g.permission_id, a.id)
               gen_random_uuid(), g.content_object_id, g.case_id, a.staff_id, a.id, g.permission_id,
               g.basis, g.source_id, case when g.valid_from is not null then statement_timestamp() end,
               g.valid_until, statement_timestamp(), me
        from public.access_usergrant g
        join public.access_compartment c on c.id = wanted_record
        join access.offices_in_charge(named, c.organization_id) o on true
        join public.organizations_appointment a on a.id = o.id
        join public.organizations_rolegroup own on own.group_id = a.role_group_id
        where g.id in (select access.narrowed_grants(wanted_record, me))
          and own.body_id = c.organization_id
          and not exists (select 1 from public.access_usergrant held
                          where held.content_object_id = g.content_object_id and held.user_id = a.staff_id
                            and held.source_id = g.source_id and held.appointment_id = a.id
                            and (held.valid_until is null or held.valid_until > statement_timestamp()))
        order by g.content_object_id, g.source_id, g.permission_id, a.id, g.valid_from nulls last;
    get diagnostics joined = row_count;
    return joined;
end $$;

-- Somebody is no longer in charge: all that she held in place of the roles ends.
create or replace function access.leave_narrowed(wanted_record uuid, wanted_user uuid) returns integer
language plpgsql volatile security definer set search_path = pg_catalog, access as $$
declare
    closed integer;
begin
    if not exists (select 1 from access.open_grant o
                   where o.compartment_id = wanted_record and o.permission = 'write_compartment')
        then return 0; end if;
    perform access.take_turns(wanted_record, true);
    update public.access_usergrant g set valid_until = statement_timestamp()
    where g.id in (select access.narrowed_grants(wanted_record, wanted_user));
    get diagnostics closed = row_count;
    return closed;
end $$;

-- Before a grant to a role of a body is written: where the body's record on the case is narrowed, it goes to
-- those who are in charge there now, and to who opens the compartment at this moment, for she writes in it
-- what she knows. None of them left: to nobody; the sender of a hand-off stays responsible and is reminded.
create or replace function access.keep_narrow() returns trigger
language plpgsql security definer set search_path = pg_catalog, access as $$
declare
    me uuid := access.acting_user();
    at_body uuid;
    held uuid;
    is_new boolean;
begin
    if me is null then return new; end if;
    select rg.body_id into at_body from public.organizations_rolegroup rg
    where rg.group_id = new.group_id;
    select c.id, c.created_at = now() into held, is_new from public.access_compartment c
    where c.case_id = new.case_id and c.organization_id = at_body and c.kind = 'record';
    -- Nobody else sees a record that is opened in this transaction: what was not narrowed in it is not.
    if is_new and not exists (select 1 from public.access_usergrant g
                              where g.content_object_id = held and g.basis in ('R2', 'R6')) then
        return new;
    end if;
    -- What the acting user may not give is left to the policy, which refuses it.
    if held is null or new.granted_by_id is distinct from me
       or not access.is_narrowable(new.content_object_id)
       or not access.may_grant(new.content_object_id) then
        return new;
    end if;
    -- Lists bring in many at once.
    if not is_new then perform access.take_turns(held, false); end if;
    if access.narrowed_record(new.case_id, at_body) is null then return new; end if;
    insert into public.access_usergrant (id, content_object_id, case_id, user_id, appointment_id,
            permission_id, basis, source_id, valid_from, valid_until, granted_at, granted_by_id)
        select distinct on (a.id)
               gen_random_uuid(), new.content_object_id, new.case_id, a.staff_id, a.id, new.permission_id,
               new.basis, new.source_id, new.valid_from, new.valid_until, new.granted_at, me
        from public.organizations_appointment a
        join public.organizations_rolegroup rg on rg.group_id = a.role_group_id
        -- An office that begins later is among them: she goes on in it (carry_narrowed).
        where rg.body_id = at_body and (a.valid_until is null or a.valid_until > statement_timestamp())
          -- Whoever is kept out would read it on the day on which that ends (R12).
          and not access.is_restricted(new.case_id, a.staff_id)
          and (exists (select 1 from public.access_usergrant g
                       where g.content_object_id = held and g.appointment_id = a.id
                         and g.basis in ('R2', 'R6')
                         and (g.valid_until is null or g.valid_until > statement_timestamp()))
               or a.staff_id = me and a.role_group_id = new.group_id
                  and a.valid_from <= statement_timestamp() and exists (
                   select 1 from public.access_compartment c where c.id = new.content_object_id
                     and c.created_by_id = me and c.created_at = now()))
          -- Each role of the body is written in a row of its own; nobody needs the same twice.
          and not exists (select 1 from public.access_usergrant g
                          where g.content_object_id = new.content_object_id and g.appointment_id = a.id
                            and g.source_id = new.source_id and g.permission_id = new.permission_id
                            and (g.valid_until is null or g.valid_until > statement_timestamp()))
        order by a.id;
    return null;
end $$;

-- After somebody is given an office in which records are kept: of the narrowed records of that body of which she is in
-- charge she sees as much in it as in the office that she had there. Nobody else may be left who could let her in.
create or replace function access.carry_narrowed() returns trigger
language plpgsql security definer set search_path = pg_catalog, access as $$
declare
    at_body uuid;
    held uuid;
begin
    if access.acting_user() is null then return null; end if;
    select rg.body_id into at_body
    from public.organizations_rolegroup rg join public.organizations_body b on b.id = rg.body_id
    where rg.group_id = new.role_group_id
      and (rg.role in ('caseworker', 'supervisor') or rg.role = 'coordinator' and b.is_secretariat);
    if at_body is null then return null; end if;
    for held in
        select c.id from public.cases_staffincharge i
        join public.access_compartment c on c.id = i.compartment_id and c.organization_id = at_body
        where i.staff_id = new.staff_id and i.until is null
          and access.narrowed_record(c.case_id, at_body) = c.id
        order by c.id
    loop
        perform access.take_turns(held, false);
        insert into public.access_usergrant (id, content_object_id, case_id, user_id, appointment_id,
                permission_id, basis, source_id, valid_from, valid_until, granted_at, granted_by_id)
            select distinct on (g.content_object_id, g.source_id, g.permission_id)
                   gen_random_uuid(), g.content_object_id, g.case_id, new.staff_id, new.id, g.permission_id,
                   g.basis, g.source_id, case when g.valid_from is not null then statement_timestamp() end,
                   g.valid_until, statement_timestamp(), g.granted_by_id
            from public.access_usergrant g
            where g.id in (select access.narrowed_grants(held, new.staff_id))
            order by g.content_object_id, g.source_id, g.permission_id, g.valid_from nulls last;
    end loop;
    return null;
end $$;
