#!/bin/bash
# What the official image does at its first start, as far as it is documented: a cluster with the superuser's
# password, its database, and the scripts of /docker-entrypoint-initdb.d over the socket.
set -Eeuo pipefail
if [[ $1 == postgres && ! -s $PGDATA/PG_VERSION ]]; then
    mkdir -p "$PGDATA" && chmod 700 "$PGDATA"
    read -ra options <<< "${POSTGRES_INITDB_ARGS:-}"
    initdb --pgdata="$PGDATA" --username=postgres --pwfile="$POSTGRES_PASSWORD_FILE" "${options[@]}"
    echo "host all all all $POSTGRES_HOST_AUTH_METHOD" >> "$PGDATA/pg_hba.conf"
    pg_ctl --pgdata="$PGDATA" --options="$(printf '%q ' "${@:2}") -c listen_addresses=''" --wait start
    createdb --username=postgres "$POSTGRES_DB"
    for script in /docker-entrypoint-initdb.d/*.sh; do
        POSTGRES_USER=postgres sh "$script"
    done
    pg_ctl --pgdata="$PGDATA" --mode=fast --wait stop
fi
exec "$@"
