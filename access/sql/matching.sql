-- The same person at two bodies (R15). Neither body is told: what the application calls answers
-- nothing, whatever was found. Owned by bunkyo_gate like the functions beside it.

-- Bodies that keep a record of a case: those which know its people.
create or replace function access.recording_bodies(wanted_case uuid) returns uuid[]
language sql stable security definer set search_path = pg_catalog, access as $$
    select array_agg(c.organization_id order by c.created_at, c.id)
    from public.access_compartment c where c.case_id = wanted_case and c.kind = 'record'
$$;

-- Write the marks of a person anew and enter a notice for each other case that has one of them and
-- of which no body knows both. Who saves at the same moment waits for her turn at the same mark, so
-- that one of the two finds the other.
create or replace function access.write_match_marks(
    wanted_person uuid, wanted_case uuid, digests bytea[]) returns void
language plpgsql volatile security definer set search_path = pg_catalog, access as $$
declare
    one bytea;
    other uuid;
    ours uuid[] := access.recording_bodies(wanted_case);
    theirs uuid[];
    made uuid;
begin
    for one in select distinct d from unnest(digests) d order by d loop
        perform pg_advisory_xact_lock(hashtextextended(encode(one, 'hex'), 7033));
    end loop;
    delete from public.access_matchmark m where m.person_id = wanted_person;
    insert into public.access_matchmark (person_id, case_id, digest)
        select wanted_person, wanted_case, d from (select distinct d from unnest(digests) d) s;
    for other in select distinct m.case_id from public.access_matchmark m
                 where m.digest = any (digests) and m.case_id <> wanted_case loop
        theirs := access.recording_bodies(other);
        continue when theirs is null or ours is null or ours && theirs;
        continue when exists (select 1 from public.access_matchpair p
                              where p.case_a_id = least(wanted_case, other)
                                and p.case_b_id = greatest(wanted_case, other));
        made := gen_random_uuid();
        insert into public.access_matchnotice (id, body_a_id, body_b_id, found_on)
            values (made, least(ours[1], theirs[1]), greatest(ours[1], theirs[1]),
                    (statement_timestamp() at time zone 'Asia/Tokyo')::date);
        insert into public.access_matchpair (notice_id, case_a_id, case_b_id)
            values (made, least(wanted_case, other), greatest(wanted_case, other));
    end loop;
end $$;

-- What the application calls when it has saved a person: only for one whom the acting user may
-- change. Answers nothing.
create or replace function access.keep_match_marks(wanted_person uuid, digests bytea[]) returns void
language plpgsql volatile security definer set search_path = pg_catalog, access as $$
declare
    found_case uuid;
begin
    select o.case_id into found_case
    from public.cases_person p
    join access.open_grant o
      on o.compartment_id = p.compartment_id and o.permission = 'write_compartment'
    where p.id = wanted_person limit 1;
    if found_case is not null then
        perform access.write_match_marks(wanted_person, found_case, digests);
    end if;
end $$;

-- Whether the acting user learns of a notice: a coordinator of the secretariat whom nobody keeps
-- out of either case (R6, R12).
create or replace function access.sees_match(wanted uuid) returns boolean
language sql stable security definer set search_path = pg_catalog, access as $$
    select exists (
        select 1 from public.organizations_appointment a
        join public.organizations_rolegroup rg on rg.group_id = a.role_group_id
        join public.organizations_body b on b.id = rg.body_id and b.is_secretariat
        where a.staff_id = (select access.acting_user()) and rg.role = 'coordinator'
          and a.valid_from <= statement_timestamp()
          and (a.valid_until is null or a.valid_until > statement_timestamp()))
      and not exists (
        select 1 from public.access_matchpair p
        where p.notice_id = wanted
          and (access.is_restricted(p.case_a_id, (select access.acting_user()))
               or access.is_restricted(p.case_b_id, (select access.acting_user()))))
$$;
