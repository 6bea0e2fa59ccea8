-- What is open, and what is kept shut, one a line: restore.sh asks it of the database of before and of the one that
-- came back, and compares. Ids and logins; of a case nothing. Run as superuser; it writes nothing.
-- A line: kind | whom or what one must know to say that it ended | which one, or how it was | words.
\set ON_ERROR_STOP on
select 'known|' || id || '||staff' from public.organizations_staff;
select 'login|' || id || '||' || username from public.organizations_staff
where is_active and login_stopped_at is null;
select 'password|' || id || '|' || md5(password) || '|' || username from public.organizations_staff;
select 'second factor|' || s.id || '|' || m.id || '|' || s.username from public.mfa_authenticator m
join public.organizations_staff s on s.id = m.user_id;
select 'known|' || id || '||' from public.organizations_appointment;
select 'office|' || a.id || '||' || s.username || ', ' || g.role || ', ' || b.name
from public.organizations_appointment a
join public.organizations_staff s on s.id = a.staff_id
join public.organizations_rolegroup g on g.group_id = a.role_group_id
join public.organizations_body b on b.id = g.body_id
where a.valid_until is null or a.valid_until > now();
select 'known|' || id || '||' from public.access_usergrant;
select 'grant|' || g.id || '||' || s.username from public.access_usergrant g
join public.organizations_staff s on s.id = g.user_id
where g.valid_until is null or g.valid_until > now();
select 'known|' || id || '||' from public.access_groupgrant;
select 'grant|' || g.id || '||' || r.role || ', ' || b.name from public.access_groupgrant g
join public.organizations_rolegroup r on r.group_id = g.group_id
join public.organizations_body b on b.id = r.body_id
where g.valid_until is null or g.valid_until > now();
select 'kept out|' || id || '||' from public.access_restriction
where lifted_at is null and (valid_until is null or valid_until > now());
select 'protected|' || id || '||' from public.access_protection where ended_at is null;
