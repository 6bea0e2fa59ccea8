-- A lost second factor is taken away by two (S-55, R10, docs/decisions/1004). Owned by bunkyo_gate.

-- Whether the acting user may be the second person: a system administrator, or who answers for a body (管理者) at which she serves
-- whose account it is; neither who asked nor she herself, and in an office that was entered before it was asked for, as was
-- hers at that body, so that nobody makes a second person afterwards. Who asked must be a system administrator still, and it
-- ends after seven days.
create or replace function access.may_answer_factors(wanted uuid) returns boolean
language sql stable security definer set search_path = pg_catalog, access as $$
    select exists (
        with held as (
            select a.staff_id, a.created_at, g.role, g.body_id
            from public.organizations_appointment a
            join public.organizations_rolegroup g on g.group_id = a.role_group_id
            where a.valid_from <= statement_timestamp()
              and (a.valid_until is null or a.valid_until > statement_timestamp()))
        select 1 from public.organizations_factorrequest r
        join public.organizations_staff s on s.id = r.staff_id and s.is_active
        join held mine on mine.staff_id = access.acting_user() and mine.created_at < r.asked_at
        where r.id = wanted and r.outcome = '' and r.asked_at > statement_timestamp() - interval '7 days'
          and mine.staff_id not in (r.asked_by_id, r.staff_id)
          and exists (select 1 from held h join public.organizations_staff a on a.id = h.staff_id and a.is_active
                      where h.staff_id = r.asked_by_id and h.role = 'system_administrator')
          and (mine.role = 'system_administrator' or mine.role = 'supervisor' and mine.body_id in (
                  select h.body_id from held h
                  where h.staff_id = r.staff_id and h.created_at < r.asked_at)))
$$;

-- Two who ask or answer about one account at one moment take turns; the second finds what the first has done.
create or replace function access.take_turns_about_factors(whose uuid) returns void
language plpgsql volatile security definer set search_path = pg_catalog, access as $$
begin
    perform pg_advisory_xact_lock(hashtextextended(whose::text, 1004));
end $$;

-- The acting administrator asks; 0 for who is none, for her own account, that of somebody who has left, while another request
-- waits, and while she has no second factor after the last one: two others would take the place of the two who are barred
-- from giving her a password. One that waited for too long is over by it.
create or replace function access.ask_to_take_factors(whose uuid, why text) returns integer
language plpgsql volatile security definer set search_path = pg_catalog, access as $$
declare
    me uuid := access.acting_user();
begin
    perform access.take_turns_about_factors(whose);
    if not access.acting_holds_role('system_administrator') or whose = me
       or not exists (select 1 from public.organizations_staff s
                      where s.id = whose and s.is_active and s.factors_taken_at is null) then
        return 0;
    end if;
    update public.organizations_factorrequest r set outcome = 'lapsed', ended_at = statement_timestamp()
    where r.staff_id = whose and r.outcome = '' and r.asked_at <= statement_timestamp() - interval '7 days';
    insert into public.organizations_factorrequest (id, staff_id, asked_by_id, asked_at, reason, outcome)
        values (gen_random_uuid(), whose, me, statement_timestamp(), why, '')
    on conflict (staff_id) where outcome = '' do nothing;
    return case when found then 1 else 0 end;
end $$;

-- The second person agrees, and everything with which that account confirms who she is is gone; or she refuses. A password that she
-- has not set herself falls with it, as does an entry of the directory that she has not confirmed: who knows either would come in
-- by it alone. 0 for who may not, and for one that is over. 2 where the password fell.
create or replace function access.answer_factor_request(wanted uuid, agrees boolean) returns integer
language plpgsql volatile security definer set search_path = pg_catalog, access as $$
declare
    whose uuid := (select r.staff_id from public.organizations_factorrequest r where r.id = wanted);
    is_own boolean;
begin
    if whose is null then return 0; end if;
    perform access.take_turns_about_factors(whose);
    if not access.may_answer_factors(wanted) then return 0; end if;
    update public.organizations_factorrequest r
    set outcome = case when agrees then 'agreed' else 'refused' end, answered_by_id = access.acting_user(),
        ended_at = statement_timestamp()
    where r.id = wanted;
    if not agrees then return 1; end if;
    select s.password_is_own into is_own
    from public.organizations_staff s where s.id = whose for no key update;
    delete from public.mfa_authenticator m where m.user_id = whose;
    -- With the mark before it and nothing that hashes to it, a password fits nobody (as Django's `set_unusable_password`).
    update public.organizations_staff s
    set factors_taken_at = statement_timestamp(),
        password = case when is_own then s.password else '!' || replace(gen_random_uuid()::text, '-', '') end,
        directory_subject = case when s.directory_confirmed_at is null then null else s.directory_subject end
    where s.id = whose;
    return case when is_own then 1 else 2 end;
end $$;

-- Who asked takes it back, while nobody has answered.
create or replace function access.withdraw_factor_request(wanted uuid) returns integer
language plpgsql volatile security definer set search_path = pg_catalog, access as $$
declare
    whose uuid := (select r.staff_id from public.organizations_factorrequest r where r.id = wanted);
    done integer;
begin
    if whose is null then return 0; end if;
    perform access.take_turns_about_factors(whose);
    update public.organizations_factorrequest r set outcome = 'withdrawn', ended_at = statement_timestamp()
    where r.id = wanted and r.asked_by_id = access.acting_user() and r.outcome = '';
    get diagnostics done = row_count;
    return done;
end $$;
