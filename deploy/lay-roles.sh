#!/bin/sh
# Runs roles.sql of this version with the passwords from their files: the service `roles`, at each start before
# migrate. By hand whenever a password was changed:
#   docker compose run --rm roles
# It may run any number of times, and people go on working meanwhile.
#   PGHOST PGDATABASE PGUSER   the server, as superuser (postgres)
#   SECRETS_FOLDER  /run/secrets        ROLES_FILE  /usr/local/share/bunkyo/roles.sql
set -eu
folder=${SECRETS_FOLDER:-/run/secrets}
for role in owner app jobs backup; do
    password=$(cat "$folder/bunkyo_${role}_password") # stops here when there is none
    export "BUNKYO_$(echo "$role" | tr a-z A-Z)_PASSWORD=$password"
done
PGPASSWORD=$(cat "$folder/postgres_password")
export PGPASSWORD
exec psql --no-psqlrc --no-password --quiet --set=ON_ERROR_STOP=1 \
    --file="${ROLES_FILE:-/usr/local/share/bunkyo/roles.sql}" > /dev/null
