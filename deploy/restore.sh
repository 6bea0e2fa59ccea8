#!/bin/bash
# Brings back one backup of backup.sh, whole or not at all.
#
#   restore.sh <backup file> < <private key of age>
#   restore.sh --drill <backup file> < <private key of age>
#
# With --drill nothing is replaced: what came back is looked through (every table, the policies, the log of
# reading from its first entry to its last and against the anchor outside), dropped, and last-drill is noted. Each
# month (S-84).
#
# Restores into a new database beside the present one and gives it the name only when everything is
# there; the present one stays as <name>_before_<time> and is dropped by hand. Whatever fails before
# that leaves the present database as it was. Rights that were ended after the backup are told, a line each; who may
# no longer come in stays out (docs/deploy.md).
#
# Reads from the environment
#   PGHOST PGPORT PGUSER       the server, as superuser (postgres)
#   RESTORE_PASSWORD_FILE      file with its password; not needed where PGPASSWORD or PGPASSFILE is set
#   PGDATABASE                 name of the database                              bunkyo
#   BACKUP_IDENTITY_FILE       private key of age; - means: from standard input   -
#   BACKUP_STATE_FOLDER        where a drill notes last-drill; empty: nowhere
#   ACCESS_LOG_ANCHOR_FILE     heads of the log of reading, kept outside; a drill compares them
#   TZ                         that of the backup, whose name says when it was made
#   BACKUP_MANIFEST            checksums; empty: not compared   manifest.sha256 beside the backup
#   ROLES_FILE                 roles.sql of the version               /usr/local/share/bunkyo/roles.sql
#   AFTER_RESTORE_FILE         after-restore.sql of the version       /usr/local/share/bunkyo/after-restore.sql,
#                              with look-through.sql and rights.sql beside it
#   BUNKYO_{OWNER,APP,JOBS,BACKUP}_PASSWORD_FILE, or the same without _FILE
#                              passwords of the roles; only where the server does not know them yet
# Needs in PATH: psql and pg_restore of the server's version, age, sha256sum.
#
# Exit: 0 restored; 64 usage; 65 the backup does not match its checksum; 66 somebody is connected to the
# present database (stop web, worker, relay, scheduler, verifier); 1 anything else.
# The dump is never written to a disk in the clear. Messages of the server are not shown (S-40).
set -euo pipefail
umask 077

drill=no
if [[ ${1:-} == --drill ]]; then
    drill=yes
    shift
fi
backup=${1:-}
[[ -n $backup && -r $backup ]] || {
    echo "usage: restore.sh [--drill] <backup file> < <private key>" >&2
    exit 64
}
name=${PGDATABASE:-bunkyo}
identity=${BACKUP_IDENTITY_FILE:--}
manifest=${BACKUP_MANIFEST-$(dirname "$backup")/manifest.sha256}
roles=${ROLES_FILE:-/usr/local/share/bunkyo/roles.sql}
after=${AFTER_RESTORE_FILE:-/usr/local/share/bunkyo/after-restore.sql}
look=$(dirname "$after")/look-through.sql
rights=$(dirname "$after")/rights.sql
new="${name}_restoring"
[[ $drill == no ]] || new="${name}_drill"
old="${name}_before_$(date +%Y%m%d%H%M%S)"
export PGCONNECT_TIMEOUT=${PGCONNECT_TIMEOUT:-10}

from_file() { # from_file <variable> <variable that names its file>
    local file=${!2:-} content
    if [[ -n $file ]]; then
        content=$(cat "$file")
        export "$1=$content"
    fi
}
from_file PGPASSWORD RESTORE_PASSWORD_FILE
for role in OWNER APP JOBS BACKUP; do
    from_file "BUNKYO_${role}_PASSWORD" "BUNKYO_${role}_PASSWORD_FILE"
done

ask() { # ask <database> <statement or option...>
    local database=$1
    shift
    psql --no-psqlrc --no-password --quiet --tuples-only --no-align --set=ON_ERROR_STOP=1 \
        --dbname="$database" "$@" 2> /dev/null
}

fail() {
    echo "restore FAILED: $1" >&2
    ask postgres --command="drop database if exists \"$new\" with (force)" || true
    exit "${2:-1}"
}

if [[ -n $manifest ]]; then
    # The last one: that of a backup which failed in the same second stands before it.
    line=$(grep --fixed-strings "  $(basename "$backup")" "$manifest" | tail -n 1) ||
        fail "the backup is not in the manifest" 65
    sum=$(sha256sum < "$backup")
    [[ ${sum%% *} == "${line%% *}" ]] || fail "the backup differs from the manifest" 65
fi

# The time zone, the encoding and the locale are those of the server, as roles.sql expects them.
ask postgres --command="drop database if exists \"$new\" with (force)" \
    --command="create database \"$new\" template template0" || fail "no new database"
ask "$new" --file="$roles" || fail "roles.sql"
# In one transaction: half a database is never taken for a whole one. `public` is there already.
age --decrypt --identity "$identity" "$backup" |
    pg_restore --no-password --dbname="$new" --single-transaction --exit-on-error \
        --clean --if-exists > /dev/null 2>&1 || fail "the backup was not read to its end"
ask "$new" --file="$roles" || fail "roles.sql"
ask "$new" --file="$after" || fail "after-restore.sql"
ask "$new" --command="analyze" || fail "analyze"
tables=$(ask "$new" --command="select count(*) from pg_tables where schemaname = 'public'")
((tables > 0)) || fail "the backup holds no table"

if [[ $drill == yes ]]; then
    # As it came back, and not as somebody says: an unguarded table, a broken chain or an empty ward fails.
    unguarded=$(ask "$new" --command="select count(*) from pg_class c join pg_namespace n on n.oid = c.relnamespace
        where n.nspname = 'public' and c.relkind in ('r', 'p') and not c.relrowsecurity
        and exists (select 1 from pg_attribute a where a.attrelid = c.oid and a.attname = 'compartment_id')")
    [[ $(basename "$backup") =~ ([0-9]{8})-([0-9]{2})([0-9]{2})([0-9]{2}) ]] ||
        fail "the name of the backup does not say when it was made"
    made_at=$(date -d "${BASH_REMATCH[1]} ${BASH_REMATCH[2]}:${BASH_REMATCH[3]}:${BASH_REMATCH[4]}" +%s)
    outside=${ACCESS_LOG_ANCHOR_FILE:-/dev/null}
    [[ -e $outside ]] || outside=/dev/null # told of below where there is anything to anchor
    broken=$(sed '/^$/d' "$outside" | ask "$new" --set=made_at="$made_at" --file="$look") ||
        fail "the log of reading or its anchor cannot be read"
    staff=$(ask "$new" --command="select count(*) from public.organizations_staff")
    cases=$(ask "$new" --command="select count(*) from public.access_casefile")
    entries=$(ask "$new" --command="select count(*) from public.access_accesslog")
    [[ $unguarded == 0 ]] || fail "${unguarded:-unknown} tables without row policies"
    [[ -z $broken ]] || fail "the log of reading is not whole: $broken"
    [[ ${staff:-0} -gt 0 ]] || fail "nobody works there"
    ask postgres --command="drop database \"$new\" with (force)" || fail "dropping"
    state=${BACKUP_STATE_FOLDER:-}
    if [[ -n $state ]]; then # web reads it, which is another user
        (umask 022 && date +%s > "$state/.last-drill") && mv "$state/.last-drill" "$state/last-drill"
    fi
    echo "drill passed: $(basename "$backup"), $tables tables, $cases cases, $staff staff, $entries entries of the log"
    exit 0
fi

# Lines of rights.sql that stand in the second list and not in the first, whatever their words; with `known` as $1 only of
# those whom the first one knows.
only_second() {
    awk -F'|' -v only="$1" '
        { line = $1 "|" $2 "|" $3 }
        NR == FNR { first[line] = 1; if ($1 == "known") known[$2] = 1; next }
        !(line in first) && (only != "known" || $2 in known) { print $1 "|" substr($0, length(line) + 2) }
    ' <(echo "$2") <(echo "$3")
}

# What was ended after the backup was made is open again in what comes back. The database of before may know of it: whoever
# is known there and may not come in is stopped here until a system administrator has looked, and the rest is told. Of whom
# it never knew (a new server, an older backup that was brought back first) it says nothing: nobody is shut out by that.
what_ended() {
    local before now again strangers everybody kind words
    before=$(ask "$name" --file="$rights") && now=$(ask "$new" --file="$rights") || {
        echo "ended since: not known, the database of before cannot be read; see docs/deploy.md"
        return 0
    }
    everybody=$(grep --count '^known|[^|]*||staff$' <<< "$now") || true
    strangers=$(only_second all "$before" "$now" | grep --count '^known|staff$') || true
    if ((strangers == everybody)); then
        echo "ended since: not known, the database of before knows nobody of the backup; see docs/deploy.md"
        return 0
    fi
    ((strangers == 0)) || echo "ended since: not known of $strangers people, who came after the database of before"
    again=$(only_second known "$before" "$now")
    while IFS='|' read -r kind words; do
        [[ $kind == login ]] || continue
        # Nothing is done for her either, and her open work waits (S-96).
        ask "$new" --set=login="$words" --file=- <<< "update public.organizations_staff
            set login_stopped_at = now() where username = :'login'" || return 1
        echo "stopped: login $words"
    done <<< "$again"
    sed -n 's/^password|/changed since, that of then again: password /p' <<< "$again"
    sed -n 's/^\(office\|second factor\)|/ended since, open again: \1 /p' <<< "$again"
    sed -n 's/^grant|//p' <<< "$again" | LC_ALL=C sort | uniq --count |
        sed 's/^ *\([0-9]*\) /ended since, open again: grants (\1) /'
    only_second all "$now" "$before" | sed -n 's/^\(kept out\|protected\)|.*/\1/p' | LC_ALL=C sort | uniq --count |
        sed 's/^ *\([0-9]*\) \(.*\)/came since, gone again: \2 (\1)/'
}

if [[ $(ask postgres --command="select 1 from pg_database where datname = '$name'") == 1 ]]; then
    others=$(ask postgres --command="select count(*) from pg_stat_activity where datname = '$name'
        and backend_type = 'client backend'")
    ((others == 0)) || fail "$others sessions are connected to $name" 66
    ended=$(what_ended) || fail "what was ended since"
    ask postgres --command="alter database \"$name\" rename to \"$old\"" ||
        fail "somebody is connected to $name" 66
    echo "the database of before: $old"
    [[ -z $ended ]] || echo "$ended"
else
    echo "ended since: not known, there is no database of before; see docs/deploy.md"
fi
ask postgres --command="alter database \"$new\" rename to \"$name\"" || fail "renaming"
echo "restored: $name from $(basename "$backup"), $tables tables"
