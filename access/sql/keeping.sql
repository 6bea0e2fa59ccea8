-- Retention and disposal (docs/decisions/0160). Owned by bunkyo_gate like the functions beside it. Lists of
-- candidates, decisions and certificates are written here and nowhere else; what is erased is named by an
-- approved list, never by the caller. access.work_ends and access.erase_rows are generated (erasing.py).

-- Whether the acting user holds a role at a body of the secretariat, which keeps the records of the ward.
-- Not for the application to ask.
create or replace function access.keeps_records(wanted text) returns boolean
language sql stable security definer set search_path = pg_catalog, access as $$
    select exists (
        select 1 from public.organizations_appointment a
        join public.organizations_rolegroup rg on rg.group_id = a.role_group_id
        join public.organizations_body b on b.id = rg.body_id and b.is_secretariat
        where a.staff_id = (select access.acting_user()) and rg.role = wanted
          and a.valid_from <= statement_timestamp()
          and (a.valid_until is null or a.valid_until > statement_timestamp()))
$$;

create or replace function access.keeps_or_decides() returns boolean
language sql stable security definer set search_path = pg_catalog, access as $$
    select access.keeps_records('coordinator') or access.keeps_records('supervisor')
$$;

-- Whether the acting user reads lists and certificates: who keeps the records, and auditors (R10).
create or replace function access.reads_disposals() returns boolean
language sql stable security definer set search_path = pg_catalog, access as $$
    select access.keeps_or_decides() or access.acting_holds_role('auditor')
$$;

-- The same of one case on a list: not for who is kept out of it, or was when it was disposed of (R12).
create or replace function access.sees_disposal(wanted uuid) returns boolean
language plpgsql stable security definer set search_path = pg_catalog, access as $$
begin
    return access.reads_disposals() and not access.is_restricted(wanted, (select access.acting_user()))
       and not access.was_kept_from(wanted);
end $$;

-- Whether the acting user sees holds of a case, and may put one on it: supervisors of bodies that keep it;
-- who keeps the records, of cases that stand on a list or are held already.
create or replace function access.sees_hold(wanted uuid) returns boolean
language plpgsql stable security definer set search_path = pg_catalog, access as $$
begin
    return access.supervises_case(wanted)
        or access.keeps_or_decides()
           and not access.is_restricted(wanted, (select access.acting_user()))
           and (exists (select 1 from public.access_disposalitem i
                        where i.case_id = wanted and i.outcome <> 'disposed')
                or exists (select 1 from public.access_legalhold h where h.case_id = wanted));
end $$;

-- Put a hold on a case. Null: not hers to hold.
create or replace function access.place_hold(wanted uuid, stated text, referring text) returns uuid
language plpgsql volatile security definer set search_path = pg_catalog, access as $$
declare
    made uuid := gen_random_uuid();
begin
    if not access.sees_hold(wanted)
       or not exists (select 1 from public.access_casefile f where f.id = wanted) then
        return null;
    end if;
    -- Not while a list that may name the case is carried out.
    perform pg_advisory_xact_lock(7160160);
    insert into public.access_legalhold
            (id, case_id, case_number, reason, reference, created_at, created_by_id, lift_reason)
        select made, f.id, 'R' || (f.fiscal_year - 2018) || '-' || lpad(f.serial::text, 5, '0'),
               stated, referring, statement_timestamp(), access.acting_user(), ''
        from public.access_casefile f where f.id = wanted;
    if not found then return null; end if;  -- it went while she waited
    return made;
end $$;

-- Lift a hold: somebody else than who placed it. Returns how many were lifted.
create or replace function access.lift_hold(wanted uuid, said text) returns integer
language plpgsql volatile security definer set search_path = pg_catalog, access as $$
declare
    lifted integer;
begin
    update public.access_legalhold h
    set lifted_at = statement_timestamp(), lifted_by_id = access.acting_user(), lift_reason = said
    where h.id = wanted and h.lifted_at is null and h.created_by_id <> access.acting_user()
      and btrim(said) <> '' and access.sees_hold(h.case_id);
    get diagnostics lifted = row_count;
    return lifted;
end $$;

-- Years for which a kind is kept whose count starts on a day; null when no class is in force.
create or replace function access.years_kept(wanted text, starts date) returns integer
language sql stable security definer set search_path = pg_catalog as $$
    select c.years::integer from public.access_retentionclass c
    where c.kind = wanted and c.valid_from <= starts order by c.valid_from desc limit 1
$$;

-- 1 April after the fiscal year of a day: from then on the years are counted.
create or replace function access.count_starts(ended date) returns date
language sql immutable set search_path = pg_catalog as $$
    select make_date(extract(year from ended)::integer
                     + case when extract(month from ended) >= 4 then 1 else 0 end, 4, 1)
$$;

-- Cases whose work is over in every compartment: since when, and until when all of it is to be kept. The
-- bundle goes as a whole, when the last of its parts may. A part that nobody declares to be over keeps it. Of a case
-- that was taken back all parts are over since then: nobody is left to end the work on it.
create or replace function access.kept_until(wanted uuid[] default null)
returns table (case_id uuid, ended_on date, until_on date)
language plpgsql stable security definer set search_path = pg_catalog, access as $$
#variable_conflict use_column
declare
    places uuid[] := case when wanted is not null then array(
        select c.id from public.access_compartment c where c.case_id = any (wanted)) end;
begin
    return query
    with ends as (
        select w.place, case when bool_or(w.day is null) then null else max(w.day) end as day
        from access.work_ends(places) w group by w.place),
    parts as (
        select c.case_id, d.day,
               access.count_starts(d.day)
               + make_interval(years => access.years_kept(c.kind, access.count_starts(d.day))) as until_on
        from public.access_compartment c
        join public.access_casefile f on f.id = c.case_id
        left join ends e on e.place = c.id
        cross join lateral (
            select coalesce((f.taken_back_at at time zone 'Asia/Tokyo')::date, e.day) as day) d
        where c.kind <> 'face' and (wanted is null or c.case_id = any (wanted))),
    cases as (
        select p.case_id, max(p.day) as ended_on, max(p.until_on)::date as until_on
        from parts p group by p.case_id
        having bool_and(p.until_on is not null and p.day < (statement_timestamp() at time zone 'Asia/Tokyo')::date))
    select c.case_id, c.ended_on, greatest(c.until_on, (
        access.count_starts(c.ended_on)
        + make_interval(years => access.years_kept('face', access.count_starts(c.ended_on))))::date)
    from cases c;
end $$;

-- What keeps a case although its years are over; empty when nothing does. Not for the application to ask.
create or replace function access.kept_back(wanted uuid) returns text
language plpgsql stable security definer set search_path = pg_catalog, access as $$
begin
    if exists (select 1 from public.access_legalhold h
               where h.case_id = wanted and h.lifted_at is null) then
        return 'hold';
    end if;
    if exists (select 1 from public.access_protection p
               where p.case_id = wanted and p.ended_at is null)
       or exists (select 1 from public.access_emergencyopening e
                  where e.case_id = wanted and not exists (
                      select 1 from public.access_emergencyreview r where r.opening_id = e.id)) then
        return 'open';
    end if;
    return '';
end $$;

-- Draw up a list of what may go today: a hundred cases at most, those first whose years were over first; or
-- the entries of the log whose years are over. Null: nobody who may, or nothing to list.
create or replace function access.draw_up_disposal(wanted text) returns uuid
language plpgsql volatile security definer set search_path = pg_catalog, access as $$
declare
    me uuid := access.acting_user();
    today date := (statement_timestamp() at time zone 'Asia/Tokyo')::date;
    made uuid := gen_random_uuid();
    found_cases integer;
    last_entry record;
begin
    if not access.keeps_records('coordinator') then return null; end if;
    perform pg_advisory_xact_lock(7160160);
    if wanted = 'log' then
        if exists (select 1 from public.access_disposallist l where l.subject = 'log'
                   and l.run_at is null and l.is_approved is distinct from false
                   and coalesce(l.decided_at, 'infinity') > statement_timestamp() - interval '30 days') then
            return null;
        end if;
        select x.seq, x.hash, x.at into last_entry from access.log_to_dispose() x;
        if last_entry.seq is null then return null; end if;
        insert into public.access_disposallist (id, subject, listed_at, listed_by_id, decision_words, digest,
                until_seq, until_hash, entries, first_at, last_at)
            select made, 'log', statement_timestamp(), me, '', '', last_entry.seq, last_entry.hash,
                   count(*), min(l.at), max(l.at)
            from public.access_accesslog l where l.seq <= last_entry.seq;
        return made;
    end if;
    insert into public.access_disposallist
            (id, subject, listed_at, listed_by_id, decision_words, digest, until_hash)
        values (made, 'cases', statement_timestamp(), me, '', '', '');
    insert into public.access_disposalitem
            (id, disposal_list_id, case_id, case_number, ended_on, kept_until, is_approved, outcome)
        select gen_random_uuid(), made, f.id,
               'R' || (f.fiscal_year - 2018) || '-' || lpad(f.serial::text, 5, '0'),
               k.ended_on, k.until_on, false, ''
        from access.kept_until() k join public.access_casefile f on f.id = k.case_id
        where k.until_on <= today
          and access.kept_back(f.id) = ''
          and not access.is_restricted(f.id, me)
          and not exists (
              select 1 from public.access_disposalitem i
              join public.access_disposallist l on l.id = i.disposal_list_id
              where i.case_id = f.id and i.outcome = '' and l.run_at is null
                and l.is_approved is distinct from false
                and coalesce(l.decided_at, 'infinity') > statement_timestamp() - interval '30 days')
        order by k.until_on, f.id limit 100;
    get diagnostics found_cases = row_count;
    if found_cases = 0 then
        delete from public.access_disposallist l where l.id = made;
        return null;
    end if;
    return made;
end $$;

-- The first entry of the log that is about a case whose disposal is stopped; null: none is. The chain is cut at its
-- front alone, so whatever follows it stays too. Not for the application to ask.
create or replace function access.log_held_from() returns bigint
language sql stable security definer set search_path = pg_catalog as $$
    select min(e.seq) from public.access_legalhold h
    cross join lateral (select min(l.seq) as seq from public.access_accesslog l
                        where l.case_number = h.case_number) e
    where h.lifted_at is null
$$;

-- Whether a hold has stopped a list of the log since it was drawn up.
create or replace function access.disposal_is_held(wanted uuid) returns boolean
language sql stable security definer set search_path = pg_catalog, access as $$
    select access.keeps_or_decides() and exists (
        select 1 from public.access_disposallist l
        where l.id = wanted and l.subject = 'log' and l.until_seq >= access.log_held_from())
$$;

-- The last entry of the log of reading whose years are over; never the newest of all, nor one that a hold keeps.
create or replace function access.log_to_dispose(out seq bigint, out hash text, out at timestamptz)
language plpgsql stable security definer set search_path = pg_catalog, access as $$
#variable_conflict use_column
declare
    today date := (statement_timestamp() at time zone 'Asia/Tokyo')::date;
    -- Entries of before this day stand in fiscal years that are over; which of them, is asked below.
    year_begins date := make_date(extract(year from today)::integer
        - case when extract(month from today) >= 4 then 0 else 1 end, 4, 1);
    past date;
    held bigint := access.log_held_from();
begin
    -- The newest 1 April from which on the years of what lies before it are over.
    select max(day)::date into past
    from generate_series(year_begins - interval '100 years', year_begins::timestamp, interval '1 year') day
    where day + make_interval(years => access.years_kept('log', day::date)) <= today;
    if past is null then return; end if;
    select l.seq, l.hash, l.at into seq, hash, at
    from public.access_accesslog l
    where l.at < (past::timestamp at time zone 'Asia/Tokyo')
      and l.seq < (select max(n.seq) from public.access_accesslog n)
      and (held is null or l.seq < held)
    order by l.seq desc limit 1;
end $$;

-- Decide about a list: a supervisor of the secretariat who has not drawn it up. What she is kept out of
-- (R12) is not there for her and stays. Returns how many cases she approved; less than zero: she may not
-- (-1), it is decided (-2), it is her own (-3).
create or replace function access.decide_disposal(wanted uuid, agrees boolean, said text) returns integer
language plpgsql volatile security definer set search_path = pg_catalog, access as $$
declare
    me uuid := access.acting_user();
    line public.access_disposallist;
    approved integer := 0;
begin
    if not access.keeps_records('supervisor') then return -1; end if;
    select l.* into line from public.access_disposallist l where l.id = wanted for update;
    if line.id is null then return -1; end if;
    if line.decided_at is not null then return -2; end if;
    if line.listed_by_id = me then return -3; end if;
    update public.access_disposallist l
    set decided_at = statement_timestamp(), decided_by_id = me, is_approved = agrees, decision_words = said
    where l.id = wanted;
    if agrees then
        update public.access_disposalitem i set is_approved = true
        where i.disposal_list_id = wanted and not access.is_restricted(i.case_id, me);
        get diagnostics approved = row_count;
    end if;
    return approved;
end $$;

-- Whether a 漏えい等の対応 is open: until it is closed nothing is disposed of (S-96).
create or replace function access.disposal_is_frozen() returns boolean
language sql stable security definer set search_path = pg_catalog, access as $$
    select exists (
        select 1 from public.access_incident i
        where not exists (select 1 from public.access_incidentnote n
                          where n.incident_id = i.id and n.step = 'closed'))
$$;

-- Carry out an approved list, once; again it does nothing. Everything is asked again at this moment.
-- Returns how many cases or entries went; less than zero: who asks may not (-1), it is not approved (-2),
-- the approval has lapsed (-4), a 漏えい等の対応 is open (-5), a hold keeps entries of the log (-6).
create or replace function access.run_disposal(wanted uuid) returns bigint
language plpgsql volatile security definer set search_path = pg_catalog, access as $$
declare
    me uuid := access.acting_user();
    today date := (statement_timestamp() at time zone 'Asia/Tokyo')::date;
    line public.access_disposallist;
    cases uuid[];
    gone bigint := 0;
begin
    if not access.keeps_or_decides() then return -1; end if;
    perform pg_advisory_xact_lock(7160160);
    select l.* into line from public.access_disposallist l where l.id = wanted for update;
    if line.id is null then return -1; end if;
    if line.run_at is not null then return 0; end if;
    if line.is_approved is distinct from true or line.decided_by_id = line.listed_by_id then return -2; end if;
    if line.decided_at < statement_timestamp() - interval '30 days' then return -4; end if;
    if access.disposal_is_frozen() then return -5; end if;
    if access.disposal_is_held(wanted) then return -6; end if;
    if line.subject = 'log' then
        gone := access.erase_log(line.until_seq);
    else
        update public.access_disposalitem i set outcome =
            case when not i.is_approved then 'left_out' else access.kept_back(i.case_id) end
        where i.disposal_list_id = wanted;
        cases := array(select i.case_id from public.access_disposalitem i
                       where i.disposal_list_id = wanted and i.outcome = '');
        cases := array(select k.case_id from access.kept_until(cases) k where k.until_on <= today);
        update public.access_disposalitem i set outcome = 'open'
        where i.disposal_list_id = wanted and i.outcome = '' and i.case_id <> all (cases);
        update public.access_disposalitem i set outcome = 'disposed'
        where i.disposal_list_id = wanted and i.outcome = '';
        gone := cardinality(cases);
        perform access.erase_cases(wanted, cases);
    end if;
    update public.access_disposallist l set run_at = statement_timestamp(), run_by_id = me, digest = 'x'
    where l.id = wanted;
    update public.access_disposallist l set digest = access.disposal_digest(wanted) where l.id = wanted;
    return gone;
end $$;

-- Hash of the certificate, line by line; access/keeping.py repeats it in Python, on purpose.
create or replace function access.disposal_digest(wanted uuid) returns text
language sql stable security definer set search_path = pg_catalog as $$
    select encode(sha256(convert_to(string_agg(told.words, E'\n' order by told.words collate "C"), 'UTF8')), 'hex')
    from (
        select concat_ws('|', 'list', l.id, l.subject, l.listed_by_id, l.decided_by_id, l.run_by_id,
                to_char(l.run_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'),
                coalesce(l.until_seq::text, ''), l.until_hash, coalesce(l.entries::text, '')) as words
        from public.access_disposallist l where l.id = wanted
        union all
        select concat_ws('|', 'record', r.record_id, r.kind, r.years)
        from public.access_disposedrecord r where r.disposal_list_id = wanted
        union all
        select concat_ws('|', 'count', c.name, c.rows, c.versions)
        from public.access_disposalcount c where c.disposal_list_id = wanted
        union all
        select concat_ws('|', 'case', i.case_number, i.outcome)
        from public.access_disposalitem i where i.disposal_list_id = wanted) told
$$;

-- Entries of the log up to a number, as far as their years are over now. The chain goes on from the hash
-- that the list keeps (chain.py). Not for the application to call.
create or replace function access.erase_log(until_seq bigint) returns bigint
language plpgsql volatile security definer set search_path = pg_catalog, access as $$
declare
    allowed record;
    last_day date;
    gone bigint;
begin
    select x.seq, x.at into allowed from access.log_to_dispose() x;
    if allowed.seq is null or allowed.seq < until_seq then
        raise exception 'the years of these entries are not over' using errcode = '42501';
    end if;
    select (l.at at time zone 'Asia/Tokyo')::date into last_day
    from public.access_accesslog l where l.seq = until_seq;
    -- Flags of unusual reading go with the entries that they point to.
    delete from public.access_readingfinding f using public.access_readingflag g
    where f.flag_id = g.id and g.day < last_day;
    delete from public.access_readingflag g where g.day < last_day;
    delete from public.access_accesslog l where l.seq <= until_seq;
    get diagnostics gone = row_count;
    return gone;
end $$;

-- Everything of these cases, in every table. Not for the application to call: the cases come from an
-- approved list. Rows of other cases that only say "the same person" go with the case that they point to.
create or replace function access.erase_cases(wanted_list uuid, cases uuid[]) returns void
language plpgsql volatile security definer set search_path = pg_catalog, access as $$
declare
    places uuid[] := array(select c.id from public.access_compartment c where c.case_id = any (cases));
    gone uuid[];
    notices uuid[];
    jobs uuid[];
begin
    insert into public.access_disposedrecord (id, disposal_list_id, record_id, kind, years)
        select gen_random_uuid(), wanted_list, c.id, c.kind,
               access.years_kept(c.kind, access.count_starts(i.ended_on))
        from public.access_compartment c
        join public.access_disposalitem i on i.case_id = c.case_id and i.disposal_list_id = wanted_list
        where c.id = any (places);
    gone := access.erase_rows(wanted_list, places) || places || cases;
    delete from access.search_entry e where e.case_id = any (cases);
    -- What drafts and jobs may be about besides, in tables of access itself.
    gone := gone || array(
        select t.id from public.access_returnnotice t where t.case_id = any (cases)
        union all select t.id from public.access_outputhold t where t.case_id = any (cases)
        union all select t.id from public.access_listrenewal t where t.case_id = any (cases)
        union all select t.id from public.access_protection t where t.case_id = any (cases)
        union all select t.id from public.access_emergencyopening t where t.case_id = any (cases)
        union all select t.id from public.access_restriction t where t.case_id = any (cases));
    delete from public.access_returnnotice t where t.case_id = any (cases);
    delete from public.access_outputhold t where t.case_id = any (cases);
    delete from public.access_listrenewal t where t.case_id = any (cases);
    delete from public.access_protection t where t.case_id = any (cases);
    delete from public.access_emergencyreview t using public.access_emergencyopening e
        where t.opening_id = e.id and e.case_id = any (cases);
    delete from public.access_emergencystatement t using public.access_emergencyopening e
        where t.opening_id = e.id and e.case_id = any (cases);
    delete from public.access_emergencyopening t where t.case_id = any (cases);
    -- Whoever is kept out goes on reading no entry and no certificate of it.
    insert into public.access_keptfrom (user_id, case_id, case_number, valid_until)
        select r.user_id, f.id, 'R' || (f.fiscal_year - 2018) || '-' || lpad(f.serial::text, 5, '0'), r.valid_until
        from public.access_restriction r join public.access_casefile f on f.id = r.case_id
        where r.case_id = any (cases) and r.lifted_at is null
          and (r.valid_until is null or r.valid_until > statement_timestamp());
    delete from public.access_restriction t where t.case_id = any (cases);
    delete from public.access_legalhold t where t.case_id = any (cases);
    notices := array(select p.notice_id from public.access_matchpair p
                     where p.case_a_id = any (cases) or p.case_b_id = any (cases));
    delete from public.access_matchpair t where t.case_a_id = any (cases) or t.case_b_id = any (cases);
    -- A notice of two bodies goes when no pair of cases is left to it.
    delete from public.access_matchdecision t where t.notice_id = any (notices)
        and not exists (select 1 from public.access_matchpair p where p.notice_id = t.notice_id);
    with erased as (
        delete from public.access_matchnotice t where t.id = any (notices)
            and not exists (select 1 from public.access_matchpair p where p.notice_id = t.id)
        returning t.id)
    select gone || coalesce(array_agg(e.id), '{}') into gone from erased e;
    delete from public.access_matchmark t where t.case_id = any (cases);
    delete from public.alerts_alertmark t using public.alerts_alert a
        where t.alert_id = a.id and a.compartment_id = any (places);
    delete from public.alerts_alert t where t.compartment_id = any (places);
    delete from public.cases_caseopening t where t.case_id = any (cases);
    delete from public.cases_referralopening t where t.case_id = any (cases);
    -- Drafts of new rows are about nothing that went: they know where that would have lain.
    delete from public.drafts_draft t
        where t.object_key = any (gone::text[]) or t.about = any (gone::text[])
           or t.case_id = any (cases) or t.compartment_id = any (places);
    jobs := array(select j.id from public.jobs_job j where j.object_id = any (gone));
    delete from public.jobs_jobresult t where t.job_id = any (jobs);
    delete from public.jobs_jobpart t where t.job_id = any (jobs);
    delete from public.jobs_job t where t.id = any (jobs);
    delete from public.access_usergrant t where t.case_id = any (cases);
    delete from public.access_groupgrant t where t.case_id = any (cases);
    delete from public.access_compartment t where t.id = any (places);
    delete from public.access_casefile t where t.id = any (cases);
end $$;
