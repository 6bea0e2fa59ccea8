#!/bin/bash
# Once a day: the whole database, encrypted to a public key whose private half is not on this
# machine (security.md S-82). A file appears under its name only when it is complete.
set -euo pipefail
umask 077
folder=/backup
keep_days=${BACKUP_KEEP_DAYS:-35}

while true; do
    name="bunkyo-$(date +%Y%m%d-%H%M%S).dump.age"
    if pg_dump --format=custom --no-password | age --recipients-file /run/secrets/backup_recipients \
        > "$folder/$name.part"; then
        sync "$folder/$name.part"
        mv "$folder/$name.part" "$folder/$name"
        (cd "$folder" && sha256sum "$name" >> manifest.sha256)
        date +%s > "$folder/last-success" # what the monitoring looks at: its absence is the alarm
        find "$folder" -name 'bunkyo-*.dump.age' -mtime "+$keep_days" -delete
        echo "backup written: $name"
        sleep 86400
    else
        rm -f "$folder/$name.part"
        echo "backup FAILED, trying again in ten minutes" >&2
        sleep 600
    fi
done
