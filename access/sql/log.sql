-- The log of reading (R19): insert-only, in one hash chain (S-69..S-72).

-- What the hash covers, field by field; access/chain.py repeats it in Python, on purpose. The compartment,
-- what was searched for and the device stand last and only where there are any: entries from before them keep their
-- hash. The last two are called by name, so that what stands in one cannot be moved into another.
create or replace function access.log_digest(previous text, l public.access_accesslog)
returns text language sql stable set search_path = pg_catalog as $$
    select encode(sha256(convert_to(concat_ws(chr(31), previous, l.seq::text,
        to_char(l.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'),
        coalesce(l.user_id::text, ''), coalesce(l.body_id::text, ''), l.action, l.outcome,
        l.basis, l.kind, coalesce(l.object_id::text, ''), l.case_number, l.route,
        coalesce(host(l.address), ''), l.request_id::text, l.compartment_id::text,
        'sought ' || l.sought, 'device ' || l.device), 'UTF8')), 'hex')
$$;

-- Append entries about somebody; called by the functions below alone. The lock that orders the chain is held
-- to the commit, so this is the last statement of a transaction.
create or replace function access.append_entries(entries jsonb, me uuid) returns integer
language plpgsql volatile security definer set search_path = pg_catalog, access as $$
declare
    entry jsonb;
    line public.access_accesslog;
    previous text;
    own uuid;
    written integer := 0;
begin
    -- A list, a search and a refusal have no basis that names a body: it is hers, where she serves at one alone.
    select case when count(distinct g.body_id) = 1 then (array_agg(g.body_id))[1] end into own
    from public.organizations_appointment a
    join public.organizations_rolegroup g on g.group_id = a.role_group_id
    where a.staff_id = me and a.valid_from <= statement_timestamp()
      and (a.valid_until is null or a.valid_until > statement_timestamp());
    perform pg_advisory_xact_lock(7106006);
    select l.seq, l.hash into line.seq, previous
    from public.access_accesslog l order by l.seq desc limit 1;
    line.seq := coalesce(line.seq, 0);
    previous := coalesce(previous, repeat('0', 64));
    for entry in select * from jsonb_array_elements(entries) loop
        line.seq := line.seq + 1;
        line.at := clock_timestamp();
        line.user_id := me;
        line.body_id := coalesce((entry->>'body_id')::uuid, own);
        line.action := entry->>'action';
        line.outcome := entry->>'outcome';
        line.basis := coalesce(entry->>'basis', '');
        line.kind := coalesce(entry->>'kind', '');
        line.object_id := (entry->>'object_id')::uuid;
        line.case_number := coalesce(entry->>'case_number', '');
        line.route := coalesce(entry->>'route', '');
        line.address := (entry->>'address')::inet;
        line.request_id := (entry->>'request_id')::uuid;
        line.compartment_id := (entry->>'compartment_id')::uuid;
        line.device := nullif(entry->>'device', '');
        line.sought := nullif(entry->>'sought', '');
        -- Names of fields and hashes: words would not pass (access/words_sought.py).
        if line.sought !~ '^[a-z_]+(=[0-9a-f]{32}(,[0-9a-f]{32})*)?( [a-z_]+(=[0-9a-f]{32}(,[0-9a-f]{32})*)?)*$' then
            raise exception 'no words in the log' using errcode = 'check_violation';
        end if;
        line.hash := access.log_digest(previous, line);
        insert into public.access_accesslog select line.*;
        previous := line.hash;
        written := written + 1;
    end loop;
    -- What the triggers below enter when the transaction ends came from there as well.
    if written > 0 then
        perform set_config('app.request', jsonb_build_object('route', line.route, 'address', host(line.address),
            'request_id', line.request_id, 'device', line.device)::text, true);
    end if;
    return written;
end $$;

-- What somebody does. Who acts is taken from the signed context, never from the caller.
create or replace function access.append_log(entries jsonb) returns integer
language sql volatile security definer set search_path = pg_catalog, access as $$
    select access.append_entries(entries, access.acting_user())
$$;

-- Logins (S-69): nobody acts yet, or no longer. While somebody acts, it is hers. `who` may name nobody: what was typed
-- is never entered, and an unknown name takes as long as a known one (S-56).
create or replace function access.append_login(entry jsonb, who uuid) returns integer
language plpgsql volatile security definer set search_path = pg_catalog, access as $$
begin
    if entry->>'action' not in ('login', 'logout', 'identify', 'factors') then
        raise exception 'no entry about a login' using errcode = 'insufficient_privilege';
    end if;
    return access.append_entries(jsonb_build_array(entry), coalesce(access.acting_user(),
        (select s.id from public.organizations_staff s where s.id = who)));
end $$;

-- Tries to come in under the name of who acts that failed since a moment (S-56): by way, whether somebody was made to wait,
-- and how many. From where and when each was stays with auditors. In plpgsql, so that it is planned for that moment.
create or replace function access.own_failed_tries(since timestamptz)
returns table (way text, is_held boolean, times bigint)
language plpgsql stable security definer set search_path = pg_catalog, access as $$
declare
    me uuid := access.acting_user();
begin
    return query
    select l.kind::text, l.outcome = 'held', count(*)
    from public.access_accesslog l
    where l.user_id = me and l.at >= since
      and l.action in ('login', 'identify') and l.outcome in ('failed', 'held')
    group by 1, 2;
end $$;

-- Who may see what has changed (S-69): each row of a grant, a restriction, a master, an account is entered as the
-- transaction ends, whoever wrote it, the owner of the tables as well. Deferred, because the lock of the chain is.
-- Arguments: what was done, what the row is called, its key, columns whose change alone is none.
create or replace function access.log_change() returns trigger
language plpgsql volatile security definer set search_path = pg_catalog, access as $$
declare
    row_now jsonb := case when tg_op = 'DELETE' then to_jsonb(old) else to_jsonb(new) end;
    aside text[] := string_to_array(tg_argv[3], ',');
    asked jsonb := coalesce(nullif(current_setting('app.request', true), '')::jsonb, '{}');
    key text := row_now->>tg_argv[2];
    number text;
begin
    if tg_op = 'UPDATE' and to_jsonb(new) - aside = to_jsonb(old) - aside then return null; end if;
    select 'R' || (c.fiscal_year - 2018) || '-' || lpad(c.serial::text, 5, '0') into number
    from public.access_casefile c where c.id = (row_now->>'case_id')::uuid;
    -- A grant that went with its case: that is a disposal, which has its entry and certificate.
    if tg_op = 'DELETE' and tg_argv[0] = 'grant' and number is null then return null; end if;
    perform access.append_entries(jsonb_build_array(jsonb_build_object(
        'action', tg_argv[0],
        'outcome', case tg_op when 'INSERT' then 'added' when 'UPDATE' then 'changed' else 'removed' end,
        'basis', row_now->>'basis',
        'kind', tg_argv[1],
        -- Codes and areas are numbered; their entries say which kind of master it was.
        'object_id', case when key ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' then key end,
        'case_number', number,
        'compartment_id', case when tg_argv[0] = 'grant' then row_now->>'content_object_id' end,
        'route', asked->>'route',
        'address', asked->>'address',
        'device', asked->>'device',
        'request_id', coalesce(asked->>'request_id', gen_random_uuid()::text))), access.acting_user());
    return null;
end $$;

-- Numbers of the entries in which somebody looked for just these words, for auditors (S-69, R10). `alone`: hashes, one of
-- which is enough; `together`: for each key that there was, hashes of which an entry holds all. The words themselves are
-- asked for as well: of a case from which an auditor is kept out she must not learn by way of whoever looked for
-- somebody in it (R12). Of these she finds her own questions and no more, as of words that nobody else has looked for.
create or replace function access.searches_for(alone text[], together text[], words text[], born date)
returns setof bigint
language plpgsql stable security definer set search_path = pg_catalog, access as $$
declare
    me uuid := access.acting_user();
    keys text[] := array(select access.search_key(word) from unnest(words) word);
    is_hidden boolean;
begin
    if not access.acting_holds_role('auditor') or cardinality(words) = 0 then return; end if;
    is_hidden := exists (select 1 from access.numbers_kept_from() n where access.search_key(n) = any (keys))
        or exists (
        select 1 from public.access_restriction r
        join public.access_compartment c on c.case_id = r.case_id
        where r.user_id = me and r.lifted_at is null and r.valid_from <= statement_timestamp()
          and (r.valid_until is null or r.valid_until > statement_timestamp())
          and (exists (select 1 from access.search_entry e where e.compartment_id = c.id and e.part <> 'note'
                       and not exists (select 1 from unnest(keys) key where strpos(e.key, key) = 0))
               or exists (select 1 from public.cases_protectedcontact p where p.compartment_id = c.id
                          and not exists (select 1 from unnest(keys) key
                                          where strpos(access.search_key(p.value), key) = 0))
               or exists (select 1 from public.cases_person p
                          where p.compartment_id = c.id and p.birth_on = born)));
    return query
        select l.seq from public.access_accesslog l
        where l.sought is not null and string_to_array(translate(l.sought, '= ', ',,'), ',') && alone and (not is_hidden or l.user_id = me)
        union
        select l.seq from unnest(together) t(hashes)
        join public.access_accesslog l on l.sought is not null and string_to_array(translate(l.sought, '= ', ',,'), ',') @> string_to_array(t.hashes, ',')
        where not is_hidden or l.user_id = me;
end $$;

-- Head of the chain, for the anchor that is kept outside the database.
create or replace function access.log_head(out seq bigint, out hash text)
language sql stable security definer set search_path = pg_catalog, access as $$
    select l.seq, l.hash from public.access_accesslog l order by l.seq desc limit 1
$$;

-- The hash of an entry that was anchored; null when it is not there any more. That of the last one before a disposal
-- of old entries stands in its certificate.
create or replace function access.log_hash_at(wanted bigint) returns text
language sql stable security definer set search_path = pg_catalog, access as $$
    select coalesce(
        (select l.hash from public.access_accesslog l where l.seq = wanted),
        (select d.until_hash from public.access_disposallist d
         where d.subject = 'log' and d.run_at is not null and d.until_seq = wanted))
$$;

-- Whether there has been an anchor: it is entered when one begins, and a log whose old entries were disposed of is old.
create or replace function access.log_was_anchored() returns boolean
language sql stable security definer set search_path = pg_catalog, access as $$
    select exists (select 1 from public.access_accesslog l where l.action = 'anchor')
        or exists (select 1 from public.access_disposallist d where d.subject = 'log' and d.run_at is not null)
$$;

-- An anchor begins: for the role that writes it.
create or replace function access.begin_anchor() returns integer
language sql volatile security definer set search_path = pg_catalog, access as $$
    select access.append_entries(jsonb_build_array(jsonb_build_object(
        'action', 'anchor', 'outcome', 'done', 'request_id', gen_random_uuid())), null)
$$;
