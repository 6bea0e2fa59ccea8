#!/bin/bash
# Takes one finished piece of the server's log of changes (WAL) into the archive, encrypted (S-82). With a base
# backup of backup.sh, recover.sh makes of it the database of any moment.
#   archive-wal.sh <path> <name>        archive_command of the server: archive-wal.sh %p %f
#
# Reads from the environment
#   WAL_FOLDER               where the archive lies                         /wal
#   BACKUP_RECIPIENTS_FILE   public keys of age, one a line                 /run/secrets/backup_recipients
# Needs in PATH: age, gzip, sha256sum.
#
# Writes <name>.age, under its name only when it is complete and on the disk, and <name>.sha256 of what is in it.
# Exit 0: the server may forget the piece. Anything else: it keeps it and asks again. What is there already is
# never written over: the same once more is well, another of that name is refused (two servers, one archive).
set -euo pipefail
umask 027

path=$1
name=$2
folder=${WAL_FOLDER:-/wal}
recipients=${BACKUP_RECIPIENTS_FILE:-/run/secrets/backup_recipients}
part="$folder/.$name.part"

sum=$(sha256sum < "$path")
if [[ -e $folder/$name.age ]]; then
    [[ $(cat "$folder/$name.sha256") == "${sum%% *}" ]] && exit 0
    echo "another $name lies in the archive" >&2
    exit 1
fi
gzip --fast < "$path" | age --encrypt --recipients-file "$recipients" > "$part"
echo "${sum%% *}" > "$folder/$name.sha256"
sync "$part" "$folder/$name.sha256"
mv "$part" "$folder/$name.age"
sync "$folder"
