#!/bin/bash
# The whole database, encrypted to public keys whose private halves are not on this machine (S-82).
#
#   backup.sh once      one backup now; exit 0 when it lies complete in the folder and old ones are gone
#   backup.sh nightly   for ever: at the times of BACKUP_AT, and at once when the last is too old
#   backup.sh check     exit 0 while the last success is young enough, else 1 and a line that says so
#
# Reads from the environment
#   PGHOST PGPORT PGDATABASE PGUSER   the server; PGUSER is the role bunkyo_backup (S-83)
#   BACKUP_PASSWORD_FILE     file with its password; not needed where PGPASSWORD or PGPASSFILE is set
#   BACKUP_FOLDER            where backups lie                              /backup
#   BACKUP_STATE_FOLDER      where last-success and last-failure lie        BACKUP_FOLDER
#   BACKUP_RECIPIENTS_FILE   public keys of age, one a line                 /run/secrets/backup_recipients
#   BACKUP_AT                times of day, with spaces between              02:30
#   BACKUP_KEEP_DAYS         backups older than so many whole days go       35
#   BACKUP_BASE_DAYS         base backups older than so many days go, and a day later WAL; 0: none is made   0
#   BACKUP_BASE_HOURS        a base backup that takes longer is given up    3
#   WAL_FOLDER               where the archive of archive-wal.sh lies       /wal
#   BACKUP_MAX_AGE_HOURS     from which age on the absence is an alarm      26
# Needs in PATH: pg_dump, pg_basebackup, psql of the server's version, age, sha256sum, GNU date, find and timeout.
#
# Writes into BACKUP_FOLDER
#   bunkyo-YYYYmmdd-HHMMSS.dump.age   pg_dump, custom format, encrypted; under its name only when complete
#   bunkyo-YYYYmmdd-HHMMSS.base.age   pg_basebackup, from which recover.sh begins; encrypted in the same way
#   manifest.sha256                   one line a backup, as sha256sum --check reads it
# and into BACKUP_STATE_FOLDER
#   last-success   seconds since 1970 of the last complete backup (both kinds); its absence or age is the alarm (S-84)
#   last-failure   the same of the last one that failed
# Of what goes wrong only the kind is told: messages of the server may quote what people typed (S-40).
set -euo pipefail
umask 027

folder=${BACKUP_FOLDER:-/backup}
state=${BACKUP_STATE_FOLDER:-$folder}
recipients=${BACKUP_RECIPIENTS_FILE:-/run/secrets/backup_recipients}
times=${BACKUP_AT:-02:30}
keep_days=${BACKUP_KEEP_DAYS:-35}
base_days=${BACKUP_BASE_DAYS:-0}
base_hours=${BACKUP_BASE_HOURS:-3}
wal=${WAL_FOLDER:-/wal}
max_age=$((${BACKUP_MAX_AGE_HOURS:-26} * 3600))

note() { # note <file>: the time of now, whole or not at all; web reads it, which is another user
    (umask 022 && date +%s > "$state/.$1" && sync "$state/.$1") && mv "$state/.$1" "$state/$1"
}

age_of_last() { # seconds since the last success; fails when there was none
    local last
    last=$(cat "$state/last-success" 2> /dev/null) && [[ $last =~ ^[0-9]+$ ]] || return 1
    echo $(($(date +%s) - last))
}

with_password() {
    [[ -n ${BACKUP_PASSWORD_FILE:-} ]] || return 0
    PGPASSWORD=$(cat "$BACKUP_PASSWORD_FILE") || return 1
    export PGPASSWORD
}

# Each step below is asked whether it went well: where a function stands in a condition, `set -e` is off inside it.
tell_failure() {
    note last-failure || true # a folder of the state that cannot be written is the absence of a success
    echo "backup FAILED" >&2
    return 1
}

named() { # named <name> <part>: the part under its name, which the manifest knows before anybody sees it
    local sum list="$folder/.manifest.part"
    sum=$(sha256sum < "$2") || return 1
    # Whole or not at all as well: half a line would spoil the next one.
    { [[ ! -e $folder/manifest.sha256 ]] || cat "$folder/manifest.sha256"; } > "$list" || return 1
    echo "${sum%% *}  $1" >> "$list" || return 1
    sync "$list" || return 1
    mv "$list" "$folder/manifest.sha256" || return 1
    mv "$2" "$folder/$1" || return 1
    sync "$folder"
}

keep() { # keep <name> <command...>: what the command writes, encrypted, under its name when it is complete
    local name=$1 part="$folder/.$1.part"
    shift
    if "$@" 2> /dev/null | age --encrypt --recipients-file "$recipients" > "$part" &&
        [[ -s $part ]] && sync "$part" && named "$name" "$part"; then
        echo "backup written: $name"
    else
        rm -f "$part" "$folder/$name" "$folder/.manifest.part"
        return 1
    fi
}

archive_is() { # how the server got on with archive-wal.sh: well, or what is wrong
    with_password || return 1
    psql --no-psqlrc --no-password --quiet --tuples-only --no-align --command="
        select case when last_failed_time > coalesce(last_archived_time, '-infinity') then 'archiving fails'
            when last_archived_time is null then 'nothing has been archived yet' else 'well' end
        from pg_stat_archiver" 2> /dev/null || echo "the server does not answer"
}

write_base() { # write_base <name>
    local archive
    archive=$(archive_is) || return 1
    # At its end the server waits for its archive, and would for ever.
    if [[ $archive == "archiving fails" ]]; then
        echo "archive of WAL: $archive" >&2
        return 1
    fi
    keep "$1" timeout "${base_hours}h" pg_basebackup --format=tar --pgdata=- --wal-method=none \
        --checkpoint=fast --no-password
}

dumped= # the dump of this time is there: when the base backup is tried again, it is not made again
write() {
    local name
    name="bunkyo-$(date +%Y%m%d-%H%M%S)" || return 1
    with_password || return 1
    rm -f "$folder"/.bunkyo-*.part || return 1 # what a killed run left
    [[ -n $dumped ]] || keep "$name.dump.age" pg_dump --format=custom --no-password || return 1
    dumped=1
    ((base_days == 0)) || write_base "$name.base.age" || {
        # Nothing old waits for it: what is to go goes (S-28), and the disk that it may have failed for has room again.
        tidy || echo "old backups were not removed" >&2
        return 1
    }
}

tidy() {
    find "$folder" -maxdepth 1 -name 'bunkyo-*.dump.age' -mtime "+$keep_days" -delete || return 1
    # Where no base backup is made any more as well: the server goes on archiving, and what is in it was to go (S-28).
    find "$folder" -maxdepth 1 -name 'bunkyo-*.base.age' -mtime "+$base_days" -delete || return 1
    # A day more: the oldest base backup that stays needs what was written while it was made. That a timeline was begun
    # holds nothing of anybody, and another recovery must know it.
    find "$wal" -maxdepth 1 -name '[0-9A-F]*' ! -name '*.history.*' -mtime "+$((base_days + 1))" -delete || return 1
}

settle() { # after a whole backup: told loudly, but another one would help neither and fill the disk
    local well=0
    note last-success || {
        echo "the time of the backup was not noted" >&2
        tell_failure || well=1
    }
    tidy || {
        echo "old backups were not removed" >&2
        well=1
    }
    return "$well"
}

once() {
    write || tell_failure || return 1
    settle
}

seconds_until_next() {
    local now next=0 at moment
    now=$(date +%s)
    for at in $times; do
        moment=$(date -d "today $at" +%s)
        ((moment > now)) || moment=$(date -d "tomorrow $at" +%s)
        ((next > 0 && moment >= next)) || next=$moment
    done
    echo $((next - now))
}

until_next() {
    sleep "$(seconds_until_next)" &
    wait $!
}

nightly() {
    local passed due
    trap 'exit 0' TERM INT
    # A machine that was off at the time, or a first start: now.
    if passed=$(age_of_last) && ((passed < max_age - 3600)); then
        until_next
    fi
    while true; do
        dumped=
        due=$(($(date +%s) + $(seconds_until_next)))
        until write || tell_failure; do
            sleep 600 &
            wait $!
            # Its next time has come: another dump, whatever the base backup waits for.
            (($(date +%s) < due)) || continue 2
        done
        settle || true
        until_next # whether the time was noted or not
    done
}

check_archive() {
    local said
    said=$(archive_is) || return 1
    # Without base backups nobody needs the archive; but the server keeps what it cannot hand over, until its disk is full.
    if [[ $said != well ]] && ((base_days > 0)) || [[ $said == "archiving fails" ]]; then
        echo "archive of WAL: $said" >&2
        return 1
    fi
}

check() {
    local passed
    if ! passed=$(age_of_last); then
        echo "no backup has been written yet" >&2
        return 1
    fi
    if ((passed > max_age)); then
        echo "the last backup is $((passed / 3600)) hours old" >&2
        return 1
    fi
    check_archive
}

case ${1:-} in
    once | nightly | check) "$1" ;;
    *)
        echo "usage: backup.sh once | nightly | check" >&2
        exit 64
        ;;
esac
