-- The database roles and the two schemas (access.md, Enforcement 3). Run with psql as
-- superuser, connected to the database of the system; it may run any number of times. Passwords
-- come from the environment: BUNKYO_OWNER_PASSWORD, BUNKYO_APP_PASSWORD, BUNKYO_JOBS_PASSWORD,
-- and BUNKYO_BACKUP_PASSWORD where a backup process runs.
--
--   bunkyo_owner  owns the tables, migrates; no process that serves people has its password
--   bunkyo_app    web and worker, acting for one person in each transaction; bypasses nothing
--   bunkyo_jobs   relay and scheduler: ids, states and dates, no content
--   bunkyo_backup reads everything and writes nothing, copies the files of the server (`replication`,
--                 for base backups); only where its password is given (S-83)
--   bunkyo_gate   cannot log in; owns the reviewed functions that look past row policies

\set ON_ERROR_STOP on
\set owner_password ''
\set app_password ''
\set jobs_password ''
\set backup_password ''
\getenv owner_password BUNKYO_OWNER_PASSWORD
\getenv app_password BUNKYO_APP_PASSWORD
\getenv jobs_password BUNKYO_JOBS_PASSWORD
\getenv backup_password BUNKYO_BACKUP_PASSWORD
select :'backup_password' <> '' as with_backup \gset

begin;

-- Two starts at once take turns: roles belong to the whole server, so it is their table that is locked. An advisory
-- lock would be one of this database alone, and a drill runs beside the system in another.
lock table pg_authid in share row exclusive mode;

do $$
declare
    wanted text;
begin
    foreach wanted in array array['bunkyo_owner', 'bunkyo_app', 'bunkyo_jobs', 'bunkyo_gate'] loop
        if not exists (select 1 from pg_roles where rolname = wanted) then
            execute format('create role %I', wanted);
        end if;
    end loop;
end
$$;

alter role bunkyo_owner login nosuperuser nocreatedb nocreaterole noreplication nobypassrls
    connection limit 12;
alter role bunkyo_app login nosuperuser nocreatedb nocreaterole noreplication nobypassrls
    noinherit connection limit 60;
alter role bunkyo_jobs login nosuperuser nocreatedb nocreaterole noreplication nobypassrls
    noinherit connection limit 10;
alter role bunkyo_gate nologin nosuperuser nocreatedb nocreaterole noreplication bypassrls;

-- An empty password leaves the present one: where logins are by certificate or peer.
select format('alter role %I password %L', role, secret)
from (values
    ('bunkyo_owner', :'owner_password'),
    ('bunkyo_app', :'app_password'),
    ('bunkyo_jobs', :'jobs_password')
) as given (role, secret)
where secret <> '' \gexec

-- The owner writes functions in the name of the gate, but has nothing of the gate's by itself.
grant bunkyo_gate to bunkyo_owner with inherit false, set true;

-- Nobody waits for ever, and a stalled process does not hold locks (security.md F-12, F-23). The
-- web processes state a shorter statement_timeout of their own.
alter role bunkyo_app set statement_timeout = '30s';
alter role bunkyo_app set lock_timeout = '2s';
alter role bunkyo_app set idle_in_transaction_session_timeout = '30s';
alter role bunkyo_jobs set statement_timeout = '30s';
alter role bunkyo_jobs set lock_timeout = '2s';
alter role bunkyo_jobs set idle_in_transaction_session_timeout = '30s';
alter role bunkyo_owner set lock_timeout = '3s';
alter role bunkyo_owner set idle_in_transaction_session_timeout = '60s';

-- Errors of statements do not reach the server's log: the text of a failed cast or of a missing
-- column quotes what somebody typed even when the log is terse (S-40). The application logs the
-- kind of error. LOG, FATAL and PANIC, and whatever the server itself has to say, stay.
alter role bunkyo_app set log_min_messages = 'log';
alter role bunkyo_jobs set log_min_messages = 'log';
alter role bunkyo_owner set log_min_messages = 'log';

-- Unqualified names mean public only; what is planted elsewhere is never picked up.
alter role bunkyo_app set search_path = public;
alter role bunkyo_jobs set search_path = public;
alter role bunkyo_owner set search_path = public;

-- This database.
select format('alter database %I owner to bunkyo_owner', current_database()) \gexec
select format('revoke all on database %I from public', current_database()) \gexec
select format('grant connect on database %I to bunkyo_owner, bunkyo_app, bunkyo_jobs',
    current_database()) \gexec

\if :with_backup
select not exists (select 1 from pg_roles where rolname = 'bunkyo_backup') as backup_is_new \gset
\if :backup_is_new
create role bunkyo_backup;
\endif
alter role bunkyo_backup login nosuperuser nocreatedb nocreaterole replication bypassrls
    connection limit 3 password :'backup_password';
alter role bunkyo_backup set default_transaction_read_only = on;
alter role bunkyo_backup set log_min_messages = 'log';
grant pg_read_all_data to bunkyo_backup;
\endif
-- Also into a database that is restored, where nobody gives a password for the role.
select format('grant connect on database %I to bunkyo_backup', current_database())
    from pg_roles where rolname = 'bunkyo_backup' \gexec

alter schema public owner to bunkyo_owner;
revoke all on schema public from public;
grant usage on schema public to bunkyo_app, bunkyo_jobs, bunkyo_gate;

create schema if not exists access;
alter schema access owner to bunkyo_gate;
revoke all on schema access from public;
grant usage on schema access to bunkyo_app, bunkyo_jobs, bunkyo_owner;

-- How many rows a table has, and how often it is read and written, is counted by the server for everybody (S-24).
-- Superusers read it all the same. What cannot be closed is pg_class: without it no client finds its tables.
do $$
declare
    one regclass;
    counter regprocedure;
begin
    for one in
        select c.oid from pg_class c
        where c.relnamespace = 'pg_catalog'::regnamespace and c.relkind = 'v'
          and c.relname ~ '^pg_stat(io)?_(xact_)?(all|user|sys)_(tables|indexes|sequences|functions)$|^pg_stat_database$'
    loop
        execute format('revoke all on %s from public', one);
    end loop;
    -- The same past the views. Those of a process, of which nobody but a superuser sees another role's, stay.
    for counter in
        select p.oid from pg_proc p
        where p.pronamespace = 'pg_catalog'::regnamespace and p.proname ~ '^pg_stat_(get|have)_'
          and p.proname !~ '^pg_stat_get_(backend|activity|progress|wal|replication|subscription|slru|archiver|io|snapshot)'
    loop
        execute format('revoke execute on function %s from public', counter);
    end loop;
end
$$;

-- What the owner makes is closed until the installer of access/ opens it.
alter default privileges for role bunkyo_owner revoke all on functions from public;
alter default privileges for role bunkyo_gate revoke all on functions from public;

commit;
