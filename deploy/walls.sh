#!/bin/sh
# Makes of each way out (deploy/mail.yml, openid.yml, scanner.yml) a way to the addresses that the ward names and to
# nothing else, the machine itself included (S-80). The machine forgets such rules when it is started; bunkyo-walls.service
# lays them again. As root, as often as one likes:
#   walls.sh lay      all ways are shut but for what stands in WALLS_FILE
#   walls.sh check    exit 0 and silent when the bridges of the files named in COMPOSE_FILE are shut, else a line for each
#   COMPOSE_FILE      as in .env: docker-compose.yml and what is laid over it
#   WALLS_FILE        a line for each address: <bridge> <address> <tcp or udp> <port>     /etc/bunkyo-walls
#                     bunkyo-mail 10.1.2.3 tcp 25
set -eu
file=${WALLS_FILE:-/etc/bunkyo-walls}

shut() { # shut <command> <bridge>: its two rules
    iptables --wait "$1" DOCKER-USER --in-interface "$2" --jump REJECT &&
        iptables --wait "$1" INPUT --in-interface "$2" --match conntrack --ctstate NEW --jump REJECT
}

let_through() { # let_through <command>: what stands in the file
    sed '/^ *#/d; /^ *$/d' "$file" | while read -r bridge address protocol port; do
        iptables --wait "$1" DOCKER-USER --in-interface "$bridge" --destination "$address" \
            --protocol "$protocol" --dport "$port" --jump RETURN || [ "$1" = --delete ]
    done
}

case ${1:-} in
    lay)
        # Shut first, and the doors above it: at no moment is more open than is to be.
        let_through --delete 2> /dev/null
        for bridge in bunkyo-mail bunkyo-openid bunkyo-scan; do
            shut --check "$bridge" 2> /dev/null || shut --insert "$bridge"
        done
        let_through --insert
        ;;
    check)
        named=${COMPOSE_FILE:-$(sed -n 's/^COMPOSE_FILE=//p' .env 2> /dev/null || true)}
        code=0
        for overlay in mail:bunkyo-mail openid:bunkyo-openid scanner:bunkyo-scan; do
            case "$named" in *"/${overlay%:*}.yml"*) ;; *) continue ;; esac
            shut --check "${overlay#*:}" 2> /dev/null || {
                echo "way out ${overlay#*:}: no wall is seen"
                code=1
            }
        done
        exit "$code"
        ;;
    *)
        echo "usage: walls.sh lay | check" >&2
        exit 64
        ;;
esac
