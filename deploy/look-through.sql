-- The log of reading of a backup that came back beside: one line for each thing that is wrong, none where it is whole
-- (S-84). Run by restore.sh --drill as superuser, with the anchor outside on standard input (a line of JSON each) and
-- the variable made_at: seconds since 1970 when the backup was begun. access/chain.py asks the same each night.
create temporary table anchor_lines (line jsonb);
\copy anchor_lines from pstdin

with anchors as (
    select (line->>'seq')::bigint as seq, line->>'hash' as hash, (line->>'at')::timestamptz as at from anchor_lines
), disposed as (
    select d.id, d.digest, d.until_seq as seq, d.until_hash as hash, encode(sha256(convert_to(concat_ws('|', 'list',
        d.id, d.subject, d.listed_by_id, d.decided_by_id, d.run_by_id,
        to_char(d.run_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'), d.until_seq, d.until_hash, d.entries),
        'UTF8')), 'hex') as facts
    from public.access_disposallist d where d.subject = 'log' and d.run_at is not null
), beginning as ( -- number and hash after which the first entry stands: nothing, or the last disposal
    select seq, hash from disposed union all select 0, repeat('0', 64) order by seq desc limit 1
), chained as (
    select l.seq, l.hash, coalesce(lag(l.seq) over w, b.seq) as seq_before,
        access.log_digest(coalesce(lag(l.hash) over w, b.hash), l) as recomputed
    from public.access_accesslog l cross join beginning b window w as (order by l.seq)
), ended as (
    select greatest(b.seq, (select max(seq) from chained)) as seq from beginning b
)
select 'entries before ' || seq || ' are missing' from chained where seq <> seq_before + 1
union all
select 'entry ' || seq || ' was altered or moved' from chained where hash is distinct from recomputed
union all
select 'entry ' || c.seq || ' differs from the anchor outside'
from chained c join anchors a using (seq) where a.hash is distinct from c.hash
union all
select 'the disposal up to entry ' || d.seq || ' differs from the anchor outside'
from disposed d join anchors a using (seq) where a.hash is distinct from d.hash
union all
select 'the disposal up to entry ' || d.seq || ' is not certified in the log'
from disposed d where d.facts is distinct from d.digest or not exists (select from public.access_accesslog l
    where l.action = 'dispose' and l.object_id = d.id and l.kind = '廃棄証明 ' || left(d.digest, 40))
union all
-- What was anchored before the backup was begun is in it; what was anchored later need not be.
select 'entries up to ' || max(a.seq) || ' were anchored before the backup, its log ends at ' || e.seq
from anchors a cross join ended e where a.seq > e.seq and a.at <= to_timestamp(:made_at) group by e.seq
union all
select 'there are entries, and no anchor outside'
where exists (select from chained) and not exists (select from anchors)
limit 20;
