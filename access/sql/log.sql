-- The log of reading (R19): insert-only, in one hash chain (S-69..S-72).

-- What the hash covers, field by field; access/chain.py repeats it in Python, on purpose. The compartment
-- stands last and only where there is one: entries from before it keep their hash.
create or replace function access.log_digest(previous text, l public.access_accesslog)
returns text language sql stable set search_path = pg_catalog as $$
    select encode(sha256(convert_to(concat_ws(chr(31), previous, l.seq::text,
        to_char(l.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'),
        coalesce(l.user_id::text, ''), coalesce(l.body_id::text, ''), l.action, l.outcome,
        l.basis, l.kind, coalesce(l.object_id::text, ''), l.case_number, l.route,
        coalesce(host(l.address), ''), l.request_id::text, l.compartment_id::text), 'UTF8')), 'hex')
$$;

-- Append entries. Who acts is taken from the signed context, never from the caller. The lock
-- that orders the chain is held to the commit, so this is the last statement of a transaction.
create or replace function access.append_log(entries jsonb) returns integer
language plpgsql volatile security definer set search_path = pg_catalog, access as $$
declare
    entry jsonb;
    line public.access_accesslog;
    previous text;
    me uuid := access.acting_user();
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
        line.hash := access.log_digest(previous, line);
        insert into public.access_accesslog select line.*;
        previous := line.hash;
        written := written + 1;
    end loop;
    return written;
end $$;

-- Head of the chain, for the anchor that is kept outside the database.
create or replace function access.log_head(out seq bigint, out hash text)
language sql stable security definer set search_path = pg_catalog, access as $$
    select l.seq, l.hash from public.access_accesslog l order by l.seq desc limit 1
$$;
