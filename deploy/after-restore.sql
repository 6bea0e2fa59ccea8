-- What must not go on after a restore (F-18): open sessions of that time, and work that was asked for
-- then and may long be done. Run by restore.sh as superuser; it may run any number of times.
begin;
delete from public.usersessions_usersession;
delete from public.django_session;
update public.jobs_job
set state = 'failed', finished_at = now(), error_code = 'restored'
where state in ('queued', 'running');
commit;
