#!/bin/sh
# A new version without a moment in which nobody answers: migrate, new web beside the old, then the old go.
#   sh deploy/update.sh       in the folder of docker-compose.yml and .env, with the new version brought in
# The order is the one of docs/deploy.md: roles and tables first, and the version before goes on working on them.
# Stops at the first thing that fails; what runs then goes on running. It may be run again. Where the database's own
# image is another, it is made anew at the end: for some seconds pages answer 503 and keep what was typed.
#   COMPOSE_FILE     as in .env: docker-compose.yml and what is laid over it
#   VERSION          as in .env: the images of that name are taken where they are there (docker load), else built;
#                    refused while web runs with them already
#   WEB_COUNT        as in .env: how many web containers there are    1
#   WAIT_SECONDS     how long the new ones may take to become healthy 120
set -eu
count=${WEB_COUNT:-$(sed -n 's/^WEB_COUNT=//p' .env 2> /dev/null || true)}
count=${count:-1}
wait_seconds=${WAIT_SECONDS:-120}

old=$(docker compose ps --quiet web)
# Web that was started with a file which is named no longer would come back without it: without the way to the
# directory, the mail server, the scanner.
named=${COMPOSE_FILE:-$(sed -n 's/^COMPOSE_FILE=//p' .env 2> /dev/null || true)}
label='{{index .Config.Labels "com.docker.compose.project.config_files"}}'
gone=$(
    for container in $old; do docker inspect --format "$label" "$container"; done | tr ',' '\n' | sort -u |
        while read -r file; do
            case ":${named:-docker-compose.yml:docker-compose.override.yml}:" in
                *[:/]"${file##*/}":*) ;;
                *) echo "${file##*/}" ;;
            esac
        done
)
[ -z "$gone" ] || {
    echo "web runs with $(echo $gone), which COMPOSE_FILE in .env does not name: name it there." >&2
    echo "Or, when it is to go: docker compose up -d, and this again." >&2
    exit 1
}

# Anew from the first line on: of what was built before Debian's parts would stay as they were then.
version=${VERSION:-$(sed -n 's/^VERSION=//p' .env 2> /dev/null || true)}
are_there() {
    for image in $(docker compose config --images); do
        docker image inspect "$image" > /dev/null 2>&1 || return 1
    done
}
if [ -n "$version" ] && are_there; then
    image="bunkyo-support:$version"
    other=$(
        for container in $old; do docker inspect --format '{{.Image}}' "$container"; done |
            grep -vxF "$(docker image inspect --format '{{.Id}}' "$image")" || true
    )
    # Nothing would be new, and nobody would find out: the name of the version before was left in .env.
    [ -z "$old" ] || [ -n "$other" ] || {
        echo "web runs with VERSION=$version already: another name in .env, as each version and each rebuilding has." >&2
        echo "Or, where an update broke off at its end: docker compose up -d" >&2
        exit 1
    }
    made=$(docker image inspect --format '{{.Created}}' "$image")
    echo "VERSION=$version: images that are there are taken, made at $made; nothing is built"
else
    docker compose build --pull --no-cache
fi
# A dump holds every table until it is done, and migrate gives up before that in a large ward.
! docker compose top backup 2> /dev/null | grep -q pg_dump || {
    echo "a backup is being written: this again when it is done. docker compose logs --tail 1 backup" >&2
    exit 1
}
docker compose run --rm --no-deps roles
docker compose run --rm --no-deps migrate
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
# The rest keeps nobody waiting: a worker ends its task first, jobs wait in their table. Whatever has another image
# now, the proxy and Redis as well, is made anew. How many there are of web and worker stands in .env.
docker compose up --detach
