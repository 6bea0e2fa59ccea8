-- What multiplying.py runs, part by part. Everything of the making itself lies in the schema bench, which is
-- dropped at the end. Keys of copies and all chances come from hashes: the same at each making.

-- part: people
create function bench.moved(old uuid, n integer) returns uuid language sql immutable parallel safe
    return md5(old::text || '/' || n)::uuid;
create function bench.chance(n integer, turn integer) returns integer language sql immutable parallel safe
    return hashint4(n + turn * 1000003) & 2147483647;
create function bench.place_of(old uuid, n integer) returns integer language sql immutable parallel safe
    return ((hashtext(old::text) # hashint4(n)) & 2147483647) % 4000;
create table bench.swap (old uuid, slot integer, new uuid, primary key (old, slot));
create table bench.swap_group (old integer, slot integer, new integer, primary key (old, slot));

-- Each slot is a copy of the bodies of the sample ward and of their staff; the secretariat is one, with
-- coordinators of each slot. Then caseworkers until there are as many staff as asked for.
create function bench.make_people(slots integer, wanted integer) returns void language plpgsql as $$
declare
    highest integer;
    missing integer;
begin
    create temp table body on commit drop as
        select distinct b.* from organizations_body b
        join organizations_rolegroup rg on rg.body_id = b.id
        join organizations_appointment a on a.role_group_id = rg.group_id
        where not b.is_secretariat and rg.role not in ('auditor', 'system_administrator');
    create temp table person on commit drop as
        select distinct s.* from organizations_staff s
        join organizations_appointment a on a.staff_id = s.id and a.valid_until is null
        join organizations_rolegroup rg on rg.group_id = a.role_group_id
        where s.is_active and rg.role not in ('auditor', 'system_administrator');
    insert into bench.swap select x.id, slot, bench.moved(x.id, slot)
        from (select id from body union all select id from person
              union all select a.id from organizations_appointment a join person p on p.id = a.staff_id
              union all select r.id from meetings_registeredmember r join person p on p.id = r.staff_id) x,
             generate_series(1, slots) slot;
    insert into organizations_body select (jsonb_populate_record(null::organizations_body, to_jsonb(b)
            || jsonb_build_object('id', s.new, 'name', b.name || ' 第' || s.slot))).*
        from body b join bench.swap s on s.old = b.id;
    highest := (select max(id) from auth_group);
    insert into bench.swap_group
        select rg.group_id, s.slot, highest + row_number() over (order by s.slot, rg.group_id)
        from organizations_rolegroup rg join bench.swap s on s.old = rg.body_id;
    insert into auth_group (id, name)
        select g.new, left(a.name, 130) || ' 第' || g.slot from bench.swap_group g join auth_group a on a.id = g.old;
    insert into organizations_rolegroup (group_id, role, body_id)
        select g.new, rg.role, s.new from bench.swap_group g
        join organizations_rolegroup rg on rg.group_id = g.old
        join bench.swap s on s.old = rg.body_id and s.slot = g.slot;
    insert into organizations_staff select (jsonb_populate_record(null::organizations_staff, to_jsonb(p)
            || jsonb_build_object('id', s.new, 'username', p.username || '-' || s.slot))).*
        from person p join bench.swap s on s.old = p.id;
    insert into organizations_appointment select (jsonb_populate_record(null::organizations_appointment,
            to_jsonb(a) || jsonb_build_object('id', s.new, 'staff_id', p.new, 'role_group_id',
                coalesce(g.new, a.role_group_id)))).*
        from organizations_appointment a
        join bench.swap s on s.old = a.id
        join bench.swap p on p.old = a.staff_id and p.slot = s.slot
        left join bench.swap_group g on g.old = a.role_group_id and g.slot = s.slot;
    insert into meetings_registeredmember select (jsonb_populate_record(null::meetings_registeredmember,
            to_jsonb(r) || jsonb_build_object('id', s.new, 'staff_id', p.new,
                'body_id', coalesce(b.new, r.body_id)))).*
        from meetings_registeredmember r
        join bench.swap s on s.old = r.id
        join bench.swap p on p.old = r.staff_id and p.slot = s.slot
        left join bench.swap b on b.old = r.body_id and b.slot = s.slot;
    insert into meetings_pledge select (jsonb_populate_record(null::meetings_pledge, to_jsonb(l)
            || jsonb_build_object('id', bench.moved(l.id, s.slot), 'registered_id',
                case when l.registered_id is null then null else s.new end,
                'body_id', case when l.body_id is null then null else s.new end))).*
        from meetings_pledge l join bench.swap s on s.old = coalesce(l.registered_id, l.body_id);
    missing := wanted - (select count(*) from organizations_staff);
    insert into organizations_staff (id, password, username, name, kana, email, is_active, created_at)
        select md5('staff' || n)::uuid, '!', 'yobi' || n, '見本 予備' || n, 'みほん よび', '', true, now()
        from generate_series(1, missing) n;
    insert into organizations_appointment (id, valid_from, note, created_at, staff_id, role_group_id)
        select md5('office' || n)::uuid, now() - interval '400 days', '', now(), md5('staff' || n)::uuid, g.new
        from generate_series(1, missing) n
        join bench.swap_group g on g.slot = 1 + n % slots
         and g.old = (select rg.group_id from organizations_rolegroup rg
                      join organizations_appointment a on a.role_group_id = rg.group_id
                      join organizations_staff s on s.id = a.staff_id and s.username = 'soudan1');
    perform setval(pg_get_serial_sequence('auth_group', 'id'), (select max(id) from auth_group));
end $$;

-- part: patterns
create table bench.place as select id, case_id from access_compartment;
alter table bench.place add primary key (id);
create table bench.pattern as
    with kinds as (
        select c.case_id, array_agg(distinct c.kind::text) k,
               bool_or(p.state = 'completed') is true as is_past,
               bool_and(r.state in ('reported', 'declined')) as is_handed,
               bool_or(o.id is not null) as is_sought
        from access_compartment c
        left join plans_plan p on p.compartment_id = c.id
        left join cases_referral r on r.compartment_id = c.id
        left join outreach_outreach o on o.compartment_id = c.id
        group by c.case_id)
    select case_id as id, class, row_number() over (partition by class order by f.created_at, f.id) - 1 as place,
           count(*) over (partition by class) as many, f.opened_on
    from (select case_id, case
            when 'noticed' = any (k) then null
            when 'meeting' = any (k) and is_past then 'past' when 'meeting' = any (k) then 'meeting'
            when 'protected' = any (k) then 'protected' when 'plan' = any (k) then 'plan'
            when 'consented' = any (k) then 'consented' when is_sought then 'sought'
            when 'hand_off' = any (k) then
                case when is_handed then 'handed' when is_handed is null then 'request' else 'handing' end
            else 'simple' end as class from kinds) s
    join access_casefile f on f.id = s.case_id
    where class is not null;
create table bench.copy (
    n integer, pattern uuid, slot integer, days integer, is_over boolean, new_case uuid,
    opened_on date, fiscal_year integer, serial integer, class text);

create function bench.make_copies(cases integer, meetings integer, small integer, small_slots integer, slots integer)
returns void language plpgsql as $$
declare
    there bigint := (select count(*) from access_casefile);
    copies bigint := cases - there;
    known text[] := (select array_agg(distinct p.class) from bench.pattern p);
    more bigint := meetings - (select count(*) from meetings_supportmeeting);
begin
    insert into bench.copy
    select n, p.id, slot, days, is_over, bench.moved(p.id, n), p.opened_on - days,
           extract(year from p.opened_on - days - interval '3 months')::integer, 0, p.class
    from (
        select n, class, slot, is_over,
               case when is_over then 60 + bench.chance(n, 3) % 1500 else bench.chance(n, 4) % 45 end as days
        from (
            select n, class,
                   case when n <= small - there then 1 + n % small_slots
                        else small_slots + 1 + n % (slots - small_slots) end as slot,
                   class in ('past', 'handed') or class = 'simple' and bench.chance(n, 2) % 100 < 85 as is_over
            from (
                select n, case when wanted = any (known) then wanted else 'simple' end as class
                from (select n, case
                    when n * more / copies > (n - 1) * more / copies
                        then case when bench.chance(n, 5) % 20 = 0 and 'meeting' = any (known) then 'meeting' else 'past' end
                    when chance < 800 then 'simple' when chance < 930 then 'handed'
                    when chance < 965 then 'handing' when chance < 980 then 'consented'
                    when chance < 985 then 'plan' when chance < 990 then 'request'
                    when chance < 998 then 'sought' else 'protected' end as wanted
                from (select n::integer, bench.chance(n::integer, 1) % 1000 as chance
                      from generate_series(1, copies) n) a) w) b) c) d
    join bench.pattern p using (class)
    where p.place = d.n % p.many;
    alter table bench.copy add primary key (n);
    create index on bench.copy (pattern);
    create index on bench.copy (new_case);
    update bench.copy c set serial = free.serial
    from (select n, fiscal_year, row_number() over (partition by fiscal_year order by n) as place from bench.copy) own
    join (select y as fiscal_year, s as serial, row_number() over (partition by y order by md5(y || '-' || s)) as place
          from generate_series((select min(fiscal_year) from bench.copy), (select max(fiscal_year) from bench.copy)) y,
               generate_series(10000, 99999) s
          where not exists (select 1 from access_casefile f where f.fiscal_year = y and f.serial = s)) free
      using (fiscal_year, place)
    where own.n = c.n;
    analyze bench.copy;
end $$;
create table bench.name (place integer primary key, name text, kana text, key text,
                         name_key text, name_grams text[], kana_key text, kana_grams text[]);
create table bench.text (place integer primary key, text text, key text, grams text[]);

-- part: words
update bench.name set name_key = access.search_key(name), kana_key = access.search_key(kana);
update bench.name set name_grams = access.bigrams(name_key), kana_grams = access.bigrams(kana_key);
update bench.text set key = access.search_key(text);
update bench.text set grams = access.bigrams(key);
analyze bench.name;
analyze bench.text;

-- part: after_copying
create table bench.closed as
    select r.id from cases_caserecord r
    join access_compartment k on k.id = r.compartment_id
    join bench.copy c on c.new_case = k.case_id
    where c.is_over and r.state <> 'closed';
alter table bench.closed add primary key (id);
update cases_caserecord r
set state = 'closed', closed_on = least(current_date, r.created_at::date + 45), closing_reason = '1',
    review_on = null, suspended_on = null, suspension_reason = '', version = version + 1
from bench.closed c where c.id = r.id;
insert into cases_historicalcaserecord
    select (jsonb_populate_record(null::cases_historicalcaserecord, to_jsonb(r) || jsonb_build_object(
        'history_id', bench.moved(r.id, 1), 'history_date', r.closed_on::timestamptz, 'history_type', '~',
        'history_user_id', r.created_by_id))).*
    from cases_caserecord r join bench.closed c on c.id = r.id;
create table bench.event as
    select (jsonb_populate_record(null::cases_recordevent, jsonb_build_object(
        'id', bench.moved(r.id, 2), 'created_at', r.closed_on::timestamptz, 'version', 1, 'kind', 'closed',
        'happened_on', r.closed_on, 'reason', '1', 'words', '', 'compartment_id', r.compartment_id,
        'created_by_id', r.created_by_id, 'record_id', r.id))).*
    from cases_caserecord r join bench.closed c on c.id = r.id;
insert into cases_recordevent select * from bench.event;
insert into cases_historicalrecordevent
    select (jsonb_populate_record(null::cases_historicalrecordevent, to_jsonb(e) || jsonb_build_object(
        'history_id', bench.moved(e.id, 3), 'history_date', e.created_at, 'history_type', '+',
        'history_user_id', e.created_by_id))).*
    from bench.event e;
update cases_nextaction a set done_at = a.created_at + interval '5 days', version = version + 1
from bench.closed c where c.id = a.record_id and a.done_at is null;
update cases_referral r set state = 'closed', version = version + 1
from access_compartment k join bench.copy c on c.new_case = k.case_id
where k.id = r.compartment_id and c.is_over and r.state = 'reported';

-- part: notes
insert into cases_note (id, created_at, version, occurred_at, method, counterpart, nature, source, text,
                        correction_reason, compartment_id, created_by_id, record_id)
    select id, at, 1, at, '2', '本人', 'fact', '', t.text, '', compartment_id, created_by_id, record_id
    from bench.note n join bench.text t on t.place = n.text;
insert into cases_historicalnote (id, created_at, version, occurred_at, method, counterpart, nature, source, text,
        correction_reason, history_id, history_date, history_type, compartment_id, created_by_id, history_user_id,
        record_id)
    select id, at, 1, at, '2', '本人', 'fact', '', t.text, '', bench.moved(id, 0), at, '+', compartment_id,
           created_by_id, created_by_id, record_id
    from bench.note n join bench.text t on t.place = n.text;
insert into access.search_entry (row_id, part, case_id, compartment_id, key, grams, at)
    select n.id, 'note', n.case_id, n.compartment_id, t.key, t.grams, n.at
    from bench.note n join bench.text t on t.place = n.text;

-- part: note_places
create function bench.make_note_places(wanted integer, long_case integer) returns void language plpgsql as $$
begin
    create table bench.record as
        select row_number() over (order by r.id) - 1 as place, r.id, r.compartment_id, k.case_id, r.created_by_id,
               r.created_at, extract(epoch from (case when r.state = 'closed' then r.closed_on::timestamptz
                                                      else now() end) - r.created_at) as span,
               c.slot = 1 and c.class = 'simple' and not c.is_over as may_be_long, c.n
        from cases_caserecord r
        join access_compartment k on k.id = r.compartment_id
        join bench.copy c on c.new_case = k.case_id;
    alter table bench.record add primary key (place);
    create table bench.note as
        with many as (select count(*) as records, ceil(wanted / count(*)::numeric) + 1 as rounds from bench.record),
             long as (select place from bench.record where may_be_long order by n limit 1)
        select md5('note' || i)::uuid as id, r.compartment_id, r.case_id, r.id as record_id, r.created_by_id,
               bench.chance(i, 6) % 20000 as text,
               r.created_at + greatest(r.span, 60) * interval '1 second' * case when i <= long_case
                   then i / (long_case + 2.0)
                   else (1 + i / many.records) / (many.rounds + 1.0) end as at
        from generate_series(1, wanted) i, many
        join bench.record r on true
        where r.place = case when i <= long_case then (select place from long) else i % many.records end;
end $$;
