#!/bin/bash
# The whole server as it was at a moment: a base backup of backup.sh, and the archive of archive-wal.sh from
# there on. Whole or not at all. The server must not run meanwhile.
#
#   recover.sh <base backup> [<moment> [<timeline>]] < <private key of age>
#       2026-11-26 17:45:00+09      the last thing kept is from before this moment
#       without it                  everything that is in the archive, past each recovery of before
#       timeline                    of which course of things that moment is: with each recovery another begins (2, 3,
#                                   ...); without it the one that the base backup is of
#
# Makes a new data folder beside the present one, which takes its name only when everything is there; the
# present one stays as <name>_before_<time> and is removed by hand.
#
# Reads from the environment
#   DATA_FOLDER            data of the server                     /var/lib/postgresql/18/docker
#   WAL_FOLDER             where the archive lies                 /wal
#   PGDATABASE             name of the database                   bunkyo
#   BACKUP_IDENTITY_FILE   private key of age; - means: from standard input   -
#   BACKUP_MANIFEST        checksums; empty: not compared         manifest.sha256 beside the base backup
#   AFTER_RESTORE_FILE     after-restore.sql of the version       /usr/local/share/bunkyo/after-restore.sql
#   RESTORE_PASSWORD_FILE  file with the superuser's password on this machine, which the server knows afterwards: on
#                          another machine it is another. Without it: that of then. The rest is for lay-roles.sh
# Needs in PATH: postgres, psql of the server's version, age, gzip, tar, sha256sum. Runs as the
# user of the server.
#
# Exit: 0 recovered; 64 usage; 65 the base backup does not match its checksum; 66 a server runs on the data;
# 1 anything else. The key is on no disk. Nothing but the data folder itself holds anything in the clear.
set -euo pipefail
umask 077

archive=${WAL_FOLDER:-/wal}

decrypt() {
    age --decrypt --identity <(printf '%s\n' "$RECOVERY_KEY") "$1" 2> /dev/null
}

# restore_command of the server below. 1: there is none, the archive ends here. 200: there is one and it
# cannot be read; the server gives up then, and does not take it for the end.
if [[ ${1:-} == fetch ]]; then
    [[ -e $archive/$2.age ]] || exit 1
    decrypt "$archive/$2.age" | gzip --decompress > "$3" || exit 200
    sum=$(sha256sum < "$3")
    [[ ${sum%% *} == "$(cat "$archive/$2.sha256")" ]] || exit 200
    exit 0
fi

backup=${1:-}
moment=${2:-}
timeline=${3:-current}
[[ -n $backup && -r $backup ]] || {
    echo "usage: recover.sh <base backup> [<moment> [<timeline>]] < <private key>" >&2
    exit 64
}
data=${DATA_FOLDER:-/var/lib/postgresql/18/docker}
name=${PGDATABASE:-bunkyo}
manifest=${BACKUP_MANIFEST-$(dirname "$backup")/manifest.sha256}
after=${AFTER_RESTORE_FILE:-/usr/local/share/bunkyo/after-restore.sql}
self=$(realpath "$0")
new="${data}_recovering"
run=$(mktemp -d) # socket, log and rules of the server that recovers
server=

end() {
    [[ -z $server ]] || kill -INT "$server" 2> /dev/null || true
    [[ -z $server ]] || wait "$server" || true
    rm -rf "$run" "$new"
}
trap end EXIT

fail() {
    echo "recovery FAILED: $1" >&2
    exit "${2:-1}"
}

[[ ! -e $data/postmaster.pid ]] ||
    fail "a server runs on $data, or fell there: stop it; where none runs, remove postmaster.pid" 66
if [[ -n $manifest ]]; then
    # The last one: that of a backup which failed in the same second stands before it.
    line=$(grep --fixed-strings "  $(basename "$backup")" "$manifest" | tail -n 1) ||
        fail "the base backup is not in the manifest" 65
    sum=$(sha256sum < "$backup")
    [[ ${sum%% *} == "${line%% *}" ]] || fail "the base backup differs from the manifest" 65
fi
RECOVERY_KEY=$(cat "${BACKUP_IDENTITY_FILE:--}")
export RECOVERY_KEY

rm -rf "$new"
mkdir --parents "$(dirname "$data")" # a volume that was lost comes back empty
mkdir --mode=0700 "$new"
# Encrypted is authenticated as well: what comes out is what pg_basebackup wrote, which reads no page whose
# checksum is wrong; or the command fails.
decrypt "$backup" | tar --extract --directory="$new" 2> /dev/null ||
    fail "the base backup was not read to its end"

touch "$new/recovery.signal"
echo "local all postgres trust" > "$run/rules" # the folder is closed to everybody else
# The archive is on, so that the server notes for whoever archives that a timeline begins (<n>.history.ready), and
# has no command here: another recovery that did not find that in the archive would begin the same timeline, and its
# pieces of the same names would be refused for ever.
settings=(-c "restore_command=bash '$self' fetch '%f' '%p'" -c recovery_target_action=promote
    -c hot_standby=off -c archive_mode=on -c archive_command= -c listen_addresses= -c "unix_socket_directories=$run"
    -c "hba_file=$run/rules" -c log_error_verbosity=terse -c logging_collector=off -c max_connections=100)
# A moment was on one course of things; the newest one may have left it before, and come to that hour by another way.
if [[ -n $moment ]]; then
    settings+=(-c "recovery_target_time=$moment" -c "recovery_target_timeline=$timeline")
else
    settings+=(-c recovery_target_timeline=latest)
fi
postgres -D "$new" "${settings[@]}" > "$run/log" 2>&1 &
server=$!

ask() { # ask <database> <option...>
    psql --no-psqlrc --quiet --tuples-only --no-align --set=ON_ERROR_STOP=1 --host="$run" \
        --username=postgres --dbname="$@" 2> /dev/null
}
until [[ $(ask postgres --command='select pg_is_in_recovery()') == f ]]; do
    kill -0 "$server" 2> /dev/null || {
        server=
        # Of a server that has run no statement yet: kinds of troubles and names of files.
        grep -hoE '(FATAL|PANIC): .*' "$run/log" >&2 || true
        fail "the archive did not lead to that moment"
    }
    sleep 0.5
done
until_when=$(ask postgres --command='select pg_last_xact_replay_timestamp()')
ask "$name" --file="$after" || fail "after-restore.sql"
if [[ -n ${RESTORE_PASSWORD_FILE:-} ]]; then
    RESTORE_PASSWORD=$(cat "$RESTORE_PASSWORD_FILE")
    export RESTORE_PASSWORD
    ask postgres --file=- <<< "\\getenv password RESTORE_PASSWORD
        alter role postgres password :'password';" || fail "the superuser's password"
fi
tables=$(ask "$name" --command="select count(*) from pg_tables where schemaname = 'public'")
((tables > 0)) || fail "the backup holds no table"
kill -INT "$server"
wait "$server" || fail "the server did not stop in order"
server=

if [[ -e $data ]]; then
    old="${data}_before_$(date +%Y%m%d%H%M%S)"
    mv "$data" "$old"
    echo "the data of before: $old"
fi
mv "$new" "$data"
sync "$(dirname "$data")"
echo "recovered: $name from $(basename "$backup"), $tables tables, until ${until_when:-the base backup}"
