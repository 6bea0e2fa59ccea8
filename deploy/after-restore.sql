-- What must not go on after a restore (F-18): open sessions of that time, and work that was asked for
-- then and may long be done. Run by restore.sh as superuser; it may run any number of times.
begin;
delete from public.usersessions_usersession;
delete from public.django_session;
update public.jobs_job
set state = 'failed', finished_at = now(), error_code = 'restored'
where state in ('queued', 'running');
-- Whether the daily mails of today went out after the backup was made is not known: of these, none is
-- better than two (docs/alerts.md). They count as asked for.
insert into public.alerts_digestmail (id, user_id, created_at, "on")
select gen_random_uuid(), id, now(), (now() at time zone 'Asia/Tokyo')::date
from public.organizations_staff where is_active
on conflict do nothing;
commit;
