#!/bin/sh
# Runs roles.sql with the passwords from their files: once by the first start of the database, and by
# hand whenever a password was changed or a version brings a new roles.sql:
#   docker compose exec database sh /docker-entrypoint-initdb.d/lay-roles.sh
# Connects over the socket of the server as its superuser.
#   SECRETS_FOLDER  /run/secrets        ROLES_FILE  /usr/local/share/bunkyo/roles.sql
set -eu
folder=${SECRETS_FOLDER:-/run/secrets}
for role in owner app jobs backup; do
    password=$(cat "$folder/bunkyo_${role}_password") # stops here when there is none
    export "BUNKYO_$(echo "$role" | tr a-z A-Z)_PASSWORD=$password"
done
# Base backups come over the network (backup.sh), with the password of that role only.
rules="${PGDATA:?}/pg_hba.conf"
grep -q '^host replication bunkyo_backup ' "$rules" ||
    echo 'host replication bunkyo_backup all scram-sha-256' >> "$rules"
PGPASSWORD=$(cat "$folder/postgres_password")
export PGPASSWORD
psql --no-psqlrc --quiet --set=ON_ERROR_STOP=1 --username="${POSTGRES_USER:-postgres}" \
    --dbname="${POSTGRES_DB:-bunkyo}" --file="${ROLES_FILE:-/usr/local/share/bunkyo/roles.sql}" \
    --command='select pg_reload_conf()' > /dev/null
