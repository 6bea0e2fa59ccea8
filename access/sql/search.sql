-- The index of words and the one door to it. What stands in angle brackets is filled in by
-- access/search_index.py: the rule of names from documents/text.py, and the sentences of the row
-- policies, so that neither is written twice. Owned by bunkyo_gate; the application has no right
-- on the tables.

-- Notes and people lie apart: the planner knows of each how frequent a pair of characters is in it. In one
-- table a word that stands in every name and in no note cost five seconds (measured at 2,000,000 notes), and
-- a name was looked for among the notes as well.
do $$ begin
    if exists (select 1 from pg_class where oid = to_regclass('access.search_entry') and relkind = 'r') then
        -- As it was before, with `entries_of`, which returns its rows; rebuild_when_changed fills the new one.
        drop table access.search_entry cascade;
    end if;
end $$;
create table if not exists access.search_entry (
    row_id uuid not null,
    part text not null,
    case_id uuid not null,
    compartment_id uuid not null,
    shielded_person uuid,       -- R11: whom the row tells how to find
    key text not null,          -- by the rule of names; columns are parted by a line end
    grams text[] not null,      -- every two neighbouring characters of the key
    at timestamptz not null,
    primary key (row_id, part)
) partition by list (part);
create table if not exists access.search_entry_notes partition of access.search_entry for values in ('note');
create table if not exists access.search_entry_people partition of access.search_entry default;
alter table access.search_entry_notes alter column grams set statistics 300;
alter table access.search_entry_people alter column grams set statistics 300;
create index if not exists search_entry_grams on access.search_entry using gin (grams);
create index if not exists search_entry_compartment on access.search_entry (compartment_id);
-- Whose a note is stands in the index: the newest of one's own are found without reading the others.
create index if not exists search_entry_newest on access.search_entry (part, at desc)
    include (compartment_id, row_id);
alter table access.search_entry enable row level security;
alter table access.search_entry_notes enable row level security;
alter table access.search_entry_people enable row level security;
create table if not exists access.search_rule (digest text primary key);
alter table access.search_rule enable row level security;

-- documents.text.search_key in SQL, step by step; a test compares the two character by character.
create or replace function access.search_key(words text) returns text
language plpgsql immutable strict parallel safe set search_path = pg_catalog as $$
declare
    was text;
    key text := words;
    pair record;
begin
    loop
        was := key;
        key := casefold(normalize(regexp_replace(key, <IGNORED>, '', 'g'), NFKC)
                        collate pg_unicode_fast);
        key := translate(key, <KATAKANA>, <HIRAGANA>);
        if key ~ <V_CLASS> then
            for pair in select * from unnest(<V_SOUNDS>, <B_SOUNDS>) with ordinality
                        as sounds (v, b, place) order by place loop
                key := replace(key, pair.v, pair.b);
            end loop;
        end if;
        if key ~ <VARIANT_CLASS> then key := translate(key, <VARIANTS>, <PLAIN>); end if;
        if key = was then return key; end if;
    end loop;
end $$;

create or replace function access.bigrams(key text) returns text[]
language sql immutable strict parallel safe set search_path = pg_catalog as $$
    select coalesce(array_agg(distinct gram), '{}')
    from (select c || lead(c) over (order by place) as gram
          from string_to_table(key, null) with ordinality as letters (c, place)) pairs
    where length(gram) = 2 and strpos(gram, E'\n') = 0
$$;

-- The entries of one row, as its model declares them (access.search.Searched).
create or replace function access.entries_of(line jsonb, spec jsonb)
returns setof access.search_entry
language sql stable set search_path = pg_catalog, access set timezone = 'Asia/Tokyo' as $$
    select (line->>'id')::uuid, part.key, c.case_id, c.id, (line->>(spec->>'shield'))::uuid,
           found.key, access.bigrams(found.key), (line->>(spec->>'moment'))::timestamptz
    from jsonb_each(spec->'parts') part
    cross join lateral (
        select string_agg(access.search_key(line->>field), E'\n' order by place) as key
        from jsonb_array_elements_text(part.value) with ordinality as columns (field, place)
        where line->>field <> '') found
    join public.access_compartment c on c.id = (line->>'compartment_id')::uuid
    where found.key <> '' and line->>(spec->>'ended') is null<ONLY>
$$;

create or replace function access.index_words() returns trigger
language plpgsql volatile security definer set search_path = pg_catalog, access as $$
declare
    spec jsonb := tg_argv[0]::jsonb;
    line jsonb := case when tg_op = 'DELETE' then to_jsonb(old) else to_jsonb(new) end;
begin
    if tg_op <> 'INSERT' then
        delete from access.search_entry e where e.row_id = (line->>'id')::uuid;
    end if;
    if tg_op = 'DELETE' then return null; end if;
    insert into access.search_entry select * from access.entries_of(line, spec);
    if line->>(spec->>'replaces') is not null then
        delete from access.search_entry e where e.row_id = (line->>(spec->>'replaces'))::uuid;
    end if;
    return null;
end $$;

-- The door. From here on nothing says how the index is written (access/search_index.py).

-- Whether each of these pairs stands in many notes (one of four hundred), as the planner knows it. Of ids and
-- words nothing is read.
create or replace function access.is_frequent(wanted text[]) returns boolean
language sql stable set search_path = pg_catalog, access as $$
    select count(*) = cardinality(wanted)
    from pg_stats s
    cross join lateral unnest(s.most_common_elems::text::text[], s.most_common_elem_freqs) known (gram, part)
    where s.schemaname = 'access' and s.tablename = 'search_entry_notes' and s.attname = 'grams'
      and known.part > 0.0025 and known.gram = any (wanted)
$$;

-- Every word must stand in a row; a word of one character only counts together with the
-- others. Ids and grades leave, no words. Nobody stated: nothing. Same grants, restrictions, periods
-- and protections as the row policies, from the same view and text.
--
-- Few compartments: the entries in them are looked through (of a frequent word, in very few, without the index of
-- words). More (a supervisor's): which they are is found
-- once; of a frequent word her own notes are gone through, the newest first, of a rare one the entries that
-- the index of words finds are held against them. Very many (a secretariat's): the grant is looked up for
-- each entry found, the newest first until there are enough. The one way with the other's task costs a second
-- (benchmarks/RESULTS.md).
create or replace function access.find_words(words text[], most integer)
returns table (part text, row_id uuid, case_id uuid, grade integer, at timestamptz)
language plpgsql stable security definer set search_path = pg_catalog, access
set plan_cache_mode = force_custom_plan set jit = off as $$
declare
    keys text[];
    whole text;
    wanted text[];
    few uuid[];
    -- Behind `is true` or `coalesce`: a filter, and no condition of an index. As a SELECT where few entries are held
    -- against them: at an array the planner looks key by key, which took longer than the search (13 ms for 8,746 in
    -- place of 0.3). Within `coalesce` it does not look how many rows each key will let through (3 ms).
    many uuid[];
    -- Few places, of the ward no more than one of two hundred, and a frequent word: what lies in them is looked through.
    -- The index of words would list all of the ward that hold it (19 ms for 200,000, and the more the ward grows).
    by_place boolean := false;
    numbers integer[] := array(select p.id from public.auth_permission p
                               where p.codename in (<READABLE>));
begin
    if access.acting_user() is null then return; end if;
    select array_agg(key) into keys
    from (select access.search_key(word) as key from unnest(words) word) folded where key <> '';
    -- Folded as one word, as Python does: カ and ﾞ in two words are one character.
    whole := access.search_key(array_to_string(words, ''));
    if whole is null or length(whole) < 2 then return; end if;
    if exists (select 1 from unnest(keys) key where length(key) < 2) then keys := array[whole]; end if;
    select array_agg(distinct gram) into wanted
    from unnest(keys) key cross join lateral unnest(access.bigrams(key)) gram;
    most := least(most, 500);
    many := array(select o.compartment_id from access.open_grant o
                  where o.permission_id = any (numbers) limit 30001);
    if cardinality(many) = 0 then return; end if;
    if cardinality(many) <= 5000 then few := many; end if;
    if few is not null or cardinality(many) > 30000 then many := null; end if;
    by_place := few is not null and cardinality(few) <= least(300, (
        select c.reltuples / 200 from pg_class c where c.oid = 'public.access_compartment'::regclass))
        and access.is_frequent(wanted);
    return query select e.part, e.row_id, e.case_id, e.fits, e.at
        from (select found.*,
                     case when found.part = 'contact' then 4
                          -- A relation (長女) stands with who came to very many: no better than words.
                          when found.part = 'visitor' then case when whole ~ '^[0-9]+$' then 4 else 5 end
                          when found.key = whole then 1
                          when starts_with(found.key, whole) then 2 else 3 end as fits
              from access.search_entry found
              where found.part <> 'note' and found.grams @> wanted
                and not exists (select 1 from unnest(keys) key where strpos(found.key, key) = 0)
                and (found.part not in ('contact', 'visitor') or length(whole) >= 4 or whole !~ '^[0-9]+$')
                and (few is null or found.compartment_id = any (few))
                and (many is null or (found.compartment_id in (select unnest(many))) is true)
              order by fits, found.part = 'visitor', found.at desc, found.row_id) e
        where (few is not null or many is not null or (
               select true from access.open_grant o
               where o.compartment_id = e.compartment_id and o.permission_id = any (numbers) limit 1))
          and <UNSHIELDED> and <VISITOR_TOLD>
        order by e.fits, e.part = 'visitor', e.at desc, e.row_id
        limit most;
    if many is not null and access.is_frequent(wanted) then
        return query select e.part, e.row_id, e.case_id, 5, e.at
            from (select own.row_id, own.at from access.search_entry own
                  where own.part = 'note' and coalesce(own.compartment_id = any (many), false)
                  order by own.at desc, own.row_id) newest
            cross join lateral (
                  select * from access.search_entry e where e.part = 'note' and e.row_id = newest.row_id
                  offset 0) e
            where e.grams @> wanted
              and not exists (select 1 from unnest(keys) key where strpos(e.key, key) = 0)
              and <UNSHIELDED>
            order by newest.at desc, newest.row_id
            limit most;
        return;
    end if;
    return query select e.part, e.row_id, e.case_id, 5, e.at
        from access.search_entry e
        where e.part = 'note' and (by_place or e.grams @> wanted)
          and (not by_place or (e.grams @> wanted) is true)
          and not exists (select 1 from unnest(keys) key where strpos(e.key, key) = 0)
          and (few is null or e.compartment_id = any (few))
          and (many is null or (e.compartment_id in (select unnest(many))) is true)
          and (few is not null or many is not null or (
               select true from access.open_grant o
               where o.compartment_id = e.compartment_id and o.permission_id = any (numbers) limit 1))
          and <UNSHIELDED>
        order by e.at desc, e.row_id
        limit most;
end $$;
