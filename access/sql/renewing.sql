-- A protection list from which everybody has gone is renewed by two (R11, docs/decisions/0998). Owned by bunkyo_gate.

-- Offices whose holders may stand on the list of a protection anew: those who keep the record of the body that protects and
-- to whom it is open now. Only where these cannot be two, one of whom decides (S-91): the coordinators as well to whom the
-- case was handed (R6). Nobody who is kept out of the case (R12) or whose login is stopped. Not for the application to ask.
create or replace function access.who_renews(wanted uuid) returns table (office uuid, staff uuid, decides boolean)
language plpgsql stable security definer rows 10 set search_path = pg_catalog, access as $$
begin
    return query
    with place as materialized (
        select p.case_id, c.organization_id as body
        from public.access_protection p join public.access_compartment c on c.id = p.compartment_id
        where p.id = wanted and p.ended_at is null),
    -- Of others than who acts: written out as in `open_grant`.
    given as materialized (
        select c.kind, c.organization_id as body, g.basis, g.permission_id,
               g.user_id, g.appointment_id, null::integer as group_id
        from place x
        join public.access_compartment c on c.case_id = x.case_id
        join public.access_usergrant g on g.content_object_id = c.id
        where g.valid_from <= statement_timestamp()
          and (g.valid_until is null or g.valid_until > statement_timestamp())
        union all
        select c.kind, c.organization_id, g.basis, g.permission_id, null, null, g.group_id
        from place x
        join public.access_compartment c on c.case_id = x.case_id
        join public.access_groupgrant g on g.content_object_id = c.id
        where g.valid_from <= statement_timestamp()
          and (g.valid_until is null or g.valid_until > statement_timestamp())),
    able as materialized (
        select distinct a.id, a.staff_id, rg.role in ('supervisor', 'coordinator') as may_decide,
               g.kind = 'record' and g.body = x.body and rg.body_id = x.body
                   and m.codename = 'write_compartment' as keeps,
               -- With a record of its own the secretariat has taken the case on; a request that waits or was
               -- returned hands it to nobody.
               rg.role = 'coordinator' and g.kind = 'record' and g.body = rg.body_id as coordinates
        from place x
        cross join given g
        join public.auth_permission m on m.id = g.permission_id and m.codename <> 'emergency_compartment'
        join public.organizations_appointment a
            on a.id = g.appointment_id and a.staff_id = g.user_id or a.role_group_id = g.group_id
        join public.organizations_rolegroup rg on rg.group_id = a.role_group_id
        join public.organizations_staff s on s.id = a.staff_id and s.is_active and s.login_stopped_at is null
        where a.valid_from <= statement_timestamp()
          and (a.valid_until is null or a.valid_until > statement_timestamp())
          and not access.is_restricted(x.case_id, a.staff_id))
    select distinct n.id, n.staff_id, n.may_decide from able n
    where n.keeps
       or n.coordinates and not (
           select count(distinct k.staff_id) > 1 and bool_or(k.may_decide) from able k where k.keeps);
end $$;

-- Protections in force on whose list nobody stands any more, told to those who may renew it and to nobody else: in which
-- office the acting user would, whether somebody is there with whom she makes two, the request that waits (not one of somebody
-- who may no more, nor one of long ago: S-91), and whether she may answer it. From the protections, of which few are alone, to the grants of who asks.
create or replace function access.lists_left_alone(in_case uuid default null)
returns table (protection uuid, of_case uuid, office uuid, has_second boolean, request uuid, asked_by uuid, may_answer boolean)
language plpgsql stable security definer rows 10 set search_path = pg_catalog, access as $$
#variable_conflict use_column
declare
    me uuid := access.acting_user();
    bodies uuid[];
    coordinates boolean;
begin
    -- Most who come home serve at one body, and few protections are of it: none besides is looked at for them.
    select array_agg(rg.body_id), bool_or(rg.role = 'coordinator') into bodies, coordinates
    from public.organizations_appointment a
    join public.organizations_rolegroup rg on rg.group_id = a.role_group_id
    where a.staff_id = me and a.valid_from <= statement_timestamp()
      and (a.valid_until is null or a.valid_until > statement_timestamp());
    return query
    with alone as materialized (
        select p.id, p.case_id
        from public.access_protection p join public.access_compartment c on c.id = p.compartment_id
        where p.ended_at is null and (in_case is null or p.case_id = in_case)
          and (coordinates or c.organization_id = any (bodies)) and not exists (
            select 1 from public.access_usergrant g
            join public.organizations_appointment a on a.id = g.appointment_id
            join public.organizations_staff s on s.id = a.staff_id and s.is_active
            where g.content_object_id = p.compartment_id
              -- However late the statement of who renewed it began: no name on a list waits for its time.
              and g.valid_from is not null
              and (g.valid_until is null or g.valid_until > statement_timestamp())
              and a.valid_from <= statement_timestamp()
              and (a.valid_until is null or a.valid_until > statement_timestamp())
              -- `is_restricted`, written out: asked of every protection at once, whenever somebody comes home.
              and not exists (
                  select 1 from public.access_restriction r
                  where r.case_id = p.case_id and r.user_id = a.staff_id
                    and r.valid_from <= statement_timestamp()
                    and (r.valid_until is null or r.valid_until > statement_timestamp())
                    and r.lifted_at is null))),
    hers as materialized (
        select n.id, n.case_id from alone n
        where exists (select 1 from access.open_grant o where o.case_id = n.case_id offset 0)),
    able as materialized (
        select h.id as list, w.office, w.staff, w.decides from hers h cross join lateral access.who_renews(h.id) w),
    mine as (
        select distinct on (b.list) b.list, b.office, b.decides from able b
        where b.staff = me order by b.list, b.decides desc, b.office)
    select h.id, h.case_id, m.office,
           exists (select 1 from able b where b.list = h.id and b.staff <> me and (b.decides or m.decides)),
           r.id, r.asked_by_id, r.id is not null and r.asked_by_id <> me and (m.decides or asker.decides)
    from hers h
    join mine m on m.list = h.id
    left join (public.access_listrenewal r join able asker on asker.office = r.appointment_id)
        on r.protection_id = h.id and r.outcome = '' and asker.list = h.id
        and r.asked_at > statement_timestamp() - interval '30 days'
    order by h.id;
end $$;

-- Two who ask or answer at one moment take turns; the second finds what the first has done.
create or replace function access.take_turns_about_list(wanted uuid) returns void
language plpgsql volatile security definer set search_path = pg_catalog, access as $$
begin
    perform pg_advisory_xact_lock(hashtextextended(wanted::text, 7048));
end $$;

-- The acting user asks to stand on such a list; null for who may not, where somebody stands on it, and while another request
-- waits. One that counts no more is over by it.
create or replace function access.ask_to_renew_list(wanted uuid, why text) returns uuid
language plpgsql volatile security definer set search_path = pg_catalog, access as $$
declare
    alone record;
    made uuid := gen_random_uuid();
begin
    perform access.take_turns_about_list(wanted);
    select l.* into alone from access.lists_left_alone() l where l.protection = wanted and l.request is null;
    if not found then return null; end if;
    update public.access_listrenewal r set outcome = 'lapsed', ended_at = statement_timestamp()
    where r.protection_id = wanted and r.outcome = '';
    insert into public.access_listrenewal (id, protection_id, case_id, asked_by_id, appointment_id, asked_at, reason,
            outcome, answer)
        values (made, wanted, alone.of_case, access.acting_user(), alone.office, statement_timestamp(), why, '', '');
    return made;
end $$;

-- The second person agrees, and both stand on the list; or she refuses. 0 for who may not, her own request, one that was
-- answered or withdrawn, whose asker may no more, and where somebody stands on the list by now. Whoever keeps somebody out of
-- the case at this moment is waited for (R12).
create or replace function access.answer_list_renewal(wanted uuid, agrees boolean, words text) returns integer
language plpgsql volatile security definer set search_path = pg_catalog, access as $$
declare
    me uuid := access.acting_user();
    asked record;
    mine record;
begin
    select r.protection_id, r.case_id, r.asked_by_id, r.appointment_id into asked
    from public.access_listrenewal r where r.id = wanted;
    if not found then return 0; end if;
    perform access.take_turns_about_list(asked.protection_id);
    perform access.hold_source(asked.case_id);
    select l.* into mine from access.lists_left_alone() l where l.request = wanted and l.may_answer;
    if not found then return 0; end if;
    update public.access_listrenewal r
    set outcome = case when agrees then 'agreed' else 'refused' end, answered_by_id = me,
        ended_at = statement_timestamp(), answer = words
    where r.id = wanted;
    if agrees then
        insert into public.access_usergrant (id, content_object_id, case_id, user_id, appointment_id,
                permission_id, basis, source_id, valid_from, valid_until, granted_at, granted_by_id)
            select gen_random_uuid(), p.compartment_id, p.case_id, named.staff, a.id, m.id, 'R11', p.id,
                   statement_timestamp(), null, statement_timestamp(), me
            from public.access_protection p
            join public.auth_permission m on m.codename = 'write_compartment'
            cross join (values (asked.asked_by_id, asked.appointment_id), (me, mine.office)) named (staff, office)
            join public.organizations_appointment n on n.id = named.office
            -- In those that follow as well, where they are entered already, each within a month of the one before (carry_lists).
            cross join lateral (
                with recursive held as (
                    select n.id, n.valid_from, n.valid_until
                    union
                    select f.id, f.valid_from, f.valid_until
                    from held h
                    join public.organizations_appointment f
                        on f.staff_id = n.staff_id and f.role_group_id = n.role_group_id and f.valid_from > h.valid_from
                        and (h.valid_until is null or f.valid_from < h.valid_until + interval '1 month'))
                select h.id from held h
                where h.id = n.id or h.valid_until is null or h.valid_until > statement_timestamp()) a
            where p.id = asked.protection_id;
    end if;
    return 1;
end $$;

-- Who asked takes it back, while nobody has answered.
create or replace function access.withdraw_list_renewal(wanted uuid) returns integer
language plpgsql volatile security definer set search_path = pg_catalog, access as $$
declare
    list uuid := (select r.protection_id from public.access_listrenewal r where r.id = wanted);
    done integer;
begin
    if list is null then return 0; end if;
    perform access.take_turns_about_list(list);
    update public.access_listrenewal r set outcome = 'withdrawn', ended_at = statement_timestamp()
    where r.id = wanted and r.asked_by_id = access.acting_user()
      and exists (select 1 from access.lists_left_alone() l where l.request = wanted);
    get diagnostics done = row_count;
    return done;
end $$;

-- After somebody is given an office: on the protection lists on which she stands by name in the one before it, of the same role
-- at the same body, she stands in it as well. Of many all offices end on the same day in March, and nobody would be left on a list.
-- Not on one that she has left or was taken off, not in a case that she is kept out of (R12), in no other role, at no other
-- body, and not when she comes back after more than a month (R16), whatever day is entered: there she is named again, by somebody on the list.
create or replace function access.carry_lists() returns trigger
language plpgsql security definer set search_path = pg_catalog, access as $$
declare
    list record;
begin
    if access.acting_user() is null or new.valid_until <= statement_timestamp() then return null; end if;
    for list in
        select distinct p.id, p.case_id
        from public.access_usergrant g
        join public.access_protection p on p.id = g.source_id and p.ended_at is null
        where g.user_id = new.staff_id and g.basis = 'R11'
          and (g.valid_until is null or g.valid_until > statement_timestamp())
        order by p.id
    loop
        -- Who takes her off at this moment is waited for, and waits for this.
        perform access.hold_source(list.id);
        continue when access.is_restricted(list.case_id, new.staff_id);
        insert into public.access_usergrant (id, content_object_id, case_id, user_id, appointment_id,
                permission_id, basis, source_id, valid_from, valid_until, granted_at, granted_by_id)
            select distinct on (g.content_object_id, g.permission_id)
                   gen_random_uuid(), g.content_object_id, g.case_id, new.staff_id, new.id, g.permission_id,
                   g.basis, g.source_id, statement_timestamp(), g.valid_until, statement_timestamp(), g.granted_by_id
            from public.access_usergrant g
            join public.organizations_appointment a on a.id = g.appointment_id
            where g.source_id = list.id and g.user_id = new.staff_id and g.basis = 'R11'
              and a.role_group_id = new.role_group_id and a.valid_from < new.valid_from
              and (a.valid_until is null
                   or a.valid_until > greatest(new.valid_from, statement_timestamp()) - interval '1 month')
              and (g.valid_until is null or g.valid_until > statement_timestamp())
            order by g.content_object_id, g.permission_id, g.granted_at desc;
    end loop;
    return null;
end $$;
