#!/bin/sh
# Redis as a doorbell: one account with a password, nothing on a disk (docs/decisions/0151).
#   REDIS_PASSWORD_FILE  file with the password of the account `bunkyo`
#   REDIS_FOLDER         where the list of accounts stands while it runs; in memory    /data
#   REDIS_PORT           6379
# The list holds a hash only, so that no password stands in the arguments of a process.
set -eu
umask 077
folder=${REDIS_FOLDER:-/data}
[ -s "$REDIS_PASSWORD_FILE" ] || {
    echo "REDIS_PASSWORD_FILE is missing or empty" >&2 # and an empty password is none
    exit 78
}
sum=$(tr -d '\r\n' < "$REDIS_PASSWORD_FILE" | sha256sum)
cat > "$folder/accounts.acl" << ACCOUNTS
user default off
user bunkyo on #${sum%% *} ~* &* +@all -@admin -@dangerous +info
ACCOUNTS
exec redis-server --port "${REDIS_PORT:-6379}" --dir "$folder" --aclfile "$folder/accounts.acl" \
    --appendonly no --save '' --maxmemory 256mb --maxmemory-policy noeviction
