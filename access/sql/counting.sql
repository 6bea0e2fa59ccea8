-- documents.births.year_of_birth in SQL: of what is known instead of a day, the middle year, as far as the words
-- that are kept for it speak of years. A test compares the two, for every era that there is.
create or replace function access.year_of_birth(born date, estimate text, said_in integer)
returns integer
language plpgsql stable set search_path = pg_catalog as $$
declare
    told text[];
    middle integer;
begin
    if born is not null then
        return extract(year from born)::integer;
    end if;
    if estimate = '' then
        return null;
    end if;
    told := regexp_match(estimate, '^(明治|大正|昭和|平成|令和)(元|[0-9]{1,2})年(ごろ|代)$');
    if told is not null then
        select e.first + case told[2] when '元' then 1 else told[2]::integer end - 1
               + case told[3] when '代' then 4 else 0 end
          into middle
          from (values ('明治', 1868, 1912), ('大正', 1912, 1926), ('昭和', 1926, 1989), ('平成', 1989, 2019),
                       ('令和', 2019, 9999)) as e (name, first, last)
         where e.name = told[1]
           and (told[3] = '代' and told[2] like '_0'
                or told[3] = 'ごろ' and told[2] !~ '^0+$'
                   and e.first + case told[2] when '元' then 1 else told[2]::integer end - 1 <= e.last);
    elsif estimate ~ '^[0-9]{3}0年代$' then
        middle := left(estimate, 4)::integer + 4;
    else
        told := regexp_match(estimate, '^([0-9]{1,2}0)代(前半|半ば|後半)?$');
        middle := said_in - told[1]::integer
                  - case told[2] when '前半' then 2 when '半ば' then 5 when '後半' then 7 else 4 end;
    end if;
    return case when middle <= said_in then middle end;
end $$;

-- Whom cases are about, for counting by age band and sex (A1) and for people counted once (A3). Of a
-- birth it tells the year, or the one that was estimated: the role for scheduled work reads no name, no
-- birthday and none of the words.
create or replace function access.subjects_of(wanted uuid[])
returns table (case_id uuid, person_id uuid, born_in integer, sex text)
language plpgsql stable security definer set search_path = pg_catalog, access as $$
begin
    return query select c.case_id, p.id,
                        access.year_of_birth(p.birth_on, p.birth_estimate,
                            extract(year from p.created_at at time zone 'Asia/Tokyo')::integer),
                        p.sex::text
                 from public.cases_person p
                 join public.access_compartment c on c.id = p.compartment_id
                 where p.is_subject and c.case_id = any (wanted);
end $$;
