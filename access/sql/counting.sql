-- Whom cases are about, for counting by age band and sex (A1) and for people counted once (A3). Of a
-- birth it tells the year: the role for scheduled work reads no name and no birthday.
create or replace function access.subjects_of(wanted uuid[])
returns table (case_id uuid, person_id uuid, born_in integer, sex text)
language plpgsql stable security definer set search_path = pg_catalog, access as $$
begin
    return query select c.case_id, p.id, extract(year from p.birth_on)::integer, p.sex::text
                 from public.cases_person p
                 join public.access_compartment c on c.id = p.compartment_id
                 where p.is_subject and c.case_id = any (wanted);
end $$;
