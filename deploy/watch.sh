#!/bin/sh
# For the ward's monitoring, every few minutes: exit 0 and silent when all is well, else 1 and one line
# for each trouble (names of services and ages, no content). Silence is not proof: alarm as well when
# this has not run for an hour.
#   sh deploy/watch.sh       in the folder of docker-compose.yml; as root where there are ways out (walls.sh)
#   DISK_LIMIT               per cent of a disk from which on it is too full     80
#   SECOND_DISK              as in .env: that disk as well
set -eu
troubles=$(
    docker compose ps --all --format '{{.Service}} {{.State}} {{or .Health "-"}} {{.ExitCode}}' |
        while read -r service state health code; do
            case "$service $state $health" in
                *' running healthy') ;;
                *' running starting') ;;
                'migrate exited -' | 'roles exited -') [ "$code" = 0 ] || echo "$service failed" ;;
                *) echo "$service is $state $health" ;;
            esac
        done
    for service in proxy web worker relay scheduler database redis backup verifier; do
        [ -n "$(docker compose ps --quiet "$service")" ] || echo "$service is missing"
    done
    # Backup and log of reading, as the system itself sees them.
    said=$(docker compose exec -T web python manage.py check_operations 2> /dev/null) ||
        echo "${said:-check_operations did not run}"
    # No page holds what a browser refuses: a script was brought into one, or it is a mistake of ours (S-54).
    { docker compose logs --no-log-prefix --since 1h web 2> /dev/null || echo unreadable; } |
        awk '/ bunkyo_support.csp_reports refused / {n++} /^unreadable$/ {lost = 1}
            END {if (lost) print "content: the log of web cannot be read"
                 else if (n) print "content: browsers refused " n " things within the hour"}'
    sh "$(dirname "$0")/walls.sh" check || true
    # What was disposed of is still in it (S-28); recover.sh leaves it for a while, as restore.sh its database.
    docker compose exec -T database find /var/lib/postgresql -maxdepth 2 -name 'docker_before_*' -mtime +7 2> /dev/null |
        sed 's/^/left by a recovery: /' || true
    # As the proxy holds it, which is what it shows. Nobody but this looks when it ends.
    certificate=$(docker compose exec -T proxy cat /run/secrets/tls_certificate 2> /dev/null || true)
    echo "$certificate" | openssl x509 -noout -checkend $((30 * 86400)) > /dev/null 2>&1 || {
        ends=$(echo "$certificate" | openssl x509 -noout -enddate 2> /dev/null) || ends="notAfter=nobody knows when"
        echo "certificate: ends ${ends#notAfter=}"
    }
    # The other one holds backups and WAL (disk.yml).
    second=${SECOND_DISK:-$(sed -n 's/^SECOND_DISK=//p' .env 2> /dev/null || true)}
    df -P / "$(docker info --format '{{.DockerRootDir}}')" ${second:+"$second"} | awk -v most="${DISK_LIMIT:-80}" \
        'NR > 1 && $5 + 0 >= most {print "disk " $6 " is " $5 " full"}' | sort -u
)
[ -z "$troubles" ] || {
    echo "$troubles"
    exit 1
}
