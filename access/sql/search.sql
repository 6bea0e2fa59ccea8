-- The index of words and the one door to it. What stands in angle brackets is filled in by
-- access/search_index.py: the rule of names from documents/text.py, and the sentences of the row
-- policies, so that neither is written twice. Owned by bunkyo_gate; the application has no right
-- on the tables.

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
);
create index if not exists search_entry_grams on access.search_entry using gin (grams);
create index if not exists search_entry_compartment on access.search_entry (compartment_id);
create index if not exists search_entry_newest on access.search_entry (part, at desc);
alter table access.search_entry enable row level security;
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
language sql stable set search_path = pg_catalog, access as $$
    select (line->>'id')::uuid, part.key, c.case_id, c.id, (line->>(spec->>'shield'))::uuid,
           found.key, access.bigrams(found.key), (line->>(spec->>'moment'))::timestamptz
    from jsonb_each(spec->'parts') part
    cross join lateral (
        select string_agg(access.search_key(line->>field), E'\n' order by place) as key
        from jsonb_array_elements_text(part.value) with ordinality as columns (field, place)
        where line->>field <> '') found
    join public.access_compartment c on c.id = (line->>'compartment_id')::uuid
    where found.key <> '' and line->>(spec->>'ended') is null
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

-- The door. Every word must stand in a row; a word of one character only counts together with the
-- others. Ids and grades leave, no words. Nobody stated: nothing. Same grants, restrictions, periods
-- and protections as the row policies, from the same view and text.
--
-- Few compartments: the entries in them are looked through. Many (a supervisor's): the index is asked
-- first, and the grant for each entry found, the newest first until there are enough. The one way with
-- the other's task costs a second (measured at 300,000 notes and 20,000
-- compartments: 10 ms to some tenths of a second).
create or replace function access.find_words(words text[], most integer)
returns table (part text, row_id uuid, case_id uuid, grade integer, at timestamptz)
language plpgsql stable security definer set search_path = pg_catalog, access
set plan_cache_mode = force_custom_plan set jit = off as $$
declare
    keys text[];
    whole text;
    wanted text[];
    mine uuid[];
begin
    if access.acting_user() is null then return; end if;
    select array_agg(key) into keys
    from (select access.search_key(word) as key from unnest(words) word) folded where key <> '';
    whole := array_to_string(keys, '');
    if whole is null or length(whole) < 2 then return; end if;
    if exists (select 1 from unnest(keys) key where length(key) < 2) then keys := array[whole]; end if;
    select array_agg(distinct gram) into wanted
    from unnest(keys) key cross join lateral unnest(access.bigrams(key)) gram;
    most := least(most, 500);
    select array_agg(few.compartment_id) into mine
    from (select distinct o.compartment_id from access.open_grant o
          where o.permission in (<READABLE>) limit 5001) few;
    if mine is null then return; end if;
    if cardinality(mine) > 5000 then mine := null; end if;
    return query select hit.* from (
        (select e.part, e.row_id, e.case_id,
                case when e.part = 'contact' then 4 when e.key = whole then 1
                     when starts_with(e.key, whole) then 2 else 3 end as fits,
                e.at
         from access.search_entry e
         where e.part <> 'note' and e.grams @> wanted
           and not exists (select 1 from unnest(keys) key where strpos(e.key, key) = 0)
           and (e.part <> 'contact' or length(whole) >= 4 or whole !~ '^[0-9]+$')
           and (mine is null or e.compartment_id = any (mine))
           and (mine is not null or (
                select true from access.open_grant o
                where o.compartment_id = e.compartment_id and o.permission in (<READABLE>) limit 1))
           and <UNSHIELDED>
         order by fits, e.at desc, e.row_id
         limit most)
        union all
        (select e.part, e.row_id, e.case_id, 5, e.at
         from access.search_entry e
         where e.part = 'note' and e.grams @> wanted
           and not exists (select 1 from unnest(keys) key where strpos(e.key, key) = 0)
           and (mine is null or e.compartment_id = any (mine))
           and (mine is not null or (
                select true from access.open_grant o
                where o.compartment_id = e.compartment_id and o.permission in (<READABLE>) limit 1))
           and <UNSHIELDED>
         order by e.at desc, e.row_id
         limit most)) hit
    order by hit.fits, hit.at desc, hit.row_id;
end $$;
