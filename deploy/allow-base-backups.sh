#!/bin/sh
# Lets base backups come over the network (backup.sh), with the password of that role only. At the first start of
# the database; by hand for one that was made before there were base backups:
#   docker compose exec database sh /docker-entrypoint-initdb.d/allow-base-backups.sh
# It may run any number of times.
#   SECRETS_FOLDER  /run/secrets
set -eu
rules="${PGDATA:?}/pg_hba.conf"
grep -q '^host replication bunkyo_backup ' "$rules" ||
    echo 'host replication bunkyo_backup all scram-sha-256' >> "$rules"
PGPASSWORD=$(cat "${SECRETS_FOLDER:-/run/secrets}/postgres_password")
export PGPASSWORD
psql --no-psqlrc --quiet --username="${POSTGRES_USER:-postgres}" --dbname="${POSTGRES_DB:-bunkyo}" \
    --command='select pg_reload_conf()' > /dev/null
