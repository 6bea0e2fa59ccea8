#!/bin/sh
# Redis as a doorbell: one account with a password, nothing on a disk (docs/decisions/0151).
#   REDIS_PASSWORD_FILE  file with the password of the account `bunkyo`
#   REDIS_FOLDER         where the list of accounts stands while it runs; in memory    /data
#   REDIS_PORT           6379
# The list holds a hash only, so that no password stands in the arguments of a process.
# The account knows the words with which Celery rings and hears, and the keys that it does so with: it cannot look for
# keys (KEYS, SCAN), read a queue without taking from it, or touch a key of another name (S-81).
set -eu
umask 077
folder=${REDIS_FOLDER:-/data}
[ -s "$REDIS_PASSWORD_FILE" ] || {
    echo "REDIS_PASSWORD_FILE is missing or empty" >&2 # and an empty password is none
    exit 78
}
sum=$(tr -d '\r\n' < "$REDIS_PASSWORD_FILE" | sha256sum)
keys='~celery* ~unacked* ~_kombu.binding* ~*.reply.celery.pidbox*'
# A connection and its transactions; queues; what was taken, and who listens; the lock of who gives back, and the
# scripts of the library, which do no more than these words; inspect ping.
words='+auth +hello +select +ping +multi +exec +discard +watch +unwatch'
words="$words +lpush +rpush +brpop +rpop +llen +del +exists +expire +pexpire"
words="$words +hset +hget +hdel +zadd +zrem +zrange +zrangebyscore +sadd +srem +smembers"
words="$words +set +get +time +evalsha +script|load +script|exists"
words="$words +publish +subscribe +psubscribe +unsubscribe +punsubscribe"
cat > "$folder/accounts.acl" << ACCOUNTS
user default off
user bunkyo on #${sum%% *} $keys &* -@all $words
ACCOUNTS
exec redis-server --port "${REDIS_PORT:-6379}" --dir "$folder" --aclfile "$folder/accounts.acl" \
    --appendonly no --save '' --maxmemory 256mb --maxmemory-policy noeviction
