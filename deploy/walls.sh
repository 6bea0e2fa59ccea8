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

rules() { # two chains as they are to be: the doors, and the walls behind them
    echo '*filter'
    echo ':BUNKYO-WALLS - [0:0]'
    echo ':BUNKYO-MACHINE - [0:0]'
    sed '/^ *#/d; /^ *$/d' "$file" | while read -r bridge address protocol port || [ -n "$bridge" ]; do
        echo "-A BUNKYO-WALLS -i $bridge -d $address -p $protocol --dport $port -j RETURN"
    done
    for bridge in bunkyo-mail bunkyo-openid bunkyo-scan; do
        echo "-A BUNKYO-WALLS -i $bridge -j REJECT"
        echo "-A BUNKYO-MACHINE -i $bridge -m conntrack --ctstate NEW -j REJECT"
    done
    echo 'COMMIT'
}

leads() { # leads <command>: whether, or that, what passes by comes to them
    iptables --wait "$1" DOCKER-USER --jump BUNKYO-WALLS && iptables --wait "$1" INPUT --jump BUNKYO-MACHINE
}

case ${1:-} in
    lay)
        # Both chains at one moment, whole or not at all: at none is more open than is to be. Of a file that cannot be
        # read nothing is let through.
        code=0
        rules | iptables-restore --wait --noflush || {
            code=1
            file=/dev/null
            rules | iptables-restore --wait --noflush
        }
        leads --check 2> /dev/null || leads --insert
        exit "$code"
        ;;
    check)
        named=${COMPOSE_FILE:-$(sed -n 's/^COMPOSE_FILE=//p' .env 2> /dev/null || true)}
        code=0
        for overlay in mail:bunkyo-mail openid:bunkyo-openid scanner:bunkyo-scan; do
            case "$named" in *"/${overlay%:*}.yml"*) ;; *) continue ;; esac
            { leads --check && iptables --wait --check BUNKYO-WALLS -i "${overlay#*:}" -j REJECT; } 2> /dev/null || {
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
