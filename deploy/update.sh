#!/bin/sh
# A new version without a moment in which nobody answers: migrate, new web beside the old, then the old go.
#   sh deploy/update.sh       in the folder of docker-compose.yml, with the new version brought in
# The order is the one of docs/deploy.md: tables first, and the version before goes on working on them.
# Stops at the first thing that fails; what runs then goes on running. It may be run again.
#   WEB_COUNT        how many web containers there are afterwards     1
#   WAIT_SECONDS     how long the new ones may take to become healthy 120
set -eu
count=${WEB_COUNT:-1}
wait_seconds=${WAIT_SECONDS:-120}

docker compose build
docker compose run --rm migrate
old=$(docker compose ps --quiet web)
docker compose up --detach --no-deps --no-recreate \
    --scale web="$(($(echo "$old" | grep -c .) + count))" web

is_ready() {
    for new in $(docker compose ps --quiet web); do
        case " $(echo "$old" | tr '\n' ' ') " in *" $new "*) continue ;; esac
        [ "$(docker inspect --format '{{.State.Health.Status}}' "$new")" = healthy ] || return 1
    done
}
passed=0
until is_ready; do
    [ "$passed" -lt "$wait_seconds" ] || {
        echo "the new web is not healthy; the old one goes on. docker compose logs web" >&2
        exit 1
    }
    sleep 2
    passed=$((passed + 2))
done
for container in $old; do
    docker stop --time 30 "$container"
    docker rm "$container"
done
# The rest keeps nobody waiting: a worker ends its task first, jobs wait in their table.
docker compose up --detach --scale web="$count"
